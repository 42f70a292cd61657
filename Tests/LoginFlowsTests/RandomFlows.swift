import LoginFlows
import SessionCore

/// A generator whose numbers are the same everywhere (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0xD1B5_4A32_D192_ED03 ^ 0x1234_5678 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Random flows that use everything the format can express, and nothing that the reference refuses to run.
struct RandomFlows {
    var random: SeededGenerator
    var users: [MockUser] = []
    var sessionName = "session"
    var rememberName = "remember_token"
    var secretKey = ApplicationSettings.defaultSecretKey
    /// Where the clock stood at first.
    var clock = Flow.defaultClock
    private var browsers = ["main"]
    /// Nothing can be signed before 1970.
    private var beganEarly = false
    /// The clock cannot go beyond the year 9999.
    private var beganLate = false

    static let odd = [
        "", "x", "é", "e\u{301}", "a|b", "1", "70", "🐍", "a b", "q\"\\", "a;b,c=d", "<b>&", "ß", "日本", "%41", "\u{7F}\u{1}",
        "None", "0", "-1", "1.0", "true", "a\tb", " a ", "\u{A0}", "\u{2028}", "\u{FEFF}x", "i\u{307}", "ſ", "'", "\\", "\\054",
        "a=b", "{}", "..", "\u{88F}\u{19B}",
    ]
    static let keys = [
        "flow-secret", "k1", "old secret", "clé", "é|\u{FF}", "\u{80}\0", String(repeating: "long", count: 40),
    ]

    /// One flow; the same for the same seed.
    static func flow(seed: UInt64) -> Flow {
        var generator = RandomFlows(random: SeededGenerator(seed: seed))
        return generator.make("random \(seed)")
    }

    private init(random: SeededGenerator) { self.random = random }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func make(_ name: String) -> Flow {
        makeUsers()
        var app = ApplicationSettings()
        if chance(35) { app.secretKey = pick(Self.keys + ["ключ", ""]) }
        secretKey = app.secretKey
        if chance(20) { app.secretKeyFallbacks = [pick(Self.keys), pick(Self.keys)] }
        makeConfig(&app)
        makeManager(&app)
        if chance(8) { app.hasUserLoader = false }
        if chance(30) { app.requestLoader = .apiKey }
        var flow = Flow(name: name, app: app, users: users)
        if chance(25) {
            flow.clock = pick([
                Timestamp(seconds: 1_541_000_000), Timestamp(microseconds: 1_700_000_000_500_000), Timestamp(seconds: 0),
                Timestamp(seconds: 4_102_444_800), Timestamp(seconds: -86_400), Timestamp(seconds: 253_402_290_000),
            ])
        }
        clock = flow.clock
        beganEarly = flow.clock.seconds < 1_000_000
        beganLate = flow.clock.seconds > 250_000_000_000
        if chance(25) { flow.client = client() }
        for _ in 0..<Int.random(in: 3...18, using: &random) { flow.steps.append(step()) }
        return flow
    }

    private mutating func makeUsers() {
        for number in 0..<Int.random(in: 0...4, using: &random) {
            var user = MockUser(id: chance(85) ? String(number + 1) : pick(Self.odd))
            if chance(95) {
                user.email = pick(["ada", "bob", "Müller", "o'neil", "e\u{301}ve", "a|b"]) + "\(number)@example.test"
            }
            if chance(90) { user.password = pick(["x", "correct horse", "pässwörd", ""]) }
            if chance(10) { user.passwordHash = pick(Self.hashes) }
            if chance(25) { user.active = chance(40) }
            if chance(35) { user.apiKey = pick(["key-\(number)", "kéy", "k y"]) }
            if chance(30) { user.getID = pick(Self.odd) }
            users.append(user)
        }
    }

    /// Of the password `x`.
    private static let hash = PasswordHash.pbkdf2("x", salt: "saltsaltsaltsalt", iterations: 10) ?? ""

    /// With the rounds, which are three, spelt another way.
    private static func rounds(_ text: String) -> String {
        (PasswordHash.pbkdf2("x", salt: "salt", iterations: 3) ?? "").replacing(":3$", with: ":\(text)$")
    }

    private static func other(_ hash: String) -> String { PasswordHash.pbkdf2("x", salt: "salt", hash: hash, iterations: 2) ?? "" }

    private static let hashes = [
        hash, hash, hash, "md5$x$y", "nonsense", "", "$$", "plain$x$x", "pbkdf2:sha256:1$$", "pbkdf2:sha512:3$a$b",
        "scrypt:16:1:1$é$x", "scrypt:3:1:1$a$b",
        "pbkdf2:sha256:0$a$b", "pbkdf2:nosuch$a$b", "scrypt:16:1$a$b", hash + " ", hash.uppercased(), "a$b$c$d",
        "scrypt:16:8:1$saltsalt$" + String(repeating: "0", count: 128),
        rounds(" 3"), rounds("0_3"), rounds("+3"), rounds("\u{663}"), rounds("_3"), rounds("\u{1C}3"), rounds("\u{11F53}"),
        other("sha224"), other("SHA-512/256"), other("sha512_224"), other("sha3_256"), other("SHA3-512"), other("blake2b"), other("blake2s"),
        other("RMD160"), other("sm3"), other("md5-sha1"), other("1.3.14.3.2.26"),
    ]

    // MARK: The application

    private mutating func makeConfig(_ app: inout ApplicationSettings) {
        for key in ConfigKey.allCases where chance(14) {
            switch (key, key.kind) {
            case (_, .bool): app.config[key] = .bool(chance(60))
            case (.rememberCookieDuration, _):
                app.config[key] =
                    chance(6)
                    ? .null
                    : .seconds(
                        pick([
                            3_600, 0, -60, 1.5, 2_592_000, 86_399.999_999_9, 1e11, 31_536_000, 5e-7, 1.5e-6, -0.5,
                            86_399_999_999_999, -1e13,
                            0.000_000_4,
                        ]))
            case (_, .secondsOrNull):
                app.config[key] =
                    chance(6)
                    ? .null
                    : .seconds(pick([60, 2_678_400, 0, 1, 90.75, -1, 1e12, 0.999_999_9, -0.5, 61, 3_600, -86_400, 59.999_999_5]))
            case (.sessionCookieName, _):
                app.config[key] = .text(pick(["sid", "session", "s-1", "__Host-s", "é", "Session", "s|1", "remember_token"]))
            case (.rememberCookieName, _): app.config[key] = .text(pick(["rt", "remember_token", "session", "Remember", "ü"]))
            case (.sessionCookieDomain, _), (.rememberCookieDomain, _):
                app.config[key] = pick([
                    .null, .text("localhost"), .text(".example.test"), .text("example.test"), .text("other.test"), .text(""),
                    .text("München.test"), .text("example.test:80"), .text("127.0.0.1"), .text("a..b"), .text("test"),
                    .text("LOCALHOST"), .text("..localhost"), .text("xn--mnchen-3ya.test"), .text(" "),
                    .text("1.2"),
                ])
            case (.sessionCookiePath, _), (.rememberCookiePath, _):
                app.config[key] = pick([
                    .null, .text("/"), .text("/admin"), .text("/protected"), .text(""), .text("/é;x"), .text("/admin/"),
                    .text("admin"), .text("/ b"), .text("/%41"), .text("/a,b"), .text("//"),
                ])
            case (.sessionCookieSameSite, _), (.rememberCookieSameSite, _):
                app.config[key] = pick([
                    .null, .text("Lax"), .text("strict"), .text("None"), .text("NONE"), .text("x"), .text(""), .text(" lax"),
                ])
            case (.sessionProtection, _):
                app.config[key] = pick([
                    .null, .text("basic"), .text("strong"), .text("strong"), .text("x"), .text("Strong"), .text(""),
                ])
            case (.forceHostForRedirects, _):
                app.config[key] = pick([
                    .null, .text("front.test"), .text(""), .text("front.test:8443"), .text("FRONT.test"), .text("é.test"),
                    .text("a/b?c"), .text("[::1]"),
                ])
            default: break
            }
        }
        if let name = text(app.config[.sessionCookieName]) { sessionName = name }
        if let name = text(app.config[.rememberCookieName]) { rememberName = name }
    }

    private func text(_ value: SettingValue?) -> String? { if case .text(let text)? = value { text } else { nil } }

    private mutating func makeManager(_ app: inout ApplicationSettings) {
        let views: [SettingValue] = [
            .null, .text("login"), .text("/login"), .text("/login?next=/old&b=&b=2"), .text("http://localhost/login"),
            .text("admin.login"),
            .text("https://sso.test/login?a=1#f"), .text("https://sso.test:8443/é?ü=1"), .text("nowhere"), .text(""),
            .text("/é x"), .text(".login"), .text("/login#top"), .text("//other.test/login"), .text("http://LOCALHOST/login"),
            .text("https://user@sso.test/?next=1&next=2"), .text("/login?"), .text("http://"), .text("/login?a=%zz&é=%C3"),
            .text("ftp://x.test/"),
            .text("admin.protected"), .text("http://[::1]:80/x"), .text("/login;p?q"),
        ]
        for key in ManagerKey.allCases where chance(14) {
            switch key {
            case .loginView, .refreshView: app.loginManager[key] = pick(views)
            case .loginMessage, .needsRefreshMessage:
                app.loginManager[key] = pick([
                    .null, .text(""), .text("Straße é"), .text("Encore!"), .text("ŉ ﬁ ΐ"), .text("\u{19B}\u{1C8A}"), .text("\u{2028}\"'\\"),
                    .text("%(x)s {0}"),
                ])
            case .loginMessageCategory, .needsRefreshMessageCategory:
                app.loginManager[key] = pick([.text("info"), .text(""), .text("é"), .null])
            case .sessionProtection: app.loginManager[key] = pick([.null, .text("basic"), .text("strong"), .text("none")])
            case .unauthorizedHandler, .needsRefreshHandler: app.loginManager[key] = pick([.null, .text("Nö!"), .text("")])
            case .localize: app.loginManager[key] = pick([.text("upper"), .text("upper"), .null])
            }
        }
        if chance(20) {
            var byBlueprint: [String?: String?] = [:]
            for name in ["admin", "other", ""] where chance(60) {
                byBlueprint.updateValue(text(pick(views)), forKey: name)
            }
            app.blueprintLoginViews = byBlueprint
        }
    }

    private mutating func client() -> ClientChange {
        var change = ClientChange()
        if chance(50) {
            change.ip = pick(["127.0.0.1", "203.0.113.7", "2001:db8::1", "10.0.0.1, 10.0.0.2", "", "  x ", "é", "::ffff:1.2.3.4"])
        }
        if chance(50) {
            change.userAgent = pick([
                .none, .value("rollcall-flow/1"), .value(""), .value("a|b"), .value("q\"'"), .value("Mözilla 🐍"), .value("x\ty"),
                .value("Mozilla/5.0 (X11; Linux) Ü"), .value(String(repeating: "long/1.0 ", count: 120)), .value(" padded "),
                .value("\u{FF}\u{80}"),
                .value("e\u{301}"), .value("日本"),
            ])
        }
        if chance(40) { change.scheme = pick(["http", "https"]) }
        if chance(40) {
            change.host = pick([
                "localhost", "example.test", "www.example.test", "other.test", "127.0.0.1", "ex_a.test", "xn--mnchen-3ya.test",
                "localhost.", "münchen.test", "xn--zzzz-.test", "xn--strae-oqa.test", "a.xn--b.test", "mu\u{308}nchen.test", "\u{FF41}.test", "a\u{AD}b.test", "\u{5D0}.test", "a.b.example.test", "example.test.", "10.0.0.1", "-x.test", "_", "straße.test",
            ])
        }
        return change
    }

    // MARK: Steps

    private mutating func step() -> FlowStep {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<28: return .request(page())
        case 28..<52: return .request(login())
        case 52..<57: return .client(client())
        case 57..<63:
            return .advance(
                seconds: beganLate
                    ? pick([0, 60, 400])
                    : pick([1, 59, 60, 61, 3_600, 86_400, 2_678_400, 2_678_401, 31_536_000, 31_535_999, 0, -30, 90, 91]))
        case 63..<69: return .closeBrowser
        case 69..<72:
            return .dropCookies(
                chance(30)
                    ? .all
                    : chance(15) ? .named([]) : .named([pick([sessionName, rememberName, "x"]), pick([sessionName, "y"])]))
        case 72..<74:
            let name = pick(["main", "second", "é", ""])
            browsers.append(name)
            return .browser(name)
        case 74..<76: return .stealCookies(from: pick(browsers))
        case 76..<81: return .tamper(cookie: pick([sessionName, rememberName]), edit: pick(CookieEdit.allCases))
        case 81..<84:
            if chance(35) { return .setCookie(name: sessionName, value: forgedSession()) }
            let name = pick([sessionName, rememberName, sessionName, rememberName, "other", "a b", "é", "日", "Session"])
            return .setCookie(
                name: name,
                value: pick(
                    Self.odd
                        + [
                            "1|2", ".x.y", "|", "e30.a.b", "\"e30\"", ".eJw.a.b", "e30=.aVVuAA.x", "e 3 0.a.b", "e30.AAAA.AAAA",
                            "1|" + String(repeating: "0", count: 128),
                            "1|" + String(repeating: "é", count: 128), String(repeating: "x", count: 5_000), "....", "é|1",
                            "1|2|3", "\"a\\054b\"",
                        ]))
        case 84..<89:
            if beganEarly { return .closeBrowser }
            let needsKey = secretKey.isEmpty
            return .signSession(data: sessionData().sorted(), key: needsKey || chance(25) ? pick(Self.keys) : nil)
        case 89..<93:
            let needsKey = secretKey == "ключ"
            return .signRemember(
                payload: chance(70) ? userID() : pick(Self.odd), key: needsKey || chance(25) ? pick(Self.keys) : nil)
        case 93..<95:
            let old = secretKey
            secretKey = pick(Self.keys + ["", "ключ"])
            return .rotateKey(
                secretKey: secretKey, fallbacks: chance(60) ? [chance(90) && old.isEmpty ? "k1" : old, pick(Self.keys)] : [])
        case 95..<98:
            var change = MockUser(id: chance(85) ? pick(["1", "2", "3"]) : "new")
            if chance(50) { change.active = chance(50) }
            if chance(30) { change.getID = pick(Self.odd) }
            if chance(20) { change.email = "new@example.test" } else if chance(10) { change.removed = [.email] }
            if chance(20) { change.password = "new" }
            if chance(20) { change.apiKey = "key-new" }
            if chance(6) { change.passwordHash = pick(Self.hashes) }
            if change.password == nil, chance(6) { change.removed.insert(.password) }
            if change.apiKey == nil, chance(6) { change.removed.insert(.apiKey) }
            return .setUser(change)
        default: return .deleteUser(pick(["1", "2", "new"]))
        }
    }
}

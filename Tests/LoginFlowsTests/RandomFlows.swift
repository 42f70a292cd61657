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
    private var random: SeededGenerator
    private var users: [MockUser] = []
    private var sessionName = "session"
    private var rememberName = "remember_token"
    private var secretKey = ApplicationSettings.defaultSecretKey
    private var browsers = ["main"]
    /// Nothing can be signed before 1970.
    private var beganEarly = false
    /// The clock cannot go beyond the year 9999.
    private var beganLate = false

    private static let odd = [
        "", "x", "é", "e\u{301}", "a|b", "1", "70", "🐍", "a b", "q\"\\", "a;b,c=d", "<b>&", "ß", "日本", "%41", "\u{7F}\u{1}",
        "None", "0", "-1", "1.0", "true", "a\tb", " a ", "\u{A0}", "\u{2028}", "\u{FEFF}x", "i\u{307}", "ſ", "'", "\\", "\\054",
        "a=b", "{}", "..",
    ]
    private static let keys = [
        "flow-secret", "k1", "old secret", "clé", "é|\u{FF}", "\u{80}\0", String(repeating: "long", count: 40),
    ]

    /// One flow; the same for the same seed.
    static func flow(seed: UInt64) -> Flow {
        var generator = RandomFlows(random: SeededGenerator(seed: seed))
        return generator.make("random \(seed)")
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }
    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

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

    private static let hashes = [
        hash, hash, hash, "md5$x$y", "nonsense", "", "$$", "plain$x$x", "pbkdf2:sha256:1$$", "pbkdf2:sha512:3$a$b",
        "scrypt:16:1:1$é$x", "scrypt:3:1:1$a$b",
        "pbkdf2:sha256:0$a$b", "pbkdf2:nosuch$a$b", "scrypt:16:1$a$b", hash + " ", hash.uppercased(), "a$b$c$d",
        "scrypt:16:8:1$saltsalt$" + String(repeating: "0", count: 128),
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
                    .null, .text(""), .text("Straße é"), .text("Encore!"), .text("ŉ ﬁ ΐ"), .text("\u{2028}\"'\\"),
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
                "localhost.", "münchen.test", "a.b.example.test", "example.test.", "10.0.0.1", "-x.test", "_", "straße.test",
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
            return .signSession(data: sessionData(), key: needsKey || chance(25) ? pick(Self.keys) : nil)
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

    private mutating func userID() -> String {
        users.isEmpty ? "1" : pick(users).loginID
    }

    private static let pages = [
        "/", "/open", "/login", "/protected", "/protected", "/fresh", "/fresh", "/confirm", "/logout", "/whoami", "/whoami",
        "/flashes", "/flashes", "/permanent",
        "/transient", "/clear", "/admin/login", "/admin/protected", "/missing", "/admin//protected", "/prot%65cted", "/open/",
        "/%2Fopen", "/admin/é", "/admin", "/admin/", "/./open", "/admin/../open", "/OPEN", "/open;x", "/%00", "/whoami%3Fa",
        "/fresh#x", "/protected%20",
        "/%E9", "/\u{2028}", "/a//b///c", "/;", "/%",
    ]
    private static let queries = [
        "q=1&x=a%20b", "next=/x", "é=ü", "a=%C3%A9&b=%ff%FE+", "x&&=y;z", "%zz%", "api_key=key-0", "api_key=key-1",
        "api_key=k%C3%A9y", "api_key=k+y", "api_key=",
        "api_key=&api_key=key-0", "api_key=key%2D0", "API_KEY=key-0", "api_key", "a;b=c;api_key=key-0", "\u{FF}=\u{E9}", "a=%00",
        "+=+", "=", "a==b",
        "a=b#frag", "?", "a='\"<>", "[]{}|\\^`", "%E2%82é", "a=%F0%9F%90%8D",
    ]

    private mutating func page() -> FlowRequest {
        var target = pick(Self.pages)
        if chance(12) {
            let keys = [
                "k", "_user_id", "next", "_fresh", "_id", "_permanent", "_remember", "_flashes", "%C3%A9", "", " t",
                "_remember_seconds",
            ]
            target =
                "/put?key=\(pick(keys))&value=\(pick(["v", "1", "/fresh", "//evil", "clear", "set", "%F0%9F%90%8D", "", "/a%0Ab", "%5B%5D", "https://x"]))"
            if chance(10) { target = "/put?\(pick(["key=a", "value=b", "", "key&value", "key=a&key=b&value=1&value=2"]))" }
        } else if chance(30) {
            target += "?" + pick(Self.queries)
        }
        let method: FlowRequest.Method = chance(80) ? .get : pick([.post, .options, .head])
        var request = FlowRequest(method, target)
        if chance(4) { request.form = [.init("email", "x"), .init("email", "y")] }
        if chance(20) {
            request.headers = [
                pick([
                    .init("X-Api-Key", "key-0"), .init("x-api-key", "kéy"), .init("X_Api_Key", "key-1"),
                    .init("Referer", "http://x.test"),
                    .init("Authorization", "Basic eDp5"), .init("Content-Type", "text/plain"), .init("X-Requested-With", ""),
                    .init("X-Api-Key", ""), .init("X-Api-Key", " key-0 "), .init("Accept", "*/*"), .init("Range", "bytes=0-1"),
                    .init("If-None-Match", "*"), .init("X-Forwarded-Host", "evil.test"), .init("X-Forwarded-Proto", "https"),
                    .init("Forwarded", "for=1.2.3.4"),
                    .init("Cache-Control", "no-store"), .init("Origin", "null"),
                ])
            ]
        }
        return request
    }

    private mutating func login() -> FlowRequest {
        var request = FlowRequest(.post, "/login")
        if chance(25) {
            request.target +=
                "?next="
                + pick([
                    "/fresh", "https://evil.test/", "//evil.test", "%2F%5Cevil.test", "", "/a%20b%C3%BC?x=1", "/a%0Ab", "/", "x",
                    "/%2F", "/é?ü=%ff#f", "/a:b@c", "/x&next=/y",
                    "/%09x", "%20/x", "/x%20", "/%E2%80%A8", "/..//evil.test", "/%2e%2e//x", "///x", "/a?next=//b", "%00", "/%00",
                    "&next=/x", "/\u{E9}", "/;@x", "/:80",
                    "%F0%9F%90%8D", "/%F0%9F%90%8D", "/%25%32%46", "/a%2", "/\u{2029}", "/~", "/&amp;", "/a+b", "/a%2Bb",
                    "javascript:x", "/%5C%5Cx",
                    "/%7F", "/%C2%85x", "/a%5Cb", "/%zz", "/[x]", "/%3Fa=b%23c",
                ])
        }
        let user = users.isEmpty ? nil : pick(users)
        if chance(97) { request.form.append(.init("email", chance(95) ? user?.email ?? "nobody" : pick(Self.odd))) }
        if chance(97) {
            request.form.append(.init("password", chance(90) ? user?.passwordHash != nil ? "x" : user?.password ?? "" : "wrong"))
        }
        let flags = [
            "1", "true", "ON", "Yes", "0", "", "off", "ÿes", " 1", "TRUE", "oN", "yEs", "01", "\u{FF11}", "ON\n", "tr\u{FC}e",
            "yeſ",
        ]
        if chance(55) { request.form.append(.init("remember", pick(flags.prefix(4) + flags))) }
        if chance(20) {
            request.form.append(
                .init(
                    "duration",
                    pick([
                        "7200", "1.5", "-5", "0", "1e3", " 12 ", "1_000", "_1", "inf", "nan", "x", "", "٣", ".5", "5.", "1e400",
                        "86400.0000005", "99999999999", "0x10", "-0.25", "-0", "1e-7", "5e-7", "1__0", "1_0.5", "+3", "Infinity",
                        "-inf", "NaN", "1e308",
                        "86399999913600", "86399999999999.999999", "-86399999913600", "\u{A0}7\u{2003}", "7\u{1F}", "1e+2",
                        "1.e1", "٣.٥", "7e", "2592000.5", "0.0000005",
                    ])))
        }
        if chance(20) { request.form.append(.init("force", pick(flags))) }
        if chance(20) { request.form.append(.init("fresh", pick(flags))) }
        if chance(3) { request.form.append(.init(pick(Self.odd), pick(Self.odd))) }
        if chance(1) { request.form.append(.init("filler", String(repeating: "é", count: pick([10, 83_300, 83_340, 200_000])))) }
        if chance(3), request.form.count > 1 { request.form.reverse() }
        if chance(4), request.form.first?.name == "email" { request.form.insert(.init("email", "second"), at: 1) }
        if chance(4) {
            request.headers = [
                .init(
                    "Content-Type",
                    pick([
                        "application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain; a=b", "",
                        "Application/X-WWW-Form-URLEncoded", "application/x-www-form-urlencoded; charset=latin-1",
                        " multipart/form-data; boundary=x", "multipart/mixed",
                    ]))
            ]
        }
        return request
    }

    private mutating func sessionData() -> SessionMap {
        var map = SessionMap()
        if chance(60) { map["_user_id"] = chance(85) ? .string(userID()) : value(depth: 1) }
        if chance(40) { map["_fresh"] = chance(80) ? .bool(chance(60)) : value(depth: 1) }
        if chance(20) { map["_id"] = value(depth: 0) }
        if chance(25) { map["_permanent"] = chance(80) ? .bool(chance(70)) : value(depth: 1) }
        if chance(25) { map["_remember"] = chance(85) ? .string(pick(["set", "set", "clear", "x", ""])) : value(depth: 1) }
        if chance(15) {
            map["_remember_seconds"] =
                chance(70)
                ? pick([
                    .integer(60), .double(0.5), .integer(-1), .double(1e20), .bool(true), .double(.nan), .integer(.max),
                    .double(1.5e-6), .double(-0.25), .null,
                ]) : value(depth: 0)
        }
        if chance(15) {
            map["next"] =
                chance(60)
                ? .string(pick(["/fresh", "//x", "", "/é", "/\u{1}", "/\\x", "/a b", "http://x", "/%2F"])) : value(depth: 1)
        }
        if chance(15) {
            map["_flashes"] =
                chance(60)
                ? .list(
                    [
                        .map([" t": .list([.string("info"), .string("é")])]), .list([.string("a"), .string("b")]),
                        .list([.null, .integer(1)]),
                        .list([.bool(true), .map(["a": .null])]),
                    ].shuffled(using: &random).prefix(3).map { $0 })
                : value(depth: 2)
        }
        while chance(35) {
            map[
                pick([
                    "x", "é", "big", " t", " di", " b", " u", " d", " m", "", "10", "9", "A", " t__", " di__", "\u{FFFF}", "😀",
                    "\u{E000}", "a.b", "\"", "\\", "\u{7F}",
                    "csrf_token", "_permanent ", "e\u{301}",
                ])] = value(depth: 2)
        }
        return map
    }

    private mutating func value(depth: Int) -> SessionValue {
        switch Int.random(in: 0..<(depth > 0 ? 13 : 9), using: &random) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2: return .integer(pick([0, 1, -1, 7, 1_000_000, .max, .min]))
        case 3:
            return .bigInteger(
                pick([
                    "123456789012345678901234567890", "-98765432109876543210", "9223372036854775808", "-9223372036854775809",
                    String(repeating: "7", count: 400),
                ]))
        case 4:
            return .double(
                pick([
                    0.5, -0.0, 1e22, 1e-7, 123456789.125, 1e15, 1e16, 2.5e-5, 1.7976931348623157e308, .leastNonzeroMagnitude,
                    .nan, .infinity, -.infinity, 0.1, 1e100,
                    9_007_199_254_740_992, 1e-5, 1e-4, 0.30000000000000004,
                ]))
        case 5: return .string(String(repeating: pick(["A", "é", "ab c"]), count: pick([0, 3, 80, 400])))
        case 6...8: return .string(pick(Self.odd))
        case 9: return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
        case 10:
            // Forged tags: a map of one key that Flask's serializer has a tag for must be escaped, not obeyed.
            return .map([
                pick([" t", " b", " u", " d", " m", " di", " t__", " t____", " di__", "a", ""]): value(depth: depth - 1)
            ])
        case 11: return .map(["b": value(depth: depth - 1), "a": value(depth: depth - 1), "é": .null])
        case 12 where chance(40):
            // Deep, and wide enough for the compressor to have something to do.
            var value = SessionValue.integer(1)
            for level in 0..<Int.random(in: 5...45, using: &random) {
                value =
                    level % 3 == 0
                    ? .map(["a": value]) : level % 3 == 1 ? .list([value, .string("é\(level)")]) : .map([" t": value])
            }
            return value
        default: return .map([:])
        }
    }
}

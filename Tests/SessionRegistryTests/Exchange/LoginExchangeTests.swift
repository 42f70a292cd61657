import SessionCore
import SessionRegistry
import Testing

private struct Account: LoginUser {
    var loginID: String
    var isActive = true
}

/// One browser against the exchange: a jar of two cookies, and an application of a few lines.
private struct Browser {
    let exchange: LoginExchange<Account>
    var cookies: [String: String] = [:]
    var now = Timestamp(seconds: 1_767_225_600)
    var lastAnswer: LoginAnswer?

    init(_ store: MemoryRegistry, settings: RegistrySettings = RegistrySettings(), protection: SessionProtection = .off) {
        var login = LoginSettings(secretKey: "exchange-key")
        login.sessionProtection = protection
        exchange = LoginExchange(
            settings: login, sessions: RegistrySessions(store: store, settings: settings), series: RememberSeries(store: store))
    }

    mutating func request(_ view: (inout LoginState<Account>) throws -> Void = { _ in }) async throws -> CurrentUser<Account> {
        let header = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let request = LoginRequest(
            host: "localhost", cookieHeader: header.isEmpty ? nil : header, userAgent: "exchange-test/1", remoteAddress: "192.0.2.7")
        var open = try await exchange.open(request, now: now)
        try await exchange.load(&open, using: UserLoaders(byID: { Account(loginID: $0) }))
        try view(&open.state)
        let user = try open.state.currentUser()
        let answer = await exchange.finish(open, now: now)
        for cookie in answer.setCookies {
            let pair = cookie.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let (name, value) = (String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
            cookies[name] = cookie.contains("Max-Age=0") || value.isEmpty ? nil : value
        }
        lastAnswer = answer
        return user
    }

    mutating func login(_ id: String, remember: Bool = false) async throws {
        _ = try await request { _ = try $0.login(Account(loginID: id), remember: remember) }
    }
}

@Suite("The exchange between the login manager and the registry")
struct LoginExchangeTests {
    @Test("a login is a row in the store, and its cookie holds a secret that the store does not have")
    func loginIsARow() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada")
        let secret = try #require(browser.cookies["session"])
        let record = try #require(try await store.session(RegistrySessions.id(ofSecret: secret)))
        #expect(record.userID == "ada")
        #expect(record.ip == "192.0.2.7")
        #expect(record.fresh == true)
        #expect(record.remembered == false)
        #expect(try await browser.request().loginID == "ada")

        var remembering = Browser(store)
        try await remembering.login("bob", remember: true)
        #expect(remembering.lastAnswer?.session?.remembered == true)
    }

    @Test("a login gets a new secret, so that a planted session cookie is worth nothing")
    func fixation() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        _ = try await browser.request { try $0.set("cart", .string("apples")) }
        let planted = try #require(browser.cookies["session"])
        try await browser.login("ada")
        #expect(browser.cookies["session"] != planted)
        #expect(try await store.session(RegistrySessions.id(ofSecret: planted)) == nil)
        var attacker = Browser(store)
        attacker.cookies["session"] = planted
        #expect(try await attacker.request().isAnonymous)
        // What the visitor had is still there.
        var kept: SessionValue?
        _ = try await browser.request { kept = $0.session["cart"] }
        #expect(kept == .string("apples"))
    }

    @Test("a session cookie replayed after logout is refused")
    func replayAfterLogout() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada", remember: true)
        let stolen = browser.cookies
        _ = try await browser.request { try $0.logout() }
        #expect(browser.cookies["remember_token"] == nil)
        var attacker = Browser(store)
        attacker.cookies = stolen
        #expect(try await attacker.request().isAnonymous)
    }

    @Test("a remember token logs in without a session, with a new verifier, and is linked to the session")
    func remembered() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada", remember: true)
        let first = try #require(browser.cookies["remember_token"])
        browser.cookies["session"] = nil
        browser.now = browser.now.advanced(bySeconds: 86_400)
        #expect(try await browser.request().loginID == "ada")
        #expect(browser.cookies["remember_token"] != first)
        let secret = try #require(browser.cookies["session"])
        let record = try #require(try await store.session(RegistrySessions.id(ofSecret: secret)))
        #expect(record.remembered == true)
        #expect(record.fresh == false)
        let tokenID = try #require(record.tokenID)
        let token = try #require(try await store.token(tokenID))
        #expect(token.uses == 1)
    }

    @Test("parallel requests with the same remember cookie both log in within the grace, and later it is theft")
    func graceThenTheft() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada", remember: true)
        browser.cookies["session"] = nil
        var parallel = browser
        #expect(try await browser.request().loginID == "ada")
        #expect(try await parallel.request().loginID == "ada")

        var thief = parallel
        thief.cookies["session"] = nil
        thief.now = thief.now.advanced(bySeconds: 61)
        #expect(try await thief.request().isAnonymous)
        #expect(thief.lastAnswer?.theft?.userID == "ada")
        #expect(thief.cookies["remember_token"] == nil)
        // The whole series is gone, and the sessions that came from it.
        #expect(try await browser.request().isAnonymous)
    }

    @Test("a revoked session is anonymous at its next request, with its remember token too")
    func revoked() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada", remember: true)
        let id = RegistrySessions.id(ofSecret: try #require(browser.cookies["session"]))
        let outcome = try await store.revoke(
            RevocationRequest(.sessions([id]), actor: Actor(name: "test", at: browser.now)), progress: { _ in })
        #expect(outcome.sessions == 1 && outcome.tokens == 1 && outcome.verified)
        // It is sent to the login page, with a message, and keeps the cookies that the undoing gives their worth back.
        #expect(try await browser.request { try $0.flash("Please log in") }.isAnonymous)
        _ = try await store.restore(RestoreRequest(.revocation(try #require(outcome.revocation)), actor: Actor(name: "test", at: browser.now)))
        #expect(try await browser.request().loginID == "ada")
    }

    @Test("a browser whose session was revoked can log in, and keep a cart, under a new secret")
    func newSessionAfterRevocation() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada")
        let revoked = try #require(browser.cookies["session"])
        _ = try await store.revoke(RevocationRequest(.user("ada"), actor: Actor(name: "test", at: browser.now)), progress: { _ in })
        _ = try await browser.request { try $0.set("cart", .string("pears")) }
        #expect(browser.cookies["session"] != revoked)
        try await browser.login("ada")
        #expect(try await browser.request().loginID == "ada")
    }

    @Test("logging in again on the same browser ends the token it had")
    func secondLoginEndsTheOldToken() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada", remember: true)
        var copy = browser
        copy.cookies["session"] = nil
        try await browser.login("ada", remember: true)
        #expect(try await copy.request().isAnonymous)
        #expect(try await store.countTokens(.all, now: browser.now, upTo: 10) == 1)
    }

    @Test("a login beyond a refusing limit is taken back, with its token")
    func limitRefuses() async throws {
        let store = MemoryRegistry()
        let settings = RegistrySettings(sessionsPerUser: 1, atLimit: .refuseLogin)
        var first = Browser(store, settings: settings)
        try await first.login("ada")
        var second = Browser(store, settings: settings)
        try await second.login("ada", remember: true)
        #expect(second.lastAnswer?.loginRefused == true)
        #expect(second.cookies.isEmpty)
        #expect(try await store.countTokens(.all, now: first.now, upTo: 10) == 0)
        #expect(try await first.request().loginID == "ada")
    }

    @Test("a typed login does not let the thief of the cookie it replaces get away")
    func theftSeenAtLogin() async throws {
        let store = MemoryRegistry()
        var victim = Browser(store)
        try await victim.login("ada", remember: true)
        victim.cookies["session"] = nil
        var thief = victim
        #expect(try await thief.request().loginID == "ada")
        // The victim does not look at a page first: nothing redeems the outdated cookie before the login.
        victim.now = victim.now.advanced(bySeconds: 3_600)
        let header = "remember_token=" + (victim.cookies["remember_token"] ?? "")
        var open = try await victim.exchange.open(
            LoginRequest(host: "localhost", cookieHeader: header, userAgent: "exchange-test/1", remoteAddress: "192.0.2.7"), now: victim.now)
        _ = try open.state.login(Account(loginID: "ada"), remember: true)
        let answer = await victim.exchange.finish(open, now: victim.now)
        #expect(answer.theft?.userID == "ada")
        #expect(try await thief.request().isAnonymous)
    }

    @Test("a session of a token that is revoked while the request runs is not stored")
    func tokenRevokedMeanwhile() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada", remember: true)
        let header = "remember_token=" + (browser.cookies["remember_token"] ?? "")
        var open = try await browser.exchange.open(LoginRequest(host: "localhost", cookieHeader: header), now: browser.now)
        try await browser.exchange.load(&open, using: UserLoaders(byID: { Account(loginID: $0) }))
        #expect(open.state.user?.loginID == "ada")
        let outcome = try await store.revoke(
            RevocationRequest(.user("ada"), actor: Actor(name: "test", at: browser.now)), progress: { _ in })
        #expect(outcome.tokens == 1)
        let answer = await browser.exchange.finish(open, now: browser.now)
        #expect(!answer.setCookies.contains { $0.hasPrefix("session=") })
        let active = try await store.activeSessions(ofUser: "ada", now: browser.now, limit: 10)
        #expect(active.isEmpty)
    }

    @Test("a remembered device is kept out by a limit that refuses, and keeps its token")
    func limitHoldsForRemembered() async throws {
        let store = MemoryRegistry()
        let settings = RegistrySettings(sessionsPerUser: 1, atLimit: .refuseLogin)
        var phone = Browser(store, settings: settings)
        try await phone.login("ada", remember: true)
        _ = try await phone.request { _ = try $0.pop("_user_id") }
        phone.cookies["session"] = nil
        var laptop = Browser(store, settings: settings)
        try await laptop.login("ada")
        #expect(try await phone.request().isAnonymous)
        #expect(phone.cookies["remember_token"] != nil)
        _ = try await laptop.request { try $0.logout() }
        #expect(try await phone.request().loginID == "ada")
    }

    @Test("an unknown session cookie is left alone: a request beside this one may have renewed it")
    func unknownCookieStays() async throws {
        let store = MemoryRegistry()
        var browser = Browser(store)
        try await browser.login("ada")
        let old = browser
        try await browser.login("ada")
        var late = old
        #expect(try await late.request().isAnonymous)
        #expect(late.lastAnswer?.setCookies.isEmpty == true)
    }

    @Test("behind a trusted proxy the client's address is recorded, and a stranger's header is not believed")
    func addressBehindProxy() async throws {
        let store = MemoryRegistry()
        var settings = LoginSettings(secretKey: "exchange-key")
        settings.trustedProxies = try #require(TrustedProxies(["10.0.0.0/8"]))
        let exchange = LoginExchange<Account>(settings: settings, sessions: RegistrySessions(store: store))
        let now = Timestamp(seconds: 1_767_225_600)
        for (peer, expected) in [("10.1.2.3", "198.51.100.9"), ("203.0.113.5", "203.0.113.5")] {
            let request = LoginRequest(host: "localhost", remoteAddress: peer, forwardedFor: "198.51.100.9")
            var open = try await exchange.open(request, now: now)
            _ = try open.state.login(Account(loginID: "ada"))
            #expect(await exchange.finish(open, now: now).session?.ip == expected)
        }
    }

    @Test("with neither registry nor series the exchange is Flask-Login's signed cookies")
    func signedCookies() async throws {
        let exchange = LoginExchange<Account>(settings: LoginSettings(secretKey: "exchange-key"))
        let now = Timestamp(seconds: 1_767_225_600)
        var open = try await exchange.open(LoginRequest(host: "localhost"), now: now)
        _ = try open.state.login(Account(loginID: "7"), remember: true)
        let answer = await exchange.finish(open, now: now)
        #expect(answer.setCookies.count == 2)
        #expect(answer.setCookies.first?.hasPrefix("remember_token=7|") == true)
        #expect(answer.setCookies.last?.hasPrefix("session=.eJw") == true)
    }
}

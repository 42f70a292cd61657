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
        let answer = try await exchange.finish(open, now: now)
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
        let kept = browser.cookies
        #expect(try await browser.request().isAnonymous)

        _ = try await store.restore(RestoreRequest(.revocation(try #require(outcome.revocation)), actor: Actor(name: "test", at: browser.now)))
        browser.cookies = kept
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

    @Test("with neither registry nor series the exchange is Flask-Login's signed cookies")
    func signedCookies() async throws {
        let exchange = LoginExchange<Account>(settings: LoginSettings(secretKey: "exchange-key"))
        let now = Timestamp(seconds: 1_767_225_600)
        var open = try await exchange.open(LoginRequest(host: "localhost"), now: now)
        _ = try open.state.login(Account(loginID: "7"), remember: true)
        let answer = try await exchange.finish(open, now: now)
        #expect(answer.setCookies.count == 2)
        #expect(answer.setCookies.first?.hasPrefix("remember_token=7|") == true)
        #expect(answer.setCookies.last?.hasPrefix("session=.eJw") == true)
    }
}

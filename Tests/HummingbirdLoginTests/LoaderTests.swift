import HTTPTypes
import Hummingbird
import HummingbirdLogin
import NIOCore
import SessionCore
import SessionRegistry
import Synchronization
import Testing

private struct Robot: LoginUser { var loginID: String }
private typealias RobotContext = BasicLoginRequestContext<Robot>

@Suite("Loaders and signals")
struct LoaderTests {
    private func caller(_ login: LoginService<RobotContext>) -> Caller<RobotContext> {
        let router = Router(context: RobotContext.self)
        router.add(middleware: LoginMiddleware(login))
        router.get("/") { _, context in try await context.login.user()?.loginID ?? "nobody" }
        router.get("/login") { _, context in try context.login.login(Robot(loginID: "typed"), remember: true) ? "in" : "refused" }
        router.get("/logout") { _, context in
            try await context.login.logout()
            return "out"
        }
        return Caller(router)
    }

    private func settings(_ change: (inout LoginSettings) -> Void = { _ in }) -> LoginSettings {
        var settings = LoginSettings(secretKey: "loader-key")
        change(&settings)
        return settings
    }

    @Test("without a user loader the request's own user is found, and a session names nobody")
    func requestOnly() async throws {
        let login = LoginService<RobotContext>(
            settings: settings(),
            loadFromRequest: { request, _ in request.uri.queryParameters["key"].map { Robot(loginID: "key \($0)") } },
            loadUser: nil)
        let caller = caller(login)
        #expect(try await caller.send(.get, "/?key=1").body == "key 1")
        #expect(try await caller.send(.get, "/").body == "nobody")
        let client = try await LoginTestClient(login, userID: "ada")
        #expect(try await caller.send(.get, "/", client.headers).body == "nobody")
    }

    @Test("without any loader a user cannot be asked for")
    func noLoader() async throws {
        let login = LoginService<RobotContext>(settings: settings(), loadUser: nil)
        #expect(try await caller(login).send(.get, "/").status == 500)
        #expect(try await caller(login).send(.get, "/login").status == 200)
    }

    @Test("the header loader gets the value of the header that the settings name", arguments: ["Authorization", "x-robot"])
    func header(name: String) async throws {
        let login = LoginService<RobotContext>(
            settings: settings { $0.authHeaderName = name },
            loadFromHeader: { value, _ in value == "none" ? nil : Robot(loginID: value) }, loadUser: { Robot(loginID: $0) })
        let caller = caller(login)
        let field = try #require(HTTPField.Name(name))
        #expect(try await caller.send(.get, "/", [field: "Basic r2"]).body == "Basic r2")
        #expect(try await caller.send(.get, "/", [field: "none"]).body == "nobody")
        #expect(try await caller.send(.get, "/").body == "nobody")
        let client = try await LoginTestClient(login, userID: "ada")
        var headers = client.headers
        headers[field] = "Basic r2"
        #expect(try await caller.send(.get, "/", headers).body == "ada")
    }

    @Test("signals come to the callback and to every subscriber, in order")
    func signals() async throws {
        let heard = Heard()
        let login = LoginService<RobotContext>(
            settings: settings(), onSignal: { signal, _ in heard.add(signal) }, loadUser: { Robot(loginID: $0) })
        let first = login.signals()
        let second = login.signals(bufferingNewest: 2)
        let caller = caller(login)
        let answer = try await caller.send(.get, "/login")
        var browser = try await LoginTestClient(login, userID: "other")
        browser.keepCookies(of: answer.headers)
        _ = try await caller.send(.get, "/logout", browser.headers)

        let expected = [
            SentSignal(.userLoggedIn, userID: "typed"), SentSignal(.userAccessed), SentSignal(.userLoggedOut, userID: "typed"),
        ]
        #expect(heard.all == expected)
        var iterator = first.makeAsyncIterator()
        var received: [SentSignal?] = []
        for _ in expected { received.append(await iterator.next()) }
        #expect(received == expected)
        var late = second.makeAsyncIterator()
        // The oldest was lost to a subscriber that keeps two.
        #expect(await late.next() == expected[1])
        #expect(await late.next() == expected[2])
    }

    @Test("a subscription ends with its service")
    func subscriptionEnds() async {
        var login: LoginService<RobotContext>? = LoginService(settings: settings(), loadUser: nil)
        let signals = login?.signals()
        login = nil
        var iterator = signals?.makeAsyncIterator()
        #expect(await iterator?.next() == nil)
    }

    @Test(
        "a verifier is good for the grace that the service was given",
        arguments: [(30, "typed"), (5, "nobody")] as [(Int64, String)])
    func grace(grace: Int64, body: String) async throws {
        let store = MemoryRegistry()
        let clock = TestClock()
        let login = LoginService<RobotContext>(
            settings: settings(), sessions: .registry(store), remember: .series(store, grace: grace), now: { clock.now },
            loadUser: { Robot(loginID: $0) })
        let caller = caller(login)
        var browser = try await LoginTestClient(login, userID: "typed", remember: true)
        browser.closeBrowser()
        let copy = browser
        #expect(try await caller.send(.get, "/", browser.headers).body == "typed")
        clock.advance(10)
        #expect(try await caller.send(.get, "/", copy.headers).body == body)
    }

    @Test("last-seen times are written by the way where no maintenance runs")
    func upkeep() async throws {
        let store = MemoryRegistry()
        let clock = TestClock()
        let login = LoginService<RobotContext>(
            settings: settings(), sessions: .registry(store), now: { clock.now }, loadUser: { Robot(loginID: $0) })
        let caller = caller(login)
        let client = try await LoginTestClient(login, userID: "ada")
        let id = RegistrySessions.id(ofSecret: try #require(client.cookies["session"]))
        // In use every ten minutes, for longer than the idle lifetime of thirty.
        for _ in 1...6 {
            clock.advance(600)
            #expect(try await caller.send(.get, "/", client.headers).body == "ada")
        }
        #expect(try await store.session(id)?.lastSeenAt == clock.now)
    }
}

/// What a callback was given.
private final class Heard: Sendable {
    private let signals = Mutex<[SentSignal]>([])
    var all: [SentSignal] { signals.withLock { $0 } }
    func add(_ signal: SentSignal) { signals.withLock { $0.append(signal) } }
}

/// A clock that is set by hand.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_800_000_000))
    var now: Timestamp { time.withLock { $0 } }
    func advance(_ seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

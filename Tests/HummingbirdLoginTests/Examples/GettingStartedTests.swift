import HTTPTypes
import Hummingbird
import HummingbirdLogin
import Logging
import NIOCore
import NIOEmbedded
import SessionCore
import SessionRegistry
import Synchronization
import Testing

/// That the code of the documentation does what the documentation says.
@Suite("The code of the documentation")
struct GettingStartedTests {
    private let members = ["ada": Member(loginID: "1", passwordHash: "")]

    private func caller(_ login: LoginService<Context>) -> Caller<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: LoginMiddleware(login))
        addRoutes(to: router, login: login) { _, password in password == "right" }
        return Caller(router)
    }

    private func service(_ loginSettings: LoginSettings = settings(key: "documentation-key")) -> LoginService<Context> {
        LoginService(settings: loginSettings) { id in Member(loginID: id, passwordHash: "") }
    }

    @Test("a fresh login is asked for, confirmed, and then there")
    func fresh() async throws {
        let login = service()
        let caller = caller(login)
        var client = try await LoginTestClient(login, userID: "1", fresh: false)
        let refused = try await caller.send(.post, "/password", client.headers)
        #expect(refused.location == "/login?next=%2Fpassword")
        #expect(try await caller.send(.post, "/confirm", client.headers, form: "email=&password=wrong").status == 401)
        let confirmed = try await caller.send(.post, "/confirm?next=%2Fpassword", client.headers, form: "email=&password=right")
        #expect(confirmed.location == "/password")
        client.keepCookies(of: confirmed.headers)
        #expect(try await caller.send(.post, "/password", client.headers).body == "changed")
    }

    @Test("a group has a login page of its own, and a route can refuse by itself")
    func refusals() async throws {
        let login = service()
        let caller = caller(login)
        #expect(try await caller.send(.get, "/admin/users").location == "/admin/login?next=%2Fadmin%2Fusers")
        #expect(try await caller.send(.get, "/cart").location == "/login?next=%2Fcart")
        let client = try await LoginTestClient(login, userID: "1")
        #expect(try await caller.send(.get, "/cart", client.headers).body == "The cart of 1")
    }

    @Test("values and messages stay in the session, messages until they are shown")
    func session() async throws {
        let login = service()
        let caller = caller(login)
        var client = try await LoginTestClient(login, userID: "1")
        client.keepCookies(of: try await caller.send(.post, "/colour", client.headers).headers)
        let shown = try await caller.send(.get, "/", client.headers)
        #expect(shown.body == "green Your colour is green now.")
        client.keepCookies(of: shown.headers)
        #expect(try await caller.send(.get, "/", client.headers).body == "green ")
    }

    @Test("an API key names its member")
    func apiKeys() async throws {
        let login = apiLogin(settings: settings(key: "documentation-key"), members: members, keys: ["key-1": "ada"])
        let caller = caller(login)
        #expect(try await caller.send(.get, "/cart", [.authorization: "key-1"]).body == "The cart of 1")
        #expect(try await caller.send(.get, "/cart", [.authorization: "key-2"]).status == 302)
    }

    @Test("logins are counted by who listens")
    func listening() async throws {
        let login = service()
        let counted = Mutex(0)
        let (heard, signal) = AsyncStream.makeStream(of: Void.self)
        let listener = Task {
            await countLogins(login) {
                counted.withLock { $0 += 1 }
                signal.yield()
            }
        }
        let router = exampleRouter(
            members: [
                "ada": Member(
                    loginID: "1",
                    passwordHash: try #require(
                        PasswordHash.scrypt("secret", salt: "0123456789abcdef", cost: .init(n: 1_024, r: 8, p: 1))))
            ], login: login)
        let caller = Caller(router)
        var iterator = heard.makeAsyncIterator()
        // The listener may subscribe after the first of these.
        repeat {
            #expect(try await caller.send(.post, "/login", form: "email=ada&password=secret").status == 302)
            await Task.yield()
        } while counted.withLock { $0 } == 0
        await iterator.next()
        listener.cancel()
        await listener.value
        #expect(counted.withLock { $0 } >= 1)
    }

    @Test("a store keeps the sessions to the limit that the application sets")
    func limits() async throws {
        let store = MemoryRegistry()
        let login = sessionLimits(settings: settings(key: "documentation-key"), members: members, store: store)
        for _ in 1...4 { _ = try await LoginTestClient(login, userID: "1") }
        let active = try await store.countSessions(try Filter(parsing: "state:active"), now: .wallClock, upTo: 10)
        #expect(active == 3)
        #expect(try await throwOut("1", of: store, now: .wallClock) != nil)
        #expect(try await store.countSessions(try Filter(parsing: "state:active"), now: .wallClock, upTo: 10) == 0)
    }

    @Test("a context of one's own has the login too")
    func ownContext() async throws {
        let login = LoginService<OwnContext>(settings: settings(key: "documentation-key")) {
            Member(loginID: $0, passwordHash: "")
        }
        let router = Router(context: OwnContext.self)
        router.add(middleware: LoginMiddleware(login))
        router.get("/") { _, context in try await context.login.requireUser().loginID }
        let client = try await LoginTestClient(login, userID: "7", remoteAddress: "192.0.2.1")
        let caller = Caller(router, from: try SocketAddress(ipAddress: "192.0.2.1", port: 1_000))
        #expect(try await caller.send(.get, "/", client.headers).body == "7")
        #expect(try await caller.send(.get, "/").status == 401)
    }

    @Test("the session core by itself answers as the middleware does")
    func core() throws {
        var settings = LoginSettings(secretKey: "documentation-key")
        settings.loginView = "/login"
        let manager = LoginManager(settings)
        let now = Timestamp(seconds: 1_800_000_000)
        let accounts = ["7": Account(loginID: "7")]
        let stranger = try answer(LoginRequest(host: "localhost", path: "/a"), manager, accounts: accounts, now: now)
        #expect(stranger.status == 302)
        #expect(stranger.location == "/login?next=%2Fa")
        #expect(stranger.cookies.count == 1)
        let session = try #require(manager.sessionSigner?.sign(.loggedIn(userID: "7"), at: now))
        let known = try answer(LoginRequest(cookieHeader: "session=\(session)"), manager, accounts: accounts, now: now)
        #expect(known.status == 200)
    }
}

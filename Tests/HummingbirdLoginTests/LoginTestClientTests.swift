import HTTPTypes
import Hummingbird
import HummingbirdLogin
import NIOCore
import SessionCore
import SessionRegistry
import Testing

private struct Visitor: LoginUser { var loginID: String }
private typealias VisitorContext = BasicLoginRequestContext<Visitor>

/// Where the sessions of a test live.
enum SessionPlace: CaseIterable { case cookie, registry }

@Suite("A test client that begins logged in")
struct LoginTestClientTests {
    private let store = MemoryRegistry()

    private func service(
        _ place: SessionPlace, _ lifetimes: RegistrySettings = RegistrySettings(), key: String? = "client-key",
        remember: LoginService<VisitorContext>.Remember = .signed, protection: SessionProtection = .strong
    ) -> LoginService<VisitorContext> {
        var settings = LoginSettings(secretKey: key)
        settings.loginView = "/login"
        settings.refreshView = "/login"
        settings.sessionProtection = protection
        let sessions: LoginService<VisitorContext>.Sessions = place == .cookie ? .cookie : .registry(store, lifetimes)
        return LoginService(settings: settings, sessions: sessions, remember: remember) { id in
            id == "gone" ? nil : Visitor(loginID: id)
        }
    }

    private func router(_ login: LoginService<VisitorContext>) -> Router<VisitorContext> {
        let router = Router(context: VisitorContext.self)
        router.add(middleware: LoginMiddleware(login))
        router.get("/") { _, context in try await context.login.user()?.loginID ?? "anonymous" }
        router.get("/colour") { _, context in try context.login.value("colour")?.text ?? "none" }
        router.get("/paint") { _, context in
            try context.login.set("colour", to: .string("green"))
            return "painted"
        }
        router.get("/logout") { _, context in
            try await context.login.logout()
            try context.login.clear()
            return "out"
        }
        router.group().add(middleware: FreshLoginRequired(login)).get("/fresh") { _, _ in "fresh" }
        return router
    }

    @Test("the first request comes as the user, fresh or not as asked", arguments: SessionPlace.allCases, [true, false])
    func loggedIn(place: SessionPlace, fresh: Bool) async throws {
        let login = service(place)
        let caller = Caller(router(login))
        let client = try await LoginTestClient(login, userID: "佐藤", fresh: fresh, session: ["colour": .string("blue")])
        #expect(try await caller.send(.get, "/", client.headers).body == "佐藤")
        #expect(try await caller.send(.get, "/colour", client.headers).body == "blue")
        let answer = try await caller.send(.get, "/fresh", client.headers)
        #expect(answer.status == (fresh ? 200 : 302))
        #expect(answer.location == (fresh ? nil : "/login?next=%2Ffresh"))
    }

    @Test("the session is tied to the client's address and user agent", arguments: SessionPlace.allCases)
    func tied(place: SessionPlace) async throws {
        let login = service(place)
        let address = try SocketAddress(ipAddress: "192.0.2.7", port: 4_000)
        let client = try await LoginTestClient(login, userID: "ada", userAgent: "Tester/1.0", remoteAddress: "192.0.2.7")
        #expect(client.headers[.userAgent] == "Tester/1.0")
        #expect(try await Caller(router(login), from: address).send(.get, "/fresh", client.headers).body == "fresh")
        // Strong session protection ends a session that comes from elsewhere.
        #expect(try await Caller(router(login)).send(.get, "/", client.headers).body == "anonymous")
    }

    @Test("in registry mode the store has the session, and its revocation is felt")
    func stored() async throws {
        let login = service(.registry)
        let client = try await LoginTestClient(
            login, userID: "ada", fresh: false, userAgent: "Tester/1.0", remoteAddress: "192.0.2.7")
        let secret = try #require(client.cookies["session"])
        let record = try #require(try await store.session(RegistrySessions.id(ofSecret: secret)))
        #expect(record.userID == "ada")
        #expect(record.fresh == false)
        #expect(record.remembered == false)
        #expect(record.ip == "192.0.2.7")
        #expect(record.userAgent == "Tester/1.0")

        let caller = Caller(router(login), from: try SocketAddress(ipAddress: "192.0.2.7", port: 4_000))
        #expect(try await caller.send(.get, "/", client.headers).body == "ada")
        _ = try await store.revoke(
            RevocationRequest(.sessions([record.id]), actor: Actor(name: "test", at: .wallClock)), progress: { _ in })
        #expect(try await caller.send(.get, "/", client.headers).body == "anonymous")
    }

    @Test("cookies of answers are kept and dropped", arguments: SessionPlace.allCases)
    func cookies(place: SessionPlace) async throws {
        let login = service(place)
        let caller = Caller(router(login))
        var client = try await LoginTestClient(login, userID: "ada")
        client.keepCookies(of: try await caller.send(.get, "/paint", client.headers).headers)
        #expect(try await caller.send(.get, "/colour", client.headers).body == "green")
        #expect(try await caller.send(.get, "/", client.headers).body == "ada")
        client.keepCookies(of: try await caller.send(.get, "/logout", client.headers).headers)
        #expect(client.cookies.isEmpty)
        #expect(client.cookieHeader == nil)
        #expect(try await caller.send(.get, "/", client.headers).body == "anonymous")
    }

    @Test("a user whom the loader does not find is nobody", arguments: SessionPlace.allCases)
    func unknownUser(place: SessionPlace) async throws {
        let login = service(place)
        let client = try await LoginTestClient(login, userID: "gone")
        #expect(try await Caller(router(login)).send(.get, "/", client.headers).body == "anonymous")
    }

    @Test("a remembered client logs in again without its session, not fresh", arguments: SessionPlace.allCases, [true, false])
    func remembered(place: SessionPlace, series: Bool) async throws {
        // Under strong protection Flask-Login ends a recalled session at its second request: it has no `_id`.
        let login = service(place, remember: series ? .series(store) : .signed, protection: .basic)
        let caller = Caller(router(login))
        var client = try await LoginTestClient(login, user: Visitor(loginID: "ada"), remember: true)
        #expect(client.cookies.keys.sorted() == ["remember_token", "session"])
        #expect(try await caller.send(.get, "/fresh", client.headers).body == "fresh")
        client.closeBrowser()
        #expect(client.cookies.keys.sorted() == ["remember_token"])
        let answer = try await caller.send(.get, "/", client.headers)
        #expect(answer.body == "ada")
        client.keepCookies(of: answer.headers)
        #expect(try await caller.send(.get, "/fresh", client.headers).status == 302)
        let tokens = try await store.tokens(TokenQuery(now: .wallClock)).elements
        #expect(tokens.map(\.userID) == (series ? ["ada"] : []))
    }

    @Test("what makes a session impossible is thrown")
    func failures() async throws {
        await #expect(throws: LoginFailure.sessionUnavailable) {
            try await LoginTestClient(service(.cookie, key: nil), userID: "ada")
        }
        let single = service(.registry, RegistrySettings(sessionsPerUser: 1, atLimit: .refuseLogin))
        _ = try await LoginTestClient(single, userID: "ada")
        await #expect(throws: LoginTestClient.Failure.tooManySessions(userID: "ada")) {
            try await LoginTestClient(single, userID: "ada")
        }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdLogin
import Logging
import NIOCore
import NIOEmbedded
import SessionCore
import SessionRegistry
import Testing

private struct Person: LoginUser {
    var loginID: String
    var isActive = true
}

private typealias SiteContext = BasicLoginRequestContext<Person>

/// An application with a page for everyone, two behind a login, and a group with a login page of its own; called without a socket.
private struct Site {
    let responder: any HTTPResponder<SiteContext>
    var cookies: [String: String] = [:]

    init(
        _ settings: (inout LoginSettings) -> Void = { _ in }, sessions: LoginService<SiteContext>.Sessions = .cookie,
        remember: LoginService<SiteContext>.Remember = .signed, unauthorizedHandler: LoginService<SiteContext>.Handler? = nil
    ) {
        var login = LoginSettings(secretKey: "routes-key")
        login.loginView = "/login"
        login.refreshView = "/login"
        login.blueprintLoginViews = ["admin": "/admin/login"]
        settings(&login)
        let service = LoginService<SiteContext>(
            settings: login, sessions: sessions, remember: remember, unauthorizedHandler: unauthorizedHandler
        ) { id in id == "gone" ? nil : Person(loginID: id) }

        let router = Router(context: SiteContext.self)
        router.add(middleware: LoginMiddleware(service))
        router.get("/") { _, context in try await context.login.user()?.loginID ?? "anonymous" }
        router.get("/open") { _, _ in "open" }
        router.post("/login/:id") { _, context in
            let id = try context.parameters.require("id")
            let fresh = id != "stale"
            return try context.login.login(Person(loginID: id, isActive: id != "sleeper"), remember: id == "ada", fresh: fresh)
                ? "in" : "inactive"
        }
        router.post("/logout") { _, context in
            try await context.login.logout()
            return "out"
        }
        router.get("/missing") { _, _ -> String in throw HTTPError(.notFound) }
        router.group().add(middleware: LoginRequired(service)).get("/protected") { _, _ in "protected" }
        router.group().add(middleware: FreshLoginRequired(service)).get("/fresh") { _, _ in "fresh" }
        router.group("/admin").add(middleware: LoginRequired(service, group: "admin")).get("/page") { _, _ in "admin" }
        responder = router.buildResponder()
    }

    /// Answers a request of this site's browser and keeps the cookies.
    mutating func send(_ method: HTTPRequest.Method, _ path: String) async throws -> (
        status: Int, location: String?, body: String
    ) {
        var head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
        if !cookies.isEmpty { head.headerFields[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        let source = ApplicationRequestContextSource(
            channel: EmbeddedChannel(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let response = try await responder.respond(
            to: Request(head: head, body: .init(buffer: ByteBuffer())), context: SiteContext(source: source))
        for field in response.headers[values: .setCookie] {
            let pair = field.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let value = String(pair[pair.index(after: equals)...])
            cookies[String(pair[..<equals])] = value.isEmpty ? nil : value
        }
        let writer = Collected()
        try await response.body.write(writer)
        return (response.status.code, response.headers[.location], writer.text)
    }
}

private final class Collected: ResponseBodyWriter {
    private(set) var text = ""
    func write(_ buffer: ByteBuffer) async throws { text += String(buffer: buffer) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

@Suite("Login for Hummingbird")
struct LoginRoutesTests {
    @Test("a protected route sends a stranger to the login page, and back after the login")
    func protectedRoute() async throws {
        var site = Site()
        let refused = try await site.send(.get, "/protected?x=1")
        #expect(refused.status == 302)
        #expect(refused.location == "/login?next=%2Fprotected%3Fx%3D1")
        #expect(try await site.send(.post, "/login/ada").body == "in")
        #expect(try await site.send(.get, "/protected").body == "protected")
        #expect(try await site.send(.get, "/").body == "ada")
    }

    @Test("a group of routes has a login page of its own")
    func groupLoginView() async throws {
        var site = Site()
        #expect(try await site.send(.get, "/admin/page").location == "/admin/login?next=%2Fadmin%2Fpage")
    }

    @Test("a stale login passes where a login is enough, and not where a fresh one is asked for")
    func freshLogin() async throws {
        var site = Site()
        _ = try await site.send(.post, "/login/stale")
        #expect(try await site.send(.get, "/protected").status == 200)
        #expect(try await site.send(.get, "/fresh").location == "/login?next=%2Ffresh")
        _ = try await site.send(.post, "/login/bob")
        #expect(try await site.send(.get, "/fresh").body == "fresh")
    }

    @Test("an inactive user is refused, and a user who is gone is nobody")
    func usersThatAreNot() async throws {
        var site = Site()
        #expect(try await site.send(.post, "/login/sleeper").body == "inactive")
        #expect(try await site.send(.get, "/").body == "anonymous")
        _ = try await site.send(.post, "/login/gone")
        #expect(try await site.send(.get, "/").body == "anonymous")
    }

    @Test("without a login page the answer is 401, or the application's own handler's")
    func unauthorized() async throws {
        var bare = Site { $0.loginView = nil }
        #expect(try await bare.send(.get, "/protected").status == 401)
        var own = Site(unauthorizedHandler: { _, _ in
            Response(status: .forbidden, body: .init(byteBuffer: ByteBuffer(string: "no")))
        })
        let answer = try await own.send(.get, "/protected")
        #expect(answer.status == 403)
        #expect(answer.body == "no")
    }

    @Test("a route that throws an HTTP error still sends the session's cookies")
    func cookiesWithErrors() async throws {
        var site = Site { $0.rememberRefreshEachRequest = true }
        _ = try await site.send(.post, "/login/ada")
        site.cookies["remember_token"] = nil
        #expect(try await site.send(.get, "/missing").status == 404)
        #expect(site.cookies["remember_token"] != nil)
    }

    @Test("a replayed signed cookie outlives the logout, and a registry session does not")
    func replay() async throws {
        var signed = Site()
        _ = try await signed.send(.post, "/login/bob")
        let stolen = signed.cookies
        _ = try await signed.send(.post, "/logout")
        signed.cookies = stolen
        #expect(try await signed.send(.get, "/").body == "bob")

        let store = MemoryRegistry()
        var registered = Site(sessions: .registry(store), remember: .series(store))
        _ = try await registered.send(.post, "/login/ada")
        let copy = registered.cookies
        #expect(copy.keys.sorted() == ["remember_token", "session"])
        _ = try await registered.send(.post, "/logout")
        registered.cookies = copy
        #expect(try await registered.send(.get, "/").body == "anonymous")
    }

    @Test("using the login without its middleware is an error that says what to do")
    func withoutMiddleware() async throws {
        let source = ApplicationRequestContextSource(
            channel: EmbeddedChannel(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let context = SiteContext(source: source)
        await #expect(throws: LoginSessionError.noMiddleware) { try await context.login.currentUser() }
    }
}

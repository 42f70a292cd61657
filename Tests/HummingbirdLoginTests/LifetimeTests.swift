import HTTPTypes
import Hummingbird
import HummingbirdLogin
import Logging
import NIOCore
import NIOEmbedded
import SessionCore
import Synchronization
import Testing

private struct Guest: LoginUser { var loginID: String }

/// Lives as long as a context does.
private final class Witness: Sendable {}

/// A context whose end is seen from outside: its login must not keep it.
private struct WatchedContext: LoginRequestContext {
    var coreContext: CoreRequestContextStorage
    let login = LoginSession<Guest>()
    let remoteAddress: SocketAddress? = nil
    let witness = Witness()

    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
}

@Suite("The life of a request's login")
struct LifetimeTests {
    @Test(
        "nothing of a request is kept once it is answered, with messages translated for it or not",
        arguments: ["/", "/user", "/protected", "/broken", "/refused"], [false, true])
    func released(path: String, translated: Bool) async throws {
        let translate: @Sendable (String, Request, WatchedContext) -> String = { message, _, context in
            "\(message) \(context.logger.logLevel)"
        }
        let login = LoginService<WatchedContext>(
            settings: LoginSettings(secretKey: "lifetime-key"), loadFromRequest: { _, _ in Guest(loginID: "1") },
            localize: translated ? translate : nil,
            loadUser: { Guest(loginID: $0) })
        let router = Router(context: WatchedContext.self)
        router.add(middleware: LoginMiddleware(login))
        router.get("/") { _, _ in "open" }
        router.get("/user") { _, context in try await context.login.user()?.loginID ?? "nobody" }
        router.get("/broken") { _, _ -> String in throw LoginFailure.unreadableSession }
        router.group("/protected").add(middleware: LoginRequired(login)).get("/") { _, _ in "protected" }
        router.get("/refused") { _, context in try await context.login.unauthorized() }
        let responder = router.buildResponder()

        func visit() async throws -> Watch {
            let source = ApplicationRequestContextSource(
                channel: EmbeddedChannel(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let context = WatchedContext(source: source)
            let request = Request(
                head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path),
                body: .init(buffer: ByteBuffer()))
            _ = try await responder.respond(to: request, context: context)
            return Watch(context.witness)
        }
        let watch = try await visit()
        #expect(watch.object == nil)
    }

    @Test("once the response is made the login can be read, but neither loaded nor changed")
    func afterTheResponse() async throws {
        let login = LoginService<WatchedContext>(settings: LoginSettings(secretKey: "lifetime-key")) { Guest(loginID: $0) }
        let router = Router(context: WatchedContext.self)
        router.add(middleware: LoginMiddleware(login))
        let kept = Kept()
        router.get("/") { _, context in
            try context.login.login(Guest(loginID: "1"))
            kept.keep(context.login)
            return "in"
        }
        router.get("/anonymous") { _, context in
            kept.keep(context.login)
            return "open"
        }
        let caller = Caller(router)
        _ = try await caller.send(.get, "/")
        let session = try #require(kept.login)
        #expect(try await session.user()?.loginID == "1")
        #expect(try session.isFresh)
        #expect(throws: LoginSessionError.responseMade) { try session.set("late", to: 1) }
        await #expect(throws: LoginSessionError.responseMade) { try await session.logout() }
        await #expect(throws: LoginSessionError.responseMade) { try await session.unauthorized() }
        _ = try await caller.send(.get, "/anonymous")
        let other = try #require(kept.login)
        await #expect(throws: LoginSessionError.responseMade) { try await other.user() }
    }
}

private final class Watch {
    weak var object: AnyObject?
    init(_ object: AnyObject) { self.object = object }
}

private final class Kept: Sendable {
    private let stored = Mutex<LoginSession<Guest>?>(nil)
    var login: LoginSession<Guest>? { stored.withLock { $0 } }
    func keep(_ login: LoginSession<Guest>) { stored.withLock { $0 = login } }
}

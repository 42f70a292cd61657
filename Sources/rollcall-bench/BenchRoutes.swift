import Hummingbird
import HummingbirdLogin
import SessionCore
import SessionRegistry

typealias BenchContext = BasicLoginRequestContext<BenchUser>

/// Found without a look-up: what is measured is the login, not somebody's database.
struct BenchUser: LoginUser {
    var loginID: String
}

/// The same routes for each way to have a login: GET /protected, and POST /login which needs no password.
enum BenchRoutes {
    private static let user = BenchUser(loginID: CoreSample.userID)

    private static func page(for user: BenchUser?) -> String { "Logged in as: \(user?.loginID ?? "")" }

    private static var settings: LoginSettings { LoginSettings(secretKey: CoreSample.key) }

    /// Sessions in Flask's signed cookies.
    static func cookie() -> LoginService<BenchContext> {
        LoginService(settings: settings) { BenchUser(loginID: $0) }
    }

    /// Sessions and remember tokens in a store.
    static func registry(_ store: any RegistryStore) -> LoginService<BenchContext> {
        LoginService(settings: settings, sessions: .registry(store), remember: .series(store)) { BenchUser(loginID: $0) }
    }

    /// Without middleware: what the others are compared with.
    static func bare() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("/login") { _, _ in HTTPResponse.Status.ok }
        router.get("/protected") { _, _ in page(for: user) }
        return router
    }

    static func behind(_ login: LoginService<BenchContext>) -> Router<BenchContext> {
        let router = Router(context: BenchContext.self)
        router.add(middleware: LoginMiddleware(login))
        router.post("/login") { _, context in
            try context.login.login(user)
            return HTTPResponse.Status.ok
        }
        router.group().add(middleware: LoginRequired(login)).get("/protected") { _, context in
            page(for: try await context.login.user())
        }
        return router
    }

    /// Behind two middlewares that do nothing: what Hummingbird itself takes for two.
    static func empty() -> Router<BenchContext> {
        let router = Router(context: BenchContext.self)
        router.add(middleware: Idle())
        router.post("/login") { _, _ in HTTPResponse.Status.ok }
        router.group().add(middleware: Idle()).get("/protected") { _, _ in page(for: user) }
        return router
    }

    private struct Idle: RouterMiddleware {
        func handle(
            _ request: Request, context: BenchContext, next: (Request, BenchContext) async throws -> Response
        ) async throws -> Response {
            try await next(request, context)
        }
    }
}

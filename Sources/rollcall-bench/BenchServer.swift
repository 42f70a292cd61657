import ArgumentParser
import Hummingbird
import HummingbirdLogin
import Logging
import SQLiteRegistry
import SessionCore
import SessionRegistry

/// One small server for each way to have a login, all with the same route, so that they can be compared.
struct BenchServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve GET /protected on 127.0.0.1, and POST /login which needs no password.")

    enum Login: String, ExpressibleByArgument, CaseIterable {
        /// The route alone, without middleware: what the others are compared with.
        case bare
        /// Flask's signed session cookies.
        case cookie
        /// Sessions in an SQLite store.
        case registry
    }

    @Option(help: "bare, cookie or registry.")
    var login: Login

    @Option(help: "The port to listen on.")
    var port: Int

    @Option(help: "The store's file, for registry.")
    var store: String?

    func run() async throws {
        var logger = Logger(label: "rollcall.bench")
        logger.logLevel = .error
        let address = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil)
        switch login {
        case .bare:
            let router = Router()
            router.post("/login") { _, _ in HTTPResponse.Status.ok }
            router.get("/protected") { _, _ in "Logged in as: leafstorm" }
            try await Application(router: router, configuration: address, logger: logger).runService()
        case .cookie:
            try await serve(LoginService(settings: settings) { BenchUser(loginID: $0) }, address, logger)
        case .registry:
            guard let store else { throw ValidationError("--login registry needs --store FILE") }
            let registry = try SQLiteRegistry.open(path: store, mode: .readWrite)
            try await serve(
                LoginService(settings: settings, sessions: .registry(registry), remember: .series(registry)) { BenchUser(loginID: $0) },
                address, logger)
            await registry.close()
        }
    }

    private typealias Context = BasicLoginRequestContext<BenchUser>

    private var settings: LoginSettings { LoginSettings(secretKey: CoreSample.key) }

    private func serve(_ login: LoginService<Context>, _ address: ApplicationConfiguration, _ logger: Logger) async throws {
        let router = Router(context: Context.self)
        router.add(middleware: LoginMiddleware(login))
        router.post("/login") { _, context in
            try context.login.login(BenchUser(loginID: CoreSample.userID))
            return HTTPResponse.Status.ok
        }
        router.group().add(middleware: LoginRequired(login)).get("/protected") { _, context in
            "Logged in as: \(try await context.login.user()?.loginID ?? "")"
        }
        var application = Application(router: router, configuration: address, logger: logger)
        application.addServices(LoginMaintenance(login))
        try await application.runService()
    }
}

/// Found without a look-up: what is measured is the login, not somebody's database.
private struct BenchUser: LoginUser {
    var loginID: String
}

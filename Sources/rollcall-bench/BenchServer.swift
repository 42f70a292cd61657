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
        /// The route behind two middlewares that do nothing.
        case empty
        /// Flask's signed session cookies.
        case cookie
        /// Sessions in an SQLite store.
        case registry
    }

    @Option(help: "bare, empty, cookie or registry.")
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
            try await Application(router: BenchRoutes.bare(), configuration: address, logger: logger).runService()
        case .empty: try await Application(router: BenchRoutes.empty(), configuration: address, logger: logger).runService()
        case .cookie:
            try await serve(BenchRoutes.cookie(), address, logger)
        case .registry:
            guard let store else { throw ValidationError("--login registry needs --store FILE") }
            let registry = try SQLiteRegistry.open(path: store, mode: .readWrite)
            try await serve(BenchRoutes.registry(registry), address, logger)
            await registry.close()
        }
    }

    private func serve(_ login: LoginService<BenchContext>, _ address: ApplicationConfiguration, _ logger: Logger) async throws {
        var application = Application(router: BenchRoutes.behind(login), configuration: address, logger: logger)
        application.addServices(LoginMaintenance(login))
        try await application.runService()
    }
}

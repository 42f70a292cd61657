import ArgumentParser
import Hummingbird
import HummingbirdLogin
import Logging
import RollcallSupport
import SessionCore
import SessionRegistry

@main
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall-serve",
        abstract: "Serves the demo application: logins on the store that rollcall shows.",
        discussion: """
            Its users are the store's mock user database (see `rollcall users`). It listens on the loopback address unless \
            told otherwise, and writes cookies without Secure there: for anything but a test, put TLS before it.

            EXAMPLES
              rollcall serve
              rollcall serve --port 9000 --store sqlite:/tmp/demo.sqlite
              curl -c jar -d 'email=ada@example.test&password=…&remember=1' http://127.0.0.1:8080/login
            """)

    enum SessionKind: String, ExpressibleByArgument, CaseIterable { case registry, cookie }
    enum RememberKind: String, ExpressibleByArgument, CaseIterable { case series, signed }

    @Option(help: "The address to listen on.") var host: String?
    @Option(help: "The port to listen on; 0 takes a free one and prints it.") var port: Int?
    @Option(help: "Which store (sqlite:PATH).") var store: String?
    @Option(help: "The configuration file.") var config: String?
    @Option(help: "The name the audit log gives to the operator.") var `operator`: String?
    @Flag(help: "Refused: a server writes sessions.") var readOnly = false
    @Option(help: "Where sessions live: in the store (registry) or in signed cookies, as Flask has them (cookie).")
    var sessions = SessionKind.registry
    @Option(help: "What remember cookies hold: a revocable series, or the signed user id, as Flask-Login has it (signed).")
    var remember = RememberKind.series
    @Option(help: "A file with the secret keys, one a line, the current one first. Repeatable.") var keyFile: [String] = []
    @Option(help: "An environment variable that holds a secret key. Repeatable.") var keyEnv: [String] = []
    @Option(help: "Idle lifetime of registry sessions, in seconds.") var idleLifetime: Int64 = 1_800
    @Option(help: "Greatest number of sessions of one user; the oldest are revoked beyond it.") var sessionsPerUser: Int?

    func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port \(port) is not a port: give 0 to 65535.") }
        if idleLifetime < 1 { throw ValidationError("--idle-lifetime is a number of seconds, at least 1.") }
        if let sessionsPerUser, sessionsPerUser < 1 { throw ValidationError("--sessions-per-user is at least 1.") }
    }

    func run() async throws {
        do {
            try await serve()
        } catch let failure as Failure {
            StandardError.print("rollcall-serve: \(failure.message)")
            throw ExitCode(failure.exitStatus)
        } catch let error as StoreError {
            StandardError.print("rollcall-serve: \(error.message)")
            throw ExitCode(2)
        }
    }

    private func serve() async throws {
        let environment = ProcessEnvironment.current()
        let configuration = try Configuration(
            options: .init(store: store, configurationPath: config, operatorName: `operator`, readOnly: readOnly), environment: environment)
        guard !configuration.readOnly else {
            throw Failure(.usage, "a server writes sessions, so it cannot run read-only: leave out --read-only")
        }
        let keys = try KeyRing.read(files: keyFile + (keyFile.isEmpty && keyEnv.isEmpty ? configuration.keyFiles : []), variables: keyEnv, environment: environment)
        for warning in keys.warnings { StandardError.print("rollcall-serve: \(warning)") }
        let key = try keys.keys.first ?? ServerKey.load(environment: environment)

        let host = host ?? configuration.serveHost
        let port = port ?? configuration.servePort
        let registry = try await StoreOpener.open(configuration.store, readOnly: false, operatorName: configuration.operatorName)

        // Of the cost that the mock users' own hashes have.
        guard let unknownUserHash = PasswordHash.scrypt(ServerKey.random(), salt: "unknown", cost: .init(n: 4_096, r: 8, p: 1)) else {
            throw Failure(.outside, "this machine cannot compute password hashes; expected some megabytes of free memory")
        }
        var settings = LoginSettings(secretKey: key)
        settings.secretKeyFallbacks = Array(keys.keys.dropFirst())
        settings.sessionCookie.sameSite = "Lax"
        settings.rememberCookie.sameSite = "Lax"
        let application = DemoApplication(
            store: registry, settings: settings,
            sessions: sessions == .cookie
                ? .cookie : .registry(registry, RegistrySettings(idleLifetime: idleLifetime, sessionsPerUser: sessionsPerUser)),
            remember: remember == .signed ? .signed : .series(registry),
            unknownUserHash: unknownUserHash)

        var logger = Logger(label: "rollcall-serve") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        if !["127.0.0.1", "::1", "localhost"].contains(host) {
            StandardError.print("rollcall-serve: \(host) can be reached from other machines, and passwords travel in clear text: put TLS before it")
        }
        var server = Application(
            router: application.router(),
            configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in
                let bound = channel.localAddress?.port ?? port
                StandardError.print("Listening on http://\(host.contains(":") ? "[\(host)]" : host):\(bound)  store \(registry.description.url)")
            },
            logger: logger)
        server.addServices(LoginMaintenance(application.login, logger: logger))
        do {
            try await server.runService()
        } catch {
            await registry.close()
            throw Failure(.outside, "cannot listen on \(host) port \(port): \(error). Is another server there? Choose one with --port.")
        }
        await registry.close()
    }
}

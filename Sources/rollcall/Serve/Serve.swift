import ArgumentParser
import Glibc
import RollcallSupport

/// `rollcall serve`: hands over to `rollcall-serve`, a program of its own so that nothing else pays for an HTTP stack.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The demo application on HTTP, on the same store.",
        discussion: """
            Runs rollcall-serve, which lies beside rollcall. Its users are the store's mock users.

            EXAMPLES
              rollcall serve
              rollcall serve --port 9000 --store sqlite:/tmp/try.db
              rollcall serve --sessions-per-user 2               an option of rollcall-serve: see rollcall-serve --help
            """)

    @Option(help: ArgumentHelp("Default: 8080.", valueName: "port"))
    var port: Int?
    @Option(help: ArgumentHelp("The address to listen on. Default: 127.0.0.1, this machine alone.", valueName: "host"))
    var host: String?
    /// Accepted everywhere; this command has one form only.
    @OptionGroup(visibility: .hidden) var format: FormatOption
    @Option(
        help: ArgumentHelp(
            "Where sessions live: registry (in the store) or cookie (signed, as Flask has them). Default: registry.",
            valueName: "mode"))
    var sessions: String?
    @Option(
        help: ArgumentHelp(
            "What remember cookies hold: series (revocable) or signed (as Flask-Login has it). Default: series.",
            valueName: "mode"))
    var remember: String?
    @Option(help: ArgumentHelp("A file with the secret keys, one a line, the current one first. Repeatable.", valueName: "file"))
    var keyFile: [String] = []
    @Option(help: ArgumentHelp("An environment variable that holds a secret key. Repeatable.", valueName: "name"))
    var keyEnv: [String] = []
    @Option(help: ArgumentHelp("Idle lifetime of registry sessions. Default: 1800.", valueName: "seconds"))
    var idleLifetime: Int64?
    @Option(help: ArgumentHelp("How many sessions a user may have; the oldest are revoked beyond it.", valueName: "count"))
    var sessionsPerUser: Int?
    @OptionGroup var global: GlobalOptions

    @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Options of rollcall-serve.", visibility: .hidden))
    var others: [String] = []

    func validate() throws {
        if let port, !(0...65_535).contains(port) {
            throw ValidationError("--port is \(port); expected a number from 0 to 65535.")
        }
    }

    func run() throws {
        let context = try CommandContext(global)
        let configuration = context.configuration
        let program = try Self.program()
        var arguments = [
            program, "--host", host ?? configuration.serveHost, "--port", String(port ?? configuration.servePort),
            "--store", configuration.store.url, "--operator", configuration.operatorName,
        ]
        if let config = global.config { arguments += ["--config", config] }
        if configuration.readOnly { arguments.append("--read-only") }
        // Checked by the program that they are for.
        if let sessions { arguments += ["--sessions", sessions] }
        if let remember { arguments += ["--remember", remember] }
        for file in keyFile { arguments += ["--key-file", file] }
        for name in keyEnv { arguments += ["--key-env", name] }
        if let idleLifetime { arguments += ["--idle-lifetime", String(idleLifetime)] }
        if let sessionsPerUser { arguments += ["--sessions-per-user", String(sessionsPerUser)] }
        arguments += others
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        pointers.append(nil)
        execv(program, pointers)
        throw Failure(.outside, "\(program): \(File.reason(errno)); expected a program that can be run")
    }

    /// The program of this name in the directory of this one.
    private static func program() throws(Failure) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else {
            throw Failure(.outside, "the place of this program is not known, so rollcall-serve cannot be found beside it")
        }
        let own = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = File.directory(of: own) + "/rollcall-serve"
        guard access(path, X_OK) == 0 else {
            throw Failure(
                .outside, "\(path) is missing; build it with: swift build --product rollcall-serve (add -c release for a release)"
            )
        }
        return path
    }
}

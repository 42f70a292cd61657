import Glibc
import RollcallSupport
import SessionCore
import Testing

/// A run of the real `rollcall`: what it printed and how it ended.
struct CommandRun {
    var status: Int32
    var output: String
    var messages: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// Standard output as JSON Lines.
    func json() throws -> [SessionMap] {
        try lines.map { line in
            guard case .map(let map) = try PythonJSON.parse(Array(line.utf8)) else { throw NotAnObject(line: line) }
            return map
        }
    }

    struct NotAnObject: Error { var line: String }
}

/// A directory of its own for one test: home, configuration and store of the runs in it. Nothing of the caller's environment
/// reaches them.
final class Sandbox: Sendable {
    struct Unusable: Error { var what: String }

    /// The program beside the one that runs the tests, which is where the build puts both.
    static let program: String = {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = max(0, readlink("/proc/self/exe", &buffer, buffer.count - 1))
        let own = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = File.directory(of: own) + "/rollcall"
        if File.exists(beside) { return beside }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/.build/debug/rollcall"
    }()

    let directory: String
    var storePath: String { directory + "/store.db" }

    init() throws { directory = try File.makeTemporaryDirectory(in: "/tmp", prefix: "rollcall-test-") }

    deinit { File.removeFlatDirectory(directory) }

    @discardableResult
    func write(_ name: String, _ text: String, mode: UInt32 = 0o600) throws -> String {
        let path = directory + "/" + name
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
        guard descriptor >= 0 else { throw Unusable(what: path) }
        defer { close(descriptor) }
        fchmod(descriptor, mode)
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Unusable(what: path) }
            bytes = bytes.dropFirst(count)
        }
        return path
    }

    /// Runs `rollcall` with the sandbox's store.
    func run(_ arguments: String..., input: String = "", variables: [String: String] = [:]) throws -> CommandRun {
        try run(program: Self.program, arguments, input: input, variables: variables)
    }

    /// Input and output go through files, so that no size of either can block.
    func run(program: String, _ arguments: [String], input: String = "", variables: [String: String] = [:]) throws -> CommandRun {
        let inputPath = try write("stdin", input)
        let outputPath = try write("stdout", "")
        let messagesPath = try write("stderr", "")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, messagesPath, O_WRONLY, 0)
        var environment = [
            "HOME": directory, "USER": "tester", "PATH": "/usr/bin:/bin", "ROLLCALL_STORE": "sqlite:" + storePath, "TERM": "dumb",
        ]
        environment.merge(variables) { $1 }
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        guard posix_spawn(&process, program, &actions, nil, &argv, &envp) == 0 else { throw Unusable(what: program) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        func text(_ path: String) throws -> String {
            String(decoding: try File.read(path, what: "file", limit: 1 << 28), as: UTF8.self)
        }
        return CommandRun(status: code, output: try text(outputPath), messages: try text(messagesPath))
    }
}

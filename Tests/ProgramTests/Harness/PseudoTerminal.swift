import Glibc
import Screen

/// A program in a terminal of its own, with an emulator on the other side. It waits for what is to come with a deadline, and
/// never just for time to pass.
final class PseudoTerminal {
    private(set) var screen: TerminalScreen
    /// Everything that the program has written.
    private(set) var raw: [UInt8] = []
    let process: pid_t
    private let outside: Int32
    private let inside: Int32
    private let before: termios
    private var exitStatus: Int32?

    /// - Parameters:
    ///   - program: `Program.path`, or another that starts it.
    ///   - scratch: where home, state and data directories are.
    init(
        _ arguments: [String], program: String = Program.path, scratch: Scratch, size: Size = Size(columns: 100, rows: 30),
        environment: [String: String] = [:]
    ) throws {
        var outside: Int32 = -1
        var inside: Int32 = -1
        var name = [CChar](repeating: 0, count: 256)
        var window = Self.window(size)
        guard openpty(&outside, &inside, &name, nil, &window) == 0 else { throw HarnessError(what: "openpty", code: errno) }
        for descriptor in [outside, inside] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        self.outside = outside
        self.inside = inside
        var before = termios()
        tcgetattr(inside, &before)
        self.before = before
        screen = TerminalScreen(size: size)

        var variables = [
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": scratch.path, "PATH": "/usr/bin:/bin", "USER": "tester",
            "XDG_STATE_HOME": scratch.path + "/state", "XDG_DATA_HOME": scratch.path + "/data",
            "XDG_CONFIG_HOME": scratch.path + "/config",
        ]
        variables.merge(environment) { $1 }
        process = try Self.spawn([program] + arguments, variables.map { "\($0)=\($1)" }, terminal: name)
    }

    private static func window(_ size: Size) -> winsize {
        winsize(ws_row: UInt16(clamping: size.rows), ws_col: UInt16(clamping: size.columns), ws_xpixel: 0, ws_ypixel: 0)
    }

    /// A session of its own whose first opened terminal becomes its controlling one.
    private static func spawn(_ arguments: [String], _ environment: [String], terminal: [CChar]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        // POSIX_SPAWN_SETSID, which the headers hide from Swift.
        posix_spawnattr_setflags(&attributes, 0x80)
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, arguments[0], &actions, &attributes, &argv, &envp)
        guard result == 0 else { throw HarnessError(what: "starting \(arguments[0])", code: result) }
        return process
    }

    deinit {
        if exitStatus == nil {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(outside)
        close(inside)
    }

    // MARK: - In

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(outside, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    func resize(_ size: Size) {
        screen.resize(size)
        var window = Self.window(size)
        _ = Self.control?(outside, UInt(TIOCSWINSZ), &window)
    }

    /// ioctl is variadic, which Swift does not import; as a plain function it takes the same registers.
    private static let control: (@convention(c) (Int32, UInt, UnsafeMutableRawPointer) -> Int32)? =
        dlsym(nil, "ioctl").map { unsafeBitCast($0, to: (@convention(c) (Int32, UInt, UnsafeMutableRawPointer) -> Int32).self) }

    // MARK: - Out

    /// Reads until `condition` holds; `false` if the deadline passes first.
    func wait(seconds: Double = 20, until condition: (PseudoTerminal) -> Bool) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(Int(seconds * 1000))
        while true {
            if condition(self) { return true }
            let left = deadline - clock.now
            if left <= .zero { return false }
            read(
                milliseconds: min(
                    50, 1 + Int32(clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000))
            )
        }
    }

    func waitForText(_ text: String, seconds: Double = 20) -> Bool {
        wait(seconds: seconds) { $0.screen.text.contains(text) }
    }

    func waitForNoText(_ text: String, seconds: Double = 20) -> Bool {
        wait(seconds: seconds) { !$0.screen.text.contains(text) }
    }

    /// The text is shown, and the program sleeps again: it has thrown away what was typed before a dialog, and takes keys.
    func waitUntilReady(showing text: String, seconds: Double = 20) -> Bool {
        wait(seconds: seconds) { $0.screen.text.contains(text) && $0.isAsleep }
    }

    /// Waits until the program has drawn what it is going to draw: it sleeps, and nothing has come for a while that is longer
    /// than its own pauses before it reads a detail. `false` if it never rests.
    @discardableResult func settle(seconds: Double = 20) -> Bool {
        var count = -1
        var quiet = 0
        return wait(seconds: seconds) { terminal in
            if terminal.raw.count == count, terminal.isAsleep || terminal.hasEnded { quiet += 1 } else { quiet = 0 }
            count = terminal.raw.count
            return quiet >= 3
        }
    }

    private var isAsleep: Bool {
        guard let file = fopen("/proc/\(drawingProcess ?? process)/stat", "r") else { return false }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = fread(&buffer, 1, buffer.count, file)
        // The state follows the name, which is in parentheses and may hold anything.
        guard let end = buffer.prefix(count).lastIndex(of: UInt8(ascii: ")")), end + 2 < count else { return false }
        return buffer[end + 2] == UInt8(ascii: "S")
    }

    private func read(milliseconds: Int32) {
        var polled = pollfd(fd: outside, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, milliseconds) > 0, polled.revents & Int16(POLLIN) != 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(outside, &buffer, buffer.count)
        guard count > 0 else { return }
        raw += buffer.prefix(count)
        screen.feed(buffer.prefix(count))
    }

    // MARK: - The end

    /// The exit status, or 128 plus the signal; `nil` if it has not ended in time. What it wrote last is read.
    func waitForExit(seconds: Double = 20) -> Int32? {
        let ended = wait(seconds: seconds) { $0.reap() != nil }
        while ended {
            let count = raw.count
            read(milliseconds: 20)
            if raw.count == count { break }
        }
        return exitStatus
    }

    var hasEnded: Bool { reap() != nil }

    private func reap() -> Int32? {
        if let exitStatus { return exitStatus }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        exitStatus = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        return exitStatus
    }

    /// The process that draws: the only child of the one that was started.
    var drawingProcess: pid_t? { Self.children(of: process).first }

    /// How often threads of the supervisor and the process that draws have gone to sleep so far.
    func wakings(of drawing: pid_t) -> Int {
        [process, drawing].reduce(0) { sum, process in
            Scratch.names(in: "/proc/\(process)/task").reduce(sum) { sum, thread in
                let line = Scratch.text("/proc/\(process)/task/\(thread)/status").split(separator: "\n")
                    .first { $0.hasPrefix("voluntary_ctxt_switches:") }
                return sum + (line.flatMap { Int($0.drop { !$0.isNumber }) } ?? 0)
            }
        }
    }

    static func children(of process: pid_t) -> [pid_t] {
        guard let file = fopen("/proc/\(process)/task/\(process)/children", "r") else { return [] }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ").compactMap { pid_t($0) }
    }

    /// Whether the line settings are as they were before the program started.
    var settingsAreRestored: Bool {
        var now = termios()
        tcgetattr(inside, &now)
        return now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag
            && now.c_cflag == before.c_cflag
    }

    /// Everything that a person would notice if it were left on.
    var isRestored: Bool {
        settingsAreRestored && !screen.isAlternate && screen.isCursorShown
            && [1000, 1002, 1003, 1006, 2004].allSatisfy { !(screen.modes[$0] ?? false) }
    }
}

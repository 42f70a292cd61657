import Glibc
import RollcallSupport
import SessionRegistry
import Terminal

/// The terminal UI as a command: `rollcall` and `rollcall demo`.
enum Interactive {
    /// Runs the screen until the person leaves it.
    ///
    /// Call it on the first thread, before any other exists: it starts the program again under a supervisor, with the same
    /// arguments, and only that second process calls `openStore` and `background`. In both it returns the exit status to end
    /// with.
    ///
    /// - Parameters:
    ///   - options: what the command line asks of the screen.
    ///   - openStore: runs beside the first paint; an error ends the screen with its description and status 2 (or the
    ///     status of its kind, if it is a `Failure`).
    ///   - background: started once the store is open, cancelled at the end.
    static func run(
        _ options: InteractiveOptions, openStore: @escaping @Sendable () async throws -> any RegistryStore,
        background: (@Sendable (any RegistryStore) async -> Void)? = nil
    ) -> Int32 {
        do throws(TerminalError) {
            try TerminalDriver.check()
            if let status = supervise() { return status }
            Heap.useOneArena()
            let errors = SupervisedProcess.takeReportPath().flatMap { StandardErrorCapture(path: $0) }
            let loop = try ScreenLoop(options, openStore: openStore, background: background)
            let ending = loop.run()
            errors?.end()
            if let message = ending.message { complain(message) }
            return ending.status
        } catch {
            complain(error.description)
            return 2
        }
    }

    /// Supervises the screen from this process, if it is the one that a person started and there can be a screen at all; gives
    /// the exit status to end with. `nil`: go on.
    static func supervise() -> Int32? {
        // What is missing is said by the one who goes on.
        guard (try? TerminalDriver.check()) != nil else { return nil }
        return Supervisor.supervise(program: "rollcall")
    }

    /// Ends the process at once, the screen being put away and the store closed. `exit` would first take apart the globals of
    /// the runtime and the libraries, under the feet of tasks that still run on other threads.
    static func leave(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }

    private static func complain(_ message: String) {
        // Messages may quote file names and the like: one line, and nothing in it that a terminal obeys.
        let safe = message.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format ? "\u{FFFD}" : scalar
        }
        let line = Array("rollcall: \(String(String.UnicodeScalarView(safe)))\n".utf8)
        _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}

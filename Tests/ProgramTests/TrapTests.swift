import Glibc
import Screen
import Testing

/// Real faults, in a program of the tests that stands under the same supervisor.
@Suite("A fault in the program leaves a whole terminal and a report", .serialized, .timeLimit(.minutes(5)))
struct TrapTests {
    private static let secret = "CANARY-7f3a-session-secret"

    private static let program: String = {
        guard let slash = Program.path.lastIndex(of: "/") else { return "trapping-screen" }
        return Program.path[..<slash] + "/trapping-screen"
    }()

    private func start(_ scratch: Scratch) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            [Self.secret], program: Self.program, scratch: scratch, environment: ["TRAPPING_SECRET": Self.secret])
        #expect(terminal.waitForText("ready to fall"))
        #expect(terminal.screen.isAlternate)
        return terminal
    }

    @Test(
        "a Swift trap: its sentence and backtrace are in a file that the restored screen names, and no secret is",
        arguments: [("i", "Index out of range"), ("n", "Unexpectedly found nil"), ("o", "rithmetic overflow")],
        [false, true])
    func trap(fault: (String, String), again: Bool) throws {
        let scratch = try Scratch()
        // A second time the directory is there already.
        if again { try end(start(scratch)) }
        let terminal = try start(scratch)
        terminal.send(fault.0)
        let status = try #require(terminal.waitForExit(seconds: 90))
        #expect([132, 133].contains(status), "SIGILL or SIGTRAP, by architecture")
        #expect(terminal.isRestored)
        #expect(terminal.screen.lines.joined().contains("and the terminal is as it was before"))
        let directory = scratch.path + "/state/rollcall"
        let name = try #require(Scratch.names(in: directory).first)
        #expect(terminal.wait { $0.screen.lines.joined().contains(name) })
        var information = stat()
        #expect(stat("\(directory)/\(name)", &information) == 0)
        #expect(information.st_mode & 0o077 == 0)
        let report = Scratch.text("\(directory)/\(name)")
        // An optimised build keeps only the position, a debug build the sentence as well.
        #expect(report.contains(fault.1) || report.contains("Crash") || report.contains("Program crashed"))
        #expect(!report.contains(Self.secret))
        #expect(!String(decoding: terminal.raw, as: UTF8.self).contains(Self.secret))
    }

    @Test("memory that is not there")
    func segmentationFault() throws {
        let scratch = try Scratch()
        let terminal = try start(scratch)
        terminal.send("s")
        #expect(terminal.waitForExit(seconds: 90) == 139)
        #expect(terminal.isRestored)
        for name in Scratch.names(in: scratch.path + "/state/rollcall") {
            #expect(!Scratch.text("\(scratch.path)/state/rollcall/\(name)").contains(Self.secret))
        }
    }

    @Test("a screen that does not leave when it is told to is killed, and the status is of the signal that told it")
    func overdue() throws {
        let scratch = try Scratch()
        let terminal = try start(scratch)
        terminal.send("h")
        #expect(terminal.waitForText("hangs"))
        kill(terminal.process, SIGHUP)
        #expect(terminal.waitForExit(seconds: 30) == 129)
        #expect(terminal.isRestored)
        #expect(terminal.screen.lines.joined().contains("killed (signal 9), and the terminal is as it was before"))
    }

    @Test("without a fault nothing is left behind")
    func noFault() throws {
        let scratch = try Scratch()
        try end(start(scratch))
        #expect(Scratch.names(in: scratch.path + "/state/rollcall") == [])
    }

    private func end(_ terminal: PseudoTerminal) throws {
        terminal.send("q")
        #expect(terminal.waitForExit() == 0)
        #expect(terminal.isRestored)
    }
}

import Glibc
import Screen
import Testing

@Suite("Whatever happens, the terminal comes back", .serialized, .timeLimit(.minutes(5)))
struct RestoringTests {
    private func started(_ scratch: Scratch) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(["--store", "sqlite:\(scratch.store)"], scratch: scratch)
        #expect(terminal.waitForText("live"))
        return terminal
    }

    /// Swift's handler for faults writes its report and returns to what faulted, which then faults for good. A signal from
    /// outside has nothing to return to, so it is sent again once the report is finished.
    private func fault(_ process: pid_t, in terminal: PseudoTerminal, _ scratch: Scratch) {
        kill(process, SIGILL)
        let directory = scratch.path + "/state/rollcall"
        #expect(
            terminal.wait(seconds: 60) { terminal in
                terminal.hasEnded
                    || Scratch.names(in: directory).contains { Scratch.text("\(directory)/\($0)").contains("Backtrace took") }
            })
        kill(process, SIGILL)
    }

    @Test(
        "a signal to the process that draws",
        arguments: [(SIGKILL, 137), (SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130)] as [(Int32, Int32)])
    func signalToTheScreen(number: Int32, status: Int32) throws {
        let scratch = try Scratch()
        let terminal = try started(scratch)
        let drawing = try #require(terminal.drawingProcess)
        kill(drawing, number)
        #expect(terminal.waitForExit() == status)
        #expect(terminal.isRestored)
        if number == SIGKILL { #expect(terminal.screen.lines.joined().contains("the terminal is as it was before")) }
    }

    @Test(
        "a signal to the process that was started",
        arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGINT, 130), (SIGQUIT, 131)] as [(Int32, Int32)])
    func signalToTheSupervisor(number: Int32, status: Int32) throws {
        let scratch = try Scratch()
        let terminal = try started(scratch)
        kill(terminal.process, number)
        #expect(terminal.waitForExit() == status)
        #expect(terminal.isRestored)
    }

    @Test("the process that was started is killed: the one that draws gives the terminal back and goes too")
    func killedSupervisor() throws {
        let scratch = try Scratch()
        let terminal = try started(scratch)
        let drawing = try #require(terminal.drawingProcess)
        kill(terminal.process, SIGKILL)
        #expect(terminal.waitForExit() == 137)
        #expect(terminal.wait { $0.isRestored })
        #expect(terminal.wait { _ in kill(drawing, 0) != 0 })
    }

    @Test("a fault leaves a report that only its owner can read, and the message names it")
    func crashReport() throws {
        let scratch = try Scratch()
        let terminal = try started(scratch)
        fault(try #require(terminal.drawingProcess), in: terminal, scratch)
        #expect(terminal.waitForExit() == 132)
        #expect(terminal.isRestored)
        #expect(
            terminal.screen.lines.joined().contains("a fault in the program (signal 4), and the terminal is as it was before"))
        let directory = scratch.path + "/state/rollcall"
        // Without Swift's backtracer on this machine nothing is written, and then nothing is named.
        for name in Scratch.names(in: directory) {
            var status = stat()
            #expect(stat("\(directory)/\(name)", &status) == 0)
            #expect(status.st_mode & 0o077 == 0)
            #expect(status.st_size > 0)
            #expect(terminal.wait { $0.screen.lines.joined().contains(name) })
        }
    }

    @Test("Ctrl-Z gives the terminal to the shell, fg takes it back", .enabled(if: access("/bin/bash", X_OK) == 0))
    func suspend() throws {
        let scratch = try Scratch()
        let shell = try PseudoTerminal(
            ["--norc", "--noprofile", "-i"], program: "/bin/bash", scratch: scratch, environment: ["PS1": "prompt> "])
        #expect(shell.waitForText("prompt>"))
        shell.send("\(Program.path) --store sqlite:\(scratch.store)\n")
        #expect(shell.waitForText("live"))
        #expect(shell.screen.isAlternate)
        shell.send("\u{1A}")
        #expect(shell.waitForText("Stopped"))
        #expect(!shell.screen.isAlternate)
        shell.send("echo in the $((40 + 2)) shell\n")
        #expect(shell.waitForText("in the 42 shell"))
        shell.send("fg\n")
        #expect(shell.waitForText("live"))
        #expect(shell.screen.isAlternate)
        shell.send("2")
        #expect(shell.waitForText("Tokens"))
        shell.send("Q")
        #expect(shell.wait { !$0.screen.isAlternate })
        shell.send("echo status $?\n")
        #expect(shell.waitForText("status 0"))
        shell.send("exit\n")
        #expect(shell.waitForExit() == 0)
    }
}

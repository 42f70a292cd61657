import Glibc
import Screen
import SessionRegistry
import Testing

/// `:` where the screen has nothing of its own: the program itself, on the same terminal and store.
@Suite("Commands that run in the screen's place", .serialized, .timeLimit(.minutes(3)))
struct CommandTests {
    private func start(_ scratch: Scratch, _ more: [String] = []) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(["--store", "sqlite:\(scratch.store)"] + more, scratch: scratch)
        #expect(terminal.waitForText("live"))
        return terminal
    }

    private func quit(_ terminal: PseudoTerminal) {
        terminal.send("Q")
        #expect(terminal.waitForExit() == 0)
        #expect(terminal.isRestored)
        #expect(terminal.screen.unknown == [])
    }

    @Test("what it prints stays until Enter, and the screen comes back and reads the store again")
    func output() throws {
        let scratch = try Scratch()
        let terminal = try start(scratch)
        terminal.send(":generate --sessions 7 --users 1 --seed 3\r")
        #expect(terminal.waitForText("Press Enter to return."))
        #expect(!terminal.screen.isAlternate)
        #expect(terminal.screen.text.contains("$ rollcall generate --sessions 7 --users 1 --seed 3"))
        terminal.send("\r")
        #expect(terminal.wait { $0.screen.isAlternate })
        #expect(terminal.waitForText("1 of 7"), "\(terminal.screen.text)")
        #expect(terminal.screen.text.contains("generate: done."))
        // Keys work as before, and a mistake is answered with its status.
        terminal.send(":users show nobody\r")
        #expect(terminal.waitForText("[ended with status 1] Press Enter to return."))
        terminal.send(" ")
        #expect(terminal.waitForText("users show ended with status 1."))
        quit(terminal)
    }

    /// The command's process, once it waits for input and Ctrl-C would go to it.
    private func waiting(_ terminal: PseudoTerminal) throws -> pid_t {
        var found: pid_t?
        _ = terminal.wait { terminal in
            guard let drawing = terminal.drawingProcess, let child = PseudoTerminal.children(of: drawing).first else {
                return false
            }
            // State, parent, group, session, terminal, the terminal's foreground group: behind the name in parentheses.
            let fields = Scratch.text("/proc/\(child)/stat").split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 5, fields[0] == "S", fields[2] == fields[5] else { return false }
            found = child
            return true
        }
        return try #require(found)
    }

    @Test("it is on the store without naming it in its arguments")
    func arguments() throws {
        let scratch = try Scratch()
        let terminal = try start(scratch, ["--operator", "grace"])
        terminal.send(":users add --email new@example.org\r")
        #expect(terminal.waitForText("assword"))
        let child = try waiting(terminal)
        let arguments = Scratch.text("/proc/\(child)/cmdline")
        #expect(arguments.contains("users") && !arguments.contains("sqlite") && !arguments.contains(scratch.path))
        let variables = Scratch.text("/proc/\(child)/environ")
        #expect(variables.contains("ROLLCALL_STORE=sqlite:\(scratch.store)\0") && variables.contains("ROLLCALL_OPERATOR=grace\0"))
        terminal.send("\r")
        #expect(terminal.waitForText("Again"))
        terminal.send("\r")
        #expect(terminal.waitForText("[ended with status 1] Press Enter to return."))
        terminal.send("\r")
        #expect(terminal.waitForText("users add ended with status 1."))
        quit(terminal)
    }

    @Test("Ctrl-C ends the command alone")
    func interrupt() throws {
        let scratch = try Scratch()
        let terminal = try start(scratch)
        terminal.send(":cookie inspect - --name x\r")
        #expect(terminal.waitForText("$ rollcall cookie inspect - --name x"))
        _ = try waiting(terminal)
        terminal.send("\u{03}")
        #expect(terminal.waitForText("[ended by signal 2] Press Enter to return."))
        terminal.send("\r")
        #expect(terminal.waitForText("cookie inspect was ended by signal 2."))
        quit(terminal)
    }

    @Test("a command that is stopped goes on, and read-only is handed on")
    func stopAndRights() throws {
        let scratch = try Scratch()
        _ = try StoreFixture(scratch)
        let terminal = try start(scratch, ["--read-only"])
        terminal.send(":generate --sessions 5\r")
        #expect(terminal.waitForText("The store is open read-only."))
        terminal.send("\u{1B}")
        #expect(terminal.waitForNoText("The store is open read-only."))
        terminal.send(":cookie inspect -  --name x\r")
        #expect(terminal.waitForText("$ rollcall cookie inspect - --name x"))
        let child = try waiting(terminal)
        terminal.send("\u{1A}")
        #expect(try waiting(terminal) == child, "stopped, and continued")
        terminal.send("abc\r\u{04}")
        #expect(terminal.waitForText("Press Enter to return."))
        terminal.send("\r")
        #expect(terminal.wait { $0.screen.isAlternate })
        quit(terminal)
    }

    @Test("SIGTERM meanwhile ends the command and then the screen, and the terminal is as before")
    func termination() throws {
        let scratch = try Scratch()
        let terminal = try start(scratch)
        terminal.send(":users add --email new@example.org\r")
        #expect(terminal.waitForText("assword"))
        kill(terminal.process, SIGTERM)
        #expect(terminal.waitForExit() == 128 + SIGTERM)
        #expect(terminal.settingsAreRestored && !terminal.screen.isAlternate)
    }
}

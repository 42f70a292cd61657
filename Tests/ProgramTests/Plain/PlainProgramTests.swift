import Glibc
import Screen
import SessionRegistry
import Testing

@Suite("The program without a screen", .serialized, .timeLimit(.minutes(5)))
struct PlainProgramTests {
    private func start(_ scratch: Scratch, _ more: [String] = []) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            ["--plain", "--store", "sqlite:\(scratch.store)"] + more, scratch: scratch, size: Size(columns: 150, rows: 60))
        #expect(terminal.waitForText("Type help for the commands"))
        return terminal
    }

    /// Letters, line ends, and nothing that acts on a terminal.
    private func isPlain(_ terminal: PseudoTerminal) -> Bool {
        terminal.raw.allSatisfy { $0 == 0x0A || $0 == 0x0D || ($0 >= 0x20 && $0 != 0x7F) }
    }

    @Test("what another process does is told, a session is revoked after a question, and quit ends with 0")
    func conversation() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let terminal = try start(scratch)
        let id = try await fixture.add(0xAB, user: "arriving-user")
        #expect(terminal.waitForText("arriving-user logged in: curl at 198.51.100.7"))
        terminal.send("revoke \(id.hex)\n")
        #expect(terminal.waitForText("Why? One line"))
        terminal.send("because\n")
        #expect(terminal.waitForText("Type y to revoke it"))
        terminal.send("y\n")
        #expect(terminal.waitForText("Verified: the store was read again"))
        #expect(try await fixture.isRevoked(id))
        #expect(terminal.waitForText("tester revoked session"))
        terminal.send("undo\n")
        #expect(terminal.waitForText("Restored 1 session of r1."))
        terminal.send("quit\n")
        #expect(terminal.waitForExit() == 0)
        #expect(isPlain(terminal))
        #expect(terminal.settingsAreRestored)
    }

    @Test("what was typed, pasted or prepared before a question does not answer it")
    func typedAhead() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let id = try await fixture.add(0xAB, user: "victim-user")
        let terminal = try start(scratch)
        terminal.send("revoke \(id.hex)\n\ny\ny\n")
        #expect(terminal.waitForText("Why? One line"))
        terminal.send("quit\n")
        #expect(terminal.waitForText("Type y to revoke it"))
        terminal.send("n\n")
        #expect(terminal.waitForText("Cancelled. Nothing was revoked."))
        terminal.send("\u{4}")
        #expect(terminal.waitForExit() == 0)
        #expect(try await fixture.isRevoked(id) == false)

        let prepared = try PseudoTerminal(
            [
                "-c", "printf 'revoke \(id.hex)\\n\\ny\\n' | \"$0\" --plain --store \"$1\"", Program.path,
                "sqlite:\(scratch.store)",
            ],
            program: "/bin/sh", scratch: scratch, size: Size(columns: 150, rows: 40))
        #expect(prepared.waitForExit() == 1)
        #expect(prepared.screen.text.contains("What was typed before this question is ignored."))
        #expect(prepared.screen.text.contains("Nothing was revoked: the input ended before the answer."))
        #expect(try await fixture.isRevoked(id) == false)
    }

    @Test("a signal ends it with its number", arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func signal(number: Int32, status: Int32) throws {
        let scratch = try Scratch()
        let terminal = try start(scratch)
        kill(terminal.process, number)
        #expect(terminal.waitForExit() == status)
        #expect(isPlain(terminal))
    }

    @Test("read-only says so and revokes nothing")
    func readOnly() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let id = try await fixture.add(0xAB, user: "victim-user")
        let terminal = try start(scratch, ["--read-only"])
        #expect(terminal.screen.text.contains("read-only."))
        terminal.send("revoke \(id.hex)\n")
        #expect(terminal.waitForText("The store is open read-only. Nothing was revoked."))
        terminal.send("quit\n")
        #expect(terminal.waitForExit() == 0)
        #expect(try await fixture.isRevoked(id) == false)
    }

    @Test("a store that cannot be opened ends with 2 and one sentence")
    func noStore() throws {
        let scratch = try Scratch()
        let terminal = try PseudoTerminal(
            ["--plain", "--read-only", "--store", "sqlite:\(scratch.path)/none.db"], scratch: scratch)
        #expect(terminal.waitForExit() == 2)
        #expect(terminal.screen.text.hasPrefix("rollcall: "))
    }
}

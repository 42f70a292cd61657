import Glibc
import Screen
import Testing

@Suite("Where there can be no screen, a sentence says why", .serialized, .timeLimit(.minutes(2)))
struct RefusalTests {
    /// Status and all output of the program where its standard streams are these shell redirections.
    private func run(_ redirections: String, term: String?, scratch: Scratch) throws -> (status: Int32?, text: String) {
        var environment = ["TERM": term ?? ""]
        environment["STORE"] = "sqlite:\(scratch.store)"
        let terminal = try PseudoTerminal(
            ["-c", "\"$0\" --store \"$STORE\" \(redirections)", Program.path], program: "/bin/sh", scratch: scratch,
            size: Size(columns: 200, rows: 20), environment: environment)
        let status = terminal.waitForExit()
        return (status, terminal.screen.text)
    }

    @Test(
        "no terminal on one side",
        arguments: [("</dev/null", "standard input is not a terminal"), (">/dev/null", "standard output is not a terminal")])
    func notATerminal(redirection: String, message: String) throws {
        let scratch = try Scratch()
        let result = try run(redirection, term: "xterm-256color", scratch: scratch)
        #expect(result.status == 2)
        #expect(result.text.hasPrefix("rollcall: \(message)"))
    }

    @Test(
        "a terminal that cannot place its cursor, is unknown, or has no name",
        arguments: [("dumb", "“dumb”"), ("no-such-terminal", "“no-such-terminal”"), ("", "TERM is not set")])
    func unable(term: String, message: String) throws {
        let scratch = try Scratch()
        let result = try run("", term: term, scratch: scratch)
        #expect(result.status == 2)
        #expect(result.text.contains(message))
        #expect(result.text.contains("xterm-256color"), "says what would work")
    }

    @Test("a store that is none ends with its sentence on the restored terminal and status 2")
    func foreignStore() throws {
        let scratch = try Scratch()
        let file = try #require(fopen(scratch.store, "w"))
        fputs("This is a text file, and no store at all; it has a few more words so that it has some length.\n", file)
        fclose(file)
        let terminal = try PseudoTerminal(["--store", "sqlite:\(scratch.store)"], scratch: scratch)
        #expect(terminal.waitForExit() == 2)
        #expect(terminal.isRestored)
        #expect(terminal.screen.text.contains("rollcall: "))
        #expect(terminal.screen.text.contains("store.db"))
    }
}

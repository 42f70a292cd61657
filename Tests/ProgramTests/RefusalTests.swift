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

    @Test(
        "keys and themes that cannot be are refused before the screen opens, with their place",
        arguments: [
            ("[keys.sessions]\n# what for\nrevoke = 'u'", [], "config.toml:3: sessions.revoke cannot have u", 2),
            ("[ui]\ntheme = 'drak'", [], "config.toml:2: ui.theme is \"drak\"; expected one of dark, light,", 2),
            ("", ["--theme", "drak"], "rollcall: --theme drak: expected one of dark, light,", 64),
        ] as [(String, [String], String, Int32)])
    func configuration(toml: String, arguments: [String], message: String, status: Int32) throws {
        let scratch = try Scratch()
        let path = scratch.path + "/config.toml"
        let file = try #require(fopen(path, "w"))
        fputs(toml, file)
        fclose(file)
        let terminal = try PseudoTerminal(
            ["--store", "sqlite:\(scratch.store)", "--config", path] + arguments, scratch: scratch,
            size: Size(columns: 200, rows: 20))
        #expect(terminal.waitForExit() == status)
        #expect(!terminal.raw.contains(0x1B), "the screen was never opened")
        #expect(terminal.screen.text.contains(message), "\(terminal.screen.text)")
        #expect(access(scratch.store, F_OK) != 0)
    }

    @Test("a remapped key works in the real program, and the footer names it")
    func remapped() throws {
        let scratch = try Scratch()
        let terminal = try PseudoTerminal(
            ["--store", "sqlite:\(scratch.store)"], scratch: scratch, environment: ["ROLLCALL_KEYS": "help=f1 quit=ctrl-q"])
        #expect(terminal.waitForText("F1 help"))
        terminal.send("\u{1B}OP")
        #expect(terminal.waitForText("Keys of Sessions"))
        terminal.send("\u{1B}")
        #expect(terminal.waitForNoText("Keys of Sessions"))
        terminal.send("\u{11}")
        #expect(terminal.waitForExit() == 0)
        #expect(terminal.isRestored)
    }
}

import RollcallSupport
import SessionCore
import Testing

@Suite("Usage, failures and help")
struct UsageTests {
    @Test(
        "a wrong use exits 64, says so on standard error and prints nothing",
        arguments: [
            (["--nope"], "Unknown option '--nope'"), (["nonsense"], "Unexpected argument 'nonsense'"),
            (["sessions", "nonsense"], "Unexpected argument 'nonsense'"),
            (["sessions", "revoke"], "Nothing is named; expected ids, --filter, --user or --all."),
            (["sessions", "revoke", "--all", "--user", "x"], "Expected only one of ids, --filter, --user and --all."),
            (["sessions", "restore"], "Nothing is named; expected ids or --revocation."),
            (["sessions", "restore", "--revocation", "x"], "rollcall: --revocation x: expected an id such as r12"),
            (["sessions", "list", "--limit", "0"], "--limit is 0; expected 1 or more."),
            (
                ["sessions", "list", "--sort", "colour"],
                "rollcall: --sort colour: expected one of user, device, ip, created, seen, expires, fresh, remembered, permanent, state, revoked-by, agent, id"
            ),
            (["sessions", "list", "--sort", "user:up"], "rollcall: --sort user:up: expected asc or desc behind the colon"),
            (
                ["sessions", "list", "--after", "x"],
                "rollcall: --after x is no cursor; expected what the page before gave as its next"
            ),
            (["sessions", "list", "--filter", "fresh:maybe"], "fresh:maybe\n      ^^^^^\nrollcall: --filter: "),
            (["sessions", "list", "--format", "xml"], "xml"),
            (["sessions", "purge", "--expired-for", "soon"], "rollcall: --expired-for soon: expected a number and a unit"),
            (
                ["cookie", "sign", "--format", "flask-session", "{}"],
                "rollcall: no key to sign with; give --key-file or --key-env"
            ),
            (["cookie", "inspect", "x", "--now", "noon"], "rollcall: --now noon: expected a time such as 2026-01-31T12:00:00Z"),
            (["users", "add", "--email", "ada"], "--email ada: expected name@host."),
            (["generate", "--sessions", "0"], "--sessions is 0; expected a number from 1 to 100000000."),
            (["demo", "--store", "sqlite:x"], "rollcall: demo makes a store of its own; leave out --store"),
            (
                ["--store", "mysql://h", "sessions", "list"],
                "rollcall: store mysql://h: unknown kind of store mysql; expected sqlite:PATH"
            ),
        ] as [([String], String)])
    func usage(arguments: [String], message: String) throws {
        let sandbox = try Sandbox()
        let run = try sandbox.run(program: Sandbox.program, arguments)
        #expect(run.status == 64 && run.output.isEmpty)
        #expect(run.messages.contains(message), "\(run.messages)")
        #expect(!File.exists(sandbox.storePath))
    }

    @Test("what is wrong outside exits 2 with one line")
    func outside() throws {
        let sandbox = try Sandbox()
        let foreign = try sandbox.write("foreign.db", String(repeating: "no store\n", count: 1_000))
        let config = try sandbox.write("config.toml", "[ui]\nthme = 'x'\n")
        let empty = try sandbox.write("empty.txt", "")
        let cases: [([String], String)] = [
            (["sessions", "list", "--store", "sqlite:" + foreign], foreign),
            (["sessions", "list", "--store", "sqlite:" + sandbox.directory], sandbox.directory),
            (["sessions", "list", "--store", "redis://u:hunter2@h"], "Redis stores are not built into this version"),
            (["sessions", "list", "--store", "flask-session+sqlite:x"], "Flask-Session stores are not built into this version"),
            (["sessions", "list", "--config", config], "\(config):2: unknown setting ui.thme; "),
            (["sessions", "list", "--config", "/nowhere.toml"], "configuration file /nowhere.toml: No such file or directory"),
            (["sessions", "list", "--read-only"], sandbox.storePath),
            (["cookie", "inspect", "x", "--key-file", empty], "holds no key"),
            (["cookie", "inspect", "x", "--key-env", "NOT_SET"], "variable NOT_SET: not set"),
            (["flows", "run", "/nowhere.yaml"], "/nowhere.yaml"),
            (["users", "import", "/nowhere.yaml"], "/nowhere.yaml"),
        ]
        for (arguments, message) in cases {
            let run = try sandbox.run(program: Sandbox.program, arguments)
            #expect(run.status == 2 && run.output.isEmpty, "\(arguments)")
            #expect(run.messages.hasPrefix("rollcall: ") && run.messages.contains(message), "\(run.messages)")
            #expect(run.messages.split(separator: "\n").count == 1 && !run.messages.contains("hunter2"))
        }
        #expect(File.size(foreign) == 9_000)
    }

    @Test(
        "read-only refuses every change",
        arguments: [
            ["sessions", "revoke", "--all", "--yes"], ["sessions", "restore", "--revocation", "r1"],
            ["sessions", "purge", "--yes"],
            ["tokens", "revoke", "--all", "--yes"], ["users", "remove", "ada"], ["users", "deactivate", "ada"],
            ["generate", "--sessions", "1"],
        ])
    func readOnly(arguments: [String]) throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("sessions", "list")
        for run in [
            try sandbox.run(program: Sandbox.program, arguments + ["--read-only"]),
            try sandbox.run(program: Sandbox.program, arguments, variables: ["ROLLCALL_READ_ONLY": "1"]),
        ] {
            #expect(run.status == 2)
            #expect(
                run.messages
                    == "rollcall: store sqlite:\(sandbox.storePath) is opened read-only; leave out --read-only (or read_only) to change it\n"
            )
        }
    }

    @Test("global options may stand before the command")
    func order() throws {
        let sandbox = try Sandbox()
        let run = try sandbox.run("--format", "json", "--store=sqlite:\(sandbox.directory)/b.db", "users", "list")
        #expect(run.status == 0)
        #expect(try run.json().count >= 10)
        #expect(File.exists(sandbox.directory + "/b.db") && !File.exists(sandbox.storePath))
    }

    @Test(
        "every command has help with examples",
        arguments: [
            ["sessions", "list"], ["sessions", "show"], ["sessions", "revoke"], ["sessions", "restore"], ["sessions", "purge"],
            ["tokens", "list"],
            ["tokens", "show"], ["tokens", "revoke"], ["tokens", "restore"], ["cookie", "inspect"], ["cookie", "sign"],
            ["flows", "run"],
            ["users", "list"], ["users", "show"], ["users", "add"], ["users", "set-password"], ["users", "activate"],
            ["users", "deactivate"],
            ["users", "remove"], ["users", "import"], ["serve"], ["demo"], ["generate"], ["audit", "list"], ["audit", "verify"],
            ["audit", "export"], ["keys"], [],
        ])
    func help(command: [String]) throws {
        let run = try Sandbox().run(program: Sandbox.program, command + ["--help"])
        #expect(run.status == 0 && run.output.contains("EXAMPLES") && run.output.contains("USAGE: rollcall"))
        #expect(try Sandbox().run(program: Sandbox.program, ["help"] + command).status == 0)
    }

    @Test("completions are printed", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let run = try Sandbox().run("--generate-completion-script", shell)
        #expect(run.status == 0 && run.output.contains("set-password"))
    }

    @Test("a reader that leaves early ends the program quietly")
    func pipe() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("generate", "--sessions", "5000", "--seed", "3")
        let command = "'\(Sandbox.program)' sessions list --limit 5000 --format json | head -n 1"
        let run = try sandbox.run(program: "/bin/sh", ["-c", command])
        #expect(run.status == 0 && run.lines.count == 1 && run.messages.isEmpty)
    }
}

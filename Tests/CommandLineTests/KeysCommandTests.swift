import RollcallSupport
import SessionCore
import Testing

@Suite("Keys and themes of the configuration")
struct KeysCommandTests {
    @Test("keys prints every binding as it is configured, as text and as JSON")
    func prints() throws {
        let sandbox = try Sandbox()
        let config = try sandbox.write("config.toml", "[keys.sessions]\nrevoke = ['f8', 'ctrl-x']\n")
        let text = try sandbox.run("keys", "--tab", "Sessions", "--config", config)
        #expect(text.status == 0 && text.messages.isEmpty)
        #expect(text.lines.contains { $0.hasPrefix("F8 ^X") && $0.contains(" sessions ") && $0.hasSuffix("sessions.revoke") })
        #expect(text.output.contains("shell.help") && !text.output.contains("lab.run"))
        let json = try sandbox.run("keys", "--format", "json", variables: ["ROLLCALL_CONFIG": config]).json()
        let revoke = json.first { $0["binding"] == .string("sessions.revoke") }
        #expect(revoke?["keys"] == .list([.string("F8"), .string("^X")]))
        #expect(revoke?["changes"] == .bool(true) && revoke?["tab"] == .string("sessions"))
        #expect(json.contains { $0["binding"] == .string("shell.help") && $0["tab"] == .null })
        #expect(!File.exists(sandbox.storePath), "no store is needed")
    }

    @Test("a tab that there is not is a wrong use")
    func tab() throws {
        let run = try Sandbox().run("keys", "--tab", "users")
        #expect(run.status == 64 && run.output.isEmpty)
        #expect(run.messages == "rollcall: --tab users: expected one of sessions, tokens, cookies, lab, audit, health\n")
    }

    @Test(
        "keys that cannot be assigned are refused with file and line",
        arguments: [
            ("[keys.sessions]\nrevok = 'x'", ":2: there is no binding sessions.revok; did you mean sessions.revoke?"),
            ("[keys]\n\nhelp = 'hyper-h'", ":3: help: \"hyper-h\" is no key: "),
            ("[keys.sessions]\ncopy = 'f2'\nrevoke = 'u'", ":3: sessions.revoke cannot have u, which sessions.filter-user has"),
            ("[keys.sessions]\nrevoke = '?'", ":2: sessions.revoke takes ? and leaves shell.help without a key in Sessions"),
            ("keys.quit = 'ctrl-c'", ":1: quit cannot have ^C, which cancels what runs everywhere"),
        ])
    func refusals(toml: String, message: String) throws {
        let sandbox = try Sandbox()
        let config = try sandbox.write("config.toml", toml)
        let run = try sandbox.run("keys", "--config", config)
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.messages.hasPrefix("rollcall: \(config)\(message)"), "\(run.messages)")
        #expect(run.messages.split(separator: "\n").count == 1)
        // What needs no screen goes on.
        #expect(try sandbox.run("sessions", "list", "--config", config).status == 0)
    }

    @Test("the variable's keys are refused by its name")
    func variable() throws {
        let run = try Sandbox().run("keys", variables: ["ROLLCALL_KEYS": "sessions.revoke=u"])
        #expect(run.status == 2)
        #expect(run.messages.hasPrefix("rollcall: ROLLCALL_KEYS: sessions.revoke cannot have u"))
    }
}

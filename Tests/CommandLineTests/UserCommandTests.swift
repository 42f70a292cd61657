import RollcallSupport
import SessionCore
import Testing

@Suite("rollcall users and audit")
struct UserCommandTests {
    @Test("a user is added, shown, changed and removed; passwords and keys are nowhere to be seen")
    func life() throws {
        let sandbox = try Sandbox()
        let added = try sandbox.run(
            "users", "add", "--email", "eve@example.test", "--password-stdin", "--api-key-stdin", "--format", "json",
            input: "hunter2\nkey-7\n")
        #expect(added.status == 0)
        let shown = try #require(try sandbox.run("users", "show", "eve", "--format", "json").json().first)
        #expect(shown.keys == ["id", "email", "active", "has_api_key", "active_sessions"])
        #expect(shown["active"] == .bool(true) && shown["has_api_key"] == .bool(true))

        #expect(
            try sandbox.run("users", "add", "--email", "eve@other.test", "--password-stdin", input: "x\n").messages
                == "rollcall: the id eve belongs to another user; give another with --id\n")
        #expect(
            try sandbox.run("users", "add", "--email", "eve@example.test", "--id", "e2", "--password-stdin", input: "x\n").status
                == 1)
        #expect(
            try sandbox.run("users", "add", "--email", "no@example.test").messages
                == "rollcall: no terminal to ask for a password on; give it on standard input with --password-stdin\n")
        #expect(
            try sandbox.run("users", "set-password", "eve", "--password-stdin", input: "hunter3\n").output
                == "changed the password of eve <eve@example.test>\n")
        #expect(try sandbox.run("users", "deactivate", "eve").output == "deactivated eve <eve@example.test>\n")
        #expect(try sandbox.run("users", "show", "eve", "--format", "json").json().first?["active"] == .bool(false))
        #expect(try sandbox.run("users", "activate", "eve").output == "activated eve <eve@example.test>\n")
        #expect(try sandbox.run("users", "remove", "eve").output == "removed eve <eve@example.test>\n")
        for command in ["show", "remove", "activate", "deactivate"] {
            let run = try sandbox.run("users", command, "eve")
            #expect(run.status == 1 && run.messages == "rollcall: no mock user has the id eve\n")
        }
        let store = String(decoding: try File.read(sandbox.storePath, what: "store", limit: 1 << 24), as: UTF8.self)
        #expect(!store.contains("hunter2") && !store.contains("hunter3") && !store.contains("key-7"))
    }

    @Test("a file of users is taken over as a whole, or not at all")
    func importing() throws {
        let sandbox = try Sandbox()
        let good = try sandbox.write(
            "good.yaml",
            "users:\n  - {id: x1, email: x1@example.test, password: pw}\n  - {id: x2, email: x2@example.test, password: pw, active: false}\n"
        )
        #expect(try sandbox.run("users", "import", good, "--format", "json").output == "{\"imported\": 2}\n")
        #expect(try sandbox.run("users", "show", "x2", "--format", "json").json().first?["active"] == .bool(false))
        for (name, text) in [
            ("no-email.yaml", "- {id: x3, password: pw}"), ("no-password.yaml", "- {id: x3, email: a@b.test}"),
            ("unknown.yaml", "- {id: x3, email: a@b.test, password: pw, colour: red}"),
            ("taken.yaml", "- {id: x3, email: x1@example.test, password: pw}"),
            ("twice.yaml", "- {id: x3, email: x3@example.test, password: pw}\n- {id: x4, email: x3@example.test, password: pw}"),
            (
                "key-twice.yaml",
                "- {id: x3, email: x3@example.test, password: pw, api_key: k}\n- {id: x4, email: x4@example.test, password: pw, api_key: k}"
            ),
        ] {
            let path = try sandbox.write(name, text)
            let run = try sandbox.run("users", "import", path)
            #expect(run.status == 2 && run.messages.contains(path), "\(run.messages)")
        }
        #expect(try sandbox.run("users", "show", "x3").status == 1)
    }

    @Test("the audit log is listed, paged, verified and exported")
    func audit() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("users", "remove", "ada", "--operator", "grace")
        let page = try sandbox.run("audit", "list", "--limit", "5", "--format", "json").json()
        #expect(page.count == 6)
        #expect(page.first?.keys == ["id", "at", "operator", "action", "subject", "user_id", "reason", "revocation", "hash"])
        #expect(page.first?["action"] == .string("user-removed") && page.first?["operator"] == .string("grace"))
        let next = try #require(page.last?["next"]?.text)
        let rest = try sandbox.run("audit", "list", "--after", next, "--format", "json").json()
        #expect(page.count - 1 + rest.count == 13)
        #expect(try sandbox.run("audit", "verify").output == "intact: 13 events, each follows from the one before it\n")
        #expect(try sandbox.run("audit", "export").json().count == 14)
        #expect(try sandbox.run("audit", "list", "--user", "ada").lines.count == 3)
    }
}

import RollcallSupport
import SessionCore
import SessionRegistry
import Testing

@Suite("rollcall sessions and tokens")
struct SessionCommandTests {
    private static let keys = [
        "id", "user_id", "created_at", "last_seen_at", "expires_at", "ip", "user_agent", "device", "fresh", "permanent",
        "remembered",
        "state", "token_id", "revoked_at", "revoked_by", "revoked_reason",
    ]
    private static let tokenKeys = [
        "id", "user_id", "created_at", "last_used_at", "expires_at", "uses", "ip", "user_agent", "device", "state",
        "theft_detected_at",
        "revoked_at", "revoked_by", "revoked_reason",
    ]

    private func filled(_ count: Int = 60) throws -> Sandbox {
        let sandbox = try Sandbox()
        let run = try sandbox.run("generate", "--sessions", String(count), "--users", "5", "--seed", "1")
        #expect(run.status == 0 && run.output == "added \(count) sessions of 5 users, seed 1\n")
        return sandbox
    }

    @Test("asking for something that is not there is answered with no", arguments: ["sessions", "tokens"])
    func nothingMatches(_ noun: String) throws {
        let sandbox = try Sandbox()
        for (option, value) in [("--user", "nobody"), ("--filter", "ip:203.0.113.0/24"), ("--state", "revoked")] {
            let run = try sandbox.run(noun, "list", option, value)
            #expect(run.status == 1 && run.output.isEmpty)
            #expect(run.messages.contains("no \(noun == "sessions" ? "session" : "remember token") matches"))
        }
    }

    @Test("an empty store lists nothing, and is made private")
    func empty() throws {
        let sandbox = try Sandbox()
        for run in [try sandbox.run("sessions", "list"), try sandbox.run("tokens", "list", "--format", "json")] {
            #expect(run.status == 0 && run.output.isEmpty && run.messages.isEmpty)
        }
        #expect(File.mode(sandbox.storePath) == 0o600)
    }

    @Test("a list's JSON has exactly the promised keys, and pages join without gap")
    func list() throws {
        let sandbox = try filled()
        var seen: [String] = []
        var cursor: String?
        repeat {
            let after = cursor.map { ["--after", $0] } ?? []
            let run = try sandbox.run(
                program: Sandbox.program, ["sessions", "list", "--state", "all", "--limit", "25", "--format", "json"] + after)
            #expect(run.status == 0)
            cursor = nil
            for object in try run.json() {
                if let next = object["next"]?.text {
                    #expect(object.count == 1)
                    cursor = next
                } else {
                    #expect(object.keys == Self.keys)
                    seen.append(object["id"]?.text ?? "")
                    #expect(object["created_at"]?.text?.hasSuffix("Z") == true && object["created_at"]?.text?.count == 20)
                }
            }
        } while cursor != nil
        #expect(seen.count == 60 && Set(seen).count == 60)
    }

    @Test("text is aligned under its headings, and the cursor goes to standard error")
    func text() throws {
        let run = try filled().run("sessions", "list", "--limit", "3", "--sort", "created:asc")
        #expect(run.lines.count == 4 && run.lines[0].hasPrefix("ID            USER"))
        #expect(run.messages.hasPrefix("next page: --after 1"))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test("revoking shows, refuses where it cannot ask, revokes, verifies and can be taken back")
    func revoke() throws {
        let sandbox = try filled()
        let refused = try sandbox.run("sessions", "revoke", "--user", "user1")
        #expect(refused.status == 64 && refused.output.isEmpty)
        #expect(refused.messages.hasSuffix("of 1 user and there is no terminal to ask on; give --yes, or --dry-run to look\n"))

        let dry = try #require(
            try sandbox.run("sessions", "revoke", "--user", "user1", "--dry-run", "--format", "json").json().first)
        #expect(dry["dry_run"] == .bool(true) && dry["users"] == .integer(1))
        let run = try sandbox.run("sessions", "revoke", "--user", "user1", "--yes", "--reason", "left", "--format", "json")
        let outcome = try #require(try run.json().first)
        #expect(run.status == 0 && outcome.keys == ["revocation", "revoked", "sessions", "tokens", "verified"])
        #expect(outcome["verified"] == .bool(true) && outcome["revocation"] == .string("r1"))
        #expect(outcome["sessions"] == dry["sessions"])

        let gone = try sandbox.run("sessions", "list", "--user", "user1", "--state", "revoked", "--format", "json").json()
        #expect(.integer(gone.count) == outcome["sessions"])
        #expect(gone.allSatisfy { $0["revoked_by"] == .string("tester") && $0["revoked_reason"] == .string("left") })

        let again = try sandbox.run("sessions", "revoke", "--user", "user1", "--yes")
        #expect(again.status == 1)
        let back = try sandbox.run("sessions", "restore", "--revocation", "r1", "--format", "json")
        #expect(back.status == 0)
        #expect(try back.json().first?.keys == ["restored", "sessions", "tokens"])
        #expect(try sandbox.run("sessions", "restore", "--revocation", "r1").status == 1)
        #expect(try sandbox.run("sessions", "restore", "--revocation", "r99").status == 1)
    }

    @Test("one session is found by the beginning of its id, shown with its payload, and revoked")
    func one() throws {
        let sandbox = try filled(10)
        let id = try #require(try sandbox.run("sessions", "list", "--limit", "1", "--format", "json").json().first?["id"]?.text)
        let shown = try #require(try sandbox.run("sessions", "show", String(id.prefix(8)), "--format", "json").json().first)
        #expect(shown.keys == Self.keys + ["payload"])
        guard case .map(let payload)? = shown["payload"] else {
            Issue.record("the payload is no object")
            return
        }
        #expect(payload["_user_id"] == shown["user_id"])
        #expect(try sandbox.run("sessions", "show", id).output.contains("payload\n  _user_id: user"))
        let run = try sandbox.run("sessions", "revoke", id, "--yes")
        #expect(run.output.hasPrefix("revoked 1 session as r1\nverified: the store was read again and none of them is left\n"))
        #expect(try sandbox.run("sessions", "restore", id).output == "restored 1 session and 0 remember tokens\n")
    }

    @Test(
        "ids that name nothing are answered",
        arguments: [
            ("ffffffff", 1, "rollcall: no session has an id that begins with ffffffff\n"),
            ("abc", 64, "rollcall: abc is no id: the beginning of an id needs at least 6 digits\n"),
            ("nonsense", 64, "rollcall: nonsense is no id: an id has only the digits 0-9 and a-f\n"),
        ])
    func ids(id: String, status: Int32, message: String) throws {
        let run = try Sandbox().run("sessions", "show", id)
        #expect(run.status == status && run.messages == message && run.output.isEmpty)
    }

    @Test("purging says what would go, and deletes it")
    func purge() throws {
        let sandbox = try filled()
        #expect(try sandbox.run("sessions", "purge", "--expired-for", "0s").status == 64)
        let dry = try #require(
            try sandbox.run("sessions", "purge", "--expired-for", "0s", "--dry-run", "--format", "json").json().first)
        #expect(dry["purged"] == .integer(0) && dry["sessions"] != .integer(0))
        let done = try #require(
            try sandbox.run("sessions", "purge", "--expired-for", "0s", "--yes", "--format", "json").json().first)
        #expect(done["purged"] == dry["sessions"] && done["dry_run"] == .bool(false))
        #expect(try sandbox.run("sessions", "list", "--state", "expired").output.isEmpty)
    }

    @Test("remember tokens are listed, shown, revoked and restored; a stranger's text cannot touch the terminal")
    func tokens() async throws {
        let sandbox = try Sandbox()
        let id = String(repeating: "ab", count: 32)
        let digest = try #require(Digest256(hex: id))
        let now = SystemClock.now()
        let agent = "\u{1B}]52;c;AAAA\u{07}\u{9B}\u{202E}x"
        let store = try await StoreOpener.open(StoreLocation(path: sandbox.storePath), readOnly: false, operatorName: "tester")
        try await store.insert(
            TokenSecretRecord(
                record: TokenRecord(
                    id: TokenID(digest), userID: "ada\u{202E}", createdAt: now, lastUsedAt: nil, expiresAt: nil, uses: 3,
                    ip: "192.0.2.1",
                    userAgent: agent, device: agent),
                verifier: digest, previousVerifier: nil, rotatedAt: nil))
        await store.close()

        let listed = try sandbox.run("tokens", "list", "--format", "json")
        #expect(try listed.json().first?.keys == Self.tokenKeys)
        #expect(try listed.json().first?["user_agent"] == .string(agent))
        for run in [
            listed, try sandbox.run("tokens", "list"), try sandbox.run("tokens", "show", "ababab"),
            try sandbox.run("tokens", "revoke", "ababab", "--dry-run"),
        ] {
            #expect(run.status == 0 && !run.output.isEmpty)
            for scalar in run.output.unicodeScalars {
                #expect(scalar == "\n" || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{202E}")
            }
        }
        #expect(try sandbox.run("tokens", "list").output.contains("ada‹U+202E›"))
        #expect(try sandbox.run("tokens", "revoke", "ababab", "--yes", "--format", "json").json().first?["tokens"] == .integer(1))
        #expect(try sandbox.run("tokens", "list").output.isEmpty)
        #expect(try sandbox.run("tokens", "restore", "--revocation", "r1").output == "restored 0 sessions and 1 remember token\n")
        #expect(
            try sandbox.run("tokens", "show", "cdcdcd").messages
                == "rollcall: no remember token has an id that begins with cdcdcd\n")
    }
}

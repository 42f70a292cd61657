import Glibc
import Screen
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

/// What the program writes beside the store: what was chosen on the screen, and exports.
@Suite("What the program writes beside the store", .serialized, .timeLimit(.minutes(5)))
struct KeepingTests {
    private func start(_ scratch: Scratch, _ more: [String] = []) throws -> PseudoTerminal {
        try PseudoTerminal(["--store", "sqlite:\(scratch.store)"] + more, scratch: scratch, size: Size(columns: 120, rows: 30))
    }

    private func quit(_ terminal: PseudoTerminal, _ scratch: Scratch) {
        terminal.send("Q")
        #expect(terminal.waitForExit() == 0, "\(scratch.crashReports)")
        #expect(terminal.isRestored)
    }

    private func mode(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : nil
    }

    @Test("what was chosen is found at the next start, also read-only; a damaged file is said and replaced by the next change")
    func memory() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        try await fixture.add(1, user: "first-user")
        try await fixture.add(9, user: "second-user")
        let file = scratch.path + "/state/rollcall/ui.json"
        let first = try start(scratch)
        #expect(first.waitForText("▼SEEN"))
        #expect(access(file, F_OK) != 0)
        first.send("S")
        #expect(first.waitForText("▲SEEN"))
        quit(first, scratch)
        #expect(mode(file) == 0o600)
        let second = try start(scratch, ["--read-only"])
        #expect(second.waitForText("▲SEEN"))
        second.send("C")
        #expect(second.waitForText("Columns"))
        second.send("j \u{1B}")
        #expect(second.waitForNoText("DEVICE"))
        quit(second, scratch)
        #expect(Scratch.text(file).contains("\"device\": false"))
        #expect(Scratch.names(in: scratch.path + "/state/rollcall") == ["ui.json"])
        guard let damaged = fopen(file, "w") else { Issue.record("the file cannot be damaged"); return }
        fputs("{", damaged)
        fclose(damaged)
        let third = try start(scratch)
        #expect(third.waitForText("is not used"))
        #expect(third.waitForText("▼SEEN"))
        #expect(Scratch.text(file) == "{")
        third.send("S")
        #expect(third.waitForText("▲SEEN"))
        quit(third, scratch)
        #expect(Scratch.text(file).contains("seen:asc"))
    }

    @Test("two screens that were open at once keep what was chosen in either")
    func together() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        try await fixture.add(1, user: "first-user")
        let first = try start(scratch)
        let second = try start(scratch)
        #expect(first.waitForText("▼SEEN"))
        #expect(second.waitForText("▼SEEN"))
        first.send("S")
        #expect(first.waitForText("▲SEEN"))
        quit(first, scratch)
        second.send("C")
        #expect(second.waitForText("Columns"))
        second.send("j \u{1B}")
        #expect(second.waitForNoText("DEVICE"))
        quit(second, scratch)
        let third = try start(scratch)
        #expect(third.waitForText("▲SEEN"))
        #expect(!third.screen.text.contains("DEVICE"))
        quit(third, scratch)
        #expect(Scratch.names(in: scratch.path + "/state/rollcall") == ["ui.json"])
    }

    @Test("store with a URL opens that store in the screen; what is not there is not made")
    func anotherStore() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        try await fixture.add(1, user: "first-store-user")
        let other = try SQLiteRegistry.open(path: scratch.path + "/other.db", mode: .readWrite)
        let now = StoreFixture.now()
        try await other.insert(
            SessionRecord(
                id: try StoreFixture.id(2), userID: "second-store-user", createdAt: now, lastSeenAt: now,
                expiresAt: now.advanced(bySeconds: 9_000), ip: "198.51.100.9", userAgent: "curl", device: "curl", fresh: true,
                permanent: false, remembered: false), payload: [:])
        let terminal = try start(scratch)
        #expect(terminal.waitForText("first-store-user"))
        terminal.send(":store sqlite:\(scratch.path)/missing.db\r")
        #expect(terminal.waitForText("stays open: there is no store at"))
        #expect(access(scratch.path + "/missing.db", F_OK) != 0)
        terminal.send(":store sqlite:\(scratch.path)/other.db\r")
        #expect(terminal.waitForText("second-store-user"))
        #expect(terminal.waitForNoText("first-store-user"))
        terminal.send("x")
        try #require(terminal.waitUntilReady(showing: "Revoke this session"))
        terminal.send("y")
        #expect(terminal.waitForText("verified gone"))
        #expect(try await other.session(StoreFixture.id(2))?.revocation != nil)
        #expect(try await fixture.store.session(StoreFixture.id(1))?.revocation == nil)
        quit(terminal, scratch)
        await other.close()
    }

    @Test("an export has the command line's lines, belongs to its owner, is audited, and replaces nothing unasked")
    func export() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        for number in 1...40 { try await fixture.add(UInt8(number), user: number % 2 == 0 ? "even-user" : "odd-user") }
        let terminal = try start(scratch)
        #expect(terminal.waitForText("odd-user"))
        let path = scratch.path + "/out.json"
        terminal.send("/user:even-user\r")
        #expect(terminal.waitForText("1 of 20"))
        terminal.send("e\u{15}\(path)\r")
        #expect(terminal.waitForText("Exported 20 sessions"))
        #expect(mode(path) == 0o600)
        let lines = Scratch.text(path).split(separator: "\n")
        #expect(lines.count == 20)
        for line in lines {
            guard case .map(let object) = try PythonJSON.parse(Array(line.utf8)) else { Issue.record("not an object: \(line)"); continue }
            #expect(object["user_id"] == .string("even-user"))
            #expect(object["state"] == .string("active"))
            #expect(object["payload"] == nil)
        }
        let events = try await fixture.store.auditEvents(AuditQuery(limit: 5))
        #expect(events.map(\.action) == [.export])
        #expect(events.first?.subject == .many(sessions: 20, tokens: 0, chosenBy: "sessions, filter: user:even-user"))
        terminal.send("e\u{15}\(path)\r")
        #expect(terminal.waitForText("replace"))
        terminal.send("no\r")
        #expect(terminal.waitForText("stays as it is"))
        terminal.send("e\u{15}\(scratch.path)/missing/out.csv\r")
        #expect(terminal.waitForText("Nothing was exported"))
        quit(terminal, scratch)
        #expect(Scratch.names(in: scratch.path).filter { $0.hasPrefix("out") } == ["out.json"])
    }

    @Test("hidden values show only once the audit log has noted it")
    func reveal() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let now = StoreFixture.now()
        let record = SessionRecord(
            id: try StoreFixture.id(7), userID: "holder", createdAt: now, lastSeenAt: now, expiresAt: now.advanced(bySeconds: 9_000),
            ip: "198.51.100.7", userAgent: "curl", device: "curl", fresh: true, permanent: false, remembered: false)
        try await fixture.store.insert(record, payload: ["csrf_token": .string("canary-value")])
        let terminal = try start(scratch)
        #expect(terminal.waitForText("1 hidden"))
        #expect(!terminal.screen.text.contains("canary-value"))
        terminal.send("r")
        #expect(terminal.waitForText("canary-value"))
        #expect(try await fixture.store.auditEvents(AuditQuery(limit: 5)).map(\.action) == [.reveal])
        #expect(terminal.waitForNoText("canary-value"))
        quit(terminal, scratch)
        let readOnly = try start(scratch, ["--read-only"])
        #expect(readOnly.waitForText("1 hidden"))
        readOnly.send("r")
        #expect(readOnly.waitForText("must be noted"))
        #expect(!readOnly.screen.text.contains("canary-value"))
        quit(readOnly, scratch)
    }
}

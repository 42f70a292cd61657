import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct ExportFormatTests {
    private func session(user: String?, agent: String? = "agent", device: String? = "Firefox on Linux") -> SessionRecord {
        var session = Sample.session(0)
        session.userID = user
        session.userAgent = agent
        session.device = device
        return session
    }

    @Test("the form follows the file's ending", arguments: [
        ("a.json", .json), ("a.JSONL", .json), ("x.ndjson", .json), ("a.csv", .csv), ("a.CSV", .csv), ("a.txt", .text), ("json", .text), ("", .text),
    ] as [(String, ExportFormat)])
    func form(path: String, format: ExportFormat) { #expect(ExportFormat(path: path) == format) }

    @Test("JSON Lines have the command line's keys, and the CSV's head lists them all")
    func keys() throws {
        let row = session(user: "bob")
        #expect(Array(row.json(at: Driver.start).keys) == SessionRecord.exportKeys)
        #expect(ExportFormat.csv.head(SessionRecord.self) == SessionRecord.exportKeys.joined(separator: ",") + "\r\n")
        let line = ExportFormat.json.line(row, now: Driver.start)
        #expect(line.hasPrefix("{\"id\": \"\(row.id.hex)\", \"user_id\": \"bob\", \"created_at\": \"2025-12-31T23:45:00Z\""))
        #expect(line.hasSuffix("\"revoked_reason\": null}\n"))
    }

    @Test("what a spreadsheet would run is quoted", arguments: ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\u{FF1D}1"])
    func formula(text: String) {
        let fields = ExportFormat.csv.line(session(user: text), now: Driver.start).split(separator: ",")
        #expect(fields.count > 1 && fields[1].contains("'"))
        #expect(fields.count > 1 && fields[1].hasPrefix("\"'"))
    }

    @Test("quotes, commas and line ends stay in their field, and nothing in it acts on a terminal")
    func quoting() {
        let line = ExportFormat.csv.line(session(user: "a,\"b\"\r\n\u{1B}[31m", agent: nil), now: Driver.start)
        #expect(line.contains("\"a,\"\"b\"\""))
        #expect(!line.dropLast(1).unicodeScalars.contains { $0.value < 0x20 })
        #expect(line.hasSuffix("\r\n"))
        let text = ExportFormat.text.line(session(user: "x\n\u{202E}"), now: Driver.start)
        #expect(text.split(separator: "\n").count == 1)
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test("text is aligned under its head")
    func text() {
        let head = ExportFormat.text.head(SessionRecord.self), line = ExportFormat.text.line(session(user: "bob"), now: Driver.start)
        #expect(head.distance(of: "DEVICE") == line.distance(of: "Firefox"))
        #expect(head.distance(of: "STATE") == line.distance(of: "active"))
    }
}

@Suite struct ExportTests {
    private func exports(_ driver: Driver) -> [ListExport] {
        driver.requests.compactMap { if case .export(let export) = $0 { export } else { nil } }
    }

    @Test("all that match the filter go to the file that was named, noted under the operator")
    func filtered() async throws {
        var driver = try await Driver.started(sessions: 20)
        await driver.press(.character("/"))
        await driver.type("user:bob")
        await driver.press(.enter, .character("e"))
        #expect(driver.text.contains("export all that match the filter to"))
        #expect(driver.text.contains("sessions-2026-01-01.json"))
        #expect(driver.text.contains("write as JSON Lines"))
        await driver.press(.control("u"))
        await driver.type("out.csv")
        #expect(driver.text.contains("write as CSV"))
        driver.exported = .written(path: "/home/ops/out.csv", count: 1_234)
        await driver.press(.enter)
        #expect(exports(driver) == [ListExport(
            choice: .sessions(Filter(terms: [.init(.user("bob"))]), .standard), path: "out.csv", replaces: false,
            actor: Actor(name: "ops", at: driver.now))])
        #expect(driver.text.contains("Exported 1,234 sessions to /home/ops/out.csv."))
        #expect(exports(driver).first?.auditSubject(count: 3) == .many(sessions: 3, tokens: 0, chosenBy: "sessions, filter: user:bob"))
    }

    @Test("marked rows go by their ids, a marked filter as that filter")
    func marked() async throws {
        var driver = try await Driver.started(sessions: 20)
        await driver.press(.character(" "), .character(" "), .character("e"), .enter)
        guard case .sessionIDs(let ids)? = exports(driver).first?.choice else { Issue.record("not by ids"); return }
        #expect(Set(ids) == Set([Sample.session(0).id, Sample.session(1).id]))
        driver.counted = 50_000
        await driver.press(.character("M"), .control("r"), .character("V"), .character("e"), .enter)
        #expect(exports(driver).last?.choice == .sessions(.all, .standard))
    }

    @Test("a file that is there is replaced only after yes was typed")
    func replacing() async throws {
        var driver = try await Driver.started(sessions: 5)
        driver.exported = .exists(path: "/tmp/s.json")
        await driver.press(.character("e"), .enter)
        #expect(driver.text.contains("replace /tmp/s.json?"))
        await driver.press(.enter)
        #expect(driver.model.overlay == nil)
        #expect(exports(driver).count == 1)
        await driver.press(.character("e"), .enter)
        await driver.type("yes")
        driver.exported = .written(path: "/tmp/s.json", count: 5)
        await driver.press(.enter)
        #expect(exports(driver).map(\.replaces) == [false, false, true])
    }

    @Test("a read-only store is exported without an entry, an empty name is refused, and Ctrl-C stops it")
    func edges() async throws {
        var readOnly = try await Driver.started(sessions: 5, readOnly: true)
        await readOnly.press(.character("e"), .enter)
        #expect(exports(readOnly).first.map { $0.actor == nil } == true)
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("e"), .control("u"), .enter)
        #expect(driver.text.contains("Type the name of a file"))
        await driver.type("x")
        driver.holding = true
        await driver.press(.enter)
        guard let generation = driver.held.last?.1 else { Issue.record("nothing was asked"); return }
        await driver.send(.progress(generation, done: 2, at: driver.now))
        #expect(driver.text.contains("40 %"))
        await driver.press(.control("c"))
        #expect(driver.text.contains("Cancelled: Exporting"))
        await driver.send(.answer(generation, .success(.exported(.written(path: "x", count: 5))), at: driver.now))
        #expect(!driver.text.contains("Exported 5"))
    }

    @Test("a refusal is said in its own words")
    func refused() async throws {
        var driver = try await Driver.started(sessions: 5)
        driver.exported = .refused("export file /nowhere/x: No such file or directory; expected to be able to write it")
        await driver.press(.character("e"), .enter)
        #expect(driver.text.contains("Nothing was exported: export file /nowhere/x"))
    }
}

import Glibc
import Screen
import SessionRegistry
import Testing

/// The real program in a terminal, on a store of its own.
@Suite("The program on a terminal", .serialized, .timeLimit(.minutes(5)))
struct ScreenTests {
    private func start(_ scratch: Scratch, _ more: [String] = [], size: Size = Size(columns: 100, rows: 30)) throws
        -> PseudoTerminal
    {
        try PseudoTerminal(["--store", "sqlite:\(scratch.store)"] + more, scratch: scratch, size: size)
    }

    private func quit(_ terminal: PseudoTerminal) {
        terminal.send("Q")
        #expect(terminal.waitForExit() == 0)
        #expect(terminal.isRestored)
        #expect(terminal.screen.unknown == [])
    }

    @Test("an empty store opens, and q leaves it with status 0 and the terminal as it was")
    func emptyStore() throws {
        let scratch = try Scratch()
        let terminal = try start(scratch)
        #expect(terminal.waitForText("Sessions"))
        #expect(terminal.waitForText("live"))
        #expect(terminal.screen.isAlternate)
        terminal.send("q")
        #expect(terminal.waitForExit() == 0)
        #expect(terminal.isRestored)
        #expect(Scratch.names(in: scratch.path + "/state/rollcall") == [], "no crash report is left behind")
    }

    @Test("paused, ten seconds pass without a byte written and without a thread of either process waking")
    func idleCostsNothing() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        for number in 1...20 { try await fixture.add(UInt8(number), user: "user-\(number)") }
        let terminal = try start(scratch)
        #expect(terminal.waitForText("user-20"))
        terminal.send("p")
        #expect(terminal.waitForText("no longer follows"))
        // It takes back what it said, and what was used to start lies down.
        #expect(terminal.waitForNoText("no longer follows", seconds: 30))
        let drawing = try #require(terminal.drawingProcess)
        var before = (wakings: terminal.wakings(of: drawing), bytes: terminal.raw.count)
        let isStill = terminal.wait(seconds: 60) { terminal in
            _ = terminal.wait(seconds: 10) { _ in false }
            let now = (wakings: terminal.wakings(of: drawing), bytes: terminal.raw.count)
            defer { before = now }
            return now == before
        }
        #expect(isStill, "sixty seconds had no ten without waking or writing")
        // And a change of the store is none of its business now.
        try await fixture.add(30, user: "unseen-user")
        _ = terminal.wait(seconds: 2) { _ in false }
        #expect(terminal.raw.count == before.bytes)
        quit(terminal)
    }

    @Test("a session that another process adds appears by itself")
    func rowAppears() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let terminal = try start(scratch)
        #expect(terminal.waitForText("live"))
        try await fixture.add(1, user: "appearing-user")
        #expect(terminal.waitForText("appearing-user"))
        quit(terminal)
    }

    @Test("typing a filter narrows the list, Escape widens it")
    func filter() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        try await fixture.add(1, user: "alice-one")
        try await fixture.add(2, user: "robert-two")
        let terminal = try start(scratch)
        #expect(terminal.waitForText("alice-one"))
        #expect(terminal.waitForText("robert-two"))
        terminal.send("/user:robert-two")
        #expect(terminal.waitForNoText("alice-one"))
        terminal.send("\r")
        #expect(terminal.waitForText("robert-two"))
        terminal.send("\u{1B}")
        #expect(terminal.waitForText("alice-one"))
        quit(terminal)
    }

    @Test("x and then y revoke the selected session, U takes it back")
    func revokeAndUndo() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let id = try await fixture.add(1, user: "victim-user")
        let terminal = try start(scratch)
        #expect(terminal.waitForText("victim-user"))
        terminal.send("x")
        try #require(terminal.waitUntilReady(showing: "Revoke this session"))
        terminal.send("y")
        #expect(terminal.waitForText("verified gone"))
        #expect(try await fixture.isRevoked(id))
        terminal.send("U")
        #expect(terminal.waitForText("Restored"))
        #expect(try await fixture.isRevoked(id) == false)
        quit(terminal)
    }

    @Test("neither Enter, nor keys typed ahead, nor a paste confirm a revocation")
    func deliberate() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let id = try await fixture.add(1, user: "victim-user")
        let terminal = try start(scratch)
        #expect(terminal.waitForText("victim-user"))
        terminal.send("x")
        try #require(terminal.waitUntilReady(showing: "Revoke this session"))
        terminal.send("\r")
        try #require(terminal.waitForNoText("Revoke this session"))
        // In one write, as a script or a leaning elbow would: the y was there before the dialog was.
        terminal.send("xy")
        try #require(terminal.waitUntilReady(showing: "Revoke this session"))
        terminal.send("\u{1B}[200~y\u{1B}[201~")
        terminal.send("\u{1B}")
        #expect(terminal.waitForNoText("Revoke this session"))
        #expect(try await fixture.isRevoked(id) == false)
        quit(terminal)
        #expect(try await fixture.isRevoked(id) == false)
    }

    @Test("after a storm of resizes from 1×1 to 300×100 every screen is what a fresh start draws in that size")
    func resizeStormIsCorrect() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        // A day old and more, so that no age moves between the two screens.
        for number in 1...40 { try await fixture.add(UInt8(number), user: "user-\(number)", minutesAgo: 60 * 24 * (Int64(number) + 1) + 30) }
        let terminal = try start(scratch, size: Size(columns: 300, rows: 100))
        #expect(terminal.waitForText("user-1"))
        terminal.send("p")
        #expect(terminal.waitForText("paused"))
        var random = SystemRandomNumberGenerator()
        for final in [Size(columns: 300, rows: 100), Size(columns: 80, rows: 24), Size(columns: 61, rows: 16), Size(columns: 133, rows: 47)] {
            for _ in 0..<60 {
                terminal.resize(
                    Size(columns: Int.random(in: 1...300, using: &random), rows: Int.random(in: 1...100, using: &random)))
            }
            terminal.resize(final)
            let fresh = try start(scratch, size: final)
            #expect(fresh.waitForText("user-1"))
            fresh.send("p")
            #expect(fresh.waitForText("paused"))
            // Both have said that they are paused, and that goes by itself.
            let isSame = terminal.wait(seconds: 30) { terminal in
                _ = fresh.wait(seconds: 0.05) { _ in false }
                return lines(of: terminal) == lines(of: fresh)
            }
            #expect(isSame, "\(final): \(firstDifference(terminal, fresh))")
            quit(fresh)
        }
        quit(terminal)
    }

    /// What a terminal shows, without the time beside `paused`, which is each one's own.
    private func lines(of terminal: PseudoTerminal) -> [String] {
        terminal.screen.lines.map { $0.replacing(/paused \d\d:\d\d:\d\dZ/, with: "paused") }
    }

    private func firstDifference(_ one: PseudoTerminal, _ other: PseudoTerminal) -> String {
        for (row, (a, b)) in zip(lines(of: one), lines(of: other)).enumerated() where a != b {
            return "row \(row): \(a) | \(b)"
        }
        return "the number of rows"
    }

    @Test("a storm of resizes ends in a screen of the last size")
    func resizeStorm() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        try await fixture.add(1, user: "storm-user")
        let terminal = try start(scratch)
        #expect(terminal.waitForText("storm-user"))
        for step in 0..<120 {
            terminal.resize(Size(columns: 1 + step * 37 % 200, rows: 1 + step * 13 % 60))
            terminal.send("j")
        }
        terminal.resize(Size(columns: 59, rows: 14))
        #expect(terminal.waitForText("need 60x15, have 59x14"))
        terminal.resize(Size(columns: 110, rows: 32))
        #expect(terminal.waitForText("storm-user"))
        #expect(terminal.wait { $0.screen.lines.count == 32 && $0.screen.lines[31] != "" })
        quit(terminal)
    }

    @Test(
        "one cell is enough to start in, to grow from, and to leave",
        arguments: [Size(columns: 1, rows: 1), Size(columns: 3, rows: 1)])
    func tiny(size: Size) async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        try await fixture.add(1, user: "tiny-user")
        let terminal = try start(scratch, size: size)
        #expect(terminal.waitForText("n"))
        terminal.resize(Size(columns: 80, rows: 24))
        #expect(terminal.waitForText("tiny-user"))
        terminal.resize(size)
        quit(terminal)
    }

    @Test("a hostile user agent shows as visible text, and no byte of it acts on the terminal")
    func hostileText() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let hostile = "\u{1B}]52;c;aGFja2Vk\u{7}\u{9D}0;x\u{9C}\u{202E}\u{200B}\u{E0041}evil\u{2028}end"
        try await fixture.add(1, user: "us\u{1B}[2Jer\u{202E}", agent: hostile, device: hostile, ip: "1.2.3.4\u{1B}[31m")
        let terminal = try start(scratch, size: Size(columns: 160, rows: 40))
        #expect(terminal.waitForText("‹U+202E›"))
        for key in ["\r", "c", "1", "z", "x"] {
            let seen = terminal.raw.count
            terminal.send(key)
            #expect(terminal.wait { $0.raw.count > seen })
        }
        try #require(terminal.waitUntilReady(showing: "Revoke this session"))
        terminal.send("\u{1B}")
        #expect(terminal.waitForNoText("Revoke this session"))
        quit(terminal)
        let text = String(decoding: terminal.raw, as: UTF8.self).unicodeScalars
        for bad in ["\u{202E}", "\u{200B}", "\u{E0041}", "\u{9D}", "\u{9C}", "\u{2028}", "\u{7}"] as [Unicode.Scalar] {
            #expect(!text.contains(bad), "U+\(String(bad.value, radix: 16)) reached the terminal")
        }
        #expect(!String(text).contains("\u{1B}]"), "no operating system command at all")
    }

    @Test("read-only refuses to revoke")
    func readOnly() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        let id = try await fixture.add(1, user: "victim-user")
        let terminal = try start(scratch, ["--read-only"])
        #expect(terminal.waitForText("victim-user"))
        terminal.send("x")
        #expect(terminal.waitForText("read-only"))
        terminal.send("y")
        quit(terminal)
        #expect(try await fixture.isRevoked(id) == false)
    }

    @Test("NO_COLOR leaves all colours out")
    func noColor() async throws {
        let scratch = try Scratch()
        let fixture = try StoreFixture(scratch)
        try await fixture.add(1, user: "plain-user")
        let terminal = try PseudoTerminal(
            ["--store", "sqlite:\(scratch.store)"], scratch: scratch, environment: ["NO_COLOR": "1"])
        #expect(terminal.waitForText("plain-user"))
        quit(terminal)
        let text = String(decoding: terminal.raw, as: UTF8.self)
        #expect(!text.contains("38;5;") && !text.contains("48;5;") && !text.contains("\u{1B}[31m"))
    }
}

import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct ScreenMemoryTests {
    private func remembering(_ memory: ScreenMemory? = nil, problem: String? = nil) async throws -> Driver {
        var driver = Driver(size: Size(columns: 120, rows: 40))
        for index in 0..<20 { try await driver.store.insert(Sample.session(index), payload: [:]) }
        driver.model.recall(memory, problem: problem)
        await driver.send(.started(at: driver.now))
        await driver.rest()
        return driver
    }

    @Test("what was chosen is found again: columns, widths, sort, panes, theme, filters")
    func kept() async throws {
        var driver = try await remembering()
        #expect(driver.kept.isEmpty)
        await driver.press(.character("C"), .down, .character(" "), .escape)
        await driver.press(.character("l"), .character("+"))
        await driver.press(.character("S"), .character("<"), .character("/"))
        await driver.type("user:bob")
        await driver.press(.control("s"))
        await driver.type("bob")
        await driver.press(.enter, .escape, .character(":"))
        await driver.type("theme light")
        await driver.press(.enter)
        guard let last = driver.kept.last else { Issue.record("nothing was kept"); return }
        #expect(last == driver.model.memory)
        let again = try ScreenMemory(json: Array(last.json.utf8))
        #expect(again == last)
        let next = try await remembering(again)
        #expect(next.kept.isEmpty)
        #expect(next.model.sessions.columns == driver.model.sessions.columns)
        #expect(next.model.sessions.columns.switched == ["device": false])
        #expect(next.model.sessions.sort == ListSort(.seen, .ascending))
        #expect(next.model.layout.detailShare == 38)
        #expect(next.model.filters.saved == [.init(name: "bob", text: "user:bob")])
        #expect(again.theme == "light")
    }

    @Test("what two screens changed since they read the same file is kept of both; what both changed, of the later")
    func merging() {
        var base = ScreenMemory()
        base.detailShare = 40
        base.sessions.columns.switched = ["device": false, "ip": false]
        base.filters.remember("user:old")
        base.filters.remember("state:active")
        _ = base.filters.save("user:bob", as: "bob")
        _ = base.filters.save("ip:10.", as: "inside")
        var theirs = base
        theirs.detailShare = 50
        theirs.sessions.sort = ListSort(.user, .ascending)
        theirs.sessions.columns.switched["device"] = nil
        theirs.sessions.columns.widths["user"] = 20
        theirs.filters.remember("seen:5m")
        theirs.filters.remove(named: "inside")
        _ = theirs.filters.save("user:eve", as: "eve")
        var mine = base
        mine.theme = "light"
        mine.tokens.sort = ListSort(.uses, .ascending)
        mine.sessions.columns.switched["ip"] = nil
        mine.sessions.columns.widths["user"] = 30
        mine.filters.remember("user:old")
        mine.filters.remember("user:new")
        _ = mine.filters.save("user:robert", as: "bob")
        let both = mine.merged(base: base, theirs: theirs)
        #expect(both.theme == "light")
        #expect(both.detailShare == 50)
        #expect(both.sessions.sort == ListSort(.user, .ascending))
        #expect(both.tokens.sort == ListSort(.uses, .ascending))
        #expect(both.sessions.columns.switched.isEmpty)
        #expect(both.sessions.columns.widths == ["user": 30])
        #expect(both.filters.history == ["user:new", "user:old", "seen:5m", "state:active"])
        #expect(both.filters.saved == [.init(name: "bob", text: "user:robert"), .init(name: "eve", text: "user:eve")])
        #expect(mine.merged(base: base, theirs: base) == mine)
    }

    @Test("Ctrl-S saves what is typed, to its last word, and says why it cannot")
    func saving() async throws {
        var driver = try await remembering()
        await driver.press(.character("/"))
        await driver.type("user:bob sta")
        await driver.press(.control("s"))
        await driver.type("half")
        await driver.press(.enter)
        #expect(driver.model.filters.saved == [.init(name: "half", text: "user:bob sta")])
        await driver.type(" state:none")
        await driver.press(.control("s"))
        #expect(driver.model.messages.last?.text.hasPrefix("Not saved: ") == true)
        #expect(driver.model.filters.saved.count == 1)
    }

    @Test("moving about keeps nothing, and no secret can get into what is kept")
    func quiet() async throws {
        var driver = try await remembering()
        await driver.press(.down, .down, .enter, .escape, .character(" "), .character("M"), .character("f"))
        await driver.type("needle")
        await driver.press(.enter, .character("2"), .character("1"))
        #expect(driver.kept.isEmpty)
    }

    @Test("without recall nothing is kept")
    func off() async throws {
        var driver = try await Driver.started(sessions: 3)
        await driver.press(.character("S"), .character("<"))
        #expect(driver.kept.isEmpty)
    }

    @Test("a damaged file is said, and replaced only by the next change")
    func damaged() async throws {
        var driver = try await remembering(nil, problem: "What the screen kept in ui.json is not used: it is not JSON from byte 0 on.")
        #expect(driver.text.contains("is not used"))
        #expect(driver.kept.isEmpty)
        await driver.press(.character("S"))
        #expect(driver.kept.count == 1)
    }

    @Test("what cannot be written is said")
    func unwritable() async throws {
        var driver = try await remembering()
        await driver.send(.notKept("screen memory /x/ui.json: Permission denied; expected to be able to write it", at: driver.now))
        #expect(driver.text.contains("not kept for the next run"))
    }

    @Test("anything else than what was written is refused, and never trapped on", arguments: [
        ("", "not JSON"), ("[]", "version"), ("{}", "version"), ("{\"version\": 0}", "version"), ("{\"version\": 2}", "newer"),
        ("{\"version\": 1, \"theme\": 5}", "theme"), ("{\"version\": 1, \"detail_share\": \"x\"}", "detail_share"),
        ("{\"version\": 1, \"sessions\": []}", "sessions"), ("{\"version\": 1, \"sessions\": {\"sort\": \"seen\"}}", "sessions.sort"),
        ("{\"version\": 1, \"sessions\": {\"sort\": \"seen:up\"}}", "sessions.sort"),
        ("{\"version\": 1, \"tokens\": {\"widths\": {\"user\": \"9\"}}}", "tokens.widths"),
        ("{\"version\": 1, \"tokens\": {\"shown\": {\"user\": 1}}}", "tokens.shown"), ("{\"version\": 1, \"history\": [1]}", "history"),
        ("{\"version\": 1, \"filters\": [{}]}", "filters"), ("{\"version\": 1e99}", "version"), ("\u{0}\u{1}", "not JSON"),
    ] as [(String, String)])
    func refused(text: String, part: String) {
        do throws(ScreenMemory.Damage) {
            _ = try ScreenMemory(json: Array(text.utf8))
            Issue.record("it was taken")
        } catch {
            #expect(error.description.contains(part))
        }
    }

    @Test("numbers out of range, too much and what is not known are brought within bounds")
    func bounds() throws {
        let many = (0..<500).map { "\"f\($0)\"" }.joined(separator: ",")
        let text = """
            {"version": 1, "detail_share": 900, "unknown": {}, "history": [\(many)],
             "sessions": {"widths": {"user": 99999, "device": -5, "gone": 3}, "shown": {"gone": true}, "sort": "ip:asc"},
             "filters": [{"name": "", "text": "x"}, {"name": "n", "text": "\\u001b[31m"}]}
            """
        let memory = try ScreenMemory(json: Array(text.utf8))
        #expect(memory.detailShare == 70)
        #expect(memory.sessions.columns.widths == ["user": 80, "device": 3])
        #expect(memory.sessions.columns.switched.isEmpty)
        #expect(memory.filters.history.count == FilterMemory.mostHistory)
        #expect(memory.filters.history.first == "f0")
        #expect(memory.filters.saved.map(\.name) == ["n"])
    }

    @Test("however long the filters are, what is written can be read: the oldest that were used give way to those with a name")
    func long() throws {
        func filter(_ number: Int, _ character: Character) -> String {
            "\(number)" + String(repeating: character, count: Filter.longestText - "\(number)".count)
        }
        var memory = ScreenMemory()
        for number in 0..<FilterMemory.mostHistory { memory.filters.remember(filter(number, "x")) }
        for number in 0..<FilterMemory.mostSaved { _ = memory.filters.save(filter(number, "x"), as: "filter \(number)") }
        #expect(memory.filters.saved.count == FilterMemory.mostSaved)
        let text = memory.json
        #expect(text.utf8.count <= ScreenMemory.longestFile)
        let read = try ScreenMemory(json: Array(text.utf8))
        #expect(read.filters.saved == memory.filters.saved)
        #expect((1..<FilterMemory.mostHistory).contains(read.filters.history.count))
        #expect(read.filters.history == Array(memory.filters.history.prefix(read.filters.history.count)))
        // A file holds more bytes than a filter characters.
        var wide = ScreenMemory()
        for number in 0..<FilterMemory.mostHistory { wide.filters.remember(filter(number, "\u{1F468}")) }
        #expect(try ScreenMemory(json: Array(wide.json.utf8)).filters.history.first == filter(FilterMemory.mostHistory - 1, "\u{1F468}"))
    }

    @Test("a name is given to no more filters than a file holds, and it is said")
    func tooLong() async throws {
        var driver = try await remembering()
        let text = String(repeating: "\u{1F468}", count: Filter.longestText)
        var number = 0
        while number < FilterMemory.mostSaved, driver.model.filters.save(text, as: "\(number)") { number += 1 }
        #expect((2..<FilterMemory.mostSaved).contains(number))
        let kept = driver.model.filters.saved
        #expect(try ScreenMemory(json: Array(driver.model.memory.json.utf8)).filters.saved == kept)
        await driver.press(.character("/"))
        await driver.send(.input(.paste(text), at: driver.now))
        await driver.press(.control("s"))
        await driver.type("one more")
        await driver.press(.enter)
        #expect(driver.model.messages.last?.text == "The saved filters are too long together: delete one first (F).")
        #expect(driver.model.filters.saved == kept)
    }

    @Test("random bytes and cut files never trap", arguments: 1...20 as ClosedRange<UInt64>)
    func random(seed: UInt64) async throws {
        var random = SeededGenerator(state: seed)
        var bytes = Array(ScreenMemory().json.utf8)
        for _ in 0..<8 {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        _ = try? ScreenMemory(json: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
        _ = try? ScreenMemory(json: bytes)
    }
}

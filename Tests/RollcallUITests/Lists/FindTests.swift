import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct FindTests {
    private func selected(_ driver: Driver) -> String? { driver.model.sessions.selected?.userID }

    private func sparse() async throws -> Driver {
        var driver = Driver(size: Size(columns: 80, rows: 24))
        for index in 0..<1_000 {
            try await driver.store.insert(Sample.session(index, user: [5, 400, 990].contains(index) ? "needle\(index)" : "hay"), payload: [:])
        }
        await driver.send(.started(at: driver.now))
        await driver.rest()
        return driver
    }

    @Test("n and N go from match to match far beyond the window, round the ends, and never load the table")
    func list() async throws {
        var driver = try await sparse()
        await driver.press(.character("f"))
        await driver.type("NEEDLE")
        await driver.press(.enter)
        #expect(selected(driver) == "needle5")
        await driver.press(.character("n"))
        #expect(selected(driver) == "needle400")
        #expect(driver.model.sessions.selectedIndex != nil)
        await driver.press(.character("n"))
        #expect(selected(driver) == "needle990")
        await driver.press(.character("n"))
        #expect(selected(driver) == "needle5")
        #expect(driver.text.contains("Went on from the start"))
        await driver.press(.character("N"), .character("N"))
        #expect(selected(driver) == "needle400")
        let limits = driver.requests.compactMap { if case .sessions(let query) = $0 { query.limit } else { nil } }
        #expect(limits.allSatisfy { $0 <= 150 })
    }

    @Test("the search stays within the filter")
    func filtered() async throws {
        var driver = try await sparse()
        await driver.press(.character("/"))
        await driver.type("-user:needle400")
        await driver.press(.enter, .character("f"))
        await driver.type("needle")
        await driver.press(.enter, .character("n"))
        #expect(selected(driver) == "needle990")
    }

    @Test("n without a text asks for one; a text that is nowhere says so; Esc forgets it")
    func nothing() async throws {
        var driver = try await sparse()
        await driver.press(.character("n"))
        #expect(driver.text.contains("find"))
        await driver.type("absent")
        await driver.press(.enter)
        #expect(driver.text.contains("No other session holds absent."))
        await driver.press(.escape)
        #expect(driver.model.sessions.found == nil)
    }

    @Test("what is found is underlined, also without colour", arguments: [Theme.dark, .light, .monochrome, .highContrast, .colourBlind])
    func marked(theme: Theme) async throws {
        var driver = try await Driver.started(sessions: 20, size: Size(columns: 80, rows: 24), theme: theme)
        await driver.press(.character("/"))
        await driver.type("bob")
        await driver.press(.enter)
        let frame = driver.frame
        guard let row = frame.lines.firstIndex(where: { $0.contains("bob") && !$0.contains("/") }) else {
            Issue.record("bob is not shown")
            return
        }
        let column = frame.lines[row].distance(of: "bob")
        let style = frame.styles[Int(frame.cells[row * 80 + column].style)]
        let beside = frame.styles[Int(frame.cells[row * 80 + column + 4].style)]
        #expect(style.attributes.contains(.underline))
        #expect(style.attributes != beside.attributes)
    }

    @Test("in the detail the lines are searched, folded values too")
    func detail() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.enter, .character("f"))
        await driver.type("B-7")
        await driver.press(.enter)
        #expect(driver.frame.lines.contains { $0.contains("sku \"B-7\"") })
        let line = driver.model.sessions.detail.line
        await driver.press(.character("n"))
        #expect(driver.model.sessions.detail.line == line)
        await driver.press(.character("f"), .control("u"))
        await driver.type("nowhere")
        await driver.press(.enter)
        #expect(driver.text.contains("does not hold nowhere"))
    }

    @Test("a search that takes longer than a tenth of a second shows, and Ctrl-C ends it")
    func slow() async throws {
        var driver = try await sparse()
        await driver.press(.character("f"))
        await driver.type("needle9")
        driver.holding = true
        await driver.press(.enter)
        #expect(!driver.text.contains("Searching"))
        #expect(driver.model.wakeAt.map { $0 <= Timestamp(microseconds: driver.now.microseconds + 100_000) } == true)
        await driver.pass(seconds: 3)
        #expect(driver.text.contains("Searching for needle9  3s"))
        await driver.press(.control("c"))
        #expect(driver.text.contains("Cancelled: Searching"))
        await driver.release()
        #expect(selected(driver) == "hay")
    }

    @Test("counting that takes long shows too, while a filter is typed")
    func counting() async throws {
        var driver = try await sparse()
        driver.holding = true
        await driver.press(.character("/"))
        await driver.type("x")
        await driver.pass(seconds: 1)
        #expect(driver.text.contains("Counting sessions"))
    }
}

@Suite struct FilterMemoryTests {
    @Test("Up and Down walk the filters used before, and come back to what was typed")
    func history() async throws {
        var driver = try await Driver.started(sessions: 20)
        for text in ["bob", "user:alice"] {
            await driver.press(.character("/"), .control("u"))
            await driver.type(text)
            await driver.press(.enter)
        }
        #expect(driver.model.filters.history == ["user:alice", "bob"])
        await driver.press(.character("/"), .control("u"))
        await driver.type("er")
        await driver.press(.up)
        #expect(driver.model.sessions.filterText == "user:alice")
        await driver.press(.up, .up)
        #expect(driver.model.sessions.filterText == "bob")
        await driver.press(.down, .down, .down)
        #expect(driver.model.sessions.editor?.field.text == "er")
        #expect(driver.model.sessions.filterText == "er")
    }

    @Test("a filter is saved under a name, picked and deleted; a mistake is not saved")
    func saved() async throws {
        var driver = try await Driver.started(sessions: 20)
        await driver.press(.character("F"))
        #expect(driver.model.overlay == nil)
        #expect(driver.text.contains("No filter is saved"))
        await driver.press(.character("/"))
        await driver.type("fresh:maybe")
        await driver.press(.control("s"))
        #expect(driver.model.sessions.editor?.naming == nil)
        await driver.press(.control("u"))
        await driver.type("user:bob")
        await driver.press(.control("s"))
        await driver.type("bob's")
        await driver.press(.enter, .enter, .escape)
        #expect(driver.model.filters.saved == [.init(name: "bob's", text: "user:bob")])
        #expect(driver.model.sessions.filter == .all)
        await driver.press(.character("F"))
        #expect(driver.text.contains("bob's"))
        await driver.press(.enter)
        #expect(driver.model.sessions.filterText == "user:bob")
        await driver.press(.character("F"), .character("d"))
        #expect(driver.model.filters.saved.isEmpty)
        #expect(driver.model.overlay == nil)
    }

    @Test("the memory is bounded, and a name is kept once")
    func bounds() {
        var memory = FilterMemory()
        for index in 0..<80 { memory.remember("f\(index)") }
        memory.remember("f70")
        #expect(memory.history.count == FilterMemory.mostHistory)
        #expect(memory.history.prefix(2) == ["f70", "f79"])
        for index in 0..<FilterMemory.mostSaved { #expect(memory.save("x", as: "n\(index)") == true) }
        #expect(memory.save("x", as: "more") == false)
        #expect(memory.save("y", as: "n5") == true)
        #expect(memory.saved.filter { $0.name == "n5" } == [.init(name: "n5", text: "y")])
        #expect(memory.saved.map(\.name) == memory.saved.map(\.name).sorted())
    }
}

import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct ColumnTests {
    private func heading(_ driver: Driver) -> String { driver.frame.lines.first { $0.contains("USER") } ?? "" }

    @Test("h and l walk over the columns, and the one under the cursor is always in sight", arguments: [60, 80, 120])
    func cursor(columns: Int) async throws {
        var driver = try await Driver.started(sessions: 30, size: Size(columns: columns, rows: 24))
        let titles = ["USER", "DEVICE", "IP", "STARTED", "SEEN", "EXPIRES", "FRESH", "REMEMB", "STATE"]
        for title in titles {
            await driver.press(.character("l"))
            #expect(heading(driver).contains(title))
            #expect(heading(driver).contains("USER"))
        }
        for _ in titles { await driver.press(.left) }
        #expect(driver.model.sessions.column == nil)
        #expect(!driver.model.layout.detailFocused)
    }

    @Test("what has no room is counted at the edge of the heading")
    func more() async throws {
        let driver = try await Driver.started(sessions: 5, size: Size(columns: 60, rows: 24))
        #expect(heading(driver).hasSuffix("+4"))
    }

    @Test("columns are switched on and off in a menu, and the first one stays")
    func choice() async throws {
        var driver = try await Driver.started(sessions: 5, size: Size(columns: 120, rows: 40))
        await driver.press(.character("C"))
        #expect(driver.text.contains("who is logged in"))
        await driver.press(.character(" "), .down, .character(" "))
        #expect(driver.model.sessions.columns.switched == ["device": false])
        await driver.press(.escape)
        #expect(heading(driver).contains("USER"))
        #expect(!heading(driver).contains("DEVICE"))
        await driver.press(.character("C"), .down, .character(" "), .end, .character(" "), .escape)
        #expect(heading(driver).contains("DEVICE"))
        #expect(driver.model.sessions.columns.switched == ["id": true])
        await driver.press(.character("C"), .character("0"), .escape)
        #expect(driver.model.sessions.columns == ColumnChoice())
    }

    @Test("a column is widened, narrowed and fitted again under the cursor")
    func widths() async throws {
        var driver = try await Driver.started(sessions: 30, size: Size(columns: 80, rows: 24))
        await driver.press(.character("+"))
        #expect(driver.model.sessions.columns.widths.isEmpty)
        #expect(driver.text.contains("No column is chosen"))
        let before = heading(driver).distance(of: "DEVICE")
        await driver.press(.character("l"), .character("+"), .character("+"))
        #expect(heading(driver).distance(of: "DEVICE") == before + 2)
        await driver.press(.character("-"), .character("-"), .character("-"))
        #expect(heading(driver).distance(of: "DEVICE") == before - 1)
        for _ in 0..<200 { await driver.press(.character("-")) }
        #expect(driver.model.sessions.columns.widths["user"] == 3)
        for _ in 0..<200 { await driver.press(.character("+")) }
        // No wider than the list has room for.
        #expect((30...80).contains(driver.model.sessions.columns.widths["user"] ?? 0))
        #expect(heading(driver).contains("USER"))
        expectClean(driver.frame)
        await driver.press(.character("="))
        #expect(heading(driver).distance(of: "DEVICE") == before)
    }

    @Test("widths follow the content, and do not move while one scrolls back over what was seen")
    func stable() async throws {
        var driver = Driver(size: Size(columns: 80, rows: 24))
        for index in 0..<400 {
            try await driver.store.insert(Sample.session(index, user: index == 200 ? "a-very-long-user-name" : "u\(index)"), payload: [:])
        }
        await driver.send(.started(at: driver.now))
        let narrow = heading(driver).distance(of: "DEVICE")
        for _ in 0..<30 { await driver.press(.pageDown) }
        let wide = heading(driver).distance(of: "DEVICE")
        #expect(wide > narrow)
        await driver.press(.character("g"))
        #expect(heading(driver).distance(of: "DEVICE") == wide)
        await driver.press(.character("/"))
        await driver.type("u3")
        #expect(heading(driver).distance(of: "DEVICE") == narrow)
    }

    @Test("the sort menu opens at the column under the cursor")
    func sort() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("l"), .character("l"), .character("l"), .character("s"), .enter)
        #expect(driver.model.sessions.sort.field == .ip)
    }

    @Test("every column is sorted by at a click on its heading, and turns round at the next", arguments: [Tab.sessions, .tokens])
    func headings(_ tab: Tab) async throws {
        var driver = try await Driver.started(sessions: 5, size: Size(columns: 300, rows: 24))
        func sort() -> String {
            tab == .sessions
                ? "\(driver.model.sessions.sort.field.rawValue):\(driver.model.sessions.sort.direction.rawValue)"
                : "\(driver.model.tokens.sort.field.rawValue):\(driver.model.tokens.sort.direction.rawValue)"
        }
        await driver.press(.character(tab == .sessions ? "1" : "2"))
        for column in SessionRecord.columns { driver.model.sessions.columns.switched[column.id] = true }
        for column in TokenRecord.columns { driver.model.tokens.columns.switched[column.id] = true }
        var seen: Set<String> = []
        let titles = tab == .sessions ? SessionRecord.columns.map(\.title) : TokenRecord.columns.map(\.title)
        for title in titles {
            // Chosen already, it would turn round: once more then.
            for _ in 0..<3 {
                let place = Point(column: heading(driver).distance(of: title), row: 3)
                await driver.send(.input(.mouse(MouseEvent(.press, at: place)), at: driver.now))
                seen.insert(sort())
            }
        }
        let count = titles.count
        #expect(seen.count == 2 * count)
        #expect(count == (tab == .sessions ? SessionSort.Field.allCases.count : TokenSort.Field.allCases.count))
    }

    @Test("in the detail h folds and goes up, l unfolds, and Tab leads between the panes")
    func detail() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.tab)
        #expect(driver.model.layout.detailFocused)
        await driver.press(.character("G"))
        let lines = driver.frame.lines
        #expect(lines.contains { $0.contains("A-0") })
        await driver.press(.character("f"))
        await driver.type("A-0")
        await driver.press(.enter, .character("h"), .character("h"))
        #expect(!driver.frame.lines.contains { $0.contains("A-0") })
        await driver.press(.character("l"))
        #expect(driver.frame.lines.contains { $0.contains("A-0") })
        await driver.press(.backTab)
        #expect(!driver.model.layout.detailFocused)
    }
}

extension String {
    /// Characters before `word`; −1 if it is not there.
    func distance(of word: String) -> Int { firstRange(of: word).map { distance(from: startIndex, to: $0.lowerBound) } ?? -1 }
}

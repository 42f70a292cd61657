import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct MouseTests {
    private func started(_ size: Size = Size(columns: 120, rows: 40)) async throws -> Driver {
        var driver = Driver(size: size)
        for index in 0..<200 { try await driver.store.insert(Sample.session(index), payload: Sample.payload(index)) }
        await driver.send(.started(at: driver.now))
        await driver.rest()
        return driver
    }

    /// Where this text begins on the screen.
    private func place(_ text: String, _ driver: Driver) throws -> Point {
        for (row, line) in driver.frame.lines.enumerated() {
            if let range = line.firstRange(of: text) {
                return Point(column: line.distance(from: line.startIndex, to: range.lowerBound), row: row)
            }
        }
        return try #require(nil as Point?, "\(text) is not on the screen")
    }

    private func mouse(_ kind: MouseEvent.Kind, _ at: Point, _ driver: inout Driver) async {
        await driver.send(.input(.mouse(MouseEvent(kind, at: at)), at: driver.now))
    }

    private func click(_ text: String, _ kind: MouseEvent.Kind = .press, _ driver: inout Driver) async throws {
        await mouse(kind, try place(text, driver), &driver)
    }

    @Test("a click on each tab shows it", arguments: Tab.allCases)
    func tabs(tab: Tab) async throws {
        var driver = try await started()
        try await click("\(tab.rawValue) \(tab.title)", .press, &driver)
        #expect(driver.model.tab == tab)
    }

    @Test("a click selects a row, a double click opens it")
    func rows() async throws {
        var driver = try await started()
        await mouse(.press, Point(column: 4, row: 7), &driver)
        #expect(driver.model.sessions.selectedIndex == 3 && !driver.model.layout.detailFocused)
        await mouse(.doubleClick, Point(column: 4, row: 9), &driver)
        #expect(driver.model.sessions.selectedIndex == 5 && driver.model.layout.detailFocused)
    }

    @Test("a click on a heading sorts by it, a second one turns the order round")
    func headings() async throws {
        var driver = try await started()
        try await click("USER", .press, &driver)
        #expect(driver.model.sessions.sort == ListSort(.user, .ascending))
        try await click("USER", .press, &driver)
        #expect(driver.model.sessions.sort == ListSort(.user, .descending))
    }

    @Test("a click on a hint runs it")
    func hints() async throws {
        var driver = try await started()
        try await click("? help", .press, &driver)
        guard case .help? = driver.model.overlay else {
            Issue.record("no help")
            return
        }
        await driver.press(.escape)
        try await click("x revoke", .press, &driver)
        guard case .act? = driver.model.overlay else {
            Issue.record("no dialog")
            return
        }
    }

    @Test("the wheel scrolls the list and the detail")
    func wheel() async throws {
        var driver = try await started()
        await mouse(.wheelDown, Point(column: 4, row: 10), &driver)
        #expect(driver.model.sessions.top == 3)
        await mouse(.wheelUp, Point(column: 4, row: 10), &driver)
        #expect(driver.model.sessions.top == 0)
        driver = try await started(Size(columns: 120, rows: 16))
        await mouse(.wheelDown, Point(column: 110, row: 8), &driver)
        #expect(driver.model.sessions.detail.first == 3 && driver.model.sessions.top == 0)
    }

    @Test(
        "the splitter follows the pointer, beside and below",
        arguments: [Size(columns: 120, rows: 40), Size(columns: 80, rows: 30)])
    func splitter(size: Size) async throws {
        var driver = try await started(size)
        let layout = driver.model.screenLayout
        let from = layout.splitter.origin
        let isBeside = layout.place == .beside
        let to = Point(column: from.column - (isBeside ? 12 : 0), row: from.row - (isBeside ? 0 : 4))
        await mouse(.press, from, &driver)
        await mouse(.drag, to, &driver)
        await mouse(.release, to, &driver)
        let moved = driver.model.screenLayout.splitter.origin
        #expect(isBeside ? abs(moved.column - to.column) <= 1 : abs(moved.row - to.row) <= 1, "\(from) to \(to), but \(moved)")
        await mouse(.drag, from, &driver)
        #expect(driver.model.screenLayout.splitter.origin == moved, "released")
    }

    @Test("over help, menus, messages and palette the wheel walks and a click chooses")
    func overlays() async throws {
        var driver = try await started()
        await driver.press(.character("?"))
        await mouse(.wheelDown, Point(column: 1, row: 1), &driver)
        if case .help(let help)? = driver.model.overlay { #expect(help.selected == 1) } else { Issue.record("the help closed") }
        try await click("copy id", .press, &driver)
        #expect(driver.copied.count == 1 && driver.model.overlay == nil)
        await driver.press(.character("s"))
        await mouse(.wheelDown, Point(column: 1, row: 1), &driver)
        try await click("created", .press, &driver)
        #expect(driver.model.overlay == nil && driver.model.sessions.sort.field == .created)
        await driver.press(.escape, .character(":"))
        await driver.type("sessions re")
        await mouse(.wheelDown, Point(column: 1, row: 1), &driver)
        try await click("sessions restore", .press, &driver)
        if case .palette(let palette)? = driver.model.overlay {
            #expect(palette.field.text == "sessions restore ")
        } else {
            Issue.record("closed")
        }
        await driver.press(.escape, .character("@"))
        await mouse(.wheelUp, Point(column: 1, row: 1), &driver)
        if case .messages? = driver.model.overlay {} else { Issue.record("the messages closed") }
    }

    @Test("in the dialog before revoking no click, wheel or drag confirms; off, the mouse does nothing")
    func dialog() async throws {
        var driver = try await started()
        await driver.press(.character("x"))
        for row in 8..<32 {
            for column in stride(from: 0, to: 120, by: 8) {
                for kind in [MouseEvent.Kind.press, .doubleClick] {
                    await mouse(kind, Point(column: column, row: row), &driver)
                }
            }
        }
        #expect(!driver.requests.contains { if case .revoke = $0 { true } else { false } })
        await mouse(.wheelDown, Point(column: 50, row: 20), &driver)
        await driver.press(.escape, .character("m"))
        let before = driver.model.sessions.selectedID
        await mouse(.press, Point(column: 4, row: 9), &driver)
        #expect(driver.model.sessions.selectedID == before)
    }
}

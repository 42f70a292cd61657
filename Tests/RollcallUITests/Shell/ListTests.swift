import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct ListTests {
    private func limits(_ driver: Driver) -> [Int] {
        driver.requests.compactMap { if case .sessions(let query) = $0 { query.limit } else { nil } }
    }

    private func selectedIndex(_ driver: Driver) -> Int? {
        (0..<2_000).first { Sample.session($0).id == driver.model.sessions.selectedID }
    }

    @Test("a long list is never loaded whole: top, end, pages and single steps read windows")
    func windows() async throws {
        var driver = try await Driver.started(sessions: 1_000, size: Size(columns: 80, rows: 24))
        await driver.press(.character("G"))
        #expect(selectedIndex(driver) == 999)
        await driver.press(.character("g"))
        #expect(selectedIndex(driver) == 0)
        for _ in 0..<300 { await driver.press(.character("j")) }
        #expect(selectedIndex(driver) == 300)
        for _ in 0..<5 { await driver.press(.pageDown) }
        for _ in 0..<4 { await driver.press(.control("u")) }
        for _ in 0..<200 { await driver.press(.character("k")) }
        #expect(driver.model.sessions.rows.count <= 150)
        #expect(limits(driver).allSatisfy { $0 <= 150 })
    }

    @Test("every row is reached once, in order, going down and up again")
    func complete() async throws {
        var driver = try await Driver.started(sessions: 400, size: Size(columns: 60, rows: 15))
        for index in 1..<400 { await driver.press(.down); #expect(selectedIndex(driver) == index) }
        for index in (0..<399).reversed() { await driver.press(.up); #expect(selectedIndex(driver) == index) }
    }

    @Test("the place in a long list is told wherever one goes: from the end upwards, and in the middle after another order")
    func position() async throws {
        var driver = try await Driver.started(sessions: 1_000, size: Size(columns: 80, rows: 24))
        func status() -> String { driver.model.tab.screen.status(driver.model) }
        #expect(status() == "1 of 1,000")
        await driver.press(.character("G"))
        #expect(status() == "1,000 of 1,000")
        for step in 1...400 {
            await driver.press(.up)
            #expect(status() == "\(MomentFormat.count(1_000 - step)) of 1,000")
        }
        await driver.press(.character("S"))
        #expect(status() == "401 of 1,000")
        for _ in 0..<200 { await driver.press(.down) }
        #expect(status() == "601 of 1,000")
        #expect(driver.requests.count { if case .countSessionsBefore = $0 { true } else { false } } == 1)
        // Rows came above; where the window is now is known only about, and asked again after a while.
        for index in 0..<7 { try await driver.store.insert(Sample.session(2_000 + index, user: "new", seen: 99_999_999), payload: [:]) }
        await driver.pass(seconds: 1)
        #expect(status() == "~601 of 1,007")
        await driver.pass(seconds: 12)
        try await driver.store.insert(Sample.session(3_000, user: "new", seen: 99_999_999), payload: [:])
        await driver.pass(seconds: 1)
        #expect(status() == "609 of 1,008")
    }

    @Test("what is more than is counted at first is counted on, once, and Ctrl-C leaves it at that")
    func countedOn() async throws {
        var driver = Driver(size: Size(columns: 80, rows: 24))
        for index in 0..<50 { try await driver.store.insert(Sample.session(index), payload: [:]) }
        driver.counted = 1_234_567
        await driver.send(.started(at: driver.now))
        await driver.rest()
        #expect(driver.model.tab.screen.status(driver.model) == "1 of 1,234,567")
        driver.holding = true
        await driver.press(.character("/"))
        await driver.type("alice")
        await driver.press(.enter)
        let first = driver.held
        driver.held = []
        for (request, generation) in first { await driver.send(.answer(generation, await driver.answer(request), at: driver.now)) }
        #expect(driver.model.tab.screen.status(driver.model).hasSuffix("of 10,000+"))
        await driver.pass(seconds: 1)
        await driver.press(.control("c"))
        #expect(driver.text.contains("Cancelled: Counting sessions"))
        await driver.release()
        #expect(driver.model.tab.screen.status(driver.model).hasSuffix("of 10,000+"))
    }

    @Test("steps taken faster than the store answers are not lost")
    func owed() async throws {
        var driver = try await Driver.started(sessions: 500, size: Size(columns: 80, rows: 24))
        driver.holding = true
        for _ in 0..<120 { await driver.press(.down) }
        await driver.release()
        #expect(selectedIndex(driver) == 120)
    }

    @Test("the selection is an id: it survives refresh, sort and filter")
    func selection() async throws {
        var driver = try await Driver.started(sessions: 300, size: Size(columns: 80, rows: 24))
        for _ in 0..<90 { await driver.press(.down) }
        let id = driver.model.sessions.selectedID
        for index in 0..<50 { try await driver.store.insert(Sample.session(2_000 + index, user: "new", seen: -10), payload: [:]) }
        await driver.pass(seconds: 1)
        #expect(driver.model.sessions.selectedID == id)
        await driver.press(.character("S"))
        #expect(driver.model.sessions.selectedID == id)
        #expect(driver.model.sessions.selectedIndex != nil)
        await driver.press(.character(":"))
        await driver.type("sort user")
        await driver.press(.enter)
        #expect(driver.model.sessions.selectedID == id)
        #expect(driver.model.sessions.selectedIndex != nil)
        await driver.press(.character("u"))
        #expect(driver.model.sessions.selectedID == id)
        #expect(driver.model.sessions.selectedIndex != nil)
        await driver.press(.escape)
        #expect(driver.model.sessions.selectedID == id)
        #expect(driver.model.sessions.selectedIndex != nil)
    }

    @Test("where the selected row is gone its neighbour is selected")
    func neighbour() async throws {
        var driver = try await Driver.started(sessions: 20)
        await driver.press(.down, .down)
        try await driver.store.end(Sample.session(2).id)
        await driver.pass(seconds: 1)
        #expect(selectedIndex(driver) == 3)
    }

    @Test("a change elsewhere shows within a second, and not while paused")
    func live() async throws {
        var driver = try await Driver.started(sessions: 3)
        try await driver.store.insert(Sample.session(50, user: "newcomer", seen: 0), payload: [:])
        await driver.pass(seconds: 1)
        #expect(driver.text.contains("newcomer"))
        await driver.press(.character("p"))
        try await driver.store.insert(Sample.session(51, user: "latecomer", seen: 0), payload: [:])
        await driver.pass(seconds: 60)
        #expect(!driver.text.contains("latecomer"))
        #expect(driver.model.wakeAt == nil)
        await driver.press(.control("r"))
        #expect(driver.text.contains("latecomer"))
    }

    @Test("an answer that was superseded is dropped")
    func generations() async throws {
        var driver = try await Driver.started(sessions: 40)
        driver.holding = true
        await driver.press(.character("/"))
        await driver.type("alice")
        let first = driver.held.first { if case .sessions = $0.0 { true } else { false } }
        await driver.release()
        let rows = driver.model.sessions.rows
        #expect(!rows.isEmpty)
        #expect(rows.allSatisfy { $0.userID == "alice" })
        if let first { await driver.send(.answer(first.1, .success(.sessions(Page(elements: [], next: nil, previous: nil))), at: driver.now)) }
        #expect(driver.model.sessions.rows == rows)
    }

    @Test("a filter with a mistake points at it and keeps the last good one; Esc takes it all back")
    func filter() async throws {
        var driver = try await Driver.started(sessions: 40)
        await driver.press(.character("/"))
        await driver.type("user:bob")
        #expect(driver.model.sessions.rows.allSatisfy { $0.userID == "bob" })
        await driver.type(" fresh:maybe")
        #expect(driver.text.contains("^^^^^"))
        await driver.press(.enter)
        #expect(driver.model.sessions.editor != nil)
        await driver.press(.escape)
        #expect(driver.model.sessions.filter == .all)
        #expect(driver.model.sessions.rows.count == 40)
    }

    @Test("marks stay with their rows, ranges and all included")
    func marks() async throws {
        var driver = try await Driver.started(sessions: 40)
        await driver.press(.character(" "), .character("v"), .down, .down, .character("v"), .down)
        #expect(driver.model.sessions.marks.count == 4)
        await driver.press(.character("M"))
        #expect(driver.model.sessions.marks.isEmpty)
        await driver.press(.character("V"))
        #expect(driver.model.sessions.marks.count == 40)
    }

    @Test("the store gone is a state: its age, retries that back off, and nothing lost")
    func offline() async throws {
        var driver = try await Driver.started(sessions: 10)
        driver.broken = true
        await driver.pass(seconds: 1)
        #expect(driver.model.connection.isOffline)
        var tries = driver.requests.count
        var gaps: [Int] = []
        for second in 1...40 {
            await driver.pass(seconds: 1)
            if driver.requests.count > tries { tries = driver.requests.count; gaps.append(second) }
        }
        #expect(gaps == [1, 3, 7, 15, 31])
        #expect(driver.text.contains("OFFLINE"))
        #expect(driver.model.sessions.rows.count == 10)
        driver.broken = false
        await driver.pass(seconds: 30)
        #expect(!driver.model.connection.isOffline)
        #expect(driver.text.contains("answers again"))
    }

    @Test("copying takes the id, and a row without anything that could act on a terminal")
    func copy() async throws {
        var driver = Driver()
        var session = Sample.session(0)
        session.userID = "a\u{1B}[31m\u{202E}"
        try await driver.store.insert(session, payload: [:])
        await driver.send(.started(at: driver.now))
        await driver.press(.character("y"), .character("Y"))
        #expect(driver.copied.first == session.id.hex)
        #expect(driver.copied.last?.contains("\u{1B}") == false)
        #expect(driver.copied.last?.contains("‹U+001B›") == true)
    }

    @Test("a click selects a row, a heading sorts, a tab opens, the wheel scrolls")
    func mouse() async throws {
        var driver = try await Driver.started(sessions: 200, size: Size(columns: 80, rows: 24))
        func click(_ column: Int, _ row: Int, _ kind: MouseEvent.Kind = .press) -> Event {
            .input(.mouse(MouseEvent(kind, at: Point(column: column, row: row))), at: driver.now)
        }
        await driver.send(click(5, 6))
        #expect(selectedIndex(driver) == 2)
        await driver.send(click(4, 3))
        #expect(driver.model.sessions.sort.field == .user)
        await driver.send(click(5, 6, .wheelDown))
        #expect(driver.model.sessions.top > 0)
        await driver.send(click(16, 0))
        #expect(driver.model.tab == .tokens)
    }

    @Test("q closes the detail, then quits; Ctrl-C quits at the second press")
    func leaving() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.enter, .character("q"))
        #expect(driver.quit == nil)
        await driver.press(.control("c"))
        #expect(driver.quit == nil)
        await driver.press(.control("c"))
        #expect(driver.quit == 130)
        driver.quit = nil
        await driver.press(.character("q"))
        #expect(driver.quit == 0)
    }

    @Test("remember tokens are listed, and revoked the same way")
    func tokens() async throws {
        var driver = Driver()
        guard let digest = Digest256(hex: String(repeating: "ab", count: 32)) else { return }
        let record = TokenRecord(
            id: TokenID(digest), userID: "bob", createdAt: driver.now, lastUsedAt: nil, expiresAt: driver.now.advanced(bySeconds: 86_400 * 365),
            uses: 1_234, ip: "10.0.0.1", userAgent: nil, device: "Firefox on Linux")
        try await driver.store.insert(TokenSecretRecord(record: record, verifier: digest, previousVerifier: nil, rotatedAt: nil))
        await driver.send(.started(at: driver.now))
        await driver.press(.character("2"))
        #expect(driver.text.contains("1,234"))
        await driver.press(.character("x"))
        #expect(driver.text.contains("Revoke this remember token"))
        await driver.press(.character("y"))
        #expect(try await driver.store.token(record.id)?.revocation != nil)
        #expect(driver.text.contains("1 remember token verified gone"))
    }

    @Test("no two bindings of one tab share a key, and every binding can be described")
    func keymap() {
        #expect(Keymap.standard.conflicts.isEmpty)
        #expect(Set(Keymap.standard.bindings.map(\.id)).count == Keymap.standard.bindings.count)
        for binding in Keymap.standard.bindings {
            #expect(!binding.name.isEmpty)
            #expect(binding.about.hasSuffix(".") || binding.about.hasSuffix("excludes."))
        }
    }
}

@Suite struct MomentFormatTests {
    @Test("durations take their largest unit", arguments: [
        (0, "now"), (1, "1s"), (59, "59s"), (60, "1m"), (3_599, "59m"), (3_600, "1h"), (86_399, "23h"), (86_400, "1d"), (86_400 * 13, "13d"),
        (86_400 * 14, "2w"), (86_400 * 363, "51w"), (86_400 * 364, "1y"), (86_400 * 800, "2y"), (Int64.max, "∞"), (-5, "now"),
    ] as [(Int64, String)])
    func short(seconds: Int64, expected: String) { #expect(MomentFormat.short(seconds: seconds) == expected) }

    @Test("dates are civil ones, whatever the year", arguments: [
        (0, "1970-01-01 00:00:00Z"), (951_782_400, "2000-02-29 00:00:00Z"), (1_767_225_599, "2025-12-31 23:59:59Z"), (-1, "1969-12-31 23:59:59Z"),
    ] as [(Int64, String)])
    func full(seconds: Int64, expected: String) { #expect(MomentFormat.full(Timestamp(seconds: seconds)) == expected) }

    @Test("counts are grouped", arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000")])
    func count(number: Int, expected: String) { #expect(MomentFormat.count(number) == expected) }
}

@Suite struct TextFieldTests {
    @Test("keys edit, and combining marks join what stands before them")
    func edit() {
        var field = TextField("abc def")
        for key in [Key.control("w"), .character("x"), .home, .delete, .end, .left, .character("e"), .character("\u{301}"), .backspace] {
            _ = field.handle(.key(key))
        }
        #expect(field.text == "bc x")
        _ = field.handle(.key(.control("u")))
        #expect(field.text == "x")
        _ = field.handle(.key(.control("y")))
        #expect(field.text == "bc x")
        let used = field.handle(.key(.enter))
        #expect(!used)
    }

    @Test("the limit holds")
    func limit() {
        var field = TextField(limit: 3)
        _ = field.handle(.paste("abcdef"))
        #expect(field.text == "abc")
    }
}

@Suite struct OverlayTests {
    @Test("the help finds a key by what it does, and Enter runs it")
    func help() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("?"))
        await driver.type("reverse the order")
        await driver.press(.enter)
        #expect(driver.model.overlay == nil)
        #expect(driver.model.sessions.sort.direction == .ascending)
    }

    @Test("the palette completes and runs; a wrong command says what is wrong")
    func palette() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character(":"))
        await driver.type("them")
        await driver.press(.tab)
        await driver.type("light")
        await driver.press(.enter)
        #expect(driver.model.theme.name == "light")
        await driver.press(.character(":"))
        await driver.type("frobnicate")
        await driver.press(.enter)
        #expect(driver.text.contains("There is no command frobnicate"))
        await driver.press(.escape, .character(":"))
        await driver.type("tokens")
        await driver.press(.enter)
        #expect(driver.model.tab == .tokens)
    }

    @Test("the sort picker turns a column round that is chosen again")
    func sort() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("s"), .home, .enter)
        #expect(driver.model.sessions.sort == ListSort(.user, .ascending))
        await driver.press(.character("s"), .enter)
        #expect(driver.model.sessions.sort == ListSort(.user, .descending))
    }

    @Test("what was said stays under @")
    func messages() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("y"))
        await driver.pass(seconds: 60)
        #expect(!driver.text.contains("Copied"))
        await driver.press(.character("@"))
        #expect(driver.text.contains("Copied the id of the session."))
    }

    @Test("a paste outside a field triggers nothing")
    func paste() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.send(.input(.paste("xyQ:quit\n"), at: driver.now))
        #expect(driver.model.overlay == nil)
        #expect(driver.quit == nil)
    }

    @Test("dragging the splitter moves it")
    func splitter() async throws {
        var driver = try await Driver.started(sessions: 5, size: Size(columns: 120, rows: 40))
        let column = driver.model.screenLayout.splitter.column
        for (kind, at) in [(MouseEvent.Kind.press, column), (.drag, column - 20), (.release, column - 20), (.drag, 5)] {
            await driver.send(.input(.mouse(MouseEvent(kind, at: Point(column: at, row: 10))), at: driver.now))
        }
        #expect(abs(driver.model.screenLayout.splitter.column - (column - 20)) <= 2)
    }

    @Test("Ctrl-C cancels what runs before it quits")
    func cancel() async throws {
        var driver = try await Driver.started(sessions: 5)
        driver.holding = true
        await driver.press(.character("V"))
        #expect(driver.text.contains("Marking all that match"))
        await driver.press(.control("c"))
        #expect(driver.model.jobs.isEmpty)
        #expect(driver.quit == nil)
        await driver.release()
        #expect(driver.model.sessions.marks.isEmpty)
    }
}

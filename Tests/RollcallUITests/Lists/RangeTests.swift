import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

/// `v`: what lies between where it was pressed and the selection is marked.
@Suite struct RangeTests {
    /// The ids of all sessions, as the list has them.
    private func ids(_ driver: Driver) async throws -> [SessionID] {
        let sort = driver.model.sessions.sort
        let query = SessionQuery(sort: SessionSort(sort.field, sort.direction), limit: 10_000, now: driver.now)
        return try await driver.store.sessions(query).elements.map(\.id)
    }

    private func marked(_ driver: Driver) -> Set<SessionID> { Set(driver.model.sessions.marks.keys) }

    /// Fewer are held than there are: the start of a long range is let go.
    private func long() async throws -> Driver { try await Driver.started(sessions: 600, size: Size(columns: 80, rows: 24)) }

    /// Goes to the list's end, and has the store answer nothing but that.
    private func jump(_ driver: inout Driver) async throws {
        driver.holding = true
        await driver.press(.character("G"))
        let asked = driver.held.first { if case .sessions(let query) = $0.0 { query.start == .last } else { false } }
        let (request, page) = try #require(asked)
        driver.held.removeAll { $0.1 == page }
        await driver.send(.answer(page, await driver.answer(request), at: driver.now))
    }

    @Test("it grows and shrinks with the selection, on either side of its start, and leaves what was marked before")
    func shrinks() async throws {
        var driver = try await Driver.started(sessions: 40)
        let ids = try await ids(driver)
        await driver.press(.character(" "), .down, .down, .character("v"), .down, .down, .down, .down, .down)
        #expect(marked(driver) == Set([ids[0]] + ids[3...8]))
        await driver.press(.up, .up, .up)
        #expect(marked(driver) == Set([ids[0]] + ids[3...5]))
        await driver.press(.up, .up, .up)
        #expect(marked(driver) == Set([ids[0]] + ids[2...3]))
        await driver.press(.character("v"), .down, .down)
        #expect(marked(driver) == Set([ids[0]] + ids[2...3]), "ended, it stays as it is")
    }

    @Test(
        "it holds all rows to its start, which is loaded no longer, and gives them back on the way there",
        arguments: [Key.pageDown, .down])
    func beyond(key: Key) async throws {
        var driver = try await long()
        let ids = try await ids(driver)
        await driver.press(.down, .down, .character("v"))
        let back: Key = key == .down ? .up : .pageUp
        let steps = key == .down ? 300 : 20
        for _ in 0..<steps { await driver.press(key) }
        let list = driver.model.sessions
        #expect(!list.rows.contains { $0.id == ids[2] })
        let end = try #require(ids.firstIndex { $0 == list.selectedID })
        #expect(marked(driver) == Set(ids[2...end]))
        for step in 0..<steps + 5 {
            await driver.press(back)
            let end = try #require(ids.firstIndex { $0 == driver.model.sessions.selectedID })
            #expect(marked(driver) == Set(end < 2 ? ids[end...2] : ids[2...end]), "\(step)")
        }
    }

    @Test("upwards it is the same")
    func upwards() async throws {
        var driver = try await long()
        let ids = try await ids(driver)
        await driver.press(.character("G"), .character("v"))
        for _ in 0..<25 { await driver.press(.pageUp) }
        let end = try #require(ids.firstIndex { $0 == driver.model.sessions.selectedID })
        #expect(!driver.model.sessions.atEnd)
        #expect(marked(driver) == Set(ids[end...]))
        for _ in 0..<10 { await driver.press(.pageDown) }
        let here = try #require(ids.firstIndex { $0 == driver.model.sessions.selectedID })
        #expect(marked(driver) == Set(ids[here...]))
    }

    @Test("a jump to the other end takes in all between, which the store is asked for; until it answers nothing is revoked or exported")
    func jumps() async throws {
        var driver = try await long()
        let ids = try await ids(driver)
        await driver.press(.down, .character("v"), .character("G"))
        #expect(marked(driver) == Set(ids[1...]))
        await driver.press(.up)
        #expect(marked(driver) == Set(ids[1..<599]))
        await driver.press(.character("g"))
        #expect(marked(driver) == Set(ids[0...1]))
        try await jump(&driver)
        await driver.press(.character("x"))
        #expect(driver.model.overlay == nil)
        #expect(driver.model.messages.last?.text == "The range is still being read.")
        await driver.press(.up, .character("e"), .enter)
        #expect(!driver.requests.contains { if case .export = $0 { true } else { false } })
        await driver.press(.escape)
        await driver.release()
    }

    @Test("the store's answer holds for where the selection is by then")
    func movedOn() async throws {
        var driver = try await long()
        let ids = try await ids(driver)
        await driver.press(.down, .character("v"))
        try await jump(&driver)
        await driver.press(.up, .up, .up)
        #expect(marked(driver).isEmpty)
        await driver.release()
        #expect(marked(driver) == Set(ids[1..<597]))
    }

    @Test(
        "if the store does not answer, or is not to, the range ends and says so, and what was marked before stays",
        arguments: [true, false])
    func failing(isBroken: Bool) async throws {
        var driver = try await long()
        let ids = try await ids(driver)
        await driver.press(.character(" "), .down, .character("v"), .down)
        try await jump(&driver)
        if isBroken {
            driver.broken = true
            await driver.release()
            #expect(driver.model.messages.contains { $0.text.hasPrefix("The range could not be read: ") })
            driver.broken = false
        } else {
            await driver.pass(seconds: 1)
            await driver.press(.control("c"))
            await driver.release()
            await driver.press(.up)
            #expect(driver.model.messages.contains { $0.text == "The range was not read to its end; nothing of it is marked." })
        }
        #expect(marked(driver) == [ids[0]])
        await driver.press(.up)
        #expect(marked(driver) == [ids[0]])
    }

    @Test("a range of more than ten thousand ends with a warning, and marks none of them")
    func tooLong() async throws {
        var driver = Driver(size: Size(columns: 80, rows: 24))
        for number in 0..<10_050 { try await driver.store.insert(Sample.session(number, seen: Int64(number)), payload: [:]) }
        await driver.send(.started(at: driver.now))
        await driver.press(.character("v"), .character("G"))
        #expect(marked(driver).isEmpty)
        let text = "The range is longer than 10,000 sessions: nothing of it is marked. V marks all that match."
        #expect(driver.model.messages.last?.text == text)
    }

    @Test("it ends with its order and its filter, with V, and with what it was for", arguments: ["S", "u", "V", "x"])
    func ends(key: String) async throws {
        var driver = try await Driver.started(sessions: 40)
        await driver.press(.character("v"), .down, .down)
        #expect(driver.text.contains("3 marked  range"))
        await driver.type(key)
        if key == "x" {
            await driver.type("3")
            await driver.press(.enter)
            #expect(driver.model.sessions.marks.isEmpty)
        }
        let marks = marked(driver)
        await driver.press(.down)
        #expect(marked(driver) == marks)
        #expect(!driver.text.contains("marked  range"))
    }

    @Test("what moves in the store beneath it changes no mark")
    func live() async throws {
        var driver = try await Driver.started(sessions: 40)
        let ids = try await ids(driver)
        await driver.press(.down, .down, .character("v"), .down, .down)
        try await driver.store.touch([SessionTouch(id: ids[2], seenAt: driver.now, expiresAt: nil, ip: nil)])
        await driver.press(.control("r"))
        #expect(marked(driver) == Set(ids[2...4]))
        // From where it began on, though what stood there stands at the top now.
        await driver.press(.down)
        #expect(marked(driver) == Set(ids[2...5]))
    }
}

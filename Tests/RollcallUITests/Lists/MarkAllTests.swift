import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

/// `V` where more match than are marked one by one.
@Suite struct MarkAllTests {
    /// Answers the store's questions, but counts 12,345.
    private func marked(filter: String) async throws -> Driver {
        var driver = try await Driver.started(sessions: 40)
        await driver.press(.character("/"))
        await driver.type(filter)
        driver.counted = 12_345
        await driver.press(.enter, .control("r"), .character("V"))
        return driver
    }

    @Test("more than ten thousand are marked as the filter, pinned with count and time")
    func pinned() async throws {
        var driver = try await marked(filter: "user:bob")
        #expect(driver.model.sessions.markedFilter?.text == "user:bob")
        #expect(driver.model.sessions.markedFilter?.count == 12_345)
        #expect(driver.model.sessions.marks.isEmpty)
        #expect(driver.text.contains("12,345 marked"))
        await driver.press(.character(" "))
        #expect(driver.text.contains("M clears that"))
        // The mark stays with its filter.
        await driver.press(.character("/"), .control("u"))
        await driver.type("alice")
        await driver.press(.enter)
        #expect(driver.model.sessions.markedFilter?.text == "user:bob")
        await driver.press(.character("M"))
        #expect(driver.model.sessions.markedFilter == nil)
    }

    @Test("the dialog names the filter, its count and when, and takes typing the count")
    func dialog() async throws {
        var driver = try await marked(filter: "user:bob")
        await driver.press(.character("x"))
        #expect(driver.text.contains("Revoke all 12,345 sessions that match"))
        #expect(driver.text.contains("every session that matches user:bob"))
        #expect(driver.text.contains("12,345 sessions as of "))
        #expect(driver.text.contains("what comes later stays"))
        await driver.press(.enter)
        #expect(driver.model.overlay == nil)
        #expect(driver.requests.contains { if case .release = $0 { true } else { false } })
        await driver.press(.character("x"))
        await driver.type("12344")
        await driver.press(.enter)
        #expect(try await driver.state(1) == .active)
        await driver.press(.backspace, .character("5"), .enter)
        #expect(driver.requests.contains {
            if case .revoke(let request) = $0 { request.choice == .sessionsMatching(Filter(terms: [.init(.user("bob"))])) } else { false }
        })
        #expect(try await driver.state(1) == .revoked)
        #expect(try await driver.state(0) == .active)
        #expect(driver.model.sessions.markedFilter == nil)
    }

    @Test("while the store has not said how many match, nothing confirms; what comes after it has stays")
    func fixed() async throws {
        var driver = try await marked(filter: "user:bob")
        driver.holding = true
        await driver.press(.character("x"))
        #expect(driver.text.contains("counting"))
        await driver.type("1")
        #expect(driver.text.contains("Still counting what matches; Esc cancels."))
        await driver.press(.tab)
        await driver.type("2345")
        await driver.press(.enter)
        #expect(driver.text.contains("Still counting what matches; Esc cancels."))
        #expect(!driver.requests.contains { if case .revoke = $0 { true } else { false } })
        await driver.release()
        var late = Sample.session(7_000, user: "bob")
        late.createdAt = driver.now
        try await driver.store.insert(late, payload: [:])
        await driver.press(.control("u"))
        await driver.type("12345")
        await driver.press(.enter)
        #expect(try await driver.state(1) == .revoked)
        #expect(try await driver.store.session(late.id)?.revocation == nil)
    }

    @Test("a store that cannot count what matches ends the dialog with its sentence")
    func uncounted() async throws {
        var driver = try await marked(filter: "user:bob")
        driver.broken = true
        await driver.press(.character("x"))
        #expect(driver.model.overlay == nil)
        #expect(driver.model.messages.contains { $0.text.hasPrefix("What matches could not be counted: ") })
    }

    @Test("another filter typed while it counts ends the marking")
    func superseded() async throws {
        var driver = try await Driver.started(sessions: 40)
        driver.counted = 12_345
        await driver.press(.control("r"))
        driver.holding = true
        await driver.press(.character("V"), .character("/"))
        await driver.type("bob")
        await driver.release()
        #expect(driver.model.sessions.markedFilter == nil)
        #expect(driver.model.sessions.marks.isEmpty)
    }

    /// Ways to another filter than typing it.
    enum Way: CaseIterable { case detail, place, command }

    @Test("so does another filter that comes by any other way", arguments: Way.allCases)
    func left(way: Way) async throws {
        var driver = try await Driver.started(sessions: 40)
        await driver.press(.character("/"))
        await driver.type("ip:10.1.1.")
        driver.counted = 12_345
        await driver.press(.enter, .control("r"))
        await driver.rest()
        driver.holding = true
        await driver.press(.character("V"))
        let marking = driver.held
        driver.holding = false
        switch way {
        case .detail:
            // Another session of the same user, which the filter hides.
            await driver.press(.enter, .end, .enter)
            while driver.model.sessions.filterText != "", driver.model.sessions.detail.line > 0 { await driver.press(.up, .enter) }
        case .place: await driver.press(.character("["))
        case .command:
            await driver.press(.character(":"))
            await driver.type("sessions show \(Sample.id(0).hex)")
            await driver.press(.enter)
        }
        #expect(driver.model.sessions.filter == .all)
        driver.counted = nil
        for (request, generation) in marking { await driver.send(.answer(generation, await driver.answer(request), at: driver.now)) }
        #expect(driver.model.sessions.marks.isEmpty)
        #expect(driver.model.sessions.markedFilter == nil)
    }

    @Test("a revocation that was stopped says what the store says, and reports nothing else")
    func stopped() async throws {
        var driver = try await marked(filter: "user:bob")
        await driver.press(.character("x"))
        await driver.type("12345")
        driver.holding = true
        await driver.press(.enter)
        guard let (_, generation) = driver.held.last(where: { if case .revoke = $0.0 { true } else { false } }) else {
            Issue.record("nothing was asked")
            return
        }
        await driver.send(.progress(generation, done: 5_000, at: driver.now))
        #expect(driver.text.contains("40 %"))
        await driver.press(.control("c"))
        let error = StoreError(.cancelled, "5000 sessions had been revoked by then, under the revocation r1")
        await driver.send(.answer(generation, .failure(error), at: driver.now))
        #expect(driver.text.contains("Stopped before all of it was revoked: 5000 sessions had been revoked by then"))
        #expect(!driver.model.messages.contains { $0.text.hasPrefix("Revoked") })
    }
}

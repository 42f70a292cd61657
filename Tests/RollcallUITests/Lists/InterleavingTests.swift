import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

/// Promises 1 and 2 under whatever may happen at once: rows arriving, leaving and moving, late answers, progress, mouse, keys.
@Suite struct InterleavingTests {
    private typealias Random = SeededGenerator

    // MARK: What happens beneath

    private func disturb(_ driver: inout Driver, _ random: inout Random, step: Int) async throws {
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
            let user = Sample.users.randomElement(using: &random)
            var newcomer = Sample.session(5_000 + step, user: user, seen: -Int64(step))
            newcomer.createdAt = driver.now
            try await driver.store.insert(newcomer, payload: [:])
        case 1: try await driver.store.end(Sample.session(Int.random(in: 0..<60, using: &random)).id)
        case 2:
            let moved = Sample.session(Int.random(in: 0..<60, using: &random)).id
            try await driver.store.touch([SessionTouch(id: moved, seenAt: driver.now, expiresAt: nil, ip: nil)])
        case 3:
            let size = Size(columns: Int.random(in: 60...140, using: &random), rows: Int.random(in: 15...45, using: &random))
            await driver.send(.input(.resize(size), at: driver.now))
        case 4: await driver.pass(seconds: 1)
        case 5:
            // An answer that nobody waits for any more, with rows that are not there.
            guard let (_, generation) = driver.asked.randomElement(using: &random), !driver.held.contains(where: { $0.1 == generation }) else { return }
            let page = Page(elements: [Sample.session(9_000 + step, user: "ghost")], next: nil, previous: nil)
            await driver.send(.answer(generation, .success(.sessions(page)), at: driver.now))
        case 6:
            guard let (_, generation) = driver.asked.randomElement(using: &random) else { return }
            await driver.send(.progress(generation, done: Int64(step), at: driver.now))
        case 7: driver.holding = true
        default: await driver.release()
        }
    }

    /// Keys and clicks of somebody at the list.
    private func act(_ driver: inout Driver, _ random: inout Random) async {
        let keys: [Key] = [
            .down, .down, .down, .up, .pageDown, .pageUp, .character("g"), .character("G"), .character(" "), .character("v"), .character("S"),
            .character("u"), .character("i"), .escape, .character("l"), .character("M"), .character("V"), .control("r"),
        ]
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            await driver.press(.character("/"))
            await driver.type(["bob", "10.1", "-alice", "Firefox"].randomElement(using: &random) ?? "")
            await driver.press(.enter)
        case 1: await driver.press(.character("s"), .down, .enter)
        default: await driver.press(keys.randomElement(using: &random) ?? .down)
        }
    }

    // MARK: Promise 1

    @Test("whatever happens before and beneath the dialog, exactly what it named is asked for and goes", arguments: 1...60 as ClosedRange<UInt64>)
    func dialog(seed: UInt64) async throws {
        var random = Random(state: seed)
        var driver = try await Driver.started(sessions: 60, size: Size(columns: 100, rows: 30))
        for step in 0..<25 {
            await act(&driver, &random)
            try await disturb(&driver, &random, step: step)
        }
        await driver.release()
        if Int.random(in: 0..<4, using: &random) == 0 {
            driver.counted = 20_000
            await driver.press(.control("r"), .character("V"))
        }
        await driver.press(Int.random(in: 0..<4, using: &random) == 0 ? .character("X") : .character("x"))
        // Nothing to act on, or a visitor without a name.
        guard case .act(let opened)? = driver.model.overlay else { return }
        let present = try await all(driver)
        #expect(opened.focus == .cancel)
        #expect(opened.ready)

        for step in 100..<160 {
            try await disturb(&driver, &random, step: step)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: await driver.send(.input(.paste(["y", "y\n", "20000", "1\n2\n"].randomElement(using: &random) ?? ""), at: driver.now))
            case 1: await driver.press([.down, .up, .pageDown, .pageUp, .tab, .backTab, .character("x"), .character("X"), .character("j")]
                .randomElement(using: &random) ?? .tab)
            case 2:
                let at = Point(column: Int.random(in: 0..<140, using: &random), row: Int.random(in: 0..<45, using: &random))
                let kind = [MouseEvent.Kind.press, .doubleClick, .wheelDown, .drag].randomElement(using: &random) ?? .press
                await driver.send(.input(.mouse(MouseEvent(kind, at: at)), at: driver.now))
            default: break
            }
            guard case .act(let now)? = driver.model.overlay else { break }
            #expect(now.act == opened.act)
            #expect(now.items == opened.items)
            #expect(now.confirmation == opened.confirmation)
        }
        #expect(revocations(driver).isEmpty)
        await driver.release()
        // A click may have found Cancel.
        guard case .act = driver.model.overlay else {
            #expect(try await revoked(driver).isEmpty)
            return
        }
        await confirm(&driver)
        await driver.release()
        guard case .revoke(let choice) = opened.act else { Issue.record("not a revocation"); return }
        #expect(revocations(driver).map(\.choice) == [choice])
        try await expectGone(choice, named: Set(opened.items.map(\.id)), present: present, driver)
    }

    private func revocations(_ driver: Driver) -> [RevocationRequest] {
        driver.requests.compactMap { if case .revoke(let request) = $0 { request } else { nil } }
    }

    private func all(_ driver: Driver) async throws -> [SessionRecord] {
        try await driver.store.sessions(SessionQuery(limit: 10_000, now: driver.now)).elements
    }

    private func revoked(_ driver: Driver) async throws -> [SessionRecord] { try await all(driver).filter { $0.revocation != nil } }

    private func confirm(_ driver: inout Driver) async {
        func focus() -> ActDialog? { if case .act(let dialog)? = driver.model.overlay { dialog } else { nil } }
        guard let dialog = focus() else { return }
        let wanted: ActDialog.Focus = if case .key = dialog.confirmation { .cancel } else { .typed }
        for _ in 0..<3 where focus()?.focus != wanted { await driver.press(.tab) }
        switch dialog.confirmation {
        case .key(let character): await driver.press(.character(character))
        case .typed(let word):
            await driver.press(.end, .control("u"))
            await driver.type(word)
            await driver.press(.enter)
        case .awaited: Issue.record("the store has not said how many match")
        }
    }

    /// - Parameter present: the sessions as they were when the dialog opened.
    private func expectGone(
        _ choice: RevocationRequest.Choice, named: Set<String>, present: [SessionRecord], _ driver: Driver
    ) async throws {
        let all = try await all(driver)
        let gone = Set(all.filter { $0.revocation != nil }.map(\.id.hex))
        switch choice {
        case .sessions(let ids):
            #expect(Set(ids.map(\.hex)) == named)
            // Those that ended by themselves are no longer there to be revoked.
            #expect(gone == named.intersection(all.map(\.id.hex)))
        case .user(let user): #expect(gone == Set(all.filter { $0.userID == user }.map(\.id.hex)))
        case .sessionsMatching(let filter):
            let wanted = Set(present.filter { filter.matches($0, now: driver.now) }.map(\.id.hex))
            #expect(gone == wanted.intersection(all.map(\.id.hex)))
        default: Issue.record("a choice that no list makes")
        }
    }

    // MARK: Promise 2

    @Test("the selection is a record: it stays through refresh, sort, filter and size as long as it is there", arguments: 1...30 as ClosedRange<UInt64>)
    func selection(seed: UInt64) async throws {
        var random = Random(state: seed)
        var driver = try await Driver.started(sessions: 120, size: Size(columns: 80, rows: 24))
        for _ in 0..<Int.random(in: 1...100, using: &random) { await driver.press(.down) }
        var id = driver.model.sessions.selectedID
        for step in 0..<60 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0: await driver.press(.character("S"))
            case 1: await driver.press(.character("s"), [.down, .up, .home, .end].randomElement(using: &random) ?? .down, .enter)
            case 2: await driver.press([.character("u"), .character("i"), .escape].randomElement(using: &random) ?? .escape)
            case 3: await driver.press(.control("r"))
            default: try await disturb(&driver, &random, step: step)
            }
            await driver.release()
            await driver.pass(seconds: 1)
            let list = driver.model.sessions
            if let id, let record = try await driver.store.session(id), list.filter.matches(record, now: driver.now) {
                #expect(list.selectedID == id)
                #expect(list.selectedIndex != nil)
            }
            // Another one took its place: choose that.
            if list.selectedID != id { await driver.press(.down) }
            id = driver.model.sessions.selectedID
        }
    }
}

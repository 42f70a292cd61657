import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

/// Promise 1: revoking is deliberate.
@Suite struct RevocationPromiseTests {
    @Test("one session goes by x and y, and the toast says what is verifiably gone")
    func one() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("x"))
        #expect(driver.text.contains("Revoke this session"))
        #expect(try await driver.state(0) == .active)
        await driver.press(.character("y"))
        #expect(try await driver.state(0) == .revoked)
        #expect(driver.model.overlay == nil)
        #expect(driver.text.contains("1 session verified gone (r1). U undoes."))
        await driver.press(.character("U"))
        #expect(try await driver.state(0) == .active)
        #expect(driver.text.contains("Restored 1 session."))
    }

    @Test("no other key confirms one", arguments: [
        Key.enter, .character("x"), .character("X"), .character("Y"), .character(" "), .escape, .tab, .control("c"), .character("n"), .down,
    ])
    func nothingElse(key: Key) async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("x"), key, key)
        #expect(!driver.requests.contains { if case .revoke = $0 { true } else { false } })
        #expect(try await driver.state(0) == .active)
    }

    @Test("several take typing their count, and the count alone is not enough")
    func several() async throws {
        var driver = try await Driver.started(sessions: 9)
        await driver.press(.character(" "), .character(" "), .character(" "), .character("x"))
        #expect(driver.text.contains("Revoke 3 sessions"))
        await driver.press(.character("y"), .enter)
        #expect(try await driver.state(0) == .active)
        await driver.press(.backspace, .character("3"))
        #expect(try await driver.state(0) == .active)
        await driver.press(.enter)
        for index in 0..<3 { #expect(try await driver.state(index) == .revoked) }
        #expect(try await driver.state(3) == .active)
        #expect(driver.model.sessions.marks.isEmpty)
    }

    @Test("a whole user takes typing the user")
    func user() async throws {
        var driver = try await Driver.started(sessions: 20)
        await driver.press(.character("X"))
        #expect(driver.text.contains("Revoke everything of alice"))
        await driver.type("alic")
        await driver.press(.enter)
        #expect(try await driver.state(0) == .active)
        await driver.type("e")
        await driver.press(.enter)
        #expect(try await driver.state(0) == .revoked)
        #expect(try await driver.state(8) == .revoked)
        #expect(try await driver.state(1) == .active)
    }

    @Test("a user that cannot be typed is confirmed by a word that can")
    func untypable() {
        let odd = ActDialog(act: .revoke(.user("a\u{202E}b")), noun: "user", items: [], user: "a\u{202E}b", openedBy: .character("X"))
        #expect(odd.confirmation == .typed("everything"))
        let plain = ActDialog(act: .revoke(.user("bob")), noun: "user", items: [], user: "bob", openedBy: .character("X"))
        #expect(plain.confirmation == .typed("bob"))
    }

    @Test("if y opens the dialog, y does not confirm it")
    func openingKey() {
        let item = ActDialog.Item(title: "bob", note: "", id: "00")
        #expect(ActDialog(act: .revoke(.sessions([])), noun: "session", items: [item], openedBy: .character("y")).confirmation == .typed("yes"))
    }

    @Test("keys typed before the dialog was on the screen, and pastes, do nothing")
    func queued() async throws {
        var driver = try await Driver.started(sessions: 5)
        // As typed ahead: x and y reach the model before the settling is over.
        let effects = driver.model.update(.input(.key(.character("x")), at: driver.now))
        #expect(effects.contains { if case .settle = $0 { true } else { false } })
        #expect(driver.model.update(.input(.key(.character("y")), at: driver.now)).isEmpty)
        #expect(driver.model.overlay != nil)
        for effect in effects { if case .settle(let number) = effect { _ = driver.model.update(.settled(number, at: driver.now)) } }
        await driver.send(.input(.paste("y"), at: driver.now))
        await driver.send(.input(.paste("y\n"), at: driver.now))
        #expect(!driver.requests.contains { if case .revoke = $0 { true } else { false } })
        await driver.press(.character("y"))
        #expect(try await driver.state(0) == .revoked)
    }

    @Test("the settling of another dialog does not make this one ready")
    func staleSettling() async throws {
        var driver = try await Driver.started(sessions: 5)
        let first = driver.model.update(.input(.key(.character("x")), at: driver.now))
        _ = driver.model.update(.input(.key(.escape), at: driver.now))
        _ = driver.model.update(.input(.key(.character("x")), at: driver.now))
        for effect in first { if case .settle(let number) = effect { _ = driver.model.update(.settled(number, at: driver.now)) } }
        #expect(driver.model.update(.input(.key(.character("y")), at: driver.now)).isEmpty)
    }

    @Test("the reason goes into the audit log")
    func reason() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("x"), .tab)
        await driver.type("y laptop stolen")
        #expect(try await driver.state(0) == .active)
        await driver.press(.enter, .character("y"))
        let events = try await driver.store.auditEvents(AuditQuery(limit: 5))
        #expect(events.first?.reason == "y laptop stolen")
        #expect(events.first?.operatorName == "ops")
    }

    @Test("Enter behind the reason confirms once the count is typed, and not before")
    func reasonAfterCount() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character(" "), .character(" "), .character("x"), .tab, .tab)
        await driver.type("2")
        await driver.press(.enter)
        #expect(try await driver.state(0) == .active)
        // The "2" went into the reason, and Enter led to the count.
        await driver.type("2")
        await driver.press(.tab)
        await driver.type(" odd devices")
        await driver.press(.enter)
        #expect(try await driver.state(0) == .revoked)
        #expect(try await driver.state(1) == .revoked)
        let events = try await driver.store.auditEvents(AuditQuery(limit: 5))
        #expect(events.first?.reason == "2 odd devices")
    }

    @Test("whatever arrives, leaves and re-sorts beneath the dialog, exactly what it named goes", arguments: 1...20 as ClosedRange<UInt64>)
    func property(seed: UInt64) async throws {
        var random = SeededGenerator(state: seed)
        var driver = try await Driver.started(sessions: 60, size: Size(columns: 80, rows: 24))
        let marked = Int.random(in: 1...4, using: &random)
        for _ in 0..<Int.random(in: 0...30, using: &random) { await driver.press(.down) }
        if marked > 1 { for _ in 0..<marked { await driver.press(.character(" ")) } }
        await driver.press(.character("x"))
        guard case .act(let dialog)? = driver.model.overlay else { Issue.record("no dialog"); return }
        let named = Set(dialog.items.map(\.id))
        #expect(named.count == marked)
        for step in 0..<40 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0: try await driver.store.insert(Sample.session(5_000 + step, user: "new", seen: -Int64(step)), payload: [:])
            case 1:
                let victim = Sample.session(Int.random(in: 0..<60, using: &random))
                if !named.contains(victim.id.hex) { try await driver.store.end(victim.id) }
            case 2:
                let touched = Sample.session(Int.random(in: 0..<60, using: &random)).id
                try await driver.store.touch([SessionTouch(id: touched, seenAt: driver.now, expiresAt: nil, ip: nil)])
            case 3: await driver.send(.input(.resize(Size(columns: Int.random(in: 60...140, using: &random), rows: Int.random(in: 15...45, using: &random))), at: driver.now))
            default: await driver.pass(seconds: 1)
            }
        }
        if marked > 1 { await driver.type(String(marked)); await driver.press(.enter) } else { await driver.press(.character("y")) }
        let revoked = try await driver.store.sessions(SessionQuery(filter: Filter(terms: [.init(.state(.revoked))]), limit: 200, now: driver.now))
        #expect(Set(revoked.elements.map(\.id.hex)) == named)
    }

    @Test("U asks before many come back: how many, whose, from which devices, and who revoked them when and why")
    func undoingMany() async throws {
        var driver = try await Driver.started(sessions: 60)
        await driver.press(.character("V"), .character("x"))
        await driver.type("60")
        await driver.press(.tab)
        await driver.type("stolen laptop")
        await driver.press(.enter)
        #expect(try await driver.state(7) == .revoked)
        await driver.pass(seconds: 300)
        await driver.press(.character("U"))
        #expect(!driver.requests.contains { if case .restore = $0 { true } else { false } })
        for text in [
            "Restore 60 sessions", "revoked 5m ago by ops (r1): \"stolen laptop\"", "60 sessions of 8 users: ",
            "on Chrome on Windows, ", "Press y to restore",
        ] {
            #expect(driver.text.contains(text), "\(text)")
        }
        await driver.press(.character("U"), .enter)
        #expect(try await driver.state(7) == .revoked)
        await driver.press(.character("U"))
        driver.holding = true
        await driver.press(.character("y"))
        guard let (request, generation) = driver.held.first, case .restore = request else { Issue.record("nothing was restored"); return }
        await driver.send(.progress(generation, done: 15, at: driver.now))
        #expect(driver.text.contains("25 %  15 of 60"))
        await driver.release()
        #expect(try await driver.state(7) == .active)
        #expect(driver.model.undoable == nil)
    }

    @Test("what was restored before it was stopped is told, and U still takes the rest back")
    func stoppedUndo() async throws {
        var driver = try await Driver.started(sessions: 60)
        await driver.press(.character("V"), .character("x"))
        await driver.type("60")
        await driver.press(.enter, .character("U"))
        driver.holding = true
        await driver.press(.character("y"), .control("c"))
        #expect(driver.model.messages.last?.text.hasPrefix("Stopping: Restoring") == true)
        guard let (_, generation) = driver.held.first else { Issue.record("nothing was asked"); return }
        driver.held = []
        driver.holding = false
        await driver.send(.answer(generation, .failure(StoreError(.cancelled, "12 sessions had been restored by then")), at: driver.now))
        #expect(driver.text.contains("Stopped before all of it was restored: 12 sessions had been restored by then."))
        #expect(driver.model.undoable != nil)
    }

    @Test("U still takes back the last revocation after another session of the same user was restored")
    func restoredAnother() async throws {
        var driver = try await Driver.started(sessions: 40)
        await driver.press(.character("/"))
        await driver.type("user:bob")
        await driver.press(.enter, .character("x"), .character("y"), .down, .character("x"), .character("y"))
        #expect(driver.model.undoable?.revocation == RevocationID(2))
        await driver.press(.character(":"))
        await driver.type("sessions restore \(Sample.id(1).hex)")
        await driver.press(.enter, .character("y"))
        #expect(try await driver.state(1) == .active)
        #expect(driver.model.undoable?.revocation == RevocationID(2))
        await driver.press(.character("U"))
        #expect(try await driver.state(9) == .active)
        #expect(driver.model.undoable == nil)
    }

    @Test("read-only mode has no dangerous binding, by key, palette, menu or hint")
    func readOnly() async throws {
        var driver = try await Driver.started(sessions: 5, readOnly: true)
        #expect(driver.text.contains("READ-ONLY"))
        #expect(!driver.text.contains("revoke"))
        await driver.press(.character("x"), .character("X"), .character("U"))
        #expect(driver.model.overlay == nil)
        await driver.press(.character(":"))
        await driver.type("sessions.revoke")
        await driver.press(.enter)
        #expect(!driver.requests.contains { if case .revoke = $0 { true } else { false } })
        #expect(driver.model.possibleBindings.filter(\.dangerous).isEmpty)
    }

    @Test("a store that fails reports no revocation that did not happen")
    func failing() async throws {
        var driver = try await Driver.started(sessions: 5)
        await driver.press(.character("x"))
        driver.broken = true
        await driver.press(.character("y"))
        #expect(try await driver.state(0) == .active)
        #expect(driver.model.messages.contains { $0.text.contains("did not confirm") })
        #expect(!driver.model.messages.contains { $0.text.hasPrefix("Revoked") })
        #expect(driver.model.undoable == nil)
    }
}

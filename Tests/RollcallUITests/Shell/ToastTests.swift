import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

/// What the screen says, for how long, and where it can be read again.
@Suite struct ToastTests {
    @Test("that the store answers again does not hide that a revocation was not confirmed")
    func failureStays() async throws {
        var driver = try await Driver.started(sessions: 3)
        await driver.press(.character("x"))
        driver.broken = true
        await driver.press(.character("y"))
        #expect(driver.text.contains("The store did not confirm that the session of"))
        driver.broken = false
        await driver.pass(seconds: 2)
        #expect(driver.text.contains("The store did not confirm that the session of"))
        #expect(try await driver.store.sessions(SessionQuery(now: driver.now)).elements.allSatisfy { $0.revocation == nil })
    }

    @Test("a change that failed for a lock does not make the store OFFLINE: reading decides that")
    func lockIsNotOffline() async throws {
        var driver = try await Driver.started(sessions: 3)
        await driver.press(.character("x"))
        driver.broken = true
        driver.holding = true
        await driver.press(.character("y"))
        let revoking = driver.held
        driver.broken = false
        for (request, generation) in revoking {
            guard case .revoke = request else { continue }
            let locked = StoreError(.unavailable, "memory:demo is locked by another process.")
            await driver.send(.answer(generation, .failure(locked), at: driver.now))
        }
        await driver.release()
        #expect(!driver.model.connection.isOffline)
        #expect(driver.text.contains("The store did not confirm"))
    }

    @Test("the messages show every message whole, with its sign, however narrow the screen", arguments: [60, 120])
    func messages(columns: Int) async throws {
        var driver = try await Driver.started(sessions: 3, size: Size(columns: columns, rows: 30))
        let long = (1...40).map { "word\($0)" }.joined(separator: " ")
        driver.model.toast(long, .failure)
        driver.model.toast("short", .success)
        await driver.press(.character("@"))
        for number in 1...40 { #expect(driver.text.contains("word\(number)")) }
        #expect(driver.text.contains("\(Theme.dark.symbols.revoked) word1 "))
        #expect(driver.text.contains("\(Theme.dark.symbols.yes) short"))
        await driver.press(.character("k"), .character("k"), .character("g"), .character("G"))
        #expect(driver.text.contains("short"))
    }

    @Test("in the help, the binding of the very key that is typed comes first", arguments: [("x", false), ("X", true)])
    func helpByKey(key: String, isUser: Bool) async throws {
        var driver = try await Driver.started(sessions: 3)
        await driver.press(.character("?"))
        await driver.type(key)
        await driver.press(.enter)
        guard case .act(let dialog)? = driver.model.overlay else { Issue.record("no dialog"); return }
        #expect((dialog.user != nil) == isUser)
    }

    @Test("what was restored is told apart from what has expired, and from nothing")
    func restored() async throws {
        var driver = try await Driver.started(sessions: 0)
        var over = Sample.session(1, user: "alice")
        over.expiresAt = driver.now.advanced(bySeconds: -5)
        try await driver.store.insert(over, payload: [:])
        await driver.press(.control("r"), .character("x"), .character("y"), .character("U"))
        #expect(driver.text.contains("Nothing is active again: 1 has expired meanwhile."))
        await driver.press(.character(":"))
        await driver.type("restore r999")
        await driver.press(.enter, .character("y"))
        #expect(driver.text.contains("Nothing was restored: nothing of r999 is revoked now."))
    }

    @Test("a revocation that was stopped on its way can be taken back")
    func stoppedIsUndone() async throws {
        var driver = try await Driver.started(sessions: 3)
        await driver.press(.character("x"))
        driver.holding = true
        await driver.press(.character("y"))
        guard let (_, generation) = driver.held.last(where: { if case .revoke = $0.0 { true } else { false } }) else {
            Issue.record("nothing was asked")
            return
        }
        let error = StoreError(.cancelled, "1 session had been revoked by then", revocation: RevocationID(7))
        await driver.send(.answer(generation, .failure(error), at: driver.now))
        #expect(driver.text.contains("U undoes."))
        driver.holding = false
        await driver.press(.character("U"), .character("y"))
        #expect(driver.requests.contains {
            if case .restore(let request) = $0 { request.choice == .revocation(RevocationID(7)) } else { false }
        })
    }

    @Test("offline, a filter that is not applied says so")
    func filterHeldUp() async throws {
        var driver = try await Driver.started(sessions: 30)
        driver.broken = true
        await driver.pass(seconds: 40)
        #expect(driver.model.connection.isOffline)
        await driver.press(.character("/"))
        await driver.type("user:bob")
        await driver.press(.enter)
        #expect(driver.text.contains("user:bob (once the store answers)"))
        driver.broken = false
        await driver.pass(seconds: 60)
        #expect(!driver.text.contains("once the store answers"))
    }

    @Test("the list is not emptied on the way to a field's value", arguments: ["state:active", "seen:90d", "-fresh:no"])
    func fieldNames(filter: String) async throws {
        var driver = try await Driver.started(sessions: 30)
        await driver.press(.character("/"))
        for character in filter {
            await driver.press(.character(character))
            #expect(!driver.model.sessions.rows.isEmpty)
        }
        await driver.press(.enter)
        #expect(driver.model.sessions.filterText == filter)
        await driver.press(.character("/"), .control("u"))
        await driver.type("state")
        await driver.press(.enter)
        #expect(driver.model.sessions.filterText == "state")
        #expect(driver.model.sessions.rows.isEmpty)
    }
}

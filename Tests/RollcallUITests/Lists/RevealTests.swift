import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

/// `r`: hidden values, for ten seconds, and never without the audit log.
@Suite struct RevealTests {
    private static let secrets = ["s3cr3t-csrf", "hunter2", "nested-key", "in-a-list"]

    private func driver(size: Size = Size(columns: 120, rows: 40), readOnly: Bool = false) async throws -> Driver {
        var driver = Driver(size: size, readOnly: readOnly)
        let payload: SessionMap = [
            "cart": .string("books"), "csrf_token": .string("s3cr3t-csrf"),
            "form": .map(["Password": .string("hunter2"), "color": .string("blue"), "password_hint": .string("")]),
            "api-keys": .map(["mail": .string("nested-key"), "more": .list([.string("in-a-list"), .null])]),
        ]
        try await driver.store.insert(Sample.session(0), payload: payload)
        try await driver.store.insert(Sample.session(1), payload: ["cart": .string("pens")])
        await driver.send(.started(at: driver.now))
        await driver.rest()
        return driver
    }

    private func shows(_ driver: Driver) -> Bool { Self.secrets.contains { driver.text.contains($0) } }

    @Test("secrets and tokens of a payload are hidden by their names, wherever they are in it")
    func hidden() async throws {
        let driver = try await driver()
        #expect(!shows(driver))
        #expect(driver.text.contains("4 hidden, r shows"))
        #expect(driver.text.contains("books"))
        #expect(driver.text.contains("blue"))
    }

    @Test("they show for ten seconds once the audit log has noted it, and are gone at the second")
    func tenSeconds() async throws {
        var driver = try await driver()
        await driver.press(.character("r"))
        #expect(Self.secrets.allSatisfy { driver.text.contains($0) })
        let events = try await driver.store.auditEvents(AuditQuery(limit: 5))
        #expect(events.map(\.action) == [.reveal])
        #expect(events.first?.subject == .session(Sample.session(0).id))
        #expect(events.first?.operatorName == "ops")
        #expect(driver.text.contains("shown for 10s"))
        await driver.pass(seconds: 9)
        #expect(driver.text.contains("shown for 1s"))
        #expect(driver.model.wakeAt.map { $0 <= driver.now.advanced(bySeconds: 1) } == true)
        // A frame of the tenth second hides them even if nobody ticked.
        var later = driver.model
        later.now = driver.now.advanced(bySeconds: 1)
        #expect(!view(later, size: later.size).lines.contains { line in Self.secrets.contains { line.contains($0) } })
        await driver.pass(seconds: 1)
        #expect(!shows(driver))
    }

    @Test("nothing shows before the store confirmed the event, nor if it does not")
    func unconfirmed() async throws {
        var driver = try await driver()
        driver.holding = true
        await driver.press(.character("r"))
        #expect(!shows(driver))
        driver.broken = true
        await driver.release()
        #expect(!shows(driver))
        #expect(driver.model.messages.contains { $0.text.contains("could not note it") })
        await driver.press(.character("r"))
        #expect(driver.text.contains("must be noted"))
    }

    @Test("moving on, another tab and a late answer show nothing")
    func leaving() async throws {
        var driver = try await driver()
        await driver.press(.character("r"), .down)
        #expect(!shows(driver))
        await driver.rest()
        await driver.press(.up)
        await driver.rest()
        #expect(!shows(driver))
        await driver.press(.character("r"))
        #expect(shows(driver))
        await driver.press(.character("2"), .character("1"))
        #expect(!shows(driver))
        driver.holding = true
        await driver.press(.character("r"), .down)
        await driver.release()
        await driver.rest()
        #expect(!shows(driver))
        await driver.press(.up)
        await driver.rest()
        #expect(!shows(driver))
    }

    @Test("a read-only store refuses with a sentence, and so does a session with nothing to hide")
    func refused() async throws {
        var readOnly = try await driver(readOnly: true)
        await readOnly.press(.character("r"))
        #expect(!shows(readOnly))
        #expect(readOnly.text.contains("opened read-only") || readOnly.text.contains("open read-only"))
        #expect(!readOnly.requests.contains { if case .record = $0 { true } else { false } })
        var open = try await driver()
        await open.press(.down)
        await open.rest()
        await open.press(.character("r"))
        #expect(open.text.contains("Nothing is hidden in this session."))
        var small = try await driver(size: Size(columns: 60, rows: 15))
        await small.press(.character("r"))
        #expect(small.text.contains("Open the detail first: Enter."))
        await small.press(.enter, .character("G"), .character("r"))
        #expect(small.model.sessions.detail.tree?.isShowingAll == true)
    }

    @Test("what is shown is not copied, and not handed to the Cookies tab")
    func elsewhere() async throws {
        var driver = try await driver()
        await driver.press(.character("r"), .character("y"), .character("Y"))
        #expect(!driver.copied.contains { text in Self.secrets.contains { text.contains($0) } })
        await driver.press(.character("c"))
        #expect(!shows(driver))
    }

    @Test("a search does not find what is hidden")
    func search() async throws {
        var driver = try await driver()
        await driver.press(.enter, .character("f"))
        await driver.type("hunter2")
        await driver.press(.enter)
        #expect(driver.text.contains("does not hold hunter2"))
    }
}

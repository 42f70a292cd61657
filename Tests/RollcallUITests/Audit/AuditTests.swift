import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("Audit tab")
struct AuditTests {
    /// Events newest first, numbered down from `count`.
    static func events(_ count: Int) -> [AuditEvent] {
        (1...max(1, count)).reversed().map { number in
            let users = ["alice", "bob", "carol"]
            let action: AuditEvent.Action = number % 5 == 0 ? .restore : number % 7 == 0 ? .theft : .revoke
            return AuditEvent(
                id: Int64(number), at: TabDriver.start.advanced(bySeconds: -Int64(count - number) * 3_600),
                operatorName: number % 2 == 0 ? "root" : "ops",
                action: action,
                subject: number % 4 == 0
                    ? .many(sessions: number, tokens: 2, chosenBy: "filter: ip:10.0.0.0/8") : .session(Sample.id(number)),
                userID: number % 4 == 0 ? nil : users[number % 3], reason: number % 3 == 0 ? "laptop stolen at the station" : nil,
                revocation: action == .theft ? nil : RevocationID(Int64(number)), hash: Sample.id(number).digest)
        }
    }

    static func driver(_ count: Int, size: Size = Size(columns: 120, rows: 40)) async -> TabDriver {
        var driver = TabDriver(size: size)
        driver.auditEvents = count == 0 ? [] : events(count)
        await driver.show(.audit)
        return driver
    }

    @Test("the newest event is first and selected")
    func newest() async {
        let driver = await Self.driver(12)
        #expect(driver.model.audit.selection == 12)
        #expect(driver.has("root"))
        #expect(driver.has("12 sessions, 2 tokens"))
        #expect(driver.has("filter: ip:10.0.0.0/8"))
    }

    @Test("an empty log says so")
    func empty() async {
        let driver = await Self.driver(0)
        #expect(driver.has("Nothing has been revoked, restored or revealed yet."))
    }

    /// What was asked of the log so far.
    static func queries(_ driver: TabDriver) -> [AuditQuery] {
        driver.requests.compactMap { if case .audit(.load(let query)) = $0 { query } else { nil } }
    }

    @Test("walking down to the end and up again shows every event once, in order, with only a window held")
    func paging() async {
        var driver = await Self.driver(5_000)
        var seen: [Int64] = []
        func note(_ driver: TabDriver) { if let id = driver.model.audit.selection, seen.last != id { seen.append(id) } }
        for _ in 0..<5_100 {
            note(driver)
            await driver.press(.character("j"))
            #expect(driver.model.audit.events.count <= AuditState.windowLimit)
        }
        #expect(seen == Array((1...5_000).reversed().map(Int64.init)))
        #expect(driver.model.audit.reachedEnd && !driver.model.audit.reachedNewest)
        seen = []
        for _ in 0..<5_100 {
            note(driver)
            await driver.press(.character("k"))
            #expect(driver.model.audit.events.count <= AuditState.windowLimit)
        }
        #expect(seen == (1...5_000).map(Int64.init))
        #expect(driver.model.audit.reachedNewest)
        for query in Self.queries(driver) { #expect(query.limit <= AuditState.sievePageSize) }
    }

    @Test("of a million events G shows the first and g the newest at once, by a page each")
    func million() async {
        var driver = await Self.driver(1_000_000)
        #expect(driver.has("of 1,000,000"))
        let before = Self.queries(driver).count
        await driver.press(.character("G"))
        #expect(driver.model.audit.selection == 1)
        #expect(driver.has("event 1 of 1,000,000"))
        #expect(Self.queries(driver).count == before + 1)
        await driver.press(.pageUp, .pageUp)
        #expect((driver.model.audit.selection ?? 0) > 20)
        await driver.press(.character("g"))
        #expect(driver.model.audit.selection == 1_000_000)
        #expect(Self.queries(driver).count <= before + 3)
        #expect(driver.model.audit.events.count <= AuditState.windowLimit)
    }

    @Test("pages that come and go move no row that is on the screen")
    func steady() async {
        var driver = await Self.driver(3_000)
        for _ in 0..<1_400 { await driver.press(.character("j")) }
        /// The ids of the rows on the screen, and on which of them the cursor is.
        func rows(_ driver: TabDriver) -> (first: Int64?, newest: Int64?) {
            let audit = driver.model.audit
            let top = audit.visibleTop(rows: 30)
            return (audit.events.indices.contains(top) ? audit.events[top].id : nil, audit.events.first?.id)
        }
        var changes = 0
        for _ in 0..<900 {
            let before = rows(driver)
            await driver.press(.character("k"))
            let after = rows(driver)
            if before.newest != after.newest { changes += 1 }
            // A third of a page at most, however many events came in above.
            #expect(abs((after.first ?? 0) - (before.first ?? 0)) <= 12)
        }
        #expect(changes > 0)
    }

    @Test(
        "the filter finds words in who, what, whom and why",
        arguments: [
            ("stolen", true), ("STOLEN station", true), ("-stolen", false), ("root", true), ("user:alice", true), ("r9", false),
            ("nobody-at-all", false),
        ])
    func filter(text: String, findsTwelve: Bool) async {
        var driver = await Self.driver(90)
        await driver.press(.character("/"))
        await driver.type(text)
        await driver.press(.enter)
        let found = driver.model.audit.events
        // Event 12 is by root, of many, with the reason; user:alice must leave only alice's.
        if text == "user:alice" {
            #expect(!found.isEmpty && found.allSatisfy { $0.userID == "alice" })
        } else {
            #expect(found.contains { $0.id == 12 } == findsTwelve)
        }
        if text == "r9" { #expect(found.map(\.id) == [9]) }
        if text == "nobody-at-all" { #expect(driver.has("No event matches")) }
    }

    @Test("a sieve goes on through the log until a screenful is found")
    func sieve() async {
        var driver = await Self.driver(3_000)
        await driver.press(.character("/"))
        await driver.type("theft")
        #expect(driver.model.audit.events.count >= 200)
        #expect(driver.model.audit.events.allSatisfy { $0.action == .theft })
    }

    @Test("Esc clears the filter and shows everything again")
    func clears() async {
        var driver = await Self.driver(50)
        await driver.press(.character("/"))
        await driver.type("bob")
        await driver.press(.enter, .escape)
        #expect(driver.model.audit.filter.text.isEmpty)
        #expect(driver.model.audit.events.count == 50)
    }

    @Test("the selection stays on its event when new ones arrive")
    func arrivals() async {
        var driver = await Self.driver(40)
        await driver.press(.character("j"), .character("j"))
        let selected = driver.model.audit.selection
        driver.auditEvents = Self.events(43)
        AuditScreen.storeChanged(&driver.model)
        await driver.pass(seconds: 1)
        #expect(driver.model.audit.selection == selected)
        #expect(driver.model.audit.events.first?.id == 43)
    }

    @Test(
        "v verifies the chain and says what came of it",
        arguments: [
            (AuditChainVerdict.intact(events: 40), "chain intact: 40 events"),
            (.broken(at: 7, events: 40), "CHAIN BROKEN at event 7, of 40 verified"),
        ])
    func verify(verdict: AuditChainVerdict, words: String) async {
        var driver = await Self.driver(40)
        driver.verdict = verdict
        #expect(driver.has("chain not verified yet"))
        await driver.press(.character("v"))
        #expect(driver.has(words))
    }

    @Test("verifying shows progress and Esc stops it; the late verdict is dropped")
    func verifyStops() async {
        var driver = await Self.driver(40)
        driver.holding = true
        await driver.press(.character("v"))
        guard let generation = driver.model.audit.verifying else {
            Issue.record("nothing is being verified")
            return
        }
        await driver.send(.progress(generation, done: 12_345, at: driver.now))
        #expect(driver.has("12,345 events so far"))
        await driver.press(.escape)
        #expect(driver.model.audit.verifying == nil)
        #expect(driver.has("not verified"))
        driver.verdict = .intact(events: 40)
        await driver.release()
        #expect(!driver.has("chain intact"))
    }

    @Test("Ctrl-C stops a verification, too")
    func verifyCancelled() async {
        var driver = await Self.driver(40)
        driver.holding = true
        await driver.press(.character("v"), .control("c"))
        #expect(driver.model.audit.verifying == nil)
        #expect(driver.model.audit.chain == .stopped(events: 0))
    }

    @Test("U asks before it restores, and names the revocation")
    func undo() async {
        var driver = await Self.driver(12)
        driver.holding = true
        await driver.press(.character("j"), .character("U"))
        #expect(driver.has("r11"))
        #expect(
            !driver.requests.contains { if case .restore = $0 { true } else { false } },
            "nothing is restored before it is confirmed")
    }

    @Test("U is refused on an event that revoked nothing")
    func undoRefused() async {
        var driver = await Self.driver(14)
        await driver.press(.character("U"))
        #expect(driver.has("Only a revocation can be undone"))
    }

    @Test("read-only takes the restoring key away")
    func readOnly() async {
        var driver = TabDriver(readOnly: true)
        driver.auditEvents = Self.events(12)
        await driver.show(.audit)
        await driver.press(.character("j"), .character("U"))
        #expect(driver.model.overlay == nil)
    }

    @Test("a store that fails is told in place of the log")
    func failure() async {
        var driver = TabDriver()
        driver.failing = StoreError(.unavailable, "The store is locked by another process.")
        await driver.show(.audit)
        #expect(driver.has("locked by another process"))
    }

    // MARK: Where the chain breaks

    /// A real chain of so many events, newest first.
    static func chain(_ count: Int) -> [AuditEvent] {
        var events: [AuditEvent] = []
        for number in 1...max(1, count) {
            events.append(
                AuditChain.next(
                    after: events.last.map { ($0.id, $0.hash) }, action: .reveal, subject: .session(Sample.id(number)), userID: "ann",
                    actor: Actor(name: "ops", at: TabDriver.start, reason: "event \(number)")))
        }
        return events.reversed()
    }

    @Test(
        "a broken chain says at which event and what was expected, and b goes there",
        arguments: [
            ("changed", "… from its fields and event 6, found"),
            ("removed", "Event 7 is missing: after event 6 comes event 8."),
        ])
    func evidence(damage: String, words: String) async {
        var driver = TabDriver(size: Size(columns: 160, rows: 40))
        var events = Self.chain(600)
        let index = events.firstIndex { $0.id == 7 } ?? 0
        let original = events[index]
        if damage == "changed" { events[index].reason = "nothing happened" } else { events.remove(at: index) }
        driver.auditEvents = events
        driver.verdict = .broken(at: 7, events: 600)
        await driver.show(.audit)
        await driver.press(.character("b"))
        #expect(driver.has("No break in the chain is known"))
        await driver.press(.character("v"))
        #expect(driver.has("CHAIN BROKEN at event 7"))
        #expect(driver.has(words))
        await driver.press(.character("b"))
        #expect(driver.model.audit.selection == (damage == "changed" ? 7 : 8))
        #expect(driver.has("THE CHAIN BREAKS HERE"))
        if damage == "changed" {
            #expect(driver.has("\(original.hash.hex.prefix(20))"), "what the event carries")
            #expect(driver.model.audit.evidence?.expectedHash != original.hash)
        }
    }

    @Test("verifying counts against the length of the log")
    func verifyProgress() async {
        var driver = await Self.driver(200)
        driver.holding = true
        await driver.press(.character("v"))
        #expect(driver.model.jobs.last?.total == 200)
    }

    // MARK: Going elsewhere

    @Test("o goes to the session or to the user's sessions, and Esc comes back")
    func going() async {
        var driver = await Self.driver(12)
        await driver.press(.character("j"), .character("o"))
        #expect(driver.model.tab == .sessions)
        #expect(driver.model.sessions.filter == Filter(terms: [.init(.id(Sample.id(11).hex))]))
        await driver.press(.escape, .escape)
        #expect(driver.model.tab == .audit)
        #expect(driver.model.audit.selection == 11)
        await driver.press(.character("k"), .character("o"))
        #expect(driver.model.tab == .audit, "an event about many has no one record")
    }

    @Test("t shows the events of the same revocation only")
    func trail() async {
        var driver = await Self.driver(60)
        await driver.press(.character("j"), .character("t"))
        #expect(driver.model.audit.filter.revocation == RevocationID(59))
        #expect(driver.model.audit.events.map(\.id) == [59])
    }

    @Test("Esc stops a search for a word that is nowhere; nothing more is asked")
    func stopsSearching() async {
        var driver = await Self.driver(40_000)
        await driver.press(.character("/"))
        driver.holding = true
        await driver.type("zzz")
        await driver.press(.enter)
        #expect(driver.model.audit.loading != nil)
        await driver.press(.escape)
        #expect(driver.model.audit.loading == nil)
        let asked = Self.queries(driver).count
        await driver.release()
        #expect(Self.queries(driver).count == asked)
    }

    // MARK: Exporting

    @Test("e asks for a file; one that is there is replaced only after yes is typed; the filter goes along")
    func export() async {
        var driver = await Self.driver(30)
        await driver.press(.character("/"))
        await driver.type("root")
        await driver.press(.enter, .character("e"))
        #expect(driver.has("export the events that match to"))
        #expect(driver.has("audit-2026-01-01.jsonl"))
        #expect(driver.has("JSON Lines"))
        await driver.press(.control("u"))
        await driver.type("mine.txt")
        await driver.press(.enter)
        #expect(driver.exported.map(\.path) == ["mine.txt"])
        #expect(driver.exported.first?.filter.text == "root")
        #expect(driver.exported.first?.actor?.name == "ops")
        #expect(driver.has("replace mine.txt?"))
        await driver.press(.enter)
        #expect(driver.exported.count == 1, "Enter alone replaces nothing")
        await driver.press(.character("e"), .enter)
        await driver.type("yes")
        await driver.press(.enter)
        #expect(driver.exported.map(\.replaces) == [false, false, true])
        #expect(driver.model.messages.last?.text == "Exported 3 events to audit-2026-01-01.jsonl.")
    }

    @Test("a read-only store has no event written for an export")
    func exportReadOnly() async {
        var driver = TabDriver(readOnly: true)
        driver.auditEvents = Self.events(3)
        await driver.show(.audit)
        await driver.press(.character("e"), .enter)
        #expect(driver.exported.first?.actor == nil && driver.exported.count == 1)
    }
}

import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

@Suite("A hundred thousand sessions")
struct ScaleTests {
    @Test("no list sorts in a temporary table or scans without an index, whatever filter, order and place")
    func plans() async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        let count = 100_000
        try await store.fill((1...count).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        for number in 1...500 { try await store.insert(token(number)) }
        let now = epoch.advanced(bySeconds: 60)
        #expect(try await store.countSessions(.all, now: now, upTo: .max) == count)
        // Enough revoked to lie about unswept.
        let revocation = RevocationRequest(
            .sessionsMatching(Filter(terms: [.init(.ipPrefix("10.3."))])), actor: Actor(name: "ops", at: now))
        #expect(try await store.revoke(revocation) { _ in }.verified)

        let filters: [[Filter.Term]] = [
            [], [.init(.state(.active))], [.init(.state(.expired))], [.init(.state(.revoked))],
            [.init(.state(.active), negated: true)],
            [.init(.anywhere("nothing like this")), .init(.state(.active))], [.init(.anywhere("user7"))], [.init(.user("user7"))],
            [.init(.ipPrefix("10.1.2"))], [.init(.ipNetwork(bytes: [10, 2, 0, 0], prefixLength: 16))], [.init(.agent("Agent/7"))],
            [.init(.fresh(true))], [.init(.remembered(false), negated: true)], [.init(.notSeenFor(seconds: 86_400))],
            [.init(.id("ab"))],
        ]
        for terms in filters {
            let filter = Filter(terms: terms)
            // States decide which parts of every index are walked; what else a filter asks does so for few orders.
            let onlyStates = terms.allSatisfy { if case .state = $0.test { true } else { false } }
            for field in onlyStates ? SessionSort.Field.allCases : [.seen, .user, .fresh] {
                for direction in [SortDirection.ascending, .descending] {
                    let sort = SessionSort(field, direction)
                    var starts: [PageStart] = [.first, .last]
                    let isQuick = terms.allSatisfy { term in
                        switch term.test {
                        case .anywhere, .agent, .ipNetwork: false
                        default: true
                        }
                    }
                    // A search takes the same statements everywhere; reading all rows for each place shows nothing new.
                    if !isQuick { starts = [direction == .ascending ? .first : .last] }
                    if isQuick,
                        let place = try await store.sessions(SessionQuery(filter: filter, sort: sort, limit: 20, now: now)).next
                    {
                        starts += [.after(place), .before(place), .at(place)]
                    }
                    for start in starts {
                        let query = SessionQuery(filter: filter, sort: sort, start: start, limit: 20, now: now)
                        Self.check(try await store.plans(of: query), "\(filter) \(sort) \(start)", isRanked: Self.ranked.contains(field.rawValue))
                    }
                }
            }
            for field in TokenSort.Field.allCases {
                let query = TokenQuery(filter: filter, sort: TokenSort(field, .descending), limit: 20, now: now)
                Self.check(try await store.plans(of: query), "tokens \(filter) \(field)", isRanked: Self.ranked.contains(field.rawValue))
            }
        }
        Self.check(try await store.plansOfHealth(now: now), "health")
        await store.close()
    }

    /// What no index has in order: these lists look at all that matches, and keep the nearest.
    private static let ranked: Set = ["agent", "revoked-by"]

    private static func check(_ plans: [SQLiteRegistry.StatementPlan], _ what: String, isRanked: Bool = false) {
        #expect(!plans.isEmpty, "\(what)")
        // Kept in a table of its own, which holds no more than the page.
        for plan in plans where !(isRanked && plan.sql.contains("AS value")) {
            if plan.sql.contains("(?, ?)") {
                #expect(
                    plan.steps.contains { $0.contains(",id)>(?,?)") || $0.contains(",id)<(?,?)") },
                    "\(what) seeks its place: \(plan)")
            }
            for step in plan.steps {
                // Who revoked a row is found by the row, not among all that was ever revoked.
                #expect(!step.contains(" m ") || step.contains("PRIMARY KEY"), "\(what): \(plan)")
                #expect(!step.contains("TEMP B-TREE"), "\(what): \(plan)")
                // What waits to be swept is a table of row numbers alone: reading on from its start is what is wanted.
                let isScan =
                    step.hasPrefix("SCAN ") && !["SCAN CONSTANT ROW", "SCAN u"].contains(step) && !step.contains("_unswept")
                #expect(!isScan || step.hasPrefix("SCAN (subquery"), "\(what): \(plan)")
            }
        }
    }

    @Test(
        "pages forward from the first and backward from the last are the same rows, each once",
        arguments: SessionSort.Field.allCases)
    func walks(_ field: SessionSort.Field) async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        try await store.fill((1...2_000).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        let sort = SessionSort(field, .descending)
        var forward: [SessionID] = []
        var start: PageStart? = .first
        while let place = start {
            let page = try await store.sessions(SessionQuery(sort: sort, start: place, limit: 170, now: epoch))
            forward += page.elements.map(\.id)
            start = page.next.map { .after($0) }
        }
        var backward: [SessionID] = []
        start = .last
        while let place = start {
            let page = try await store.sessions(SessionQuery(sort: sort, start: place, limit: 170, now: epoch))
            backward = page.elements.map(\.id) + backward
            start = page.previous.map { .before($0) }
        }
        #expect(forward.count == 2_000)
        #expect(Set(forward).count == 2_000)
        #expect(forward == backward)
        await store.close()
    }
}

/// A plausible remember token; every field follows from the number.
func token(_ number: Int, now: Timestamp = epoch) -> TokenSecretRecord {
    let base = session(number, now: now)
    return TokenSecretRecord(
        record: TokenRecord(
            id: TokenID(digest(number)), userID: "user\(number % 50)", createdAt: base.createdAt,
            lastUsedAt: number % 3 == 0 ? nil : base.lastSeenAt, expiresAt: base.expiresAt, uses: number % 9, ip: base.ip,
            userAgent: base.userAgent, device: base.device),
        verifier: digest(number + 1), previousVerifier: nil, rotatedAt: nil)
}

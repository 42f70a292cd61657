import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

/// A plan's text names one index whichever part of it is walked: the steps of SQLite's machine tell.
@Suite("Steps of a page")
struct StepTests {
    /// Walking past all records takes four steps for each; reading a few, one by one, takes fewer in all.
    private static let records = 6_000
    private static let few = 30

    /// A few were seen within five minutes, a few not for thirty days, and the rest in between.
    private static func seenAt(_ number: Int) -> Timestamp {
        switch number {
        case ...few: epoch.advanced(bySeconds: -Int64(number * 9))
        case ...(2 * few): epoch.advanced(bySeconds: -Int64(3_000_000 + number * 60))
        default: epoch.advanced(bySeconds: -Int64(86_400 + number * 60))
        }
    }

    private static let filters = [
        Filter(terms: [.init(.seenWithin(seconds: 300))]),
        Filter(terms: [.init(.notSeenFor(seconds: 300), negated: true)]),
        Filter(terms: [.init(.seenWithin(seconds: 86_400_000)), .init(.seenWithin(seconds: 300)), .init(.state(.active))]),
        Filter(terms: [.init(.notSeenFor(seconds: 2_592_000))]),
        Filter(terms: [.init(.seenWithin(seconds: 2_592_000), negated: true)]),
    ]

    private func expectFewSteps(_ what: String, after place: PageCursor?, of page: (PageStart) async throws -> Int) async throws {
        let place = try #require(place)
        for start in [PageStart.first, .last, .after(place), .before(place), .at(place)] {
            let steps = try await page(start)
            #expect(steps < Self.records, "\(what) \(start)")
        }
    }

    @Test("a list of the few that were seen lately, or were not, passes no others, in either direction and from any place")
    func sessions() async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        let items = (1...Self.records).map { number in
            var record = session(number)
            record.createdAt = epoch.advanced(bySeconds: -9_000_000)
            record.lastSeenAt = Self.seenAt(number)
            record.expiresAt = nil
            return FillItem(record: record, payload: [:])
        }
        try await store.fill(items, now: epoch) { _ in }
        for filter in Self.filters {
            for sort in [SessionSort.Field.seen, .state].flatMap({ [SessionSort($0, .ascending), SessionSort($0, .descending)] }) {
                let query = SessionQuery(filter: filter, sort: sort, limit: 10, now: epoch)
                try await expectFewSteps("\(filter) \(sort)", after: try await store.sessions(query).next) { start in
                    var query = query
                    (query.start, query.limit) = (start, 50)
                    return try await store.steps(of: query)
                }
            }
        }
        await store.close()
    }

    @Test("the same of remember tokens")
    func tokens() async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        for number in 1...Self.records {
            var secret = token(number)
            secret.record.createdAt = epoch.advanced(bySeconds: -9_000_000)
            // A few have never been used: no index has those by their age.
            secret.record.lastUsedAt = number % 1_000 == 0 ? nil : Self.seenAt(number)
            secret.record.expiresAt = nil
            try await store.insert(secret)
        }
        for filter in Self.filters {
            for sort in [TokenSort.Field.used, .state].flatMap({ [TokenSort($0, .ascending), TokenSort($0, .descending)] }) {
                let query = TokenQuery(filter: filter, sort: sort, limit: 10, now: epoch)
                try await expectFewSteps("\(filter) \(sort)", after: try await store.tokens(query).next) { start in
                    var query = query
                    (query.start, query.limit) = (start, 50)
                    return try await store.steps(of: query)
                }
            }
        }
        await store.close()
    }

    @Test("a list by id of those whose ids begin alike starts and ends with them")
    func ids() async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        // More than are put in order on the spot begin with one digit.
        let items = (1...20_000).map { FillItem(record: session($0), payload: [:]) }
        try await store.fill(items, now: epoch) { _ in }
        let filter = Filter(terms: [.init(.id("7"))])
        #expect(try await store.countSessions(filter, now: epoch, upTo: .max) > 1_000)
        for direction in [SortDirection.ascending, .descending] {
            for start in [PageStart.first, .last] {
                let query = SessionQuery(filter: filter, sort: SessionSort(.id, direction), start: start, limit: 10, now: epoch)
                let steps = try await store.steps(of: query)
                // Those before the place are found, up to the number that would be few.
                #expect(steps < 20_000, "\(direction) \(start)")
            }
        }
        await store.close()
    }
}

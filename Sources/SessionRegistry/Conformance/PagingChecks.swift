import SessionCore

extension StoreConformance {
    private static let now = SampleRecords.start

    static let pagingChecks: [Check] =
        SessionSort.Field.allCases.map { field in
            Check(
                "sessions sorted by \(field.rawValue) come in the same order by pages of every size, both ways and from the middle"
            ) { store in
                var samples = SampleRecords(seed: 30)
                var records = (0..<60).map { _ in samples.anySession() }
                // A field that is the same everywhere, to the id.
                for index in records.indices.prefix(12) { records[index].userID = "tied" }
                for record in records { try await store.insert(record, payload: [:]) }
                for direction in [SortDirection.ascending, .descending] {
                    let sort = SessionSort(field, direction)
                    let expected = records.sorted { before(sort.cursor(of: $0, at: now), sort.cursor(of: $1, at: now), direction) }
                    try await walk(expected, cursor: { sort.cursor(of: $0, at: now) }) { start, limit in
                        try await store.sessions(SessionQuery(sort: sort, start: start, limit: limit, now: now))
                    }
                }
            }
        }
        + TokenSort.Field.allCases.map { field in
            Check(
                "tokens sorted by \(field.rawValue) come in the same order by pages of every size, both ways and from the middle"
            ) { store in
                var samples = SampleRecords(seed: 31)
                let tokens = (0..<50).map { _ in samples.anyToken() }
                for token in tokens { try await store.insert(token) }
                for direction in [SortDirection.ascending, .descending] {
                    let sort = TokenSort(field, direction)
                    let expected = tokens.map(\.record).sorted { before(sort.cursor(of: $0, at: now), sort.cursor(of: $1, at: now), direction) }
                    try await walk(expected, cursor: { sort.cursor(of: $0, at: now) }) { start, limit in
                        try await store.tokens(TokenQuery(sort: sort, start: start, limit: limit, now: now))
                    }
                }
            }
        } + [
            Check("an empty list is one empty page without neighbours") { store in
                for start in [PageStart.first, .last] {
                    let page = try await store.sessions(SessionQuery(start: start, now: now))
                    try expect(
                        page.elements.isEmpty && page.next == nil && page.previous == nil, "an empty store's page has content")
                    let tokens = try await store.tokens(TokenQuery(start: start, now: now))
                    try expect(
                        tokens.elements.isEmpty && tokens.next == nil && tokens.previous == nil,
                        "an empty store's page has content")
                }
            },
            Check("addresses are sorted as numbers: IPv4, then IPv6, then what is no address") { store in
                let ascending: [String?] = [
                    nil, "9.255.0.1", "10.0.0.9", "10.0.0.10", "::ffff:10.0.0.11", "192.0.2.1", "::1", "2001:db8::9", "2001:DB8:0::a",
                    "2001:db8::10", "fe80::1%eth0", "", "010.0.0.1", "unix:",
                ]
                var samples = SampleRecords(seed: 35)
                for address in ascending.reversed() {
                    var record = samples.session()
                    record.ip = address
                    try await store.insert(record, payload: [:])
                    var token = samples.token()
                    token.record.ip = address
                    try await store.insert(token)
                }
                for (direction, expected) in [(SortDirection.ascending, ascending), (.descending, ascending.reversed())] {
                    let sessions = try await store.sessions(SessionQuery(sort: SessionSort(.ip, direction), now: now))
                    try expectEqual(sessions.elements.map(\.ip), expected, "sessions by address, \(direction.rawValue)")
                    let tokens = try await store.tokens(TokenQuery(sort: TokenSort(.ip, direction), now: now))
                    try expectEqual(tokens.elements.map(\.ip), expected, "tokens by address, \(direction.rawValue)")
                }
            },
            Check("lists by state, and by who revoked, are paged through everything that was revoked, too") { store in
                var samples = SampleRecords(seed: 36)
                let records = (0..<60).map { _ in samples.anySession() }
                for record in records { try await store.insert(record, payload: [:]) }
                let secrets = (0..<40).map { _ in samples.anyToken() }
                for secret in secrets { try await store.insert(secret) }
                let (ids, tokens) = (records.map(\.id), secrets.map(\.record.id))
                for (name, part) in [("zoe", 0..<12), ("ada", 8..<20), ("Ada", 20..<26)] {
                    let actor = Actor(name: name, at: now)
                    _ = try await store.revoke(RevocationRequest(.sessions(Array(ids[part])), actor: actor)) { _ in }
                    _ = try await store.revoke(RevocationRequest(.tokens(Array(tokens[part])), actor: actor)) { _ in }
                }
                _ = try await store.restore(RestoreRequest(.sessions(Array(ids[4..<7])), actor: Actor(name: "zoe", at: now)))
                for text in ["", "state:revoked", "-state:revoked", "state:expired", "fresh:yes", "o"] {
                    let filter = try Filter(parsing: text)
                    for direction in [SortDirection.ascending, .descending] {
                        for field in [SessionSort.Field.state, .revokedBy, .agent, .id] {
                            let sort = SessionSort(field, direction)
                            let all = try await store.sessions(SessionQuery(filter: filter, limit: 100, now: now)).elements
                            let expected = all.sorted { before(sort.cursor(of: $0, at: now), sort.cursor(of: $1, at: now), direction) }
                            try await walk(expected, cursor: { sort.cursor(of: $0, at: now) }) { start, limit in
                                try await store.sessions(SessionQuery(filter: filter, sort: sort, start: start, limit: limit, now: now))
                            }
                        }
                        for field in [TokenSort.Field.state, .revokedBy, .agent, .id] {
                            let sort = TokenSort(field, direction)
                            let all = try await store.tokens(TokenQuery(filter: filter, limit: 100, now: now)).elements
                            let expected = all.sorted { before(sort.cursor(of: $0, at: now), sort.cursor(of: $1, at: now), direction) }
                            try await walk(expected, cursor: { sort.cursor(of: $0, at: now) }) { start, limit in
                                try await store.tokens(TokenQuery(filter: filter, sort: sort, start: start, limit: limit, now: now))
                            }
                        }
                    }
                }
            },
            Check("a cursor keeps its place while its own row goes and others come and go around it") { store in
                var samples = SampleRecords(seed: 32)
                for field in SessionSort.Field.allCases {
                    let sort = SessionSort(field, field == .seen ? .descending : .ascending)
                    var records = (0..<30).map { _ in samples.anySession() }
                    for record in records { try await store.insert(record, payload: [:]) }
                    records.sort { before(sort.cursor(of: $0, at: now), sort.cursor(of: $1, at: now), sort.direction) }
                    let place = sort.cursor(of: records[14], at: now)
                    // The row itself, one before and one after go; as many come.
                    for index in [20, 14, 3] { try await store.end(records.remove(at: index).id) }
                    let more = (0..<5).map { _ in samples.anySession() }
                    for record in more { try await store.insert(record, payload: [:]) }
                    records = (records + more).sorted { before(sort.cursor(of: $0, at: now), sort.cursor(of: $1, at: now), sort.direction) }
                    let after = records.filter { before(place, sort.cursor(of: $0, at: now), sort.direction) }
                    let until = records.filter { before(sort.cursor(of: $0, at: now), place, sort.direction) }
                    func page(_ start: PageStart) async throws -> [SessionID] {
                        try await store.sessions(SessionQuery(sort: sort, start: start, limit: 7, now: now)).elements.map(\.id)
                    }
                    try expectEqual(
                        try await page(.after(place)), after.prefix(7).map(\.id),
                        "by \(field.rawValue), the page after the lost row")
                    try expectEqual(
                        try await page(.at(place)), after.prefix(7).map(\.id), "by \(field.rawValue), the page at the lost row")
                    try expectEqual(
                        try await page(.before(place)), until.suffix(7).map(\.id), "by \(field.rawValue), the page before it")
                    for record in records { try await store.end(record.id) }
                }
            },
            Check("a filtered list is paged like any other") { store in
                var samples = SampleRecords(seed: 33)
                let records = (0..<80).map { _ in samples.anySession() }
                for record in records { try await store.insert(record, payload: [:]) }
                for text in ["-fresh:yes", "state:active", "ip:10.0.0.0/8", "-agent:curl", "o", "user:ann"] {
                    let filter = try Filter(parsing: text)
                    for sort in [SessionSort.standard, SessionSort(.ip, .ascending), SessionSort(.fresh, .descending)] {
                        let expected = records.filter { filter.matches($0, now: now) }
                            .sorted { before(sort.cursor(of: $0, at: now), sort.cursor(of: $1, at: now), sort.direction) }
                        try await walk(expected, cursor: { sort.cursor(of: $0, at: now) }) { start, limit in
                            try await store.sessions(
                                SessionQuery(filter: filter, sort: sort, start: start, limit: limit, now: now))
                        }
                    }
                }
            },
            Check("the rows before a place are counted, whatever the order and the filter") { store in
                var samples = SampleRecords(seed: 37)
                let records = (0..<40).map { _ in samples.anySession() }
                for record in records { try await store.insert(record, payload: [:]) }
                let secrets = (0..<30).map { _ in samples.anyToken() }
                for secret in secrets { try await store.insert(secret) }
                let actor = Actor(name: "ada", at: now)
                _ = try await store.revoke(RevocationRequest(.sessions(records[..<9].map(\.id)), actor: actor)) { _ in }
                for text in ["", "state:active", "o", "user:ann"] {
                    let filter = try Filter(parsing: text)
                    for direction in [SortDirection.ascending, .descending] {
                        for field in SessionSort.Field.allCases {
                            let query = SessionQuery(filter: filter, sort: SessionSort(field, direction), limit: 100, now: now)
                            for (index, record) in try await store.sessions(query).elements.enumerated() where index % 5 == 0 {
                                let place = query.sort.cursor(of: record, at: now)
                                try expectEqual(
                                    try await store.countSessions(before: place, in: query), index,
                                    "sessions that match '\(text)' by \(field.rawValue):\(direction.rawValue), rows before the row \(index)")
                            }
                        }
                        for field in TokenSort.Field.allCases {
                            let query = TokenQuery(filter: filter, sort: TokenSort(field, direction), limit: 100, now: now)
                            for (index, record) in try await store.tokens(query).elements.enumerated() where index % 5 == 0 {
                                let place = query.sort.cursor(of: record, at: now)
                                try expectEqual(
                                    try await store.countTokens(before: place, in: query), index,
                                    "tokens that match '\(text)' by \(field.rawValue):\(direction.rawValue), rows before the row \(index)")
                            }
                        }
                    }
                }
            },
            Check("a cursor survives its text form") { store in
                var samples = SampleRecords(seed: 34)
                for _ in 0..<30 { try await store.insert(samples.anySession(), payload: [:]) }
                for field in SessionSort.Field.allCases {
                    let sort = SessionSort(field, .descending)
                    let first = try await store.sessions(SessionQuery(sort: sort, limit: 11, now: now))
                    guard let next = first.next else {
                        throw ConformanceFailure("by \(field.rawValue), 30 rows fit on a page of 11")
                    }
                    try expectEqual(PageCursor(text: next.text), next, "by \(field.rawValue), a cursor read from its text")
                }
            },
        ]

    private static func before(_ a: PageCursor, _ b: PageCursor, _ direction: SortDirection) -> Bool { direction.orders(a, before: b) }

    /// Reads the whole list by pages forward, backward, and around each of some places, and compares with what is expected.
    private static func walk<Record: Identifiable & Hashable & Sendable>(
        _ expected: [Record], cursor: (Record) -> PageCursor, page: (PageStart, Int) async throws -> Page<Record>
    ) async throws where Record.ID: Sendable {
        func same(_ seen: some Sequence<Record>, _ wanted: some Sequence<Record>, _ what: String) throws {
            try expectEqual(seen.map { "\($0.id)" }, wanted.map { "\($0.id)" }, what)
        }
        for limit in [1, 7, max(1, expected.count), 100] {
            var seen: [Record] = []
            var at = PageStart.first
            var previous: PageCursor?
            // One page more than there can be, so that a store that goes in circles is found out.
            for number in 0...expected.count {
                let part = try await page(at, limit)
                try expect(part.elements.count <= limit, "a page of \(limit) has \(part.elements.count) rows")
                try expect((part.previous == nil) == (number == 0), "page \(number) of \(limit) rows has a wrong 'previous'")
                previous = previous ?? part.previous
                seen += part.elements
                guard let next = part.next else { break }
                at = .after(next)
            }
            try expectEqual(seen, expected, "forward by pages of \(limit)")

            seen = []
            at = .last
            for number in 0...expected.count {
                let part = try await page(at, limit)
                try expect(
                    (part.next == nil) == (number == 0), "page \(number) from the end, of \(limit) rows, has a wrong 'next'")
                seen = part.elements + seen
                guard let previous = part.previous else { break }
                at = .before(previous)
            }
            try same(seen, expected, "backward by pages of \(limit)")
        }
        for index in stride(from: 0, to: expected.count, by: 7) {
            let place = cursor(expected[index])
            try same(try await page(.after(place), 5).elements, expected[(index + 1)...].prefix(5), "the page after row \(index)")
            try same(try await page(.at(place), 5).elements, expected[index...].prefix(5), "the page at row \(index)")
            try same(try await page(.before(place), 5).elements, expected[..<index].suffix(5), "the page before row \(index)")
            let part = try await page(.at(place), 5)
            try expect((part.next != nil) == (index + 5 < expected.count), "the page at row \(index) has a wrong 'next'")
            if index > 0 { try expect(part.previous != nil, "the page at row \(index) has no 'previous'") }
        }
    }
}

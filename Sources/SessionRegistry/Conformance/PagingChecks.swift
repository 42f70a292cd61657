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
                    let expected = records.sorted { before(sort.cursor(of: $0), sort.cursor(of: $1), direction) }
                    try await walk(expected, cursor: sort.cursor) { start, limit in
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
                    let expected = tokens.map(\.record).sorted { before(sort.cursor(of: $0), sort.cursor(of: $1), direction) }
                    try await walk(expected, cursor: sort.cursor) { start, limit in
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
            Check("a cursor keeps its place while its own row goes and others come and go around it") { store in
                var samples = SampleRecords(seed: 32)
                for field in SessionSort.Field.allCases {
                    let sort = SessionSort(field, field == .seen ? .descending : .ascending)
                    var records = (0..<30).map { _ in samples.anySession() }
                    for record in records { try await store.insert(record, payload: [:]) }
                    records.sort { before(sort.cursor(of: $0), sort.cursor(of: $1), sort.direction) }
                    let place = sort.cursor(of: records[14])
                    // The row itself, one before and one after go; as many come.
                    for index in [20, 14, 3] { try await store.end(records.remove(at: index).id) }
                    let more = (0..<5).map { _ in samples.anySession() }
                    for record in more { try await store.insert(record, payload: [:]) }
                    records = (records + more).sorted { before(sort.cursor(of: $0), sort.cursor(of: $1), sort.direction) }
                    let after = records.filter { before(place, sort.cursor(of: $0), sort.direction) }
                    let until = records.filter { before(sort.cursor(of: $0), place, sort.direction) }
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
                            .sorted { before(sort.cursor(of: $0), sort.cursor(of: $1), sort.direction) }
                        try await walk(expected, cursor: sort.cursor) { start, limit in
                            try await store.sessions(
                                SessionQuery(filter: filter, sort: sort, start: start, limit: limit, now: now))
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

    private static func before(_ a: PageCursor, _ b: PageCursor, _ direction: SortDirection) -> Bool {
        direction == .ascending ? a < b : b < a
    }

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

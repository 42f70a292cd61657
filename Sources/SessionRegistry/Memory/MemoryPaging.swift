/// Pages of records that are all in memory.
enum MemoryPaging {
    /// Time: the number of records, plus sorting those on the asked side of `start`.
    static func page<Record: Sendable>(
        _ records: [Record], by cursor: (Record) -> PageCursor, _ direction: SortDirection, _ start: PageStart, limit: Int
    ) -> Page<Record> {
        let limit = min(max(limit, 1), 10_000)
        func precedes(_ a: PageCursor, _ b: PageCursor) -> Bool { direction.orders(a, before: b) }

        let rows = records.map { (cursor: cursor($0), record: $0) }
        let backward: Bool
        let side: [(cursor: PageCursor, record: Record)]
        switch start {
        case .first: (side, backward) = (rows, false)
        case .last: (side, backward) = (rows, true)
        case .after(let place): (side, backward) = (rows.filter { precedes(place, $0.cursor) }, false)
        case .at(let place): (side, backward) = (rows.filter { !precedes($0.cursor, place) }, false)
        case .before(let place): (side, backward) = (rows.filter { precedes($0.cursor, place) }, true)
        }
        let sorted = side.sorted { precedes($0.cursor, $1.cursor) }
        let elements = backward ? sorted.suffix(limit) : sorted.prefix(limit)
        guard let first = elements.first, let last = elements.last else { return Page(elements: [], next: nil, previous: nil) }
        return Page(
            elements: elements.map(\.record),
            next: rows.contains { precedes(last.cursor, $0.cursor) } ? last.cursor : nil,
            previous: rows.contains { precedes($0.cursor, first.cursor) } ? first.cursor : nil)
    }
}

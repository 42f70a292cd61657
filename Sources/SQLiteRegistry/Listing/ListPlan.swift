import GRDB
import SessionCore
import SessionRegistry

/// Which rows a filter means and the cheapest way to walk them, decided on one state of the store.
///
/// - The active: bucket 0, past the few that died since the last sweep.
/// - The dead: their buckets, and those few.
/// - Few matches (a user's, an id's, a rare word's): found first by another index, then put in order here.
/// - Anything else: a walk along the order's index, by bucket where that is sorted by a time.
struct ListPlan: Sendable {
    /// Up to this many rows are put in order here instead of being searched for along another order's index.
    static let fewEnough = 1_000
    /// Buckets up to this size are looked through for few matches before another order's index is walked.
    static let smallBuckets: Int64 = 5_000

    var table: ListTable
    var order: ListOrder
    var sources: [ListSource]

    init(_ db: Database, _ table: ListTable, _ order: ListOrder, _ filter: Filter, now: Timestamp) throws {
        self.table = table
        self.order = order
        let selection = try Selection(db, table, filter, now: now)
        if let found = try selection.few(db, order) {
            sources = [.listed(found)]
        } else {
            guard order.isBucketed else {
                sources = [.walk(bucket: nil, selection.everywhere, onlyValue: selection.onlyValue(of: order))]
                return
            }
            sources = selection.parts.flatMap { part in
                switch part {
                case .bucket(let bucket, let condition): [ListSource.walk(bucket: bucket, condition)]
                case .numbers: [ListSource]()
                }
            }
            let strays = selection.parts.flatMap { part in
                if case .numbers(let numbers) = part { numbers } else { [Int64]() }
            }
            if !strays.isEmpty { sources.append(.listed(try selection.keys(db, order, strays))) }
        }
    }

    /// At most `limit` rows beyond `bound`, nearest first.
    func keys(_ db: Database, from bound: ListSource.Bound?, ascending: Bool, limit: Int) throws -> [ListKey] {
        var found = try sources.map { try $0.keys(db, table, order, from: bound, ascending: ascending, limit: limit) }
        if found.count == 1 { return found.removeFirst() }
        // Each part is in order; there are three at most.
        let merged = found.joined().sorted { ascending ? $0.cursor < $1.cursor : $1.cursor < $0.cursor }
        return Array(merged.prefix(limit))
    }

    /// One page; `numbers` in the list's own direction.
    func page(_ db: Database, start: PageStart, limit: Int) throws -> (numbers: [Int64], next: PageCursor?, previous: PageCursor?)
    {
        let limit = min(max(limit, 1), 10_000)
        let forward = order.direction == .ascending
        let bound: ListSource.Bound?
        let backward: Bool
        switch start {
        case .first: (bound, backward) = (nil, false)
        case .last: (bound, backward) = (nil, true)
        case .after(let cursor): (bound, backward) = (.init(cursor: cursor, including: false), false)
        case .before(let cursor): (bound, backward) = (.init(cursor: cursor, including: false), true)
        case .at(let cursor): (bound, backward) = (.init(cursor: cursor, including: true), false)
        }
        var keys = try self.keys(db, from: bound, ascending: forward != backward, limit: limit + 1)
        let isMore = keys.count > limit
        if isMore { keys.removeLast() }
        // On the side that was come from, one look tells whether anything is there.
        var isBehind = false
        if bound != nil, let nearest = keys.first {
            let edge = ListSource.Bound(cursor: nearest.cursor, including: false)
            isBehind = try !self.keys(db, from: edge, ascending: forward == backward, limit: 1).isEmpty
        }
        if backward { keys.reverse() }
        let next = (backward ? isBehind : isMore) ? keys.last?.cursor : nil
        let previous = (backward ? isMore : isBehind) ? keys.first?.cursor : nil
        return (keys.map(\.number), next, previous)
    }
}

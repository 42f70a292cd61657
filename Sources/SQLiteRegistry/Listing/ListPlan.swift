import GRDB
import SessionCore
import SessionRegistry

/// Which rows a filter means and the cheapest way to walk them, decided on one state of the store.
///
/// - The active: bucket 0, past the few that died since the last sweep.
/// - The dead: their buckets, and those few.
/// - Few matches (a user's, an id's, a rare word's): found first by another index, then put in order here.
/// - Anything else: a walk along the order's index, by bucket where that is sorted by a time. Where there is no such index, all
///   rows are looked at for each page.
/// - By state, and by who revoked: such lists one after the other.
struct ListPlan: Sendable {
    /// Up to this many rows are put in order here instead of being searched for along another order's index.
    static let fewEnough = 1_000
    /// Buckets up to this size are looked through for few matches before another order's index is walked.
    static let smallBuckets: Int64 = 5_000

    var table: ListTable
    var order: ListOrder
    var sources: [ListSource] = []
    /// Lists that follow one another, in ascending order; then there are no sources.
    var sections: [ListPlan] = []

    init(_ db: Database, _ table: ListTable, _ order: ListOrder, _ filter: Filter, now: Timestamp) throws {
        self.table = table
        self.order = order
        func section(_ order: ListOrder, _ state: RecordState, negated: Bool = false) throws -> ListPlan {
            try ListPlan(db, table, order, Filter(terms: filter.terms + [.init(.state(state), negated: negated)]), now: now)
        }
        switch order.way {
        case .states:
            sections = try StateOrder.states.map { try section(order.by(.index), $0) }
            return
        case .revokers:
            // A walk by id past what is revoked, unless that is most of it.
            let all = try Selection(db, table, .all, now: now)
            let isMost = try all.rows(db, inBucket: 2) > all.rows(db, inBucket: 0) + all.rows(db, inBucket: 1)
            let byID = ListOrder.byID(table, order.direction).by(isMost ? .ranking : .index)
            sections = [try section(byID, .revoked, negated: true), try section(order.by(.ranking), .revoked)]
            return
        case .index, .ranking: break
        }
        let selection = try Selection(db, table, filter, now: now)
        if let found = try selection.few(db, order) {
            sources = [.listed(found)]
        } else if order.way == .ranking {
            let rows = try selection.rows(db)
            sources = rows.parts.map { .ranked($0) }
            if !rows.strays.isEmpty { sources.append(.listed(try selection.keys(db, order, rows.strays))) }
        } else {
            let span = selection.span(of: order)
            guard order.isBucketed else {
                sources = [.walk(bucket: nil, selection.everywhere, span, onlyValue: selection.onlyValue(of: order))]
                return
            }
            sources = selection.parts.flatMap { part in
                switch part {
                case .bucket(let bucket, let condition): [ListSource.walk(bucket: bucket, condition, span)]
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
        if !sections.isEmpty {
            var found: [ListKey] = []
            for (section, bound) in beyond(bound, ascending: ascending) where found.count < limit {
                let keys = try sections[section].keys(db, from: bound, ascending: ascending, limit: limit - found.count)
                found += keys.map { ListKey(cursor: outer($0.cursor, section), number: $0.number) }
            }
            return found
        }
        var found = try sources.map { try $0.keys(db, table, order, from: bound, ascending: ascending, limit: limit) }
        if found.count == 1 { return found.removeFirst() }
        // Each part is in order; there are three at most.
        let merged = found.joined().sorted { ascending ? $0.cursor < $1.cursor : $1.cursor < $0.cursor }
        return Array(merged.prefix(limit))
    }

    /// How many rows the list has before this place. Time: as many as are counted, or all where no index has the order.
    func count(_ db: Database, before cursor: PageCursor) throws -> Int {
        try count(db, from: .init(cursor: cursor, including: false), ascending: order.direction == .descending)
    }

    private func count(_ db: Database, from bound: ListSource.Bound?, ascending: Bool) throws -> Int {
        guard sections.isEmpty else {
            return try beyond(bound, ascending: ascending).reduce(0) {
                try $0 + sections[$1.section].count(db, from: $1.bound, ascending: ascending)
            }
        }
        return try sources.reduce(0) { try $0 + $1.count(db, table, order, from: bound, ascending: ascending) }
    }

    private func isAny(_ db: Database, from bound: ListSource.Bound?, ascending: Bool) throws -> Bool {
        guard sections.isEmpty else {
            return try beyond(bound, ascending: ascending).contains {
                try sections[$0.section].isAny(db, from: $0.bound, ascending: ascending)
            }
        }
        return try sources.contains { try $0.isAny(db, table, order, from: bound, ascending: ascending) }
    }

    // MARK: Sections

    /// The sections that lie beyond a place, nearest first, and from where on they count.
    private func beyond(_ bound: ListSource.Bound?, ascending: Bool) -> [(section: Int, bound: ListSource.Bound?)] {
        let all = ascending ? Array(sections.indices) : sections.indices.reversed()
        guard let bound, let (place, inner) = inner(bound.cursor) else { return all.map { ($0, nil) } }
        return all.filter { ascending ? $0 >= place : $0 <= place }.map { section in
            (section, section == place ? ListSource.Bound(cursor: inner, including: bound.including) : nil)
        }
    }

    /// In which section a place of the list lies, and where in that; `nil` for a cursor of another list.
    private func inner(_ cursor: PageCursor) -> (section: Int, PageCursor)? {
        guard order.way == .states else { return (cursor.value == .null ? 0 : 1, cursor) }
        guard let place = StateOrder(cursor.value), let section = StateOrder.states.firstIndex(of: place.state) else { return nil }
        return (section, PageCursor(value: place.used.map { .integer($0) } ?? .null, id: cursor.id))
    }

    /// The other way round.
    private func outer(_ cursor: PageCursor, _ section: Int) -> PageCursor {
        guard order.way == .states else { return cursor }
        let used: Int64? = if case .integer(let moment) = cursor.value { moment } else { nil }
        return PageCursor(value: StateOrder(StateOrder.states[section], used).value, id: cursor.id)
    }

    // MARK: Pages

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
            isBehind = try isAny(db, from: edge, ascending: forward == backward)
        }
        if backward { keys.reverse() }
        let next = (backward ? isBehind : isMore) ? keys.last?.cursor : nil
        let previous = (backward ? isMore : isBehind) ? keys.first?.cursor : nil
        return (keys.map(\.number), next, previous)
    }
}

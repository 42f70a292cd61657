import GRDB
import SessionCore
import SessionRegistry

extension Selection {
    /// The index along which a filter's matches are found soonest, and what to ask of it.
    private struct Access {
        var index: String
        var range: Condition?
        /// It leads to the matches and to hardly anything else.
        var isDirect: Bool
    }

    private var access: Access {
        for term in filter.terms where !term.negated {
            switch term.test {
            case .id(let prefix) where !prefix.isEmpty:
                guard let range = IDRange(prefix: prefix) else { continue }
                let condition = Condition(sql: "r.id BETWEEN ? AND ?", arguments: [.blob(range.first), .blob(range.last)])
                return Access(index: table.idIndex, range: condition, isDirect: true)
            case .user(let id):
                let condition = Condition(sql: "r.user_id = ?", arguments: [.text(id)])
                return Access(index: "\(table.name)_user", range: condition, isDirect: true)
            case .ipPrefix(let prefix):
                // Letters match in both cases, which a range cannot say.
                guard let last = prefix.utf8.last, prefix.utf8.allSatisfy({ $0 < 0x41 && $0 > 0x20 }) else { continue }
                let end = String(decoding: prefix.utf8.dropLast() + [last + 1], as: UTF8.self)
                let condition = Condition(sql: "r.ip >= ? AND r.ip < ?", arguments: [.text(prefix), .text(end)])
                return Access(index: "\(table.name)_ip", range: condition, isDirect: true)
            case .fresh(let wanted) where table.hasFreshness:
                let condition = Condition(sql: "r.fresh = ?", arguments: [.init(wanted)])
                return Access(index: "\(table.name)_fresh", range: condition, isDirect: true)
            case .remembered(let wanted) where table.hasFreshness:
                let condition = Condition(sql: "r.remembered = ?", arguments: [.init(wanted)])
                return Access(index: "\(table.name)_remembered", range: condition, isDirect: true)
            default: continue
            }
        }
        return Access(index: table.searchIndex, range: nil, isDirect: false)
    }

    /// The one value that the filter leaves an order's column, if it does.
    func onlyValue(of order: ListOrder) -> PageCursor.Value? {
        for term in filter.terms where !term.negated {
            switch term.test {
            case .user(let id) where order.column.sql == "r.user_id": return .text(id)
            case .fresh(let wanted) where order.column.sql == "r.fresh": return .integer(wanted ? 1 : 0)
            case .remembered(let wanted) where order.column.sql == "r.remembered": return .integer(wanted ? 1 : 0)
            default: continue
            }
        }
        return nil
    }

    /// Where in an order the filter's matches lie, as far as it says so.
    func span(of order: ListOrder) -> ListSource.Span {
        if order.column.kind == .none {
            let ranges = filter.terms.compactMap { term -> IDRange? in
                if case .id(let prefix) = term.test, !term.negated { IDRange(prefix: prefix) } else { nil }
            }
            guard let range = ranges.first else { return ListSource.Span() }
            return ListSource.Span(
                lower: Condition(sql: "r.id >= ?", arguments: [.blob(range.first)]),
                upper: Condition(sql: "r.id <= ?", arguments: [.blob(range.last)]))
        }
        let column = table.seenColumn
        guard order.column.sql == column else { return ListSource.Span() }
        var after: [Int64] = [], upTo: [Int64] = []
        for term in filter.terms {
            switch (term.test, term.negated) {
            case (.seenWithin(let seconds), false), (.notSeenFor(let seconds), true): after.append(Condition.moment(seconds, before: now))
            case (.notSeenFor(let seconds), false), (.seenWithin(let seconds), true): upTo.append(Condition.moment(seconds, before: now))
            default: continue
            }
        }
        return ListSource.Span(
            lower: after.max().map { Condition(sql: "\(column) > ?", arguments: [.integer($0)]) },
            upper: upTo.min().map { Condition(sql: "\(column) <= ?", arguments: [.integer($0)]) })
    }

    /// The parts as `access` leads to them: its way there is the same for all buckets, or goes by bucket.
    private func parts(by access: Access) -> [(bucket: Int?, condition: Condition?)] {
        if parts.isEmpty { return [] }
        if access.isDirect { return [(nil, everywhere)] }
        return parts.compactMap { if case .bucket(let bucket, let condition) = $0 { (bucket, condition) } else { nil } }
    }

    /// Rows that lie in no part by `access`.
    private func strays(by access: Access) -> [Int64] {
        access.isDirect ? [] : parts.flatMap { if case .numbers(let numbers) = $0 { numbers } else { [Int64]() } }
    }

    /// A statement over one part along `access`, without a LIMIT.
    private func statement(_ columns: String, bucket: Int?, _ condition: Condition?, _ access: Access) -> Condition {
        let all = [bucket.map { Condition(sql: "r.bucket = \($0)") }, access.range, condition].compactMap(\.self)
        return Condition(
            sql: "SELECT \(columns) FROM \(table.name) r INDEXED BY \(access.index) WHERE "
                + all.map(\.sql).joined(separator: " AND "),
            arguments: all.flatMap(\.arguments))
    }

    /// All matches in ascending order, if another index than the order's finds them and they are few; otherwise `nil`.
    func few(_ db: Database, _ order: ListOrder) throws -> [ListKey]? {
        guard !parts.isEmpty else { return [] }
        let access = self.access
        if !access.isDirect {
            let hasTerms = filter.terms.contains { if case .state = $0.test { false } else { true } }
            guard order.index != table.searchIndex, try hasTerms || !order.isBucketed && isSmall(db) else { return nil }
        }
        var found = try keys(db, order, strays(by: access))
        for part in parts(by: access) {
            let statement = statement("r.number, r.id, \(order.column.sql)", bucket: part.bucket, part.condition, access)
            let limit = ListPlan.fewEnough + 1 - found.count
            try db.each(statement.sql + " LIMIT \(max(limit, 1))", statement.arguments, cached: false) { row in
                found.append(contentsOf: key(row, order))
                return true
            }
            if found.count > ListPlan.fewEnough { return nil }
        }
        return found.sorted { $0.cursor < $1.cursor }
    }

    /// The rows that match as the parts of statements behind FROM, along what leads there soonest where there is an order to be
    /// made anyway, and those that lie in no part.
    func rows(_ db: Database) throws -> (parts: [Condition], strays: [Int64]) {
        let access = self.access
        guard !parts.isEmpty else { return ([], []) }
        // Most rows are read soonest as they lie; a part of them bucket by bucket.
        let meant = try parts.reduce(Int64(0)) { sum, part in
            if case .bucket(let bucket, _) = part { try sum + rows(db, inBucket: bucket) } else { sum }
        }
        let isMost = try !access.isDirect && 2 * meant > (0...2).reduce(0) { try $0 + rows(db, inBucket: $1) }
        if access.isDirect || isMost {
            let way = access.isDirect ? "INDEXED BY \(access.index)" : "NOT INDEXED"
            let all = Condition(all: [access.range, everywhere].compactMap(\.self))
            return ([Condition(sql: "\(table.name) r \(way)" + (all.map { " WHERE \($0.sql)" } ?? ""), arguments: all?.arguments ?? [])], [])
        }
        let buckets = parts(by: access).map { part in
            let rest = part.condition.map { " AND \($0.sql)" } ?? ""
            return Condition(
                sql: "\(table.name) r INDEXED BY \(table.name)_created WHERE r.bucket = \(part.bucket ?? 0)\(rest)",
                arguments: part.condition?.arguments ?? [])
        }
        return (buckets, strays(by: access))
    }

    /// Whether the parts lie in buckets with few rows.
    private func isSmall(_ db: Database) throws -> Bool {
        var rows: Int64 = 0
        for case .bucket(let bucket, _) in parts {
            rows += try self.rows(db, inBucket: bucket)
        }
        return rows <= ListPlan.smallBuckets
    }

    func rows(_ db: Database, inBucket bucket: Int) throws -> Int64 {
        try db.number("SELECT coalesce(sum(count), 0) FROM tally WHERE kind = '\(table.name)' AND bucket = \(bucket)")
    }

    /// These rows' places in the list, in ascending order.
    func keys(_ db: Database, _ order: ListOrder, _ numbers: [Int64]) throws -> [ListKey] {
        let sql = "SELECT r.number, r.id, \(order.column.sql) FROM \(table.name) r WHERE r.number = ?"
        return try numbers.flatMap { number in try db.first(sql, [.integer(number)]) { key($0, order) } ?? [] }
            .sorted { $0.cursor < $1.cursor }
    }

    private func key(_ row: ResultRow, _ order: ListOrder) -> [ListKey] {
        guard let id = Digest256(bytes: row.bytes(1)) else { return [] }
        return [ListKey(cursor: PageCursor(value: order.column.value(row, 2), id: id), number: row.integer(0))]
    }

    /// How many match, counted up to `limit`. Time: as many rows as are walked to find that many; none where whole buckets are meant,
    /// whose rows are counted as they come and go.
    func count(_ db: Database, upTo limit: Int) throws -> Int {
        let access = self.access
        var count = strays(by: access).count
        for part in parts(by: access) where count < limit {
            if let bucket = part.bucket, part.condition == nil {
                count += Int(try rows(db, inBucket: bucket))
                continue
            }
            let statement = statement("1", bucket: part.bucket, part.condition, access)
            let counted = try db.number(
                "SELECT count(*) FROM (\(statement.sql) LIMIT ?)", statement.arguments + [.integer(Int64(limit - count))],
                cached: statement.arguments.count <= 2)
            count += Int(counted)
        }
        return min(count, max(limit, 0))
    }

    /// The numbers of the matches among the rows after this one, ascending. Time: as many rows as there are.
    func numbers(_ db: Database, after last: Int64) throws -> [Int64] {
        guard !parts.isEmpty else { return [] }
        let all = [Condition(sql: "r.number > ?", arguments: [.integer(last)]), everywhere].compactMap(\.self)
        return try db.all(
            "SELECT r.number FROM \(table.name) r NOT INDEXED WHERE " + all.map(\.sql).joined(separator: " AND "),
            all.flatMap(\.arguments), cached: false
        ) { $0.integer(0) }.sorted()
    }

    /// The numbers of all matches, ascending: eight bytes each.
    func numbers(_ db: Database) throws -> [Int64] {
        let access = self.access
        var found = strays(by: access)
        for part in parts(by: access) {
            let statement = statement("r.number", bucket: part.bucket, part.condition, access)
            try db.each(statement.sql, statement.arguments, cached: false) { row in
                found.append(row.integer(0))
                return true
            }
        }
        return found.sorted()
    }
}

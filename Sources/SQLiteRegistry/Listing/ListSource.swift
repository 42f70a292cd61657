import GRDB
import SessionRegistry

/// Where rows of a list come from, in its order.
enum ListSource: Sendable {
    /// A walk along the order's index in one bucket, or in all (`nil`), past the rows that do not match. If all that match have
    /// the same value in the order's column, it stays within that.
    case walk(bucket: Int?, Condition?, Span, onlyValue: PageCursor.Value? = nil)
    /// Rows that no index has in this order, as the part of a statement behind FROM: all of them are looked at, the nearest are kept.
    case ranked(Condition)
    /// A few rows that are known already, in ascending order.
    case listed([ListKey])

    /// Between which values in the order's column the rows lie that have one. Both are part of the walk's condition as well, but there
    /// in terms that may bound no index, or come too late to.
    struct Span: Sendable {
        var lower: Condition?
        var upper: Condition?
    }

    /// A place in the list and whether a row that stands exactly there counts.
    struct Bound: Sendable {
        var cursor: PageCursor
        var including: Bool
    }

    /// At most `limit` rows beyond `bound`, nearest first.
    func keys(_ db: Database, _ table: ListTable, _ order: ListOrder, from bound: Bound?, ascending: Bool, limit: Int) throws
        -> [ListKey]
    {
        var found: [ListKey] = []
        func take(_ statement: Condition, cached: Bool) throws {
            try db.each(statement.sql, statement.arguments + [.integer(Int64(limit - found.count))], cached: cached) { row in
                guard let id = Digest256(bytes: row.bytes(1)) else { return true }
                found.append(ListKey(cursor: PageCursor(value: order.column.value(row, 2), id: id), number: row.integer(0)))
                return true
            }
        }
        switch self {
        case .walk(let bucket, let condition, let span, let onlyValue):
            let walk = Self.walk(table, order, bucket: bucket, condition, span, onlyValue: onlyValue, from: bound, ascending: ascending)
            for part in walk {
                // Texts shaped by more than one condition are as many as people can type.
                try take(part.statement, cached: (condition?.arguments.count ?? 0) <= 2)
                if found.count >= limit { break }
            }
            return found
        case .ranked(let rows):
            let direction = ascending ? "ASC" : "DESC"
            var statement = Self.ranked("number, id, value", rows, order, from: bound, ascending: ascending)
            statement.sql += " ORDER BY value \(direction), id \(direction) LIMIT ?"
            try take(statement, cached: false)
            return found
        case .listed(let keys):
            let beyond = Self.beyond(keys, bound, ascending: ascending)
            return Array(ascending ? beyond.prefix(limit) : beyond.suffix(limit).reversed().prefix(limit))
        }
    }

    /// How many rows there are beyond `bound`. Time: as many as are counted, or all where no index has the order.
    func count(_ db: Database, _ table: ListTable, _ order: ListOrder, from bound: Bound?, ascending: Bool) throws -> Int {
        switch self {
        case .walk(let bucket, let condition, let span, let onlyValue):
            let walk = Self.walk(table, order, bucket: bucket, condition, span, onlyValue: onlyValue, from: bound, ascending: ascending)
            return try walk.reduce(0) { try $0 + Int(db.number($1.counting.sql, $1.counting.arguments, cached: false)) }
        case .ranked(let rows):
            let statement = Self.ranked("count(*)", rows, order, from: bound, ascending: ascending)
            return Int(try db.number(statement.sql, statement.arguments, cached: false))
        case .listed(let keys):
            return Self.beyond(keys, bound, ascending: ascending).count
        }
    }

    /// Whether there is a row beyond `bound`: what is not in order is looked at until one is found.
    func isAny(_ db: Database, _ table: ListTable, _ order: ListOrder, from bound: Bound?, ascending: Bool) throws -> Bool {
        guard case .ranked(let rows) = self else {
            return try !keys(db, table, order, from: bound, ascending: ascending, limit: 1).isEmpty
        }
        let statement = Self.ranked("1", rows, order, from: bound, ascending: ascending)
        return try db.number("SELECT EXISTS (\(statement.sql))", statement.arguments, cached: false) != 0
    }

    private static func beyond(_ keys: [ListKey], _ bound: Bound?, ascending: Bool) -> [ListKey] {
        keys.filter { key in
            guard let bound else { return true }
            if key.cursor == bound.cursor { return bound.including }
            return ascending ? bound.cursor < key.cursor : key.cursor < bound.cursor
        }
    }

    // MARK: Statements

    /// One part of a walk: its rows in order, with a last argument to come (how many); and the number of them.
    struct Part: Equatable, Sendable {
        var statement: Condition
        var counting: Condition
    }

    /// The parts of a walk, in order. NULLs and values are two walks, as SQL compares nothing with NULL.
    static func walk(
        _ table: ListTable, _ order: ListOrder, bucket: Int?, _ condition: Condition?, _ span: Span,
        onlyValue: PageCursor.Value? = nil, from bound: Bound?, ascending: Bool
    ) -> [Part] {
        let column = order.column.sql
        let beyond = (ascending ? ">" : "<") + (bound?.including == true ? "=" : "")
        let direction = ascending ? "ASC" : "DESC"
        func part(_ range: [Condition?], index: String? = nil, orderBy: String) -> Part {
            let conditions = ([bucket.map { Condition(sql: "r.bucket = \($0)") }] + range + [condition]).compactMap(\.self)
            let rows = conditions.isEmpty ? "" : " WHERE " + conditions.map(\.sql).joined(separator: " AND ")
            let source = "FROM \(table.name) r INDEXED BY \(index ?? order.index)\(rows)"
            let arguments = conditions.flatMap(\.arguments)
            return Part(
                statement: Condition(
                    sql: "SELECT r.number, r.id, \(column) \(source) ORDER BY \(orderBy) LIMIT ?", arguments: arguments),
                counting: Condition(sql: "SELECT count(*) \(source)", arguments: arguments))
        }
        if let onlyValue, let value = order.column.argument(onlyValue) {
            var range = Condition(sql: "\(column) = ?", arguments: [value])
            if let bound {
                if bound.cursor.value == onlyValue {
                    range.sql += " AND r.id \(beyond) ?"
                    range.arguments.append(.blob(bound.cursor.id.bytes))
                } else if (bound.cursor.value < onlyValue) != ascending {
                    return []
                }
            }
            return [part([range], orderBy: "r.id \(direction)")]
        }
        // SQLite takes the first of several lower bounds, and of several upper ones. So a place comes before where the rows begin or
        // end, from which it is a way to go; and where values begin at all is said only where nothing else bounds the walk.
        if order.column.kind == .none {
            let place = bound.map { Condition(sql: "r.id \(beyond) ?", arguments: [.blob($0.cursor.id.bytes)]) }
            let lowest = place == nil ? Condition(sql: "r.id >= x''") : nil
            return [part([place, span.lower ?? lowest, span.upper], orderBy: "r.id \(direction)")]
        }
        var missing: Condition?
        let isBounded = bucket != nil && !order.column.isNullable
        let lower = span.lower ?? (isBounded ? nil : Condition(sql: "\(column) >= \(order.column.lowest)"))
        var values: [Condition?]? = [lower, span.upper]
        if order.column.isNullable { missing = Condition(sql: "\(column) IS NULL") }
        if let bound {
            let id = SQLValue.blob(bound.cursor.id.bytes)
            if let value = order.column.argument(bound.cursor.value) {
                let place = Condition(sql: "(\(column), r.id) \(beyond) (?, ?)", arguments: [value, id])
                if ascending {
                    // An index of the values alone has to be told that there are no others.
                    let isPartial = order.column.missingIndex != nil
                    values = [isPartial ? Condition(sql: "\(column) IS NOT NULL") : nil, place, span.upper]
                    missing = nil
                } else {
                    values = [place, lower]
                }
            } else {
                missing?.sql += " AND r.id \(beyond) ?"
                missing?.arguments.append(id)
                if !ascending { values = nil }
            }
        }
        let two = [
            missing.map { part([$0], index: order.column.missingIndex, orderBy: "r.id \(direction)") },
            values.map { part($0, orderBy: "\(column) \(direction), r.id \(direction)") },
        ].compactMap(\.self)
        return ascending ? two : two.reversed()
    }

    /// The rows beyond a place, in no order. The value is worked out once a row: `LIMIT -1` keeps SQLite from putting its expression
    /// wherever it is named.
    private static func ranked(_ columns: String, _ rows: Condition, _ order: ListOrder, from bound: Bound?, ascending: Bool) -> Condition {
        var statement = Condition(
            sql: "SELECT \(columns) FROM (SELECT r.number AS number, r.id AS id, \(order.column.sql) AS value FROM \(rows.sql) LIMIT -1)",
            arguments: rows.arguments)
        guard let bound else { return statement }
        let id = SQLValue.blob(bound.cursor.id.bytes)
        let beyond = (ascending ? ">" : "<") + (bound.including ? "=" : "")
        switch (order.column.argument(bound.cursor.value), ascending) {
        case (let value?, true):
            statement.sql += " WHERE (value, id) \(beyond) (?, ?)"
            statement.arguments += [value, id]
        case (let value?, false):
            statement.sql += " WHERE ((value, id) \(beyond) (?, ?) OR value IS NULL)"
            statement.arguments += [value, id]
        case (nil, true):
            statement.sql += " WHERE (value IS NOT NULL OR id \(beyond) ?)"
            statement.arguments.append(id)
        case (nil, false):
            statement.sql += " WHERE value IS NULL AND id \(beyond) ?"
            statement.arguments.append(id)
        }
        return statement
    }
}

import GRDB
import SessionRegistry

/// Where rows of a list come from, in its order.
enum ListSource: Sendable {
    /// A walk along the order's index in one bucket, or in all (`nil`), past the rows that do not match. If all that match have
    /// the same value in the order's column, it stays within that.
    case walk(bucket: Int?, Condition?, onlyValue: PageCursor.Value? = nil)
    /// A few rows that are known already, in ascending order.
    case listed([ListKey])

    /// A place in the list and whether a row that stands exactly there counts.
    struct Bound: Sendable {
        var cursor: PageCursor
        var including: Bool
    }

    /// At most `limit` rows beyond `bound`, nearest first.
    func keys(_ db: Database, _ table: ListTable, _ order: ListOrder, from bound: Bound?, ascending: Bool, limit: Int) throws
        -> [ListKey]
    {
        switch self {
        case .walk(let bucket, let condition, let onlyValue):
            var found: [ListKey] = []
            let walk = Self.walk(table, order, bucket: bucket, condition, onlyValue: onlyValue, from: bound, ascending: ascending)
            for statement in walk {
                let arguments = statement.arguments + [.integer(Int64(limit - found.count))]
                // Texts shaped by more than one condition are as many as people can type.
                try db.each(statement.sql, arguments, cached: (condition?.arguments.count ?? 0) <= 2) { row in
                    guard let id = Digest256(bytes: row.bytes(1)) else { return true }
                    found.append(ListKey(cursor: PageCursor(value: order.column.value(row, 2), id: id), number: row.integer(0)))
                    return true
                }
                if found.count >= limit { break }
            }
            return found
        case .listed(let keys):
            let beyond = keys.filter { key in
                guard let bound else { return true }
                if key.cursor == bound.cursor { return bound.including }
                return ascending ? bound.cursor < key.cursor : key.cursor < bound.cursor
            }
            return Array(ascending ? beyond.prefix(limit) : beyond.suffix(limit).reversed().prefix(limit))
        }
    }

    /// The statements of a walk, in order, each with a last argument to come: how many rows. NULLs and values are two walks,
    /// as SQL compares nothing with NULL.
    static func walk(
        _ table: ListTable, _ order: ListOrder, bucket: Int?, _ condition: Condition?, onlyValue: PageCursor.Value? = nil,
        from bound: Bound?,
        ascending: Bool
    ) -> [Condition] {
        let column = "r.\(order.column.name)"
        let beyond = (ascending ? ">" : "<") + (bound?.including == true ? "=" : "")
        let direction = ascending ? "ASC" : "DESC"
        func statement(_ range: Condition, orderBy: String) -> Condition {
            let part = bucket.map { "r.bucket = \($0) AND " } ?? ""
            let rest = condition.map { " AND \($0.sql)" } ?? ""
            return Condition(
                sql: """
                    SELECT r.number, r.id, \(column) FROM \(table.name) r INDEXED BY \(order.index)
                    WHERE \(part)\(range.sql)\(rest) ORDER BY \(orderBy) LIMIT ?
                    """,
                arguments: range.arguments + (condition?.arguments ?? []))
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
            return [statement(range, orderBy: "r.id \(direction)")]
        }
        var missing: Condition?
        var values: Condition? = Condition(sql: "\(column) >= \(order.column.isText ? "''" : "\(Int64.min)")")
        if order.column.isNullable { missing = Condition(sql: "\(column) IS NULL") }
        if let bound {
            let id = SQLValue.blob(bound.cursor.id.bytes)
            if let value = order.column.argument(bound.cursor.value) {
                // Of two lower bounds SQLite may take the wrong one; downwards the first is where the NULLs begin.
                let place = "(\(column), r.id) \(beyond) (?, ?)"
                values = Condition(
                    sql: ascending ? place : (values.map { $0.sql + " AND " } ?? "") + place, arguments: [value, id])
                if ascending { missing = nil }
            } else {
                missing?.sql += " AND r.id \(beyond) ?"
                missing?.arguments.append(id)
                if !ascending { values = nil }
            }
        }
        let two = [
            missing.map { statement($0, orderBy: "r.id \(direction)") },
            values.map { statement($0, orderBy: "\(column) \(direction), r.id \(direction)") },
        ].compactMap(\.self)
        return ascending ? two : two.reversed()
    }
}

extension ListTable.SortColumn {
    /// A cursor's value as this column has it. A cursor of another list names some place, but never fails.
    func argument(_ value: PageCursor.Value) -> SQLValue? {
        switch value {
        case .null: nil
        case .integer(let number): isText ? .text("") : .integer(number)
        case .text(let text): isText ? .text(text) : .integer(.max)
        }
    }

    func value(_ row: ResultRow, _ at: Int32) -> PageCursor.Value {
        if row.isNull(at) { return .null }
        return isText ? .text(row.text(at)) : .integer(row.integer(at))
    }
}

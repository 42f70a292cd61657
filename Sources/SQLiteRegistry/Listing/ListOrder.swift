import SessionRegistry

/// A sort: the value that it goes by, and how its rows are come by.
struct ListOrder: Sendable {
    /// The value that a list is sorted by.
    struct Column: Sendable {
        enum Kind: Sendable {
            case integer, text
            /// Integers, and behind them texts.
            case mixed
            /// No value: the list is sorted by the id alone.
            case none
        }
        /// On the row `r`; where there is an index, just as the index has it.
        var sql: String
        var kind = Kind.integer
        var isNullable = false
        /// The index that leads to the rows without a value, if the order's own does not hold them.
        var missingIndex: String?
    }

    enum Way: Sendable {
        /// Along an index.
        case index
        /// State after state, each along the index by last use.
        case states
        /// First what is not revoked, by id; then what is, put in order by who revoked it.
        case revokers
        /// No index: all rows are looked at for each page, and the nearest are kept.
        case ranking
    }

    var column: Column
    /// Empty where there is none.
    var index = ""
    var direction: SortDirection
    /// Whether the index begins with the bucket: those by a time do.
    var isBucketed = false
    var way = Way.index

    init(_ sort: SessionSort) {
        let direction = sort.direction
        func along(_ column: Column, _ index: String? = nil, bucketed: Bool = false) -> ListOrder {
            ListOrder(column, index: index ?? "sessions_\(sort.field.rawValue)", direction, isBucketed: bucketed)
        }
        self =
            switch sort.field {
            case .user: along(.init(sql: "r.user_id", kind: .text, isNullable: true))
            case .device: along(.init(sql: "r.device", kind: .text, isNullable: true))
            case .ip: along(.init(sql: "r.address", kind: .mixed, isNullable: true), "sessions_address")
            case .created: along(.init(sql: "r.created_at"), bucketed: true)
            case .seen: along(.init(sql: "r.last_seen_at"), bucketed: true)
            case .expires: along(.init(sql: "r.expires_at", isNullable: true), bucketed: true)
            case .fresh: along(.init(sql: "r.fresh", isNullable: true))
            case .remembered: along(.init(sql: "r.remembered", isNullable: true))
            case .permanent: along(.init(sql: "r.permanent", isNullable: true))
            case .state: ListOrder(.init(sql: "r.last_seen_at"), index: "sessions_seen", direction, isBucketed: true, way: .states)
            case .revokedBy: ListOrder(Self.revoker("session"), direction, way: .revokers)
            case .agent:
                ListOrder(
                    .init(
                        sql: "(SELECT d.user_agent FROM session_data d WHERE d.session = r.number)", kind: .text,
                        isNullable: true), direction, way: .ranking)
            case .id: Self.byID(.sessions, direction)
            }
    }

    init(_ sort: TokenSort) {
        let direction = sort.direction
        func along(_ column: Column, _ index: String? = nil, bucketed: Bool = false) -> ListOrder {
            ListOrder(column, index: index ?? "tokens_\(sort.field.rawValue)", direction, isBucketed: bucketed)
        }
        let used = Column(sql: "r.last_used_at", isNullable: true)
        self =
            switch sort.field {
            case .user: along(.init(sql: "r.user_id", kind: .text))
            case .device: along(.init(sql: "r.device", kind: .text, isNullable: true))
            case .ip: along(.init(sql: "r.address", kind: .mixed, isNullable: true), "tokens_address")
            case .created: along(.init(sql: "r.created_at"), bucketed: true)
            case .used: along(used, bucketed: true)
            case .expires: along(.init(sql: "r.expires_at", isNullable: true), bucketed: true)
            case .uses: along(.init(sql: "r.uses"))
            case .rotates: along(.init(sql: "r.rotation", isNullable: true))
            case .theft:
                // Hardly any token was stolen: the index holds just those.
                along(.init(sql: "r.theft_detected_at", isNullable: true, missingIndex: ListTable.tokens.idIndex))
            case .state: ListOrder(used, index: "tokens_used", direction, isBucketed: true, way: .states)
            case .revokedBy: ListOrder(Self.revoker("token"), direction, way: .revokers)
            case .agent: ListOrder(.init(sql: "r.user_agent", kind: .text, isNullable: true), direction, way: .ranking)
            case .id: Self.byID(.tokens, direction)
            }
    }

    private init(_ column: Column, index: String = "", _ direction: SortDirection, isBucketed: Bool = false, way: Way = .index) {
        self.column = column
        self.index = index
        self.direction = direction
        self.isBucketed = isBucketed
        self.way = way
    }

    static func byID(_ table: ListTable, _ direction: SortDirection) -> ListOrder {
        ListOrder(.init(sql: "NULL", kind: .none, isNullable: true), index: table.idIndex, direction)
    }

    /// The same order come by in another way.
    func by(_ way: Way) -> ListOrder {
        var order = self
        order.way = way
        return order
    }

    /// Who revoked the row, as its record has it (`Records`).
    private static func revoker(_ kind: String) -> Column {
        Column(
            sql: """
                (SELECT v.by FROM revocations v WHERE v.number = (
                    SELECT max(+m.revocation) FROM revoked_\(kind)s m WHERE m.\(kind) = r.number AND m.restored = 0))
                """, kind: .text, isNullable: true)
    }
}

extension ListOrder.Column {
    /// What is less than every value.
    var lowest: String { kind == .text ? "''" : "\(Int64.min)" }

    /// A cursor's value as this column has it; `nil`: it has none. A cursor of another list names some place, but never fails.
    func argument(_ value: PageCursor.Value) -> SQLValue? {
        switch (value, kind) {
        case (.null, _), (_, .none): nil
        case (.integer, .text): .text("")
        case (.integer(let number), _): .integer(number)
        case (.text, .integer): .integer(.max)
        case (.text(let text), _): .text(text)
        }
    }

    func value(_ row: ResultRow, _ at: Int32) -> PageCursor.Value {
        if row.isNull(at) { return .null }
        return switch kind {
        case .none: .null
        case .integer: .integer(row.integer(at))
        case .text: .text(row.text(at))
        case .mixed: row.isText(at) ? .text(row.text(at)) : .integer(row.integer(at))
        }
    }
}

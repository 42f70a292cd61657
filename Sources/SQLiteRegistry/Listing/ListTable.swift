import SessionRegistry

/// What the walks over sessions and over tokens differ in.
struct ListTable: Sendable {
    struct SortColumn: Sendable {
        var name: String
        var isText = false
        var isNullable = false
    }

    var name: String
    /// The index that covers what a search reads.
    var searchIndex: String
    /// When a record was last seen.
    var seen: String
    /// A condition on the user agent, with one argument: the text to find.
    var userAgentContains: String
    var hasFreshness: Bool

    static let sessions = ListTable(
        name: "sessions", searchIndex: "sessions_seen", seen: "r.last_seen_at",
        userAgentContains: """
            EXISTS (SELECT 1 FROM session_data d WHERE d.session = r.number AND rollcall_contains(?, d.user_agent))
            """,
        hasFreshness: true)

    static let tokens = ListTable(
        name: "tokens", searchIndex: "tokens_used", seen: "coalesce(r.last_used_at, r.created_at)",
        userAgentContains: "rollcall_contains(?, r.user_agent)", hasFreshness: false)
}

/// A sort: its column and index in the table.
struct ListOrder: Sendable {
    var column: ListTable.SortColumn
    var index: String
    var direction: SortDirection
    /// Whether the index begins with the bucket: those by a time do.
    var isBucketed: Bool

    init(_ sort: SessionSort) {
        column =
            switch sort.field {
            case .user: .init(name: "user_id", isText: true, isNullable: true)
            case .device: .init(name: "device", isText: true, isNullable: true)
            case .ip: .init(name: "ip", isText: true, isNullable: true)
            case .created: .init(name: "created_at")
            case .seen: .init(name: "last_seen_at")
            case .expires: .init(name: "expires_at", isNullable: true)
            case .fresh: .init(name: "fresh", isNullable: true)
            case .remembered: .init(name: "remembered", isNullable: true)
            }
        index = "sessions_\(sort.field.rawValue)"
        isBucketed = [.created, .seen, .expires].contains(sort.field)
        direction = sort.direction
    }

    init(_ sort: TokenSort) {
        column =
            switch sort.field {
            case .user: .init(name: "user_id", isText: true)
            case .device: .init(name: "device", isText: true, isNullable: true)
            case .ip: .init(name: "ip", isText: true, isNullable: true)
            case .created: .init(name: "created_at")
            case .used: .init(name: "last_used_at", isNullable: true)
            case .expires: .init(name: "expires_at", isNullable: true)
            case .uses: .init(name: "uses")
            }
        index = "tokens_\(sort.field.rawValue)"
        isBucketed = [.created, .used, .expires].contains(sort.field)
        direction = sort.direction
    }
}

/// A place in a list and the row that stands there.
struct ListKey: Sendable {
    var cursor: PageCursor
    /// The row's number in its table.
    var number: Int64
}

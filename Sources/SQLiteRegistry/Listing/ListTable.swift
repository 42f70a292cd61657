import SessionRegistry

/// What the walks over sessions and over tokens differ in.
struct ListTable: Sendable {
    var name: String
    /// The index that covers what a search reads.
    var searchIndex: String
    /// When a record was last seen.
    var seen: String
    /// The column with that, if it is ordered by an index; `seen` itself where it is not NULL.
    var seenColumn: String
    /// A condition on the user agent, with one argument: the text to find.
    var userAgentContains: String
    var hasFreshness: Bool

    /// The index of the ids.
    var idIndex: String { "sqlite_autoindex_\(name)_1" }

    static let sessions = ListTable(
        name: "sessions", searchIndex: "sessions_seen", seen: "r.last_seen_at", seenColumn: "r.last_seen_at",
        userAgentContains: """
            EXISTS (SELECT 1 FROM session_data d WHERE d.session = r.number AND rollcall_contains(?, d.user_agent))
            """,
        hasFreshness: true)

    static let tokens = ListTable(
        name: "tokens", searchIndex: "tokens_used", seen: "coalesce(r.last_used_at, r.created_at)", seenColumn: "r.last_used_at",
        userAgentContains: "rollcall_contains(?, r.user_agent)", hasFreshness: false)
}

/// A place in a list and the row that stands there.
struct ListKey: Sendable {
    var cursor: PageCursor
    /// The row's number in its table.
    var number: Int64
}

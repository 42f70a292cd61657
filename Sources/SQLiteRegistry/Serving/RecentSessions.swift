import SessionRegistry

/// The sessions that requests have read, each good for as long as nobody changes the store: a page's many requests carry the same
/// cookie.
///
/// Each id has one place, which the next session of that place takes over, so that memory stays bounded whoever comes. Ids are hashes
/// of secrets that the store drew, so that nobody chooses where one lies.
struct RecentSessions: Sendable {
    private struct Entry: Sendable {
        var id: SessionID
        /// Before the session was read: a change during the reading makes the entry useless, never wrong.
        var mark: CommitMark.Value
        var session: StoredSession
    }

    static let places = 2_048
    /// Sessions with a longer payload, as it is stored, are read each time. In bytes.
    static let longestPayload = 2_048

    private var entries: [Entry?] = []

    /// What was read of this session; `nil`: nothing, or the store has changed since.
    func session(_ id: SessionID, at mark: CommitMark.Value) -> StoredSession? {
        guard !entries.isEmpty, let entry = entries[Self.place(id)], entry.mark == mark, entry.id == id else { return nil }
        return entry.session
    }

    mutating func keep(_ session: StoredSession, payloadLength: Int, at mark: CommitMark.Value) {
        guard payloadLength <= Self.longestPayload else { return }
        if entries.isEmpty { entries = Array(repeating: nil, count: Self.places) }
        entries[Self.place(session.record.id)] = Entry(id: session.record.id, mark: mark, session: session)
    }

    private static func place(_ id: SessionID) -> Int {
        id.digest.withBytes { bytes in (Int(bytes[0]) << 8 | Int(bytes[1])) % places }
    }
}

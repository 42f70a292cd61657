package import SessionCore
package import SessionRegistry

/// What the plain mode knows of the store at one moment: the newest records, and numbers for the rest.
///
/// A store of a million sessions is not loaded to be followed: the newest are compared one by one, of the older ones only the
/// counters and the audit log tell.
package struct FollowedState: Sendable {
    /// The newest records of one kind, by when they were made, newest first.
    package struct Window<Record: Followed>: Sendable {
        package var records: [Record]
        /// There are older ones, which are not followed.
        package var goesOn: Bool
        package init(records: [Record], goesOn: Bool) {
            self.records = records
            self.goesOn = goesOn
        }

        /// Whether a record made then would be in this window, were it in the store.
        func covers(_ record: Record) -> Bool {
            guard goesOn else { return true }
            guard let oldest = records.last else { return false }
            return (record.createdAt, record.digest) >= (oldest.createdAt, oldest.digest)
        }
    }

    package static let followedSessions = 200
    package static let followedTokens = 100
    package static let readEvents = 100

    package var at: Timestamp
    package var filter: Filter
    package var sessions: Window<SessionRecord>
    package var tokens: Window<TokenRecord>
    /// The newest events, newest first.
    package var events: [AuditEvent]
    package var health: StoreHealth

    package init(
        at: Timestamp, filter: Filter, sessions: Window<SessionRecord>, tokens: Window<TokenRecord>, events: [AuditEvent],
        health: StoreHealth
    ) {
        self.at = at
        self.filter = filter
        self.sessions = sessions
        self.tokens = tokens
        self.events = events
        self.health = health
    }

    package static func read(_ store: any RegistryStore, filter: Filter, now: Timestamp) async throws(StoreError) -> FollowedState
    {
        let sessions = try await store.sessions(
            SessionQuery(filter: filter, sort: SessionSort(.created, .descending), limit: followedSessions, now: now))
        let tokens = try await store.tokens(
            TokenQuery(filter: filter, sort: TokenSort(.created, .descending), limit: followedTokens, now: now))
        return FollowedState(
            at: now, filter: filter, sessions: Window(records: sessions.elements, goesOn: sessions.next != nil),
            tokens: Window(records: tokens.elements, goesOn: tokens.next != nil),
            events: try await store.auditEvents(AuditQuery(limit: readEvents)), health: try await store.health(now: now))
    }

    /// When the next of the followed sessions expires: a change that nobody writes into the store.
    package var nextExpiry: Timestamp? {
        sessions.records.lazy.filter { $0.state(at: at) == .active }.compactMap(\.expiresAt).min()
    }
}

/// A record with a place in the order of making.
package protocol Followed: Sendable {
    var digest: Digest256 { get }
    var createdAt: Timestamp { get }
}

extension SessionRecord: Followed {
    package var digest: Digest256 { id.digest }
}

extension TokenRecord: Followed {
    package var digest: Digest256 { id.digest }
}

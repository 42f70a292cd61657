public import SessionCore

// What an administrator asks of a store, and what it answers.

/// What to revoke. A set of ids is exactly that set, whatever the table does meanwhile.
public struct RevocationRequest: Hashable, Sendable {
    /// Which records.
    public enum Choice: Hashable, Sendable {
        /// These sessions.
        case sessions([SessionID])
        /// These remember tokens.
        case tokens([TokenID])
        /// All sessions, and all remember tokens, of a user: those whose user id is this, to the byte.
        case user(String)
        /// All sessions that match when it happens.
        case sessionsMatching(Filter)
        /// All remember tokens that match when it happens.
        case tokensMatching(Filter)
        /// All sessions and all remember tokens.
        case everything
    }
    /// Which records.
    public var choice: Choice
    /// Who acts.
    public var actor: Actor
    /// Leave the remember tokens of the revoked sessions alone (they can then bring the login back). It holds for `.user` and
    /// `.everything` too, and means nothing where tokens are chosen.
    public var keepTokens: Bool
    /// What `RegistryStore.fix(_:)` gave for this very choice: that, and nothing else. `nil`: what matches when it happens. A store that
    /// does not know the selection (any more) throws `.conflict`, and changes nothing.
    public var fixed: FixedSelection?
    /// A request to revoke.
    public init(_ choice: Choice, actor: Actor, keepTokens: Bool = false, fixed: FixedSelection? = nil) {
        self.choice = choice
        self.actor = actor
        self.keepTokens = keepTokens
        self.fixed = fixed
    }
}

/// Records that a store keeps in mind until they are revoked or `release`d: too many to name one by one.
public struct FixedSelection: Hashable, Sendable {
    /// The store's name for it.
    public var number: UInt64
    /// How many sessions.
    public var sessions: Int
    /// How many remember tokens.
    public var tokens: Int
    /// When: what was made later is not part of it.
    public var at: Timestamp
    /// A selection as a store counts it.
    public init(number: UInt64, sessions: Int, tokens: Int, at: Timestamp) {
        self.number = number
        self.sessions = sessions
        self.tokens = tokens
        self.at = at
    }

    /// What a store throws that does not know a selection.
    package static let unknown = StoreError(
        .conflict, "the store was opened anew since these were chosen; nothing was changed: choose them again")
    /// How many a store keeps at least.
    package static let most = 4
}

/// What was revoked.
public struct RevocationOutcome: Hashable, Sendable {
    /// `nil` if nothing was left to revoke (no event is written then).
    public var revocation: RevocationID?
    /// How many sessions.
    public var sessions: Int
    /// How many remember tokens.
    public var tokens: Int
    /// The store was read again afterwards and none of them is active.
    public var verified: Bool
    /// An outcome.
    public init(revocation: RevocationID?, sessions: Int, tokens: Int, verified: Bool) {
        self.revocation = revocation
        self.sessions = sessions
        self.tokens = tokens
        self.verified = verified
    }
}

/// What would be revoked.
public struct RevocationPreview: Hashable, Sendable {
    /// How many sessions.
    public var sessions: Int
    /// How many remember tokens.
    public var tokens: Int
    /// How many users they belong to.
    public var users: Int
    /// The first of the sessions.
    public var firstSessions: [SessionRecord]
    /// The first of the remember tokens.
    public var firstTokens: [TokenRecord]
    /// A preview.
    public init(sessions: Int, tokens: Int, users: Int, firstSessions: [SessionRecord], firstTokens: [TokenRecord]) {
        self.sessions = sessions
        self.tokens = tokens
        self.users = users
        self.firstSessions = firstSessions
        self.firstTokens = firstTokens
    }
}

/// Which revocations to take back.
public struct RestoreRequest: Hashable, Sendable {
    /// Which records.
    public enum Choice: Hashable, Sendable {
        /// These sessions.
        case sessions([SessionID])
        /// These remember tokens.
        case tokens([TokenID])
        /// Everything that this act revoked.
        case revocation(RevocationID)
    }
    /// Which records.
    public var choice: Choice
    /// Who acts.
    public var actor: Actor
    /// A request to restore.
    public init(_ choice: Choice, actor: Actor) {
        self.choice = choice
        self.actor = actor
    }
}

/// What is active again.
public struct RestoreOutcome: Hashable, Sendable {
    /// How many sessions.
    public var sessions: Int
    /// How many remember tokens.
    public var tokens: Int
    /// How many records are revoked no more, but have expired.
    public var expired: Int
    /// An outcome.
    public init(sessions: Int, tokens: Int, expired: Int = 0) {
        self.sessions = sessions
        self.tokens = tokens
        self.expired = expired
    }
}

/// What was deleted, or would be.
public struct PurgeOutcome: Hashable, Sendable {
    /// How many sessions.
    public var sessions: Int
    /// How many remember tokens.
    public var tokens: Int
    /// An outcome.
    public init(sessions: Int, tokens: Int) {
        self.sessions = sessions
        self.tokens = tokens
    }
}

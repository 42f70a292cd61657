public import SessionCore

/// Whether a session or a remember token still opens anything. Revocation outranks expiry.
public enum RecordState: String, Sendable, CaseIterable {
    case active, expired, revoked
}

/// Who revoked a record, when and why.
public struct RevocationMark: Hashable, Sendable {
    public var id: RevocationID
    public var at: Timestamp
    public var by: String
    public var reason: String?
    public init(id: RevocationID, at: Timestamp, by: String, reason: String?) {
        self.id = id
        self.at = at
        self.by = by
        self.reason = reason
    }
}

/// What an administrator sees of one session. The payload is apart (`RegistryStore.payload(of:)`), because lists never need it.
///
/// Text fields come from outside and may hold anything, control characters included; they are shown only through the
/// screen's sanitiser.
public struct SessionRecord: Hashable, Sendable, Identifiable {
    public var id: SessionID
    /// `nil` before anyone has logged in.
    public var userID: String?
    public var createdAt: Timestamp
    /// At most a minute behind (see the registry's batching of touches).
    public var lastSeenAt: Timestamp
    /// The earlier of the idle and the absolute limit; `nil` where a store does not know.
    public var expiresAt: Timestamp?
    public var ip: String?
    public var userAgent: String?
    /// What a person would call it: "Firefox on Linux".
    public var device: String?
    public var fresh: Bool?
    public var permanent: Bool?
    /// Whether the login outlives the browser: it came from, or was issued with, a remember token.
    public var remembered: Bool?
    /// The remember token that it came from, or that was issued with it.
    public var tokenID: TokenID?
    public var revocation: RevocationMark?

    public init(
        id: SessionID, userID: String?, createdAt: Timestamp, lastSeenAt: Timestamp, expiresAt: Timestamp?,
        ip: String?, userAgent: String?, device: String?, fresh: Bool?, permanent: Bool?, remembered: Bool?,
        tokenID: TokenID? = nil, revocation: RevocationMark? = nil
    ) {
        self.id = id
        self.userID = userID
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
        self.ip = ip
        self.userAgent = userAgent
        self.device = device
        self.fresh = fresh
        self.permanent = permanent
        self.remembered = remembered
        self.tokenID = tokenID
        self.revocation = revocation
    }

    public func state(at now: Timestamp) -> RecordState {
        if revocation != nil { return .revoked }
        if let expiresAt, expiresAt <= now { return .expired }
        return .active
    }
}

/// A remember token (one series: one remembered device).
public struct TokenRecord: Hashable, Sendable, Identifiable {
    public var id: TokenID
    public var userID: String
    public var createdAt: Timestamp
    public var lastUsedAt: Timestamp?
    public var expiresAt: Timestamp?
    /// How often the verifier was used, and so replaced.
    public var uses: Int
    public var ip: String?
    public var userAgent: String?
    public var device: String?
    public var theftDetectedAt: Timestamp?
    public var revocation: RevocationMark?

    public init(
        id: TokenID, userID: String, createdAt: Timestamp, lastUsedAt: Timestamp?, expiresAt: Timestamp?, uses: Int,
        ip: String?, userAgent: String?, device: String?, theftDetectedAt: Timestamp? = nil, revocation: RevocationMark? = nil
    ) {
        self.id = id
        self.userID = userID
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.uses = uses
        self.ip = ip
        self.userAgent = userAgent
        self.device = device
        self.theftDetectedAt = theftDetectedAt
        self.revocation = revocation
    }

    public func state(at now: Timestamp) -> RecordState {
        if revocation != nil { return .revoked }
        if let expiresAt, expiresAt <= now { return .expired }
        return .active
    }
}

/// A row of the mock user database.
public struct UserRecord: Hashable, Sendable, Identifiable {
    public var id: String
    public var email: String
    /// In Werkzeug's format; never clear text.
    public var passwordHash: String
    public var active: Bool
    /// SHA-256 of the API key; the key itself is not kept.
    public var apiKeyDigest: Digest256?
    public init(id: String, email: String, passwordHash: String, active: Bool, apiKeyDigest: Digest256? = nil) {
        self.id = id
        self.email = email
        self.passwordHash = passwordHash
        self.active = active
        self.apiKeyDigest = apiKeyDigest
    }
}

/// One entry of the append-only audit log.
public struct AuditEvent: Hashable, Sendable, Identifiable {
    public enum Action: String, Sendable, CaseIterable {
        case revoke, restore, reveal, purge, theft
        case userAdded = "user-added", userChanged = "user-changed", userRemoved = "user-removed"
        case export
    }
    /// What was acted on.
    public enum Subject: Hashable, Sendable {
        case session(SessionID)
        case token(TokenID)
        case user(String)
        /// Several records: how many sessions, how many tokens, and how they were chosen ("filter: ip:10.0.0.0/8").
        case many(sessions: Int, tokens: Int, chosenBy: String)
    }
    /// From 1, without gaps.
    public var id: Int64
    public var at: Timestamp
    public var operatorName: String
    public var action: Action
    public var subject: Subject
    /// The user the subject belongs to, where there is one.
    public var userID: String?
    public var reason: String?
    public var revocation: RevocationID?
    /// SHA-256 over the previous event's hash and this event's fields in their canonical form.
    public var hash: Digest256
    public init(
        id: Int64, at: Timestamp, operatorName: String, action: Action, subject: Subject, userID: String?, reason: String?,
        revocation: RevocationID?, hash: Digest256
    ) {
        self.id = id
        self.at = at
        self.operatorName = operatorName
        self.action = action
        self.subject = subject
        self.userID = userID
        self.reason = reason
        self.revocation = revocation
        self.hash = hash
    }
}

public import SessionCore

/// Whether a session or a remember token still opens anything. Revocation outranks expiry.
public enum RecordState: String, Sendable, CaseIterable {
    /// It opens what it is for.
    case active
    /// Its time is over.
    case expired
    /// An administrator, a limit or a theft ended it.
    case revoked
}

/// Who revoked a record, when and why.
public struct RevocationMark: Hashable, Sendable {
    /// The act that it belongs to.
    public var id: RevocationID
    /// When.
    public var at: Timestamp
    /// Who: a name as the audit log has it.
    public var by: String
    /// Why, in the operator's words.
    public var reason: String?
    /// A mark.
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
    /// The SHA-256 of the cookie's secret.
    public var id: SessionID
    /// `nil` before anyone has logged in.
    public var userID: String?
    /// When it was made; a login begins anew.
    public var createdAt: Timestamp
    /// At most a minute behind (see the registry's batching of touches).
    public var lastSeenAt: Timestamp
    /// The earlier of the idle and the absolute limit; `nil` where a store does not know.
    public var expiresAt: Timestamp?
    /// The client's address; `nil` where it is not known.
    public var ip: String?
    /// What the client called itself, up to 1,024 bytes.
    public var userAgent: String?
    /// What a person would call it: "Firefox on Linux".
    public var device: String?
    /// Whether the password was typed in this session; `nil` where a store does not know.
    public var fresh: Bool?
    /// Whether it outlives the browser; `nil` where a store does not know.
    public var permanent: Bool?
    /// Whether the login outlives the browser: it came from, or was issued with, a remember token.
    public var remembered: Bool?
    /// The remember token that it came from, or that was issued with it.
    public var tokenID: TokenID?
    /// `nil` if it is not revoked.
    public var revocation: RevocationMark?

    /// A record of what is known of a session.
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

    /// Whether it opens anything at this time.
    public func state(at now: Timestamp) -> RecordState {
        Self.state(isRevoked: revocation != nil, expiresAt: expiresAt, at: now)
    }

    static func state(isRevoked: Bool, expiresAt: Timestamp?, at now: Timestamp) -> RecordState {
        if isRevoked { return .revoked }
        if let expiresAt, expiresAt <= now { return .expired }
        return .active
    }
}

/// A remember token (one series: one remembered device).
public struct TokenRecord: Hashable, Sendable, Identifiable {
    /// The SHA-256 of the series.
    public var id: TokenID
    /// Whom it logs in.
    public var userID: String
    /// When it was issued.
    public var createdAt: Timestamp
    /// When it last logged in; `nil`: never yet.
    public var lastUsedAt: Timestamp?
    /// When its time is over; `nil`: never.
    public var expiresAt: Timestamp?
    /// How often the verifier was used, and so replaced.
    public var uses: Int
    /// The address that it was last used from, or issued to.
    public var ip: String?
    /// What that client called itself, up to 1,024 bytes.
    public var userAgent: String?
    /// What a person would call it: "Firefox on Linux".
    public var device: String?
    /// When an outdated verifier was used; `nil`: never.
    public var theftDetectedAt: Timestamp?
    /// `nil` if it is not revoked.
    public var revocation: RevocationMark?

    /// A record of what is known of a token.
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

    /// Whether it logs anyone in at this time.
    public func state(at now: Timestamp) -> RecordState {
        SessionRecord.state(isRevoked: revocation != nil, expiresAt: expiresAt, at: now)
    }
}

/// A row of the mock user database.
public struct UserRecord: Hashable, Sendable, Identifiable {
    /// The user's `loginID`.
    public var id: String
    /// What the user logs in with; no two users have the same.
    public var email: String
    /// In Werkzeug's format; never clear text.
    public var passwordHash: String
    /// Whether the user may log in.
    public var active: Bool
    /// SHA-256 of the API key; the key itself is not kept.
    public var apiKeyDigest: Digest256?
    /// A user.
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
    /// What was done.
    public enum Action: String, Sendable, CaseIterable {
        /// Sessions or tokens were revoked.
        case revoke
        /// A revocation was taken back.
        case restore
        /// A secret or a payload was shown.
        case reveal
        /// Old records were deleted.
        case purge
        /// A copy of a remember token was used.
        case theft
        /// A mock user was added.
        case userAdded = "user-added"
        /// A mock user was changed.
        case userChanged = "user-changed"
        /// A mock user was removed.
        case userRemoved = "user-removed"
        /// Records were written to a file.
        case export
    }
    /// What was acted on.
    public enum Subject: Hashable, Sendable {
        /// One session.
        case session(SessionID)
        /// One remember token.
        case token(TokenID)
        /// A user, by id.
        case user(String)
        /// Several records: how many sessions, how many tokens, and how they were chosen ("filter: ip:10.0.0.0/8").
        case many(sessions: Int, tokens: Int, chosenBy: String)
    }
    /// From 1, without gaps.
    public var id: Int64
    /// When.
    public var at: Timestamp
    /// Who.
    public var operatorName: String
    /// What was done.
    public var action: Action
    /// What to.
    public var subject: Subject
    /// The user the subject belongs to, where there is one.
    public var userID: String?
    /// Why, in the operator's words.
    public var reason: String?
    /// The revocation that was made or taken back.
    public var revocation: RevocationID?
    /// SHA-256 over the previous event's hash and this event's fields in their canonical form.
    public var hash: Digest256
    /// An event as a store has it.
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

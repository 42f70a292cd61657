public import SessionCore

/// Sessions in mode `registry`: the browser's cookie holds a 256-bit secret and nothing else; the payload is in the store, under
/// the secret's SHA-256.
///
/// A server calls `open` when a request comes in and `close` with the session's payload when it ends, and sends the cookie that
/// `close` asks for. Login and logout are seen in the payload, under Flask-Login's keys (`_user_id`, `_fresh`), so that
/// whatever logs people in works unchanged.
///
///     let opened = try await sessions.open(secret: cookie, request)
///     var payload = opened.payload
///     …
///     let closed = try await sessions.close(opened, payload: payload, changes, request)
public struct RegistrySessions: Sendable {
    /// Shared by the copies, of which every request makes some.
    private final class Parts: Sendable {
        let store: any RegistryStore
        let settings: RegistrySettings
        let touches: TouchBatch
        let secrets: SecretSource

        init(_ store: any RegistryStore, _ settings: RegistrySettings, _ secrets: SecretSource) {
            self.store = store
            self.settings = settings
            self.secrets = secrets
            touches = TouchBatch(interval: settings.touchInterval)
        }
    }
    private let parts: Parts

    /// Where sessions are kept.
    public var store: any RegistryStore { parts.store }
    /// How long they live, and how many a user may have.
    public var settings: RegistrySettings { parts.settings }
    /// Last-seen times on their way to the store; the owner flushes it.
    public var touches: TouchBatch { parts.touches }

    /// - Parameters:
    ///   - store: where sessions are kept.
    ///   - settings: lifetimes and limits.
    ///   - secrets: what cookies' secrets are drawn from.
    public init(store: any RegistryStore, settings: RegistrySettings = RegistrySettings(), secrets: SecretSource = .system) {
        parts = Parts(store, settings, secrets)
    }

    /// The id of the session that this secret opens.
    public static func id(ofSecret secret: String) -> SessionID { SessionID(Digest256(sha256Of: secret)) }

    // MARK: Opening

    /// Finds the session of a cookie's value. That there is none is an answer, not an error.
    public func open(secret: String?, _ request: RequestFacts) async throws(StoreError) -> OpenedSession {
        guard let secret else { return OpenedSession(absence: .notSent) }
        guard SecretText.isWellFormed(secret) else { return OpenedSession(absence: .malformed) }
        let id = Self.id(ofSecret: secret)
        guard let stored = try await store.storedSession(id) else {
            touches.forget(id)
            return OpenedSession(absence: .unknown)
        }
        return opened(stored, at: request.now)
    }

    private func opened(_ stored: StoredSession, at now: Timestamp) -> OpenedSession {
        var record = stored.record
        let (lastSeenAt, expiresAt) = lastSeen(stored)
        record.lastSeenAt = lastSeenAt
        record.expiresAt = expiresAt
        switch record.state(at: now) {
        case .revoked: return OpenedSession(absence: .revoked)
        case .expired: return OpenedSession(absence: .expired)
        case .active: return OpenedSession(record: record, payload: stored.payload, stored: stored)
        }
    }

    /// What this process has seen, and not written yet, counts.
    private func lastSeen(_ stored: StoredSession) -> (at: Timestamp, expiresAt: Timestamp?) {
        if let waiting = touches.touch(of: stored.record.id), waiting.seenAt > stored.record.lastSeenAt {
            return (waiting.seenAt, waiting.expiresAt)
        }
        return (stored.record.lastSeenAt, stored.record.expiresAt)
    }

    // MARK: Sessions that requests leave as they are

    /// Whether a request that changes nothing of this session leaves its record as it is too, but for the time it was last seen: the
    /// client calls itself what it did before.
    func isLeftAsItIs(_ stored: StoredSession, _ request: RequestFacts) -> Bool {
        var record = stored.record
        describe(&record, LoginFacts(stored.payload), SessionChanges(), request)
        return !record.differsBeyondTouch(from: stored.record)
    }

    /// Whether this session, in the store as it was, still opens.
    func isOpen(_ stored: StoredSession, at now: Timestamp) -> Bool {
        SessionRecord.state(isRevoked: stored.record.revocation != nil, expiresAt: lastSeen(stored).expiresAt, at: now) == .active
    }

    /// What `open` gives for this session.
    func reopened(_ stored: StoredSession, _ request: RequestFacts) -> OpenedSession { opened(stored, at: request.now) }

    /// What `close` does for a session that is left as it is.
    func leave(_ stored: StoredSession, _ ip: String?, now: Timestamp) {
        let before = lastSeen(stored).at
        let seenAt = max(before, now)
        let expiresAt = expiry(seenAt: seenAt, createdAt: stored.record.createdAt, permanent: LoginFacts.isPermanent(stored.payload))
        touches.add(
            SessionTouch(id: stored.record.id, seenAt: seenAt, expiresAt: expiresAt, ip: ip ?? stored.record.ip), storedSeenAt: before)
    }

    // MARK: The limit on concurrent sessions

    /// Whether a login of this user would be let in: ask before the password is accepted, to answer with a sentence of your own.
    /// It may still be refused when it is stored, if others came in meanwhile.
    public func mayLogIn(userID: String, now: Timestamp) async throws(StoreError) -> Bool {
        guard settings.atLimit == .refuseLogin, let limit = settings.sessionsPerUser else { return true }
        return try await store.activeSessions(ofUser: userID, now: now, limit: limit).count < limit
    }

    /// Whether a login that was just stored is one too many where the limit refuses logins. Of several that came in at the same time
    /// each sees the others, so that rather all of them are refused than one is let in beyond the limit.
    private func isOneTooMany(_ record: SessionRecord, now: Timestamp) async throws(StoreError) -> Bool {
        guard settings.atLimit == .refuseLogin, let limit = settings.sessionsPerUser, let userID = record.userID else { return false }
        return try await store.activeSessions(ofUser: userID, now: now, limit: limit + 1).count > limit
    }

    /// Revokes the user's oldest sessions beyond the limit, never the newest login.
    private func enforceLimit(after newest: SessionRecord, now: Timestamp) async throws(StoreError) {
        guard settings.atLimit == .revokeOldest, let limit = settings.sessionsPerUser, let userID = newest.userID else { return }
        // A page at a time: there may be many more than the limit if it has just been lowered.
        while true {
            let active = try await store.activeSessions(ofUser: userID, now: now, limit: limit + 100)
            let others = active.filter { $0.id != newest.id }
            // The newest is beyond the page if the page is full of others.
            let surplus = others.count + 1 - limit
            guard surplus > 0 else { return }
            let actor = Actor.registry(at: now, reason: "more than \(limit) concurrent sessions of this user")
            // A token that the new login uses too stays, or the new login would go with it.
            let condemned = others.prefix(surplus)
            for sharing in [true, false] {
                let ids = condemned.filter { ($0.tokenID != nil && $0.tokenID == newest.tokenID) == sharing }.map(\.id)
                guard !ids.isEmpty else { continue }
                _ = try await store.revoke(
                    RevocationRequest(.sessions(ids), actor: actor, keepTokens: sharing), progress: { _ in })
            }
            guard active.count == limit + 100 else { return }
        }
    }

    // MARK: Closing

    /// Stores what the request changed.
    ///
    /// | before → after | what happens |
    /// |---|---|
    /// | nothing → something | inserted, under a new secret |
    /// | revoked → only a message to log in | nothing, so that the revocation can be taken back |
    /// | login, confirmed login, other change of privilege | everything is carried over to a new secret, in one step |
    /// | logout | the old session is gone; what is left in the payload goes to a new session under a new secret |
    /// | emptied | the session is gone |
    /// | otherwise changed | written under the same secret |
    /// | unchanged | seen now: written later, in a batch |
    public func close(
        _ opened: OpenedSession, payload: SessionMap, _ changes: SessionChanges = SessionChanges(), _ request: RequestFacts
    ) async throws(StoreError) -> ClosedSession {
        let payloadChanged = payload != opened.payload
        let before = LoginFacts(opened.payload)
        let after = payloadChanged ? LoginFacts(payload) : before
        let userChanged = !after.isUser(of: before)
        let login = after.userID != nil && (userChanged || changes.loggedIn)

        guard !payload.isEmpty else { return try await endEmptied(opened) }
        if login, let userID = after.userID, userChanged, try await !mayLogIn(userID: userID, now: request.now) {
            return ClosedSession(cookie: .keep, outcome: .loginRefused, record: opened.record)
        }

        guard let old = opened.record else {
            // A message such as "Please log in" is not worth the cookie of a revoked session, which may be restored.
            if opened.absence == .revoked, payload.keys.allSatisfy(LoginFacts.isNotice) { return ClosedSession(cookie: .keep, outcome: .none) }
            let (secret, record) = newSession(payload: payload, changes, request)
            try await store.insert(record, payload: payload)
            guard try await tokenStands(behind: record, insteadOf: nil) else { return ClosedSession(cookie: .keep, outcome: .lost) }
            if login, userChanged, try await isOneTooMany(record, now: request.now) {
                try await store.end(record.id)
                return ClosedSession(cookie: .keep, outcome: .loginRefused)
            }
            try await admitted(record, login: login, changes, request)
            return ClosedSession(cookie: .set(secret: secret), outcome: .inserted, record: record)
        }

        if userChanged || changes.privilegeChanged || changes.loggedIn || (after.fresh == true && before.fresh != true) {
            let logout = before.userID != nil && after.userID == nil
            // A new login begins a new absolute lifetime; a mere change of privilege does not.
            let (secret, record) = newSession(
                payload: payload, changes, request, continuing: userChanged || changes.loggedIn ? nil : old)
            touches.forget(old.id)
            guard try await store.renew(old.id, as: record, payload: payload),
                try await tokenStands(behind: record, insteadOf: old.tokenID)
            else { return ClosedSession(cookie: .keep, outcome: .lost) }
            if login, userChanged, try await isOneTooMany(record, now: request.now) {
                // The browser goes on with the session that it had.
                let isBack = try await store.renew(record.id, as: old, payload: opened.payload)
                return ClosedSession(cookie: .keep, outcome: isBack ? .loginRefused : .lost, record: isBack ? old : nil)
            }
            try await admitted(record, login: login, changes, request)
            return ClosedSession(cookie: .set(secret: secret), outcome: logout ? .ended : .renewed, record: record)
        }

        var record = old
        describe(&record, after, changes, request)
        if payloadChanged || record.differsBeyondTouch(from: old) {
            guard try await store.update(record, payload: payload) else {
                touches.forget(old.id)
                return ClosedSession(cookie: .keep, outcome: .lost)
            }
            touches.forget(old.id)
            return ClosedSession(cookie: .keep, outcome: .updated, record: record)
        }
        touches.add(
            SessionTouch(id: record.id, seenAt: record.lastSeenAt, expiresAt: record.expiresAt, ip: record.ip),
            storedSeenAt: old.lastSeenAt)
        return ClosedSession(cookie: .keep, outcome: .unchanged, record: record)
    }

    private func endEmptied(_ opened: OpenedSession) async throws(StoreError) -> ClosedSession {
        guard let old = opened.record else {
            // A cookie that opens nothing is not worth sending again. One that is merely unknown stays: a request beside this one may have
            // renewed it, and dropping the cookie would take the new secret along. One that is revoked may be restored.
            let isDead = opened.absence == .malformed || opened.absence == .expired
            return ClosedSession(cookie: isDead ? .delete : .keep, outcome: .none)
        }
        touches.forget(old.id)
        try await store.end(old.id)
        return ClosedSession(cookie: .delete, outcome: .ended)
    }

    /// Whether the remember token that this new session came from is still good; if not, the session is ended again.
    ///
    /// Asked after the session is stored: a revocation before that is seen here, and a later one finds the session and takes it along.
    private func tokenStands(behind record: SessionRecord, insteadOf known: TokenID?) async throws(StoreError) -> Bool {
        guard let tokenID = record.tokenID, tokenID != known else { return true }
        if let token = try await store.token(tokenID), token.revocation == nil { return true }
        try await store.end(record.id)
        return false
    }

    private func admitted(
        _ record: SessionRecord, login: Bool, _ changes: SessionChanges, _ request: RequestFacts
    ) async throws(StoreError) {
        guard login else { return }
        if changes.loggedIn || changes.remembered != true { try await store.countLogin(at: request.now) }
        try await enforceLimit(after: record, now: request.now)
    }

    // MARK: Records

    private func newSession(
        payload: SessionMap, _ changes: SessionChanges, _ request: RequestFacts, continuing old: SessionRecord? = nil
    ) -> (secret: String, record: SessionRecord) {
        let secret = parts.secrets.secret()
        let id = Self.id(ofSecret: secret)
        var record = SessionRecord(
            id: id, userID: nil, createdAt: old?.createdAt ?? request.now, lastSeenAt: request.now, expiresAt: nil, ip: nil,
            userAgent: nil,
            device: nil, fresh: nil, permanent: nil, remembered: old?.remembered, tokenID: old?.tokenID)
        describe(&record, LoginFacts(payload), changes, request)
        return (secret, record)
    }

    /// Everything of a record that follows from the request and the payload.
    private func describe(
        _ record: inout SessionRecord, _ facts: LoginFacts, _ changes: SessionChanges, _ request: RequestFacts
    ) {
        record.userID = facts.userID
        record.fresh = facts.userID == nil ? nil : facts.fresh ?? false
        record.permanent = facts.permanent
        record.ip = request.ip ?? record.ip
        if let userAgent = request.userAgent, record.userAgent?.utf8.elementsEqual(userAgent.utf8) != true {
            record.userAgent = userAgent
            record.device = request.device
        }
        record.remembered = facts.userID == nil ? nil : changes.remembered ?? record.remembered ?? false
        record.tokenID = facts.userID == nil ? nil : changes.tokenID ?? record.tokenID
        // A server whose clock is behind another's moves nothing back.
        record.lastSeenAt = max(record.lastSeenAt, request.now)
        record.expiresAt = expiry(seenAt: record.lastSeenAt, createdAt: record.createdAt, permanent: facts.permanent)
    }

    private func expiry(seenAt: Timestamp, createdAt: Timestamp, permanent: Bool) -> Timestamp {
        min(
            seenAt.advanced(bySeconds: permanent ? settings.permanentLifetime : settings.idleLifetime),
            createdAt.advanced(bySeconds: permanent ? settings.permanentLifetime : settings.absoluteLifetime))
    }
}

/// What Flask-Login (0.6.3, `login_manager.py` and `utils.py`) and Flask keep in a session under keys of their own.
private struct LoginFacts {
    var userID: String?
    var fresh: Bool?
    var permanent: Bool

    /// Whether this key holds no more than what the login manager leaves behind when it sends someone to the login page.
    static func isNotice(_ key: String) -> Bool { ["_flashes", "_fresh", "next"].contains(key) }

    init(_ payload: SessionMap) {
        switch payload["_user_id"] {
        case .string(let id), .bigInteger(let id): userID = id
        case .integer(let id): userID = String(id)
        default: userID = nil
        }
        if case .bool(let value) = payload["_fresh"] { fresh = value }
        permanent = Self.isPermanent(payload)
    }

    static func isPermanent(_ payload: SessionMap) -> Bool { payload["_permanent"]?.isTruthy == true }

    /// Whether both are of one user, or of nobody. Ids are told apart by their code points, however they look.
    func isUser(of other: LoginFacts) -> Bool { userID.map { ExactText($0) } == other.userID.map { ExactText($0) } }
}

extension SessionRecord {
    /// Whether more than the time it was last seen has to be written.
    fileprivate func differsBeyondTouch(from old: SessionRecord) -> Bool {
        var same = self
        same.lastSeenAt = old.lastSeenAt
        same.expiresAt = old.expiresAt
        same.ip = old.ip
        return same != old
    }
}

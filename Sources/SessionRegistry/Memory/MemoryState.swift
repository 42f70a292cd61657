import SessionCore

/// Everything a `MemoryRegistry` holds, and how it changes. Each mutating method is one transaction.
struct MemoryState: Sendable {
    struct Entry: Sendable {
        var record: SessionRecord
        var payload: SessionMap
    }

    struct Members: Sendable {
        var sessions: Set<SessionID>
        var tokens: Set<TokenID>
    }

    /// What a request was about at one moment, when its sessions were made, and which sessions there were.
    struct Fixed: Sendable {
        var choice: RevocationRequest.Choice
        var keepTokens: Bool
        var members: Members
        var created: [SessionID: Timestamp]
        var known: Set<SessionID>
    }

    var sessions: [SessionID: Entry] = [:]
    var tokens: [TokenID: TokenSecretRecord] = [:]
    /// By the id's UTF-8 bytes: two texts that only look the same are two users.
    var users: [[UInt8]: UserRecord] = [:]
    var events: [AuditEvent] = []
    /// What each revocation revoked, for the audit log of a single record.
    var members: [RevocationID: Members] = [:]
    /// Selections that somebody is asked about.
    var fixed: [UInt64: Fixed] = [:]
    var lastFixed: UInt64 = 0
    /// Logins by clock minute.
    var logins: [Int64: Int] = [:]
    var changes: UInt64 = 0
    private var lastRevocation: Int64 = 0

    mutating func nextRevocation() -> RevocationID {
        lastRevocation += 1
        return RevocationID(lastRevocation)
    }

    mutating func audit(
        _ action: AuditEvent.Action, _ subject: AuditEvent.Subject, userID: String?, _ actor: Actor, reason: String? = nil,
        revocation: RevocationID? = nil
    ) {
        events.append(
            AuditChain.next(
                after: events.last.map { ($0.id, $0.hash) }, action: action, subject: subject, userID: userID, actor: actor,
                reason: reason, revocation: revocation))
        changes += 1
    }

    // MARK: Sessions

    mutating func insert(_ record: SessionRecord, payload: SessionMap) throws(StoreError) {
        guard sessions[record.id] == nil else { throw StoreError(.conflict, "a session with this id is already in the store") }
        sessions[record.id] = Entry(record: record, payload: payload)
        changes += 1
    }

    mutating func renew(_ old: SessionID, as new: SessionRecord, payload: SessionMap) throws(StoreError) -> Bool {
        guard let entry = sessions[old], entry.record.revocation == nil else { return false }
        guard new.id == old || sessions[new.id] == nil else {
            throw StoreError(.conflict, "a session with the new id is already in the store")
        }
        sessions[old] = nil
        sessions[new.id] = Entry(record: new, payload: payload)
        changes += 1
        return true
    }

    mutating func update(_ record: SessionRecord, payload: SessionMap) -> Bool {
        guard let entry = sessions[record.id], entry.record.revocation == nil else { return false }
        var record = record
        record.revocation = nil
        if entry.record.lastSeenAt > record.lastSeenAt {
            record.lastSeenAt = entry.record.lastSeenAt
            record.expiresAt = entry.record.expiresAt
        }
        sessions[record.id] = Entry(record: record, payload: payload)
        changes += 1
        return true
    }

    mutating func end(_ id: SessionID) {
        if sessions.removeValue(forKey: id) != nil { changes += 1 }
    }

    mutating func touch(_ touches: [SessionTouch]) {
        var any = false
        for touch in touches {
            guard let record = sessions[touch.id]?.record, record.revocation == nil, touch.seenAt > record.lastSeenAt else {
                continue
            }
            sessions[touch.id]?.record.lastSeenAt = touch.seenAt
            sessions[touch.id]?.record.expiresAt = touch.expiresAt
            if let ip = touch.ip { sessions[touch.id]?.record.ip = ip }
            any = true
        }
        if any { changes += 1 }
    }

    // MARK: Tokens

    mutating func insert(_ token: TokenSecretRecord) throws(StoreError) {
        guard tokens[token.record.id] == nil else {
            throw StoreError(.conflict, "a remember token with this id is already in the store")
        }
        tokens[token.record.id] = token
        changes += 1
    }

    mutating func rotate(
        _ id: TokenID, from expected: Digest256, to verifier: Digest256, at: Timestamp, ip: String?, userAgent: String?,
        device: String?
    ) -> Bool {
        guard var token = tokens[id], token.record.revocation == nil, token.verifier == expected else { return false }
        token.previousVerifier = expected
        token.verifier = verifier
        token.rotatedAt = at
        token.record.lastUsedAt = at
        token.record.uses += 1
        token.record.ip = ip
        token.record.userAgent = userAgent
        token.record.device = device
        tokens[id] = token
        changes += 1
        return true
    }

    mutating func end(_ id: TokenID) {
        if tokens.removeValue(forKey: id) != nil { changes += 1 }
    }

    // MARK: Health

    mutating func countLogin(at: Timestamp) {
        let minute = StoreHealth.minute(of: at)
        logins[minute, default: 0] += 1
        changes += 1
        if logins.count > 240, let newest = logins.keys.max() { logins = logins.filter { $0.key > newest - 120 } }
    }

    func health(now: Timestamp) -> StoreHealth {
        var byState: [RecordState: Int] = [:]
        var byAge = [0, 0, 0, 0, 0]
        for entry in sessions.values {
            let state = entry.record.state(at: now)
            byState[state, default: 0] += 1
            if state == .active {
                let age = now.seconds(since: entry.record.createdAt)
                let bucket = StoreHealth.ageLimits.firstIndex { age < $0 } ?? 4
                byAge[bucket] += 1
            }
        }
        let minute = StoreHealth.minute(of: now)
        return StoreHealth(
            activeSessions: byState[.active] ?? 0, expiredSessions: byState[.expired] ?? 0,
            revokedSessions: byState[.revoked] ?? 0,
            activeTokens: tokens.values.count { $0.record.state(at: now) == .active }, users: users.count,
            auditEvents: events.count,
            sizeInBytes: nil, loginsPerMinute: (0..<60).map { logins[minute - 59 + Int64($0)] ?? 0 }, sessionsByAge: byAge)
    }
}

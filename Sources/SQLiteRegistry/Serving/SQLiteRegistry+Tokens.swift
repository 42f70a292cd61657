import GRDB
public import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    public func insert(_ token: TokenSecretRecord) async throws(StoreError) {
        try await write(.durable) { try TokenRows.insert($0, token) }
    }

    public func tokenSecrets(_ id: TokenID) async throws(StoreError) -> TokenSecretRecord? {
        try await read(.lookups) { try Records.token($0, id) }
    }

    /// Durable: if the browser had the new verifier and the store the old one, its next use would look like theft.
    public func rotate(
        _ id: TokenID, from expected: Digest256, to verifier: Digest256, at: Timestamp, ip: String?, userAgent: String?,
        device: String?
    ) async throws(StoreError) -> Bool {
        try await write(.durable) { db in
            try db.change(
                """
                UPDATE tokens SET previous_verifier = verifier, verifier = ?1, rotated_at = ?2, last_used_at = ?2,
                    uses = uses + 1, ip = ?3, address = rollcall_address(?3), user_agent = ?4, device = ?5
                WHERE id = ?6 AND verifier = ?7 AND bucket <> 2
                    AND NOT EXISTS (SELECT 1 FROM tokens_unswept u WHERE u.number = tokens.number)
                """,
                [
                    .blob(verifier.bytes), .integer(at.microseconds), .init(ip), .init(userAgent), .init(device),
                    .blob(id.digest.bytes),
                    .blob(expected.bytes),
                ]) == 1
        }
    }

    public func recordTheft(of id: TokenID, at: Timestamp) async throws(StoreError) -> RevocationOutcome {
        let actor = Actor.theftDetection(at: at)
        let nothing = RevocationOutcome(revocation: nil, sessions: 0, tokens: 0, verified: true)
        let (done, targets) = try await write(.durable) {
            db -> ((revocation: RevocationID, sessions: Int, tokens: Int)?, Targets?) in
            let token = try db.first("SELECT number, user_id FROM tokens WHERE id = ?", [.blob(id.digest.bytes)]) {
                (number: $0.integer(0), user: $0.text(1))
            }
            guard let token else { return (nil, nil) }
            let targets = try Targets(db, ofStolen: token.number)
            guard let done = try Revoker.revokeAll(db, targets, actor, chosenBy: .token(id)) else { return (nil, nil) }
            try db.change(
                "UPDATE tokens SET theft_detected_at = ? WHERE number = ?", [.integer(at.microseconds), .integer(token.number)])
            try AuditLog.append(db, .theft, .token(id), userID: token.user, actor, revocation: done.revocation)
            return (done, targets)
        }
        guard let done, let targets else { return nothing }
        let left = try await read(.lookups) { db in
            try Revoker.active(db, "session", targets.sessions, now: at) + Revoker.active(db, "token", targets.tokens, now: at)
        }
        return RevocationOutcome(revocation: done.revocation, sessions: done.sessions, tokens: done.tokens, verified: left == 0)
    }

    public func end(_ id: TokenID) async throws(StoreError) {
        try await write(.durable) { try Self.end($0, "token", id.digest) }
    }
}

enum TokenRows {
    /// - Throws: `.conflict` if the id is taken.
    static func insert(_ db: Database, _ token: TokenSecretRecord, bucket: Int64 = 0) throws {
        let record = token.record
        let added = try db.change(
            """
            INSERT OR IGNORE INTO tokens (id, bucket, user_id, created_at, last_used_at, expires_at, uses, ip, address, device,
                user_agent, theft_detected_at, verifier, previous_verifier, rotated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .blob(record.id.digest.bytes), .integer(bucket), .text(record.userID), .integer(record.createdAt.microseconds),
                .init(record.lastUsedAt?.microseconds), .init(record.expiresAt?.microseconds), .integer(Int64(record.uses)),
                .init(record.ip), .init(AddressOrder.value(of: record.ip)), .init(record.device), .init(record.userAgent),
                .init(record.theftDetectedAt?.microseconds),
                .blob(token.verifier.bytes), .init(token.previousVerifier?.bytes), .init(token.rotatedAt?.microseconds),
            ])
        guard added == 1 else { throw StoreError(.conflict, "a remember token with this id is already in the store") }
    }
}

import GRDB
import SessionCore
import SessionRegistry

/// Writes revocations, in the caller's transaction.
enum Revoker {
    /// Rows in one transaction: about 20 ms, so that no other writer waits long.
    static let batch = 5_000
    /// Up to this many rows leave the lists of the living at once; more do so afterwards, in the background.
    static let directly = 500

    static func begin(_ db: Database, _ actor: Actor, reason: String? = nil, chosenBy: AuditEvent.Subject) throws -> RevocationID
    {
        var text: String?
        if case .many(_, _, let chosenBy) = chosenBy { text = chosenBy }
        try db.change(
            "INSERT INTO revocations (at, by, reason, chosen_by) VALUES (?, ?, ?, ?)",
            [.integer(actor.at.microseconds), .text(actor.name), .init(actor.reason ?? reason), .init(text)])
        return RevocationID(db.lastInsertedRowID)
    }

    /// Revokes these rows unless they are gone or revoked.
    /// - Parameter kind: `session` or `token`.
    /// - Returns: how many were revoked.
    static func revoke(
        _ db: Database, _ kind: String, _ numbers: some Sequence<Int64>, _ revocation: RevocationID, sweeping: Bool
    ) throws -> Int {
        var count = 0
        for number in numbers {
            let added = try db.change(
                """
                INSERT INTO revoked_\(kind)s (\(kind), revocation, restored)
                SELECT r.number, ?, 0 FROM \(kind)s r WHERE r.number = ? AND \(Targets.unrevoked("\(kind)s"))
                """, [.integer(revocation.number), .integer(number)])
            guard added > 0 else { continue }
            count += 1
            if sweeping {
                try db.change("UPDATE \(kind)s SET bucket = 2 WHERE number = ?", [.integer(number)])
            } else {
                try db.change("INSERT INTO \(kind)s_unswept (number) VALUES (?)", [.integer(number)])
            }
        }
        return count
    }

    /// A small act as a whole: revocation, rows and whatever event `writeEvent` adds.
    /// - Returns: `nil` if nothing was left to revoke; then nothing is written.
    static func revokeAll(
        _ db: Database, _ targets: Targets, _ actor: Actor, reason: String? = nil, chosenBy: AuditEvent.Subject
    ) throws -> (revocation: RevocationID, sessions: Int, tokens: Int)? {
        guard targets.count > 0 else { return nil }
        let revocation = try begin(db, actor, reason: reason, chosenBy: chosenBy)
        let sweeping = targets.count <= directly
        let sessions = try revoke(db, "session", targets.sessions, revocation, sweeping: sweeping)
        let tokens = try revoke(db, "token", targets.tokens, revocation, sweeping: sweeping)
        if sessions + tokens == 0 {
            try db.change("DELETE FROM revocations WHERE number = ?", [.integer(revocation.number)])
            return nil
        }
        return (revocation, sessions, tokens)
    }

    /// How many of these rows are still active: there, not revoked, not expired.
    static func active(_ db: Database, _ kind: String, _ numbers: some Sequence<Int64>, now: Timestamp) throws -> Int {
        let sql = """
            SELECT EXISTS (SELECT 1 FROM \(kind)s r
            WHERE r.number = ? AND \(Targets.unrevoked("\(kind)s")) AND NOT coalesce(r.expires_at <= ?, 0))
            """
        var count = 0
        for number in numbers { count += Int(try db.number(sql, [.integer(number), .integer(now.microseconds)])) }
        return count
    }

    /// The user that a request's one record belongs to, for the audit event.
    static func userID(_ db: Database, sessions: [SessionID], tokens: [TokenID]) throws -> String? {
        if sessions.count == 1, let id = sessions.first {
            return try db.first("SELECT user_id FROM sessions WHERE id = ?", [.blob(id.digest.bytes)]) { $0.textOrNil(0) } ?? nil
        }
        if tokens.count == 1, let id = tokens.first {
            return try db.first("SELECT user_id FROM tokens WHERE id = ?", [.blob(id.digest.bytes)]) { $0.textOrNil(0) } ?? nil
        }
        return nil
    }
}

import GRDB
import SessionCore
import SessionRegistry

/// The audit log's table.
enum AuditLog {
    /// Adds an event at the chain's end, in the caller's transaction.
    static func append(
        _ db: Database, _ action: AuditEvent.Action, _ subject: AuditEvent.Subject, userID: String?, _ actor: Actor,
        revocation: RevocationID? = nil
    ) throws {
        let last = try db.first("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1") { row in
            (id: row.integer(0), hash: try Records.id(row.bytes(1)))
        }
        let event = AuditChain.next(
            after: last, action: action, subject: subject, userID: userID, actor: actor, revocation: revocation)
        var kind = "many"
        var id: SQLValue = .null
        var user: SQLValue = .null
        var sessions: SQLValue = .null
        var tokens: SQLValue = .null
        var chosenBy: SQLValue = .null
        switch subject {
        case .session(let session): (kind, id) = ("session", .blob(session.digest.bytes))
        case .token(let token): (kind, id) = ("token", .blob(token.digest.bytes))
        case .user(let name): (kind, user) = ("user", .text(name))
        case .many(let sessionCount, let tokenCount, let text):
            (sessions, tokens, chosenBy) = (.integer(Int64(sessionCount)), .integer(Int64(tokenCount)), .text(text))
        }
        try db.change(
            """
            INSERT INTO audit (id, at, operator, action, subject, subject_id, subject_user, sessions, tokens, chosen_by,
                user_id, reason, revocation, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(event.id), .integer(event.at.microseconds), .text(event.operatorName), .text(event.action.rawValue),
                .text(kind),
                id, user, sessions, tokens, chosenBy, .init(event.userID), .init(event.reason), .init(event.revocation?.number),
                .blob(event.hash.bytes),
            ])
    }

    static let select = """
        SELECT a.id, a.at, a.operator, a.action, a.subject, a.subject_id, a.subject_user, a.sessions, a.tokens, a.chosen_by,
            a.user_id, a.reason, a.revocation, a.hash FROM audit a
        """

    /// - Throws: corrupt, for an action or subject that this version does not know (its schema would have said so).
    static func event(_ row: ResultRow) throws -> AuditEvent {
        let subject: AuditEvent.Subject
        switch row.text(4) {
        case "session": subject = .session(SessionID(try Records.id(row.bytes(5))))
        case "token": subject = .token(TokenID(try Records.id(row.bytes(5))))
        case "user": subject = .user(row.text(6))
        case "many": subject = .many(sessions: Int(row.integer(7)), tokens: Int(row.integer(8)), chosenBy: row.text(9))
        default: throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        guard let action = AuditEvent.Action(rawValue: row.text(3)) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        return AuditEvent(
            id: row.integer(0), at: Timestamp(microseconds: row.integer(1)), operatorName: row.text(2), action: action,
            subject: subject,
            userID: row.textOrNil(10), reason: row.textOrNil(11), revocation: row.integerOrNil(12).map { RevocationID($0) },
            hash: try Records.id(row.bytes(13)))
    }

    /// The events that touch a record: it alone, or as one of many, also when the record is gone.
    static func touching(_ kind: String, _ id: Digest256) -> Condition {
        let bytes = SQLValue.blob(id.bytes)
        return Condition(
            sql: """
                a.id IN (
                    SELECT id FROM audit WHERE subject_id = ? AND subject = '\(kind)'
                    UNION SELECT e.id FROM (
                        SELECT number FROM \(kind)s WHERE id = ?
                        UNION SELECT number FROM departed WHERE kind = '\(kind)' AND id = ?) n
                    CROSS JOIN revoked_\(kind)s m CROSS JOIN audit e
                    WHERE m.\(kind) = n.number AND e.revocation = m.revocation)
                """, arguments: [bytes, bytes, bytes])
    }

    static func touching(user: String) -> Condition {
        Condition(
            sql: "a.id IN (SELECT id FROM audit WHERE subject_user = ? UNION SELECT id FROM audit WHERE user_id = ?)",
            arguments: [.text(user), .text(user)])
    }
}

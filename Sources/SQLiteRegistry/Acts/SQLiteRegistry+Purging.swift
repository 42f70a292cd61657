import GRDB
public import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    /// In transactions of 5,000 records, the first of them with the event. What a purged record was revoked by stays known.
    public func purge(
        expiredBefore cutoff: Timestamp, actor: Actor, dryRun: Bool, progress: @Sendable (Int) -> Void
    ) async throws(StoreError) -> PurgeOutcome {
        if !dryRun { try refuseIfReadOnly() }
        let (sessions, tokens) = try await read { db in
            (try Purger.numbers(db, "session", before: cutoff), try Purger.numbers(db, "token", before: cutoff))
        }
        if dryRun { return PurgeOutcome(sessions: sessions.count, tokens: tokens.count) }
        var outcome = PurgeOutcome(sessions: 0, tokens: 0)
        var isFirst = true
        for (kind, numbers) in [("session", sessions), ("token", tokens)] {
            for start in stride(from: 0, to: numbers.count, by: Revoker.batch) {
                let batch = numbers[start..<min(start + Revoker.batch, numbers.count)]
                let isAlone = isFirst && batch.count == sessions.count + tokens.count
                let writesEvent = isFirst
                let done = isFirst ? nil : outcome.asDone
                let count = try await write(.durable, done: done) { db in
                    let count = try Purger.delete(db, kind, batch, before: cutoff)
                    if writesEvent, count > 0 || !isAlone {
                        // One transaction knows its count; several announce what they set out to do.
                        let subject = AuditEvent.Subject.purged(
                            before: cutoff, sessions: isAlone && kind == "session" ? count : sessions.count,
                            tokens: isAlone && kind == "token" ? count : tokens.count)
                        try AuditLog.append(db, .purge, subject, userID: nil, actor)
                    }
                    return count
                }
                isFirst = false
                if kind == "session" { outcome.sessions += count } else { outcome.tokens += count }
                progress(outcome.sessions + outcome.tokens)
            }
        }
        return outcome
    }
}

extension PurgeOutcome {
    /// What is done, for the message of a failure in a later step.
    fileprivate var asDone: String { "\(sessions) sessions and \(tokens) tokens had been deleted by then" }
}

/// Removes records.
enum Purger {
    /// The rows that expired or were revoked before `cutoff`, ascending.
    static func numbers(_ db: Database, _ kind: String, before cutoff: Timestamp) throws -> [Int64] {
        let moment = SQLValue.integer(cutoff.microseconds)
        var found = Set<Int64>()
        for bucket in 0...2 {
            try db.each(
                """
                SELECT number FROM \(kind)s INDEXED BY \(kind)s_expires
                WHERE bucket = \(bucket) AND expires_at >= \(Int64.min) AND expires_at < ?
                """, [moment]
            ) { row in
                found.insert(row.integer(0))
                return true
            }
        }
        try db.each(
            """
            SELECT r.number FROM revocations v
            CROSS JOIN revoked_\(kind)s m INDEXED BY revoked_\(kind)s_revocation CROSS JOIN \(kind)s r
            WHERE v.at < ? AND m.revocation = v.number AND m.restored = 0 AND r.number = m.\(kind)
            """, [moment]
        ) { row in
            found.insert(row.integer(0))
            return true
        }
        return found.sorted()
    }

    /// Deletes those of these rows that are still over: a session may have come back to life meanwhile.
    static func delete(_ db: Database, _ kind: String, _ numbers: some Sequence<Int64>, before cutoff: Timestamp) throws -> Int {
        let isOver = """
            SELECT coalesce(r.expires_at < ?1, 0) OR EXISTS (
                SELECT 1 FROM revoked_\(kind)s m CROSS JOIN revocations v
                WHERE m.\(kind) = r.number AND m.restored = 0 AND v.number = m.revocation AND v.at < ?1)
            FROM \(kind)s r WHERE r.number = ?2
            """
        var count = 0
        for number in numbers where try db.number(isOver, [.integer(cutoff.microseconds), .integer(number)]) != 0 {
            try delete(db, kind, number)
            count += 1
        }
        return count
    }

    /// Deletes one row and what belongs to it. The audit log can still find it by its id if it was ever revoked.
    static func delete(_ db: Database, _ kind: String, _ number: Int64) throws {
        let row = SQLValue.integer(number)
        try db.change(
            """
            INSERT OR IGNORE INTO departed (kind, id, number) SELECT '\(kind)', id, number FROM \(kind)s
            WHERE number = ?1 AND EXISTS (SELECT 1 FROM revoked_\(kind)s WHERE \(kind) = ?1)
            """, [row])
        if kind == "session" { try db.change("DELETE FROM session_data WHERE session = ?", [row]) }
        try db.change("DELETE FROM \(kind)s_unswept WHERE number = ?", [row])
        try db.change("DELETE FROM \(kind)s WHERE number = ?", [row])
    }
}

import GRDB
public import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    /// In transactions of up to 5,000 records, the first of them with the event. Time: about 5 µs a record, ten times that
    /// for those that lists have already put aside.
    public func restore(_ request: RestoreRequest, progress: @Sendable (Int) -> Void) async throws(StoreError) -> RestoreOutcome {
        try refuseIfReadOnly()
        let plan = try await read { try RestorePlan($0, request.choice, now: request.actor.at) }
        guard plan.count > 0 else { return RestoreOutcome(sessions: 0, tokens: 0) }
        var outcome = RestoreOutcome(sessions: 0, tokens: 0)
        let now = request.actor.at
        let isOne = plan.count <= Revoker.batch
        let first = try await write(.durable) { db -> RestoreOutcome? in
            let sessions = try Restorer.restore(db, "session", plan.sessions.prefix(Revoker.batch), now: now)
            let tokens = try Restorer.restore(
                db, "token", plan.tokens.prefix(max(0, Revoker.batch - plan.sessions.count)), now: now)
            guard sessions.restored + tokens.restored > 0 else { return nil }
            let subject =
                isOne
                ? request.auditSubject(sessions: sessions.active, tokens: tokens.active)
                : request.auditSubject(sessions: plan.activeSessions, tokens: plan.activeTokens)
            try AuditLog.append(db, .restore, subject, userID: plan.userID, request.actor, revocation: plan.revocation)
            let restored = sessions.restored + tokens.restored
            return RestoreOutcome(
                sessions: sessions.active, tokens: tokens.active, expired: restored - sessions.active - tokens.active)
        }
        // Someone else restored or removed the first 5,000 meanwhile; the others may still be there.
        guard let first else { return isOne ? outcome : try await restore(request, progress: progress) }
        outcome = first
        progress(outcome.sessions + outcome.tokens + outcome.expired)
        let firstTokens = max(0, min(Revoker.batch - plan.sessions.count, plan.tokens.count))
        for (kind, numbers, done) in [("session", plan.sessions, Revoker.batch), ("token", plan.tokens, firstTokens)] {
            for start in stride(from: done, to: numbers.count, by: Revoker.batch) {
                let batch = numbers[start..<min(start + Revoker.batch, numbers.count)]
                if Task.isCancelled { throw StoreError(.cancelled, outcome.asDone(plan.revocation)) }
                let count = try await write(.durable, done: outcome.asDone(plan.revocation)) {
                    try Restorer.restore($0, kind, batch, now: now)
                }
                if kind == "session" { outcome.sessions += count.active } else { outcome.tokens += count.active }
                outcome.expired += count.restored - count.active
                progress(outcome.sessions + outcome.tokens + outcome.expired)
            }
        }
        return outcome
    }

    public func previewRestore(_ choice: RestoreRequest.Choice, now: Timestamp) async throws(StoreError) -> RestorePreview {
        try await read { db in
            let plan = try RestorePlan(db, choice, now: now)
            var tally = RestoreTally()
            // The same one again and again, as far as it goes.
            var last: RevocationMark?
            for (kind, numbers) in [("session", plan.sessions), ("token", plan.tokens)] {
                let sql = """
                    SELECT r.user_id, r.device, coalesce(r.expires_at <= ?1, 0), (
                        SELECT max(+m.revocation) FROM revoked_\(kind)s m WHERE m.\(kind) = r.number AND m.restored = 0)
                    FROM \(kind)s r WHERE r.number = ?2
                    """
                for number in numbers {
                    try db.each(sql, [.integer(now.microseconds), .integer(number)]) { row in
                        if !row.isNull(3), last?.id.number != row.integer(3) { last = try Records.mark(db, row.integer(3)) }
                        tally.add(
                            isToken: kind == "token", user: row.textOrNil(0), device: row.textOrNil(1), isExpired: row.integer(2) != 0,
                            mark: row.isNull(3) ? nil : last)
                        return true
                    }
                }
            }
            return tally.preview
        }
    }
}

extension RestoreOutcome {
    /// What is done, for the message of a failure in a later step.
    fileprivate func asDone(_ revocation: RevocationID?) -> String {
        "\(sessions) sessions and \(tokens) tokens had been restored by then"
            + (revocation.map { ", of the revocation \($0)" } ?? "")
    }
}

/// What a restoration is about.
private struct RestorePlan: Sendable {
    var sessions: [Int64] = []
    var tokens: [Int64] = []
    var activeSessions = 0
    var activeTokens = 0
    /// What the request names, for the event.
    var revocation: RevocationID?
    var userID: String?

    var count: Int { sessions.count + tokens.count }

    init(_ db: Database, _ choice: RestoreRequest.Choice, now: Timestamp) throws {
        func find(_ kind: String, _ condition: String, _ value: SQLValue) throws -> [Int64] {
            try db.all(
                """
                SELECT m.\(kind) FROM \(kind)s r CROSS JOIN revoked_\(kind)s m
                WHERE \(condition) AND m.\(kind) = r.number AND m.restored = 0
                """, [value]
            ) { $0.integer(0) }
        }
        switch choice {
        case .sessions(let ids):
            for id in Set(ids) { sessions += try find("session", "r.id = ?", .blob(id.digest.bytes)) }
            userID = try Revoker.userID(db, sessions: ids, tokens: [])
        case .tokens(let ids):
            for id in Set(ids) { tokens += try find("token", "r.id = ?", .blob(id.digest.bytes)) }
            userID = try Revoker.userID(db, sessions: [], tokens: ids)
        case .revocation(let id):
            revocation = id
            sessions = try Self.members(db, "session", of: id)
            tokens = try Self.members(db, "token", of: id)
        }
        sessions.sort()
        tokens.sort()
        if count > Revoker.batch {
            activeSessions = try Self.unexpired(db, "sessions", sessions, now)
            activeTokens = try Self.unexpired(db, "tokens", tokens, now)
        }
    }

    private static func members(_ db: Database, _ kind: String, of revocation: RevocationID) throws -> [Int64] {
        try db.all(
            """
            SELECT m.\(kind) FROM revoked_\(kind)s m INDEXED BY revoked_\(kind)s_revocation CROSS JOIN \(kind)s r
            WHERE m.revocation = ? AND m.restored = 0 AND r.number = m.\(kind)
            """, [.integer(revocation.number)]
        ) { $0.integer(0) }
    }

    private static func unexpired(_ db: Database, _ table: String, _ numbers: [Int64], _ now: Timestamp) throws -> Int {
        let sql = "SELECT NOT coalesce(expires_at <= ?, 0) FROM \(table) WHERE number = ?"
        var count = 0
        for number in numbers { count += Int(try db.number(sql, [.integer(now.microseconds), .integer(number)])) }
        return count
    }
}

/// Takes revocations back, in the caller's transaction.
enum Restorer {
    /// - Returns: how many are revoked no more, and how many of them are active at `now`.
    static func restore(_ db: Database, _ kind: String, _ numbers: some Sequence<Int64>, now: Timestamp) throws -> (
        restored: Int, active: Int
    ) {
        var restored = 0
        var active = 0
        for number in numbers {
            let marks = try db.change(
                "UPDATE revoked_\(kind)s SET restored = 1 WHERE \(kind) = ? AND restored = 0", [.integer(number)])
            guard marks > 0 else { continue }
            if try db.change("DELETE FROM \(kind)s_unswept WHERE number = ?", [.integer(number)]) == 0 {
                try db.change("UPDATE \(kind)s SET bucket = 0 WHERE number = ? AND bucket = 2", [.integer(number)])
            }
            let isActive = try db.first(
                "SELECT NOT coalesce(expires_at <= ?, 0) FROM \(kind)s WHERE number = ?",
                [.integer(now.microseconds), .integer(number)]
            ) { $0.integer(0) }
            guard let isActive else { continue }
            restored += 1
            active += Int(isActive)
        }
        return (restored, active)
    }
}

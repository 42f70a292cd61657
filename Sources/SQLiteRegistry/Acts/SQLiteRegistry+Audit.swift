import GRDB
public import SessionRegistry

extension SQLiteRegistry {
    public func auditEvents(_ query: AuditQuery) async throws(StoreError) -> [AuditEvent] {
        guard query.limit > 0 else { return [] }
        return try await read { db in
            var conditions: [Condition] = []
            if let session = query.session { conditions.append(AuditLog.touching("session", session.digest)) }
            if let token = query.token { conditions.append(AuditLog.touching("token", token.digest)) }
            if let user = query.user { conditions.append(AuditLog.touching(user: user)) }
            if let revocation = query.revocation {
                // By its own index; the order is that of the events as they came.
                let condition = "a.id IN (SELECT id FROM audit WHERE revocation = ?)"
                conditions.append(Condition(sql: condition, arguments: [.integer(revocation.number)]))
            }
            if let before = query.before { conditions.append(Condition(sql: "a.id < ?", arguments: [.integer(before)])) }
            if let after = query.after { conditions.append(Condition(sql: "a.id > ?", arguments: [.integer(after)])) }
            let all = Condition(all: conditions)
            let order = query.isUpward ? "ASC" : "DESC"
            let events = try db.all(
                AuditLog.select + (all.map { " WHERE " + $0.sql } ?? "") + " ORDER BY a.id \(order) LIMIT ?",
                (all?.arguments ?? []) + [.integer(Int64(query.limit))], AuditLog.event)
            return query.isUpward ? events.reversed() : events
        }
    }

    public func verifyAuditChain(progress: @Sendable (Int64) -> Void) async throws(StoreError) -> AuditChainVerdict {
        var verifier = AuditChain.Verifier()
        var last = Int64.min
        while true {
            let from = last
            let page = try await read { db in
                try db.all(AuditLog.select + " WHERE a.id > ? ORDER BY a.id LIMIT 1000", [.integer(from)], AuditLog.event)
            }
            for event in page {
                verifier.check(event)
                last = event.id
            }
            progress(verifier.events)
            if page.count < 1_000 { return verifier.verdict }
        }
    }

    public func record(_ action: AuditEvent.Action, subject: AuditEvent.Subject, userID: String?, actor: Actor)
        async throws(StoreError)
    {
        try await write(.durable) { try AuditLog.append($0, action, subject, userID: userID, actor) }
    }
}

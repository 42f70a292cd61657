import GRDB
public import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    public func insert(_ session: SessionRecord, payload: SessionMap) async throws(StoreError) {
        try await write(.soon) { try SessionRows.insert($0, session, payload: PayloadText.encode(payload)) }
    }

    public func renew(_ old: SessionID, as new: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool {
        try await write(.soon) { db in
            guard let number = try SessionRows.unrevoked(db, old) else { return false }
            let text = try PayloadText.encode(payload)
            if new.id == old {
                try SessionRows.update(db, number, new, payload: text)
            } else {
                try SessionRows.insert(db, new, payload: text)
                try Purger.delete(db, "session", number)
            }
            return true
        }
    }

    public func update(_ session: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool {
        try await write(.soon) { db in
            guard let number = try SessionRows.unrevoked(db, session.id) else { return false }
            try SessionRows.update(db, number, session, payload: PayloadText.encode(payload))
            return true
        }
    }

    /// Durable: a session that was logged out must not be back after a power cut.
    public func end(_ id: SessionID) async throws(StoreError) {
        try await write(.durable) { try Self.end($0, "session", id.digest) }
    }

    static func end(_ db: Database, _ kind: String, _ id: Digest256) throws {
        let number = try db.first("SELECT number FROM \(kind)s WHERE id = ?", [.blob(id.bytes)]) { $0.integer(0) }
        if let number { try Purger.delete(db, kind, number) }
    }

    /// Also moves a few records that died meanwhile out of the way of lists.
    public func touch(_ touches: [SessionTouch]) async throws(StoreError) {
        guard let now = touches.map(\.seenAt).max() else { return }
        try await write(.soon) { db in
            for touch in touches { try SessionRows.touch(db, touch) }
            _ = try Sweeper.sweep(db, now: now, limit: Sweeper.smallBatch)
        }
    }

    public func activeSessions(ofUser userID: String, now: Timestamp, limit: Int) async throws(StoreError) -> [SessionRecord] {
        guard limit > 0 else { return [] }
        return try await read(.lookups) { db in
            let filter = Filter(terms: [.init(.user(userID)), .init(.state(.active))])
            let plan = try ListPlan(db, .sessions, ListOrder(SessionSort(.created, .ascending)), filter, now: now)
            return try plan.page(db, start: .first, limit: limit).numbers.compactMap { try Records.session(db, number: $0) }
        }
    }

    public func countLogin(at moment: Timestamp) async throws(StoreError) {
        try await write(.soon) { db in
            let minute = Health.minute(moment)
            try db.change("INSERT INTO logins VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1", [.integer(minute)])
            try db.change("DELETE FROM logins WHERE minute < ?", [.integer(minute - 240)])
        }
    }
}

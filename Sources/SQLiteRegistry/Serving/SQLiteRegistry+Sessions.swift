import GRDB
public import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    public func insert(_ session: SessionRecord, payload: SessionMap) async throws(StoreError) {
        try await write(.soon) { try SessionRows.insert($0, session, payload: PayloadText.encode(payload)) }
    }

    /// Durable if the old secret's user is not the new one's: after a logout that left something in the payload it must not be
    /// back after a power cut.
    public func renew(_ old: SessionID, as new: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool {
        // How a transaction is synchronised is settled before it begins. A session gets a user only by being renewed, so this is
        // the user that it still has then.
        let user = try await read(.lookups) { db in
            try db.first("SELECT user_id FROM sessions WHERE id = ?", [.blob(old.digest.bytes)]) { $0.textOrNil(0) } ?? nil
        }
        return try await write(Self.durability(ofRenewing: user, as: new.userID)) { db in
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

    package static func durability(ofRenewing old: String?, as new: String?) -> Durability {
        guard let old else { return .soon }
        return new.map { $0.utf8.elementsEqual(old.utf8) } == true ? .soon : .durable
    }

    /// A request that took long does not set the session back to when it began: the later of the two uses stays, with its expiry.
    public func update(_ session: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool {
        try await write(.soon) { db in
            guard let number = try SessionRows.unrevoked(db, session.id) else { return false }
            try SessionRows.update(
                db, number, SessionRows.keepingLaterUse(db, number, session), payload: PayloadText.encode(payload))
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

    /// In transactions of 1,000, so that no other writer waits long. Also moves records that died meanwhile out of the way of
    /// lists, more of them than can have been touched, so that their number does not grow.
    public func touch(_ touches: [SessionTouch]) async throws(StoreError) {
        guard let now = touches.map(\.seenAt).max() else { return }
        for start in stride(from: 0, to: touches.count, by: SessionRows.touchBatch) {
            let batch = touches[start..<min(start + SessionRows.touchBatch, touches.count)]
            try await write(.soon, done: start == 0 ? nil : "\(start) sessions had been touched by then") { db in
                for touch in batch { try SessionRows.touch(db, touch) }
                _ = try Sweeper.sweep(db, now: now, limit: max(Sweeper.smallBatch, 2 * batch.count))
            }
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

    /// Also moves a few records that died meanwhile out of the way of lists: where no session is used twice, nothing is touched.
    public func countLogin(at moment: Timestamp) async throws(StoreError) {
        try await write(.soon) { db in
            let minute = StoreHealth.minute(of: moment)
            try db.change("INSERT INTO logins VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1", [.integer(minute)])
            try db.change("DELETE FROM logins WHERE minute < ?", [.integer(minute - 240)])
            _ = try Sweeper.sweep(db, now: moment, limit: Sweeper.loginBatch)
        }
    }
}

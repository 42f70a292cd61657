import GRDB
import SessionCore
import SessionRegistry

/// Session rows as a server writes them, in the caller's transaction.
enum SessionRows {
    /// The columns of a record but its id, with their values.
    private static func columns(_ record: SessionRecord) -> [(name: String, value: SQLValue)] {
        [
            ("user_id", .init(record.userID)), ("created_at", .integer(record.createdAt.microseconds)),
            ("last_seen_at", .integer(record.lastSeenAt.microseconds)), ("expires_at", .init(record.expiresAt?.microseconds)),
            ("ip", .init(record.ip)), ("address", .init(AddressOrder.value(of: record.ip))), ("device", .init(record.device)),
            ("fresh", .init(record.fresh)),
            ("permanent", .init(record.permanent)), ("remembered", .init(record.remembered)),
            ("token_id", .init(record.tokenID?.digest.bytes)),
        ]
    }

    private static let insertion: String = {
        let moment = Timestamp(microseconds: 0)
        let names = columns(
            SessionRecord(
                id: SessionID(.zero), userID: nil, createdAt: moment, lastSeenAt: moment, expiresAt: nil, ip: nil, userAgent: nil,
                device: nil, fresh: nil, permanent: nil, remembered: nil)
        ).map(\.name)
        return "INSERT OR IGNORE INTO sessions (id, bucket, \(names.joined(separator: ", "))) "
            + "VALUES (?, ?\(String(repeating: ", ?", count: names.count)))"
    }()

    /// - Parameter bucket: 1 for what is known to have expired.
    /// - Throws: `.conflict` if the id is taken.
    static func insert(_ db: Database, _ record: SessionRecord, payload: String, bucket: Int64 = 0) throws {
        let added = try db.change(insertion, [.blob(record.id.digest.bytes), .integer(bucket)] + columns(record).map(\.value))
        guard added == 1 else { throw StoreError(.conflict, "a session with this id is already in the store") }
        try db.change(
            "INSERT INTO session_data (session, user_agent, payload) VALUES (?, ?, ?)",
            [.integer(db.lastInsertedRowID), .init(record.userAgent), .text(payload)])
    }

    /// A session's row number; `nil` if it is not there or is revoked.
    static func unrevoked(_ db: Database, _ id: SessionID) throws -> Int64? {
        try db.first(
            "SELECT r.number FROM sessions r WHERE r.id = ? AND \(Targets.unrevoked("sessions"))", [.blob(id.digest.bytes)]
        ) {
            $0.integer(0)
        }
    }

    /// Writes only the columns that changed, so that only their indexes are touched.
    static func update(_ db: Database, _ number: Int64, _ record: SessionRecord, payload: String) throws {
        guard let old = try Records.session(db, number: number) else { return }
        var changed = zip(columns(old), columns(record)).filter { $0.value != $1.value }.map(\.1)
        // What lay with the expired must be found among the living if it lives longer now.
        if old.expiresAt != record.expiresAt,
            try db.number("SELECT bucket FROM sessions WHERE number = ?", [.integer(number)]) != 0
        {
            changed.append(("bucket", .integer(0)))
        }
        if !changed.isEmpty {
            let list = changed.map { "\($0.name) = ?" }.joined(separator: ", ")
            try db.change("UPDATE sessions SET \(list) WHERE number = ?", changed.map(\.value) + [.integer(number)])
        }
        try db.change(
            "UPDATE session_data SET user_agent = ?, payload = ? WHERE session = ?",
            [.init(record.userAgent), .text(payload), .integer(number)])
    }

    /// The record with the row's time of use and expiry if that is the later one.
    static func keepingLaterUse(_ db: Database, _ number: Int64, _ record: SessionRecord) throws -> SessionRecord {
        let stored = try db.first("SELECT last_seen_at, expires_at FROM sessions WHERE number = ?", [.integer(number)]) { row in
            (seen: Timestamp(microseconds: row.integer(0)), expires: row.integerOrNil(1).map { Timestamp(microseconds: $0) })
        }
        guard let stored, stored.seen > record.lastSeenAt else { return record }
        var record = record
        record.lastSeenAt = stored.seen
        record.expiresAt = stored.expires
        return record
    }

    /// Touches in one transaction: some 50 ms.
    static let touchBatch = 1_000

    static func touch(_ db: Database, _ touch: SessionTouch) throws {
        let id = SQLValue.blob(touch.id.digest.bytes)
        let seen = SQLValue.integer(touch.seenAt.microseconds)
        let expires = SQLValue(touch.expiresAt?.microseconds)
        let isUnrevoked = "NOT EXISTS (SELECT 1 FROM sessions_unswept u WHERE u.number = sessions.number)"
        // `bucket` is in every index: it is written only where it changes.
        var count = try db.change(
            """
            UPDATE sessions SET last_seen_at = ?1, expires_at = ?2
            WHERE id = ?3 AND bucket = 0 AND last_seen_at < ?1 AND \(isUnrevoked)
            """,
            [seen, expires, id])
        if count == 0 {
            count = try db.change(
                """
                UPDATE sessions SET last_seen_at = ?1, expires_at = ?2, bucket = 0
                WHERE id = ?3 AND bucket = 1 AND last_seen_at < ?1 AND \(isUnrevoked)
                """, [seen, expires, id])
        }
        if count > 0, let ip = touch.ip {
            try db.change("UPDATE sessions SET ip = ?1, address = rollcall_address(?1) WHERE id = ?2 AND ip IS NOT ?1", [.text(ip), id])
        }
    }
}

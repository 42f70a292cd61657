import GRDB
import SessionCore

/// Moves records that opened nothing any more into the buckets of the dead (see `Schema`). Never changes what a reader is told.
enum Sweeper {
    /// Along with a server's own writes: cheap enough not to be felt.
    static let smallBatch = 100
    /// Along with a login: more than the one session that a login adds.
    static let loginBatch = 10
    static let backgroundBatch = 1_000
    /// In seconds: a record is moved when it expired this long ago, so that readers whose clock is a little behind find it where
    /// they look.
    static let delay: Int64 = 60

    /// - Returns: how many rows were moved.
    static func sweep(_ db: Database, now: Timestamp, limit: Int) throws -> Int {
        var moved = 0
        for table in ["sessions", "tokens"] {
            let revoked = try db.all("SELECT number FROM \(table)_unswept LIMIT ?", [.integer(Int64(limit))]) { $0.integer(0) }
            for number in revoked {
                try db.change("UPDATE \(table) SET bucket = 2 WHERE number = ?", [.integer(number)])
                try db.change("DELETE FROM \(table)_unswept WHERE number = ?", [.integer(number)])
            }
            let expired = try db.all(
                """
                SELECT number FROM \(table) INDEXED BY \(table)_expires
                WHERE bucket = 0 AND expires_at >= \(Int64.min) AND expires_at <= ? LIMIT ?
                """, [.integer(now.advanced(bySeconds: -delay).microseconds), .integer(Int64(limit))]
            ) { $0.integer(0) }
            for number in expired {
                try db.change("UPDATE \(table) SET bucket = 1 WHERE number = ?", [.integer(number)])
            }
            moved += revoked.count + expired.count
        }
        return moved
    }
}

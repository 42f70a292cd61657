import GRDB
import Glibc
public import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    /// From counts that are kept; only what died since the last sweep is looked at row by row.
    public func health(now: Timestamp) async throws(StoreError) -> StoreHealth {
        let path = self.path
        return try await read { db in
            var health = try Health.read(db, now: now)
            health.sizeInBytes = [path, path + "-wal"].reduce(0) { size, file in
                var status = stat()
                return stat(file, &status) == 0 ? size + Int64(status.st_size) : size
            }
            return health
        }
    }
}

enum Health {
    static func read(_ db: Database, now: Timestamp) throws -> StoreHealth {
        let sessions = try States(db, "sessions", now: now)
        let tokens = try States(db, "tokens", now: now)
        let minute = StoreHealth.minute(of: now)
        var logins = [Int](repeating: 0, count: 60)
        try db.each(
            "SELECT minute, count FROM logins WHERE minute > ? AND minute <= ?", [.integer(minute - 60), .integer(minute)]
        ) { row in
            let place = Int(row.integer(0) - (minute - 59))
            if logins.indices.contains(place) { logins[place] = Int(row.integer(1)) }
            return true
        }
        return StoreHealth(
            activeSessions: sessions.active, expiredSessions: sessions.expired, revokedSessions: sessions.revoked,
            activeTokens: tokens.active,
            users: Int(try db.number("SELECT count FROM tally WHERE kind = 'users' AND bucket = 0 AND span = 0")),
            auditEvents: Int(try db.number("SELECT coalesce(max(id), 0) FROM audit")), sizeInBytes: nil, loginsPerMinute: logins,
            sessionsByAge: sessions.ages)
    }

    /// How many records of a table are in which state.
    private struct States {
        var active = 0
        var expired = 0
        var revoked = 0
        /// Active ones by age: under an hour, a day, a week, 30 days, older.
        var ages = [0, 0, 0, 0, 0]

        /// The moments after which a record is younger than an hour, a day, a week, 30 days.
        private let limits: [Int64]

        init(_ db: Database, _ table: String, now: Timestamp) throws {
            limits = StoreHealth.ageLimits.map { now.advanced(bySeconds: -$0).microseconds }
            var younger = [Int]()
            for limit in limits { younger.append(try Self.living(db, table, createdAfter: limit)) }
            let living = try Self.total(db, table, bucket: 0)
            ages = zip(younger + [living], [0] + younger).map { $0 - $1 }
            active = living
            expired = try Self.total(db, table, bucket: 1)
            revoked = try Self.total(db, table, bucket: 2)
            try settleStrays(db, table, now)
        }

        private static func total(_ db: Database, _ table: String, bucket: Int) throws -> Int {
            Int(try db.number("SELECT coalesce(sum(count), 0) FROM tally WHERE kind = '\(table)' AND bucket = \(bucket)"))
        }

        /// How many of bucket 0 were made after this moment: whole spans from the tally, the rest of the moment's own span
        /// counted.
        private static func living(_ db: Database, _ table: String, createdAfter moment: Int64) throws -> Int {
            let span = moment >> 32
            let spans = try db.number(
                "SELECT coalesce(sum(count), 0) FROM tally WHERE kind = '\(table)' AND bucket = 0 AND span > ?", [.integer(span)])
            let rest = try db.number(
                """
                SELECT count(*) FROM \(table) INDEXED BY \(table)_created
                WHERE bucket = 0 AND created_at > ? AND created_at <= ?
                """, [.integer(moment), .integer(span << 32 | 0xFFFF_FFFF)])
            return Int(spans + rest)
        }

        /// Moves those to their state that do not lie in its bucket.
        private mutating func settleStrays(_ db: Database, _ table: String, _ now: Timestamp) throws {
            let moment = SQLValue.integer(now.microseconds)
            // Revoked, not swept: counted as living or as expired so far.
            try db.each("SELECT r.bucket, r.created_at FROM \(table)_unswept u CROSS JOIN \(table) r WHERE r.number = u.number") {
                row in
                revoked += 1
                if row.integer(0) == 0 {
                    active -= 1
                    ages[age(row.integer(1))] -= 1
                } else {
                    expired -= 1
                }
                return true
            }
            let unswept = "NOT EXISTS (SELECT 1 FROM \(table)_unswept u WHERE u.number = r.number)"
            try db.each(
                """
                SELECT r.created_at FROM \(table) r INDEXED BY \(table)_expires
                WHERE r.bucket = 0 AND r.expires_at >= \(Int64.min) AND r.expires_at <= ? AND \(unswept)
                """, [moment]
            ) { row in
                active -= 1
                expired += 1
                ages[age(row.integer(0))] -= 1
                return true
            }
            // A clock that was set back makes some of bucket 1 active again.
            try db.each(
                """
                SELECT r.created_at FROM \(table) r INDEXED BY \(table)_expires
                WHERE r.bucket = 1 AND r.expires_at > ? AND \(unswept)
                """, [moment]
            ) { row in
                active += 1
                expired -= 1
                ages[age(row.integer(0))] += 1
                return true
            }
        }

        private func age(_ created: Int64) -> Int { limits.firstIndex { created > $0 } ?? 4 }
    }
}

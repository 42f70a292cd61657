import GRDB

/// What a store file holds, as migrations: named, in order, never changed once released.
///
/// - Session rows are narrow; payload and user agent lie apart, because lists and bulk acts do not need them.
/// - Revoking inserts rows and updates no index of the sessions. `bucket` is where a row is listed: 0 the living, 1 expired,
///   2 revoked. A writer moves rows there soon afterwards, a few at a time (`Sweeper`), so that a list of the active does not
///   wade through the dead. What holds at every moment, and all that readers rely on:
///   a row is revoked exactly if its bucket is 2 or it stands in `…_unswept`; whether it is expired is always decided by
///   `expires_at`.
/// - Each sort has an index that ends with the id, so that every page is a short walk. Those by a time begin with the bucket:
///   the dead are the old, and would stand together. In the others they are spread evenly, and moving a row between
///   buckets leaves those indexes alone (all of them together made it dirty sixteen pages a row). The index by last use covers
///   the columns of the search as well. `address` is what `ip` is sorted by
///   (`AddressOrder`), written along with it. No index serves user agents, which are long, nor who revoked a row, which is no column
///   of it: such lists are put in order as they are read.
/// - Counts are kept by triggers in `tally`, by bucket and by spans of 2^32 microseconds of the creation time (a shift,
///   where a division would round towards zero).
/// - Row numbers are never used twice: revocations refer to them also after the row has gone (`departed`).
enum Schema {
    struct Migration: Sendable {
        var name: String
        var sql: String
    }

    /// "RCal": in the file's header, so that other programs' databases are told apart before anything is written.
    static let applicationID: Int32 = 0x5243_616C

    static let migrations: [Migration] = [
        Migration(name: "1 sessions, tokens, revocations, users, audit", sql: first),
        Migration(name: "2 lists by address, permanence, rotation and theft", sql: second),
    ]

    /// Brings an older (or empty) file up to date in one transaction, which several processes may try at once.
    ///
    /// - Throws: `NewerSchema`, `DatabaseError`.
    static func bringUpToDate(_ db: Database) throws {
        let known = migrations.count
        if try db.number("PRAGMA user_version", cached: false) == Int64(known) { return }
        try db.inTransaction(.immediate) {
            let found = Int(try db.number("PRAGMA user_version", cached: false))
            guard found <= known else { throw NewerSchema(found: found, known: known) }
            for migration in migrations.dropFirst(found) {
                try db.execute(sql: migration.sql)
                try db.execute(sql: "INSERT INTO migrations (name) VALUES (?)", arguments: [migration.name])
            }
            try db.execute(sql: "PRAGMA user_version = \(known)")
            return .commit
        }
    }

    struct NewerSchema: Error {
        var found: Int
        var known: Int
    }

    private static let first = """
        CREATE TABLE migrations (name TEXT PRIMARY KEY NOT NULL) STRICT;

        CREATE TABLE sessions (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            bucket INTEGER NOT NULL DEFAULT 0,
            id BLOB NOT NULL UNIQUE,
            user_id TEXT,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            expires_at INTEGER,
            ip TEXT,
            device TEXT,
            fresh INTEGER,
            permanent INTEGER,
            remembered INTEGER,
            token_id BLOB
        ) STRICT;
        CREATE INDEX sessions_seen ON sessions (bucket, last_seen_at, id, expires_at, user_id, ip, device);
        CREATE INDEX sessions_created ON sessions (bucket, created_at, id);
        CREATE INDEX sessions_expires ON sessions (bucket, expires_at, id);
        CREATE INDEX sessions_user ON sessions (user_id, id);
        CREATE INDEX sessions_device ON sessions (device, id);
        CREATE INDEX sessions_ip ON sessions (ip, id);
        CREATE INDEX sessions_fresh ON sessions (fresh, id);
        CREATE INDEX sessions_remembered ON sessions (remembered, id);
        CREATE INDEX sessions_token ON sessions (token_id) WHERE token_id IS NOT NULL;
        CREATE TABLE session_data (
            session INTEGER PRIMARY KEY,
            user_agent TEXT,
            payload TEXT NOT NULL
        ) STRICT;

        CREATE TABLE tokens (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            bucket INTEGER NOT NULL DEFAULT 0,
            id BLOB NOT NULL UNIQUE,
            user_id TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_used_at INTEGER,
            expires_at INTEGER,
            uses INTEGER NOT NULL,
            ip TEXT,
            device TEXT,
            user_agent TEXT,
            theft_detected_at INTEGER,
            verifier BLOB NOT NULL,
            previous_verifier BLOB,
            rotated_at INTEGER
        ) STRICT;
        CREATE INDEX tokens_used ON tokens (bucket, last_used_at, id, created_at, expires_at, user_id, ip, device);
        CREATE INDEX tokens_created ON tokens (bucket, created_at, id);
        CREATE INDEX tokens_expires ON tokens (bucket, expires_at, id);
        CREATE INDEX tokens_user ON tokens (user_id, id);
        CREATE INDEX tokens_device ON tokens (device, id);
        CREATE INDEX tokens_ip ON tokens (ip, id);
        CREATE INDEX tokens_uses ON tokens (uses, id);

        CREATE TABLE revocations (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            by TEXT NOT NULL,
            reason TEXT,
            chosen_by TEXT
        ) STRICT;
        CREATE TABLE revoked_sessions (
            session INTEGER NOT NULL,
            revocation INTEGER NOT NULL,
            restored INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (session, revocation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX revoked_sessions_revocation ON revoked_sessions (revocation, restored, session);
        CREATE TABLE revoked_tokens (
            token INTEGER NOT NULL,
            revocation INTEGER NOT NULL,
            restored INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (token, revocation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX revoked_tokens_revocation ON revoked_tokens (revocation, restored, token);
        CREATE TABLE sessions_unswept (number INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE tokens_unswept (number INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE departed (
            kind TEXT NOT NULL,
            id BLOB NOT NULL,
            number INTEGER NOT NULL,
            PRIMARY KEY (kind, id, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE users (
            id TEXT PRIMARY KEY NOT NULL,
            email TEXT NOT NULL UNIQUE,
            password_hash TEXT NOT NULL,
            active INTEGER NOT NULL,
            api_key BLOB UNIQUE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            operator TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            subject_id BLOB,
            subject_user TEXT,
            sessions INTEGER,
            tokens INTEGER,
            chosen_by TEXT,
            user_id TEXT,
            reason TEXT,
            revocation INTEGER,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX audit_subject ON audit (subject_id) WHERE subject_id IS NOT NULL;
        CREATE INDEX audit_subject_user ON audit (subject_user) WHERE subject_user IS NOT NULL;
        CREATE INDEX audit_user ON audit (user_id) WHERE user_id IS NOT NULL;
        CREATE INDEX audit_revocation ON audit (revocation) WHERE revocation IS NOT NULL;
        CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

        CREATE TABLE logins (minute INTEGER PRIMARY KEY, count INTEGER NOT NULL) STRICT;

        CREATE TABLE tally (
            kind TEXT NOT NULL,
            bucket INTEGER NOT NULL,
            span INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (kind, bucket, span)
        ) STRICT, WITHOUT ROWID;

        """ + tallyTriggers("sessions") + tallyTriggers("tokens") + """
            CREATE TRIGGER users_come AFTER INSERT ON users BEGIN
                INSERT INTO tally VALUES ('users', 0, 0, 1) ON CONFLICT DO UPDATE SET count = count + 1;
            END;
            CREATE TRIGGER users_go AFTER DELETE ON users BEGIN
                UPDATE tally SET count = count - 1 WHERE kind = 'users' AND bucket = 0 AND span = 0;
            END;
            """

    /// Some six seconds for a million sessions.
    private static let second = """
        ALTER TABLE sessions ADD COLUMN address ANY;
        UPDATE sessions SET address = rollcall_address(ip) WHERE ip IS NOT NULL;
        CREATE INDEX sessions_address ON sessions (address, id);
        CREATE INDEX sessions_permanent ON sessions (permanent, id);
        ALTER TABLE tokens ADD COLUMN address ANY;
        UPDATE tokens SET address = rollcall_address(ip) WHERE ip IS NOT NULL;
        CREATE INDEX tokens_address ON tokens (address, id);
        ALTER TABLE tokens ADD COLUMN rotation INTEGER GENERATED ALWAYS AS (
            CASE WHEN uses > 0 AND last_used_at IS NOT NULL THEN CAST(max(0, last_used_at - created_at) / uses AS INTEGER) END
        ) VIRTUAL;
        CREATE INDEX tokens_rotates ON tokens (rotation, id);
        CREATE INDEX tokens_theft ON tokens (theft_detected_at, id) WHERE theft_detected_at IS NOT NULL;

        """

    private static func tallyTriggers(_ table: String) -> String {
        func plus(_ row: String) -> String {
            "INSERT INTO tally VALUES ('\(table)', \(row).bucket, \(row).created_at >> 32, 1) "
                + "ON CONFLICT DO UPDATE SET count = count + 1;"
        }
        func minus(_ row: String) -> String {
            "UPDATE tally SET count = count - 1 "
                + "WHERE kind = '\(table)' AND bucket = \(row).bucket AND span = \(row).created_at >> 32;"
        }
        return """
            CREATE TRIGGER \(table)_come AFTER INSERT ON \(table) BEGIN \(plus("new")) END;
            CREATE TRIGGER \(table)_go AFTER DELETE ON \(table) BEGIN \(minus("old")) END;
            CREATE TRIGGER \(table)_move AFTER UPDATE OF bucket, created_at ON \(table)
                BEGIN \(minus("old")) \(plus("new")) END;

            """
    }
}

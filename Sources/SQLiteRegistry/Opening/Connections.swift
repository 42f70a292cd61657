import GRDB
import SessionRegistry
import Synchronization

/// The connections to one store file, each made when it is first needed: opening the store costs one.
///
/// Queues, not GRDB's pool: its pool writes to the file at each opening, and makes its writer first.
struct Connections: Sendable {
    enum Role: String, Sendable, CaseIterable {
        /// Look-ups by id, and the change token: never behind a long read.
        case lookups
        /// Lists, searches, and what is looked through before something is revoked or restored.
        case lists
        /// Counts, which may take as long as the store is large: nothing is to wait for them.
        case counts
        case writer

        /// At most, and only once it was needed: enough for the upper levels of every index; the rest is the operating system's
        /// cache. A writer holds the pages of a batch until it is committed.
        var cacheInKibibytes: Int {
            switch self {
            case .lookups, .counts: 1_024
            case .lists: 4_096
            case .writer: 16_384
            }
        }
    }

    var path: String
    var readOnly: Bool

    func make(_ role: Role) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readOnly || role != .writer
        // The schema has no foreign keys: revocations outlive their records.
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        configuration.label = "rollcall.\(role.rawValue)"
        configuration.prepareDatabase { db in
            try TextFunctions.register(in: db)
            try db.execute(sql: "PRAGMA cache_size = -\(role.cacheInKibibytes)")
            // What a read needs for a moment never goes to disk, where it would be outside the file's permissions.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            if role == .writer {
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                // After a burst the log shrinks again.
                try db.execute(sql: "PRAGMA journal_size_limit = 16777216")
            }
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Turns a new, empty file into a store: the owner's mark first, by the old kind of journal, so that it is in the file
    /// itself; then write-ahead logging.
    func initialize() throws {
        let queue = try make(.writer)
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw StoreError(
                    .unavailable,
                    "\(path) cannot be shared between processes: its file system has no shared memory for SQLite's log")
            }
        }
        try queue.close()
    }
}

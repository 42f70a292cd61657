import GRDBSQLite

/// A connection to a store that only reads, on whatever thread it is used by, one at a time.
///
/// Unchecked: it belongs to the one who uses it just now. What several keep (`CommitMark`) is only kept, so that it stays open.
final class ReadConnection: @unchecked Sendable {
    let handle: OpaquePointer

    /// `nil` if the file cannot be opened.
    init?(path: String) {
        var handle: OpaquePointer?
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK, let handle,
            sqlite3_exec(handle, "PRAGMA cache_size = -512; PRAGMA temp_store = MEMORY", nil, nil, nil) == SQLITE_OK
        else {
            // Also after a failure there is a connection, to ask for its error.
            sqlite3_close_v2(handle)
            return nil
        }
        self.handle = handle
    }

    deinit { sqlite3_close_v2(handle) }

    /// Whether the file has a write-ahead log, as every store of ours.
    var usesLog: Bool {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, "PRAGMA journal_mode", -1, &statement, nil) == SQLITE_OK else { return false }
        defer { sqlite3_finalize(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW, let mode = sqlite3_column_text(statement, 0) else { return false }
        return String(cString: mode) == "wal"
    }
}

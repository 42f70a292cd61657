import GRDBSQLite
import SessionRegistry

/// Reads what every request of a server waits for: a session with its payload, by its id.
///
/// It reads on the caller's thread. Handing such a short read over to a queue, as the other reads are, costs several times the read; and
/// as it reads the database itself, a revocation by any process is seen by the next request. It never waits: where SQLite would, it fails,
/// and the caller goes the long way.
///
/// Unchecked: a reader belongs to the registry's idle ones or to the one call that took it, never to two at once.
final class SessionReader: @unchecked Sendable {
    /// The file that it reads.
    let file: StoreFile.Identity
    let connection: ReadConnection
    private let statement: OpaquePointer

    enum Answer {
        /// - Parameter payloadLength: of the payload as it is stored, in bytes.
        case found(StoredSession, payloadLength: Int)
        case missing
        /// Whatever it was, this reader is not to be used again.
        case failed
    }

    /// `nil` if the file cannot be opened, or is not a store.
    init?(path: String, file: StoreFile.Identity) {
        guard let connection = ReadConnection(path: path) else { return nil }
        var statement: OpaquePointer?
        guard
            sqlite3_prepare_v3(
                connection.handle, Records.storedSessionSelect, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { return nil }
        self.file = file
        self.connection = connection
        self.statement = statement
    }

    deinit { sqlite3_finalize(statement) }

    func read(_ id: SessionID) -> Answer {
        id.digest.withBytes { bytes in
            // Without a copy: the bytes outlive the binding.
            guard sqlite3_bind_blob(statement, 1, bytes.baseAddress, Int32(bytes.count), nil) == SQLITE_OK else { return .failed }
            defer {
                // Ends the read, so that it holds up nobody.
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            switch sqlite3_step(statement) {
            case SQLITE_DONE: return .missing
            case SQLITE_ROW: break
            default: return .failed
            }
            let row = ResultRow(handle: statement)
            guard !row.isNull(Records.payloadColumn) else { return .missing }
            let payload = row.bytes(Records.payloadColumn)
            guard let record = try? Records.session(row), let values = try? PayloadText.decode(payload) else { return .failed }
            return .found(StoredSession(record: record, payload: values), payloadLength: payload.count)
        }
    }
}

import GRDBSQLite
import Synchronization

/// Tells whether anybody has changed a store since, without asking SQLite: a look at memory that all its connections share.
///
/// With a write-ahead log, every commit of any process writes the header of the log's index, which lies in the shared memory of the
/// `-shm` file: a counter of transactions, the log's length, its checksums and salts (SQLite file format, "WAL-Index Format", section
/// 2.1). A reader of SQLite begins by comparing just these bytes with those it saw before; so does this, and opens no transaction
/// where they are the same.
///
/// Unchecked: the memory is SQLite's, there as long as the connection is open, which this keeps; and it is only read.
final class CommitMark: @unchecked Sendable {
    /// The header, whole: as long as it is the same, so is what the store holds.
    struct Value: Equatable {
        fileprivate var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

        static func == (a: Self, b: Self) -> Bool {
            a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2 && a.words.3 == b.words.3
                && a.words.4 == b.words.4 && a.words.5 == b.words.5
        }
    }

    private static let size = 48
    /// What SQLite maps at a time (`WALINDEX_PGSZ`).
    private static let region: Int32 = 32_768

    private let header: UnsafeRawPointer
    private let connection: ReadConnection

    /// - Parameter connection: one that has read already, so that it has the index in its memory.
    /// - Returns: `nil` where there is no such memory, or not to be had: everything must be read then.
    init?(_ connection: ReadConnection) {
        guard connection.usesLog else { return nil }
        var pointer: UnsafeMutableRawPointer?
        guard sqlite3_file_control(connection.handle, "main", SQLITE_FCNTL_FILE_POINTER, &pointer) == SQLITE_OK,
            let file = pointer?.assumingMemoryBound(to: sqlite3_file.self), let methods = file.pointee.pMethods,
            methods.pointee.iVersion >= 2, let map = methods.pointee.xShmMap
        else { return nil }
        var memory: UnsafeMutableRawPointer?
        // Not to be made: only what SQLite has mapped for this connection.
        guard map(file, 0, Self.region, 0, &memory) == SQLITE_OK, let memory else { return nil }
        header = UnsafeRawPointer(memory)
        self.connection = connection
    }

    /// The header as it is now; `nil` while somebody writes it.
    func value() -> Value? {
        // It stands twice, and is written the second time first: both the same means whole (SQLite's `walIndexTryHdr`).
        let first = read(0)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        let second = read(Self.size)
        return first == second ? first : nil
    }

    private func read(_ offset: Int) -> Value {
        func word(_ place: Int) -> UInt64 { header.load(fromByteOffset: offset + 8 * place, as: UInt64.self) }
        return Value(words: (word(0), word(1), word(2), word(3), word(4), word(5)))
    }
}

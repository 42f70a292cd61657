import GRDB
import GRDBSQLite
import Synchronization

/// Lets a cancelled task stop the statement that works for it.
///
/// SQLite asks the flag every few thousand steps of its machine, so that a cancellation is never missed between two
/// statements, as a lone `sqlite3_interrupt` may be.
final class Interrupter: Sendable {
    private let cancelled = Atomic<Bool>(false)

    func cancel() { cancelled.store(true, ordering: .relaxed) }
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Runs `body`; statements in it fail with SQLITE_INTERRUPT once this is cancelled.
    func guarding<T>(_ db: Database, _ body: () throws -> T) throws -> T {
        guard let connection = db.sqliteConnection else { return try body() }
        sqlite3_progress_handler(
            connection, 5_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Interrupter>.fromOpaque(context).takeUnretainedValue().isCancelled ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        // The handler holds no reference: it goes before this object can.
        defer { sqlite3_progress_handler(connection, 0, nil, nil) }
        if isCancelled { throw CancellationError() }
        return try body()
    }
}

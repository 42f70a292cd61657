import GRDB
import SessionRegistry

extension StoreError {
    /// What went wrong in the database, as a sentence about the file. SQL and its arguments stay out of it.
    ///
    /// - Parameter done: what an act in several transactions has already done, as a clause; `nil`: nothing.
    init(_ error: any Error, path: String, done: String? = nil) {
        self.init(error, path: path, changed: done ?? "nothing was changed")
        if let done, !message.contains(done) { message += "; " + done }
    }

    private init(_ error: any Error, path: String, changed: String) {
        switch error {
        case let error as StoreError: self = error
        case is CancellationError: self.init(.cancelled, "the work on \(path) was cancelled")
        case let error as Schema.NewerSchema:
            self.init(
                .unreadable,
                "\(path) was made by a newer Rollcall (its schema is \(error.found), this program knows up to \(error.known)); "
                    + "use that version, nothing was changed")
        case let error as DatabaseError:
            self.init(code: error.resultCode, extended: error.extendedResultCode, path: path, changed: changed)
        default: self.init(.unavailable, "\(path) could not be used: \(error)")
        }
    }

    private init(code: ResultCode, extended: ResultCode, path: String, changed: String) {
        switch code {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .unavailable, "\(path) is locked by another process for more than 5 seconds; try again when that one is done")
        case .SQLITE_INTERRUPT, .SQLITE_ABORT:
            self.init(.cancelled, "the work on \(path) was cancelled")
        case .SQLITE_FULL:
            self.init(.full, "there is no space left on the disk of \(path); \(changed): free some space and try again")
        case .SQLITE_READONLY, .SQLITE_PERM:
            self.init(
                .readOnly, "\(path) can only be read: \(changed); check the permissions of the file and its directory")
        case .SQLITE_CORRUPT:
            self.init(
                .unreadable,
                "\(path) is damaged; \(changed): keep a copy, then restore a backup or try `sqlite3 \(path) .recover`")
        case .SQLITE_NOTADB:
            self.init(.unreadable, "\(path) is not an SQLite database; \(changed): give the path of a Rollcall store")
        case .SQLITE_CANTOPEN, .SQLITE_AUTH:
            self.init(
                .unavailable,
                "\(path) cannot be opened; check that its directory exists and that this user may read and write in it")
        case .SQLITE_IOERR:
            self.init(.unavailable, "reading or writing \(path) failed (SQLite error \(extended.rawValue)); check the disk")
        case .SQLITE_CONSTRAINT:
            self.init(.conflict, "\(path) already holds a record that contradicts this one; \(changed)")
        case .SQLITE_NOMEM, .SQLITE_TOOBIG:
            self.init(.unavailable, "\(path) could not be used: there is not enough memory for it")
        default:
            self.init(.unreadable, "\(path) does not behave as a Rollcall store should (SQLite error \(extended.rawValue))")
        }
    }
}

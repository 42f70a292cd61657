import GRDB
import GRDBSQLite
import SessionCore
import SessionRegistry

/// A value bound to a statement.
enum SQLValue: Equatable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    /// As SQLite compares: texts byte by byte.
    static func == (a: SQLValue, b: SQLValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.integer(let a), .integer(let b)): a == b
        case (.text(let a), .text(let b)): ExactText.isSame(a, b)
        case (.blob(let a), .blob(let b)): a == b
        default: false
        }
    }

    init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    init(_ value: Bool?) { self = value.map { .integer($0 ? 1 : 0) } ?? .null }
    init(_ value: [UInt8]?) { self = value.map { .blob($0) } ?? .null }
    init(_ value: PageCursor.Value) {
        self =
            switch value {
            case .null: .null
            case .integer(let number): .integer(number)
            case .text(let text): .text(text)
            }
    }
}

/// The columns of the row that a statement stands on, by position.
///
/// Read through SQLite's own interface: GRDB's `String` ends at the first NUL, and texts here come from outside, where a
/// hostile user agent may well hold one.
struct ResultRow {
    let handle: OpaquePointer

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func isText(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_TEXT }
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func integerOrNil(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    func boolOrNil(_ column: Int32) -> Bool? { isNull(column) ? nil : integer(column) != 0 }
    func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array($0) } }
    /// Hands on the bytes of a text or blob, which are gone with the row.
    func withBytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = sqlite3_column_blob(handle, column)
        return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))))
    }
    func bytesOrNil(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
        return String(decoding: bytes, as: UTF8.self)
    }
    func textOrNil(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}

extension Database {
    /// Runs a statement and hands each row to `body`, which returns whether to go on.
    ///
    /// - Parameter cached: keeps the compiled statement with the connection; `false` for texts that a user's filter shapes,
    ///   of which there is no end.
    /// - Throws: `DatabaseError`; what `body` throws.
    func each(_ sql: String, _ values: [SQLValue] = [], cached: Bool = true, _ body: (ResultRow) throws -> Bool) throws {
        try each(cached ? cachedStatement(sql: sql) : makeStatement(sql: sql), values, body)
    }

    /// The same with a statement that is compiled already.
    func each(_ statement: Statement, _ values: [SQLValue], _ body: (ResultRow) throws -> Bool) throws {
        let handle = statement.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, value) in values.enumerated() {
            let code = Self.bind(value, to: handle, at: Int32(truncatingIfNeeded: index + 1))
            if code != SQLITE_OK { throw failure(code) }
        }
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw failure(code) }
            if try !body(ResultRow(handle: handle)) { return }
        }
    }

    /// The first row, read by `body`; `nil` if there is none.
    func first<T>(_ sql: String, _ values: [SQLValue] = [], cached: Bool = true, _ body: (ResultRow) throws -> T) throws -> T? {
        var found: T?
        try each(sql, values, cached: cached) { row in
            found = try body(row)
            return false
        }
        return found
    }

    /// The first column of the first row, 0 if there is none.
    func number(_ sql: String, _ values: [SQLValue] = [], cached: Bool = true) throws -> Int64 {
        try first(sql, values, cached: cached) { $0.integer(0) } ?? 0
    }

    /// The same with a statement that is compiled already.
    func number(_ statement: Statement, _ values: [SQLValue]) throws -> Int64 {
        var found: Int64 = 0
        try each(statement, values) { row in
            found = row.integer(0)
            return false
        }
        return found
    }

    func all<T>(_ sql: String, _ values: [SQLValue] = [], cached: Bool = true, _ body: (ResultRow) throws -> T) throws -> [T] {
        var found: [T] = []
        try each(sql, values, cached: cached) { row in
            found.append(try body(row))
            return true
        }
        return found
    }

    /// Runs a statement that changes rows; how many rows it changed (triggers not counted).
    @discardableResult
    func change(_ sql: String, _ values: [SQLValue] = []) throws -> Int {
        try each(sql, values) { _ in true }
        return changesCount
    }

    private static func bind(_ value: SQLValue, to handle: OpaquePointer, at index: Int32) -> Int32 {
        // SQLite copies what it is given (SQLITE_TRANSIENT, a C macro that Swift does not import).
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let number): return sqlite3_bind_int64(handle, index, number)
        case .text(let text):
            var copy = text
            return copy.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    guard let start = $0.baseAddress, !$0.isEmpty else {
                        return sqlite3_bind_text(handle, index, "", 0, transient)
                    }
                    return sqlite3_bind_text64(handle, index, start, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes { sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), transient) }
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        // Without the statement's text or arguments: neither may reach a message.
        DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage)
    }
}

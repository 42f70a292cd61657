import GRDB
import GRDBSQLite
import SessionRegistry

/// SQL functions of the search: what `LIKE` does, but over several columns at once, beyond NUL bytes, never NULL.
enum TextFunctions {
    /// - `rollcall_contains(needle, text…)`: whether a text holds the needle (given in lower case), ignoring ASCII case.
    /// - `rollcall_begins(prefix, text)`: the same at the text's beginning.
    /// - `rollcall_in_network(bits, length, text)`: whether the text is an address of the network.
    /// - `rollcall_address(text)`: what an address is sorted by (`AddressOrder`), as the column `address` holds it.
    static func register(in db: Database) throws {
        guard let connection = db.sqliteConnection else { return }
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY
        for (name, count, body) in [
            ("rollcall_contains", Int32(-1), contains), ("rollcall_begins", 2, begins),
            ("rollcall_in_network", 3, inNetwork), ("rollcall_address", 1, address),
        ] {
            let code = sqlite3_create_function_v2(connection, name, count, flags, nil, body, nil, nil, nil)
            if code != SQLITE_OK { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }

    private typealias Body = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private static let contains: Body = { context, count, arguments in
        guard let arguments, count > 0, let needle = bytes(of: arguments[0]) else { return sqlite3_result_int(context, 0) }
        for index in 1..<max(1, Int(count)) {
            if let text = bytes(of: arguments[index]), isFound(needle, in: text) { return sqlite3_result_int(context, 1) }
        }
        sqlite3_result_int(context, 0)
    }

    private static let begins: Body = { context, _, arguments in
        guard let arguments, let prefix = bytes(of: arguments[0]), let text = bytes(of: arguments[1]) else {
            return sqlite3_result_int(context, 0)
        }
        let begins = text.count >= prefix.count && zip(text, prefix).allSatisfy { lowered($0) == $1 }
        sqlite3_result_int(context, begins ? 1 : 0)
    }

    private static let inNetwork: Body = { context, _, arguments in
        guard let arguments, let bits = bytes(of: arguments[0]), let text = bytes(of: arguments[2]) else {
            return sqlite3_result_int(context, 0)
        }
        let length = Int(sqlite3_value_int(arguments[1]))
        // Nearly every address is plain IPv4: told apart without making a value of it.
        if let address = plainIPv4(text), bits.count == 4, (0...32).contains(length) {
            let network = bits.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return sqlite3_result_int(context, length == 0 || (address ^ network) >> UInt32(32 - length) == 0 ? 1 : 0)
        }
        guard let network = IPNetwork(bytes: Array(bits), prefixLength: length) else { return sqlite3_result_int(context, 0) }
        sqlite3_result_int(context, network.contains(String(decoding: text, as: UTF8.self)) ? 1 : 0)
    }

    private static let address: Body = { context, _, arguments in
        guard let arguments, let text = bytes(of: arguments[0]) else { return sqlite3_result_null(context) }
        // Nearly every address is plain IPv4.
        if let address = plainIPv4(text) { return sqlite3_result_int64(context, Int64(address)) }
        switch AddressOrder.value(of: String(decoding: text, as: UTF8.self)) {
        case .null: sqlite3_result_null(context)
        case .integer(let number): sqlite3_result_int64(context, number)
        case .text(var value):
            // SQLite copies what it is given (SQLITE_TRANSIENT).
            let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            value.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_result_text64(context, $0.baseAddress, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
                }
            }
        }
    }

    /// Four numbers up to 255 without leading zeros; `nil` for anything else, which may still be an address.
    private static func plainIPv4(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard (7...15).contains(text.count) else { return nil }
        var address: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var parts = 1
        for byte in text {
            switch byte {
            case 0x30...0x39:
                guard digits < 3, digits == 0 || part > 0 else { return nil }
                part = part * 10 + UInt32(byte - 0x30)
                digits += 1
            case 0x2E:
                guard digits > 0, part <= 255, parts < 4 else { return nil }
                address = address << 8 | part
                (part, digits, parts) = (0, 0, parts + 1)
            default: return nil
            }
        }
        guard parts == 4, digits > 0, part <= 255 else { return nil }
        return address << 8 | part
    }

    /// The bytes of a text or blob; `nil` for NULL. Valid during the call.
    private static func bytes(of value: OpaquePointer?) -> UnsafeBufferPointer<UInt8>? {
        guard let value, sqlite3_value_type(value) != SQLITE_NULL else { return nil }
        let start = sqlite3_value_blob(value)
        return UnsafeBufferPointer(
            start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }

    private static func isFound(_ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = needle.first else { return true }
        guard text.count >= needle.count else { return false }
        var start = 0
        let end = text.count - needle.count
        while start <= end {
            if lowered(text[start]) == first {
                var offset = 1
                while offset < needle.count, lowered(text[start + offset]) == needle[offset] { offset += 1 }
                if offset == needle.count { return true }
            }
            start += 1
        }
        return false
    }

    @inline(__always) private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// ASCII letters in lower case, all else as it is: how a needle is handed over.
    static func lowered(_ text: String) -> String { String(decoding: text.utf8.map { lowered($0) }, as: UTF8.self) }
}

import GRDB
import SessionCore

/// A payload as it is stored: Flask's tagged JSON, in the payload's own order.
enum PayloadText {
    static func encode(_ payload: SessionMap) throws -> String {
        try PythonJSON.text(TaggedJSON.tagged(.map(payload)), .compact, ascii: false)
    }

    /// - Throws: `DatabaseError` (corrupt) for what this store cannot have written.
    static func decode(_ bytes: [UInt8]) throws -> SessionMap {
        guard let value = try? TaggedJSON.untagged(PythonJSON.parse(bytes, maximumLength: .max)), case .map(let map) = value
        else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        return map
    }
}

import GRDB
import SessionCore
import SessionRegistry

/// A payload as it is stored: Flask's tagged JSON, in the payload's own order.
enum PayloadText {
    /// - Throws: `.unsupported` for what could not be read again: lists and maps within each other beyond
    ///   `TaggedJSON.maximumDepth`, tags included.
    static func encode(_ payload: SessionMap) throws -> String {
        // Before tagging as well, which goes as deep as the value does.
        try checkDepth(.map(payload))
        let tagged = TaggedJSON.tagged(.map(payload))
        try checkDepth(tagged)
        return try PythonJSON.text(tagged, .compact, ascii: false)
    }

    private static func checkDepth(_ value: SessionValue) throws(StoreError) {
        let limit = TaggedJSON.maximumDepth
        guard fits(value, levels: limit) else {
            throw StoreError(
                .unsupported,
                "the session's payload nests lists and maps more than \(limit) deep; nothing was changed: "
                    + "keep less in the session"
            )
        }
    }

    private static func fits(_ value: SessionValue, levels: Int) -> Bool {
        switch value {
        case .list(let items), .tuple(let items): levels > 0 && items.allSatisfy { fits($0, levels: levels - 1) }
        case .map(let map): levels > 0 && map.pairs.allSatisfy { fits($0.value, levels: levels - 1) }
        default: true
        }
    }

    /// - Throws: `DatabaseError` (corrupt) for what this store cannot have written.
    static func decode(_ bytes: [UInt8]) throws -> SessionMap {
        guard let value = try? TaggedJSON.decode(bytes, maximumLength: .max), case .map(let map) = value
        else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        return map
    }
}

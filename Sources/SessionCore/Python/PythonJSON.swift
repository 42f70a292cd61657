/// Why text is not JSON, or a value cannot be JSON.
public enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not JSON, from this byte on.
    case malformed(offset: Int)
    /// More bytes than the limit.
    case tooLong(limit: Int)
    /// More lists and maps within each other than the limit.
    case tooDeep(limit: Int)
    /// JSON cannot hold this type.
    case unrepresentable(String)
    /// A one-key map carries one of Flask's tags with a value that the tag cannot have.
    case badTag(String)

    public var description: String {
        switch self {
        case .malformed(let offset): "not JSON from byte \(offset) on"
        case .tooLong(let limit): "longer than the limit of \(limit) bytes"
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .unrepresentable(let type): "a value of type \(type) cannot be written as JSON"
        case .badTag(let tag): "the tag \"\(tag)\" has a value that it cannot have"
        }
    }
}

/// How Python's `json.dumps` lays out its text.
package struct JSONStyle: Hashable, Sendable {
    package var itemSeparator: String
    package var keySeparator: String
    package var sortsKeys: Bool

    /// As Flask writes sessions.
    package static let compactSorted = JSONStyle(itemSeparator: ",", keySeparator: ":", sortsKeys: true)
    package static let compact = JSONStyle(itemSeparator: ",", keySeparator: ":", sortsKeys: false)
    /// Python's default separators.
    package static let spaced = JSONStyle(itemSeparator: ", ", keySeparator: ": ", sortsKeys: false)
    package static let spacedSorted = JSONStyle(itemSeparator: ", ", keySeparator: ": ", sortsKeys: true)
}

/// JSON as Python 3.11's `json` module reads and writes it: `NaN` and `Infinity` are numbers, integers have any size, the last
/// of equal keys wins.
package enum PythonJSON {
    package static let defaultMaximumLength = 1 << 20
    package static let defaultMaximumDepth = 64

    /// Reads one value. One-key maps with Flask's tags stay as they are. A lone surrogate escape, which Python keeps in its
    /// strings and Swift's cannot hold, becomes U+FFFD.
    package static func parse(
        _ utf8: [UInt8], maximumLength: Int = defaultMaximumLength, maximumDepth: Int = defaultMaximumDepth
    ) throws(JSONError) -> SessionValue {
        var reader = JSONReader(utf8, maximumDepth: maximumDepth)
        guard utf8.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        return try reader.document()
    }

    /// Python's `json.dumps(value)`. Tuples become lists and markup becomes text; bytes, UUIDs and dates are refused.
    /// - Parameter ascii: whether whatever is beyond ASCII is escaped, Python's default.
    package static func text(_ value: SessionValue, _ style: JSONStyle = .compactSorted, ascii: Bool = true) throws(JSONError)
        -> String
    {
        String(decoding: try bytes(value, style, ascii: ascii), as: UTF8.self)
    }

    package static func bytes(_ value: SessionValue, _ style: JSONStyle, ascii: Bool = true) throws(JSONError) -> [UInt8] {
        var writer = JSONWriter(style: style, ascii: ascii)
        try writer.write(value)
        return writer.out
    }
}

/// Appends JSON to a buffer.
struct JSONWriter {
    let style: JSONStyle
    let ascii: Bool
    /// Whether values that JSON lacks are written with Flask's tags; else they are refused, and tuples become lists.
    let tagged: Bool
    var out: [UInt8] = []

    init(style: JSONStyle, ascii: Bool, tagged: Bool = false) {
        self.style = style
        self.ascii = ascii
        self.tagged = tagged
        // A session as a login leaves it has some 200 bytes.
        out.reserveCapacity(240)
    }

    mutating func write(_ value: SessionValue) throws(JSONError) {
        switch value {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .integer(let value): out += String(value).utf8
        case .bigInteger(let digits): out += digits.utf8
        case .double(let value): write(value)
        case .string(let text): write(text)
        case .list(let items): try write(items)
        case .map(let map):
            if tagged, map.count == 1, let pair = map.pairs.first, TaggedJSON.isTag(pair.key) {
                try write(tag: " di") { writer throws(JSONError) in
                    try writer.write(pairs: [(key: pair.key + "__", value: pair.value)])
                }
            } else {
                try write(pairs: style.sortsKeys ? map.sortedPairs : map.pairs)
            }
        case .tuple(let items):
            guard tagged else { return try write(items) }
            try write(tag: " t") { writer throws(JSONError) in try writer.write(items) }
        case .markup(let text):
            guard tagged else { return write(text) }
            try write(tag: " m") { writer throws(JSONError) in writer.write(text) }
        case .bytes(let bytes):
            guard tagged else { throw .unrepresentable("bytes") }
            try write(tag: " b") { writer throws(JSONError) in
                writer.write(String(decoding: PythonBase64.encodeStandard(bytes), as: UTF8.self))
            }
        case .uuid(let digits):
            guard tagged else { throw .unrepresentable("UUID") }
            try write(tag: " u") { writer throws(JSONError) in writer.write(digits) }
        case .date(let time), .zonedDate(let time, _):
            guard tagged else { throw .unrepresentable("datetime") }
            try write(tag: " d") { writer throws(JSONError) in writer.write(time.httpDate) }
        }
    }

    private mutating func write(_ items: [SessionValue]) throws(JSONError) {
        out.append(UInt8(ascii: "["))
        for (place, item) in items.enumerated() {
            if place > 0 { out += style.itemSeparator.utf8 }
            try write(item)
        }
        out.append(UInt8(ascii: "]"))
    }

    private mutating func write(pairs: [(key: String, value: SessionValue)]) throws(JSONError) {
        out.append(UInt8(ascii: "{"))
        for (place, pair) in pairs.enumerated() {
            if place > 0 { out += style.itemSeparator.utf8 }
            write(pair.key)
            out += style.keySeparator.utf8
            try write(pair.value)
        }
        out.append(UInt8(ascii: "}"))
    }

    private mutating func write(tag: String, _ content: (inout JSONWriter) throws(JSONError) -> Void) throws(JSONError) {
        out.append(UInt8(ascii: "{"))
        write(tag)
        out += style.keySeparator.utf8
        try content(&self)
        out.append(UInt8(ascii: "}"))
    }

    mutating func write(_ value: Double) {
        if value.isNaN {
            out += "NaN".utf8
        } else if value.isInfinite {
            out += (value < 0 ? "-Infinity" : "Infinity").utf8
        } else {
            out += PythonFloat.repr(value).utf8
        }
    }

    mutating func write(_ text: String) {
        out.append(UInt8(ascii: "\""))
        defer { out.append(UInt8(ascii: "\"")) }
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }) {
            out += text.utf8
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: out += [0x5C, 0x22]
            case 0x5C: out += [0x5C, 0x5C]
            case 0x0A: out += [0x5C, UInt8(ascii: "n")]
            case 0x0D: out += [0x5C, UInt8(ascii: "r")]
            case 0x09: out += [0x5C, UInt8(ascii: "t")]
            case 0x08: out += [0x5C, UInt8(ascii: "b")]
            case 0x0C: out += [0x5C, UInt8(ascii: "f")]
            case 0x20..<0x7F: out.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x7F where !ascii: out.append(0x7F)
            case 0x00..<0x20, 0x7F: escape(UInt16(scalar.value))
            default:
                if ascii {
                    for unit in UTF16.encode(scalar) ?? .init() { escape(unit) }
                } else {
                    out += UTF8.encode(scalar) ?? .init()
                }
            }
        }
    }

    private mutating func escape(_ unit: UInt16) {
        out += [0x5C, UInt8(ascii: "u")]
        out += Hex.pair(UInt8(unit >> 8))
        out += Hex.pair(UInt8(unit & 0xFF))
    }
}

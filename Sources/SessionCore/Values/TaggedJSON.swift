/// Flask's JSON with tags: a value that JSON lacks becomes a map with one key, the tag (Flask 3.1.3, `flask/json/tag.py`,
/// `TaggedJSONSerializer`).
public enum TaggedJSON {
    /// The greatest size that is read, in bytes.
    public static let maximumLength = PythonJSON.defaultMaximumLength
    /// The greatest nesting that is read; Flask has no limit but Python's stack.
    public static let maximumDepth = PythonJSON.defaultMaximumDepth
    /// The greatest size of all markup of a document that is made of other values than text, in bytes. Flask has no limit, but
    /// Flask never writes such markup: it is Python's text of a value, which doubles its backslashes for each list that it is in,
    /// so that 300 bytes would become gigabytes.
    public static let maximumMarkup = 1 << 20

    private static let tags: Set<String> = [" di", " t", " b", " m", " u", " d"]

    /// Whether a map with this key alone would be taken for a tagged value.
    static func isTag(_ key: String) -> Bool { key.utf8.first == 0x20 && tags.contains(key) }

    /// The bytes that Flask signs: tagged, compact, keys sorted, ASCII.
    public static func encode(_ value: SessionValue) -> [UInt8] { encode(value, .compactSorted) }

    /// The same, perhaps with the keys as they are.
    package static func encode(_ value: SessionValue, _ style: JSONStyle) -> [UInt8] {
        var writer = JSONWriter(style: style, ascii: true, tagged: true)
        // With tags, everything can be written.
        do throws(JSONError) { try writer.write(value) } catch { return [] }
        return writer.out
    }

    /// Reads tagged JSON. Throws where Flask would find the payload bad, and beyond the limits.
    public static func decode(_ utf8: [UInt8]) throws(JSONError) -> SessionValue {
        try decode(utf8, maximumLength: maximumLength)
    }

    /// The same with a limit of the caller's.
    package static func decode(_ utf8: [UInt8], maximumLength: Int) throws(JSONError) -> SessionValue {
        guard utf8.count <= maximumLength else { throw .tooLong(limit: maximumLength) }
        var reader = JSONReader(utf8, maximumDepth: maximumDepth)
        let value = try reader.document()
        return reader.sawTag ? try untagged(value) : value
    }

    /// The value in JSON's own types, with tags where needed: what `cookie inspect` shows.
    public static func tagged(_ value: SessionValue) -> SessionValue {
        switch value {
        case .map(let map):
            if map.count == 1, let pair = map.pairs.first, isTag(pair.key) {
                return tag(" di", .map([pair.key + "__": tagged(pair.value)]))
            }
            var result = SessionMap()
            for (key, value) in map.pairs { result[key] = tagged(value) }
            return .map(result)
        case .tuple(let items): return tag(" t", .list(items.map(tagged)))
        case .list(let items): return .list(items.map(tagged))
        case .bytes(let bytes): return tag(" b", .string(String(decoding: PythonBase64.encodeStandard(bytes), as: UTF8.self)))
        case .markup(let text): return tag(" m", .string(text))
        case .uuid(let digits): return tag(" u", .string(digits))
        case .date(let time), .zonedDate(let time, _): return tag(" d", .string(time.httpDate))
        case .null, .bool, .integer, .bigInteger, .double, .string: return value
        }
    }

    /// The reverse of `tagged`, with Python's conversions for values that a tag does not expect. Throws where Flask would find
    /// the value bad, and beyond `maximumMarkup`.
    public static func untagged(_ value: SessionValue) throws(JSONError) -> SessionValue {
        var markupLeft = maximumMarkup
        return try untagged(value, &markupLeft)
    }

    private static func untagged(_ value: SessionValue, _ markupLeft: inout Int) throws(JSONError) -> SessionValue {
        switch value {
        case .list(let items):
            var result: [SessionValue] = []
            result.reserveCapacity(items.count)
            for item in items { result.append(try untagged(item, &markupLeft)) }
            return .list(result)
        case .map(let map):
            var result = SessionMap()
            for (key, value) in map.pairs { result[key] = try untagged(value, &markupLeft) }
            guard result.count == 1, let pair = result.pairs.first, isTag(pair.key) else { return .map(result) }
            guard let converted = convert(pair.key, pair.value, &markupLeft) else { throw .badTag(pair.key) }
            return converted
        default:
            return value
        }
    }

    private static func tag(_ tag: String, _ value: SessionValue) -> SessionValue { .map([tag: value]) }

    /// What the tag's `to_python` makes of the value; `nil` where it raises, and where no markup is left for it.
    private static func convert(_ tag: String, _ value: SessionValue, _ markupLeft: inout Int) -> SessionValue? {
        switch tag {
        case " di":
            guard case .map(let inner) = value, let pair = inner.pairs.first else { return nil }
            let key = pair.key.unicodeScalars.dropLast(2)
            return .map([String(String.UnicodeScalarView(key)): pair.value])
        case " t":
            return items(value).map { .tuple($0) }
        case " b":
            switch value {
            case .string(let text), .markup(let text):
                guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
                return PythonBase64.decodeStandard(text.utf8).map { .bytes($0) }
            case .bytes(let bytes): return PythonBase64.decodeStandard(bytes).map { .bytes($0) }
            default: return nil
            }
        case " m":
            if let text = value.text { return .markup(text) }
            guard let text = PythonText.str(value, maximumLength: markupLeft) else { return nil }
            markupLeft -= text.utf8.count
            return .markup(text)
        case " u":
            return value.text.flatMap(uuidDigits).map { .uuid($0) }
        case " d":
            switch value {
            case .string(let text), .markup(let text):
                switch EmailDate.read(text) {
                case .date(let date): return date.offset == 0 ? .date(date.moment) : .zonedDate(date.moment, offset: date.offset)
                case .none: return .null
                case .overflow: return nil
                }
            case .null, .bytes: return .null
            // Python takes a value that is not text for "no date" if it is falsy, and stumbles over it otherwise.
            default: return value.isTruthy ? nil : .null
            }
        default:
            return nil
        }
    }

    /// Python's `tuple(value)`; `nil` where it is not iterable.
    private static func items(_ value: SessionValue) -> [SessionValue]? {
        switch value {
        case .list(let items), .tuple(let items): items
        case .string(let text), .markup(let text): text.unicodeScalars.map { .string(String($0)) }
        case .bytes(let bytes): bytes.map { .integer(Int($0)) }
        case .map(let map): map.keys.map { .string($0) }
        default: nil
        }
    }

    /// Python's `UUID(text)`: hyphens, braces and `urn:uuid:` are ignored.
    private static func uuidDigits(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        for word in ["urn:", "uuid:"] {
            let pattern = Array(word.utf8)
            var kept: [UInt8] = []
            var at = 0
            while at < bytes.count {
                if bytes[at...].starts(with: pattern) {
                    at += pattern.count
                } else {
                    kept.append(bytes[at])
                    at += 1
                }
            }
            bytes = kept
        }
        let braces = Set("{}".utf8)
        let inner = bytes.drop { braces.contains($0) }
        let end = inner.lastIndex { !braces.contains($0) }.map { $0 + 1 } ?? inner.startIndex
        let digits = inner[inner.startIndex..<end].filter { $0 != UInt8(ascii: "-") }
        return uuidNumber(String(decoding: digits, as: UTF8.self))
    }

    /// Python's `int(text, 16)` of exactly 32 characters, as 32 digits: it takes blanks around it, a `+`, `0x`, single underscores
    /// between digits, and the digits of any script.
    private static func uuidNumber(_ text: String) -> String? {
        guard text.unicodeScalars.count == 32 else { return nil }
        var rest = Substring(text).unicodeScalars
        PythonInteger.trim(&rest)
        if rest.first == "+" { rest.removeFirst() }
        var mayBeUnderscore = false
        if rest.starts(with: "0x".unicodeScalars) || rest.starts(with: "0X".unicodeScalars) {
            rest.removeFirst(2)
            mayBeUnderscore = true
        }
        var digits = ""
        for scalar in rest {
            if scalar == "_" {
                guard mayBeUnderscore else { return nil }
                mayBeUnderscore = false
                continue
            }
            if scalar.isASCII, Hex.value(UInt8(scalar.value)) != nil {
                digits.unicodeScalars.append(scalar)
            } else if let value = PythonUnicode.digit(scalar) {
                digits += String(value)
            } else {
                return nil
            }
            mayBeUnderscore = true
        }
        // An underscore stands between digits, so that one is the last.
        guard !digits.isEmpty, mayBeUnderscore else { return nil }
        return String(repeating: "0", count: max(0, 32 - digits.count)) + digits.lowercased()
    }
}

/// Reads JSON text as Python 3.11's `json.loads` does, with a limit on nesting.
struct JSONReader {
    private let bytes: [UInt8]
    private let maximumDepth: Int
    private var at = 0
    /// Whether any one-key map has a key that begins with a space, as Flask's tags do.
    private(set) var sawTag = false

    /// CPython refuses to read longer integers (`sys.set_int_max_str_digits`).
    private static let maximumDigits = 4_300

    init(_ bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func document() throws(JSONError) -> SessionValue {
        if bytes.contains(where: { $0 >= 0x80 }), String(validating: bytes, as: UTF8.self) == nil { throw .malformed(offset: 0) }
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard at == bytes.count else { throw .malformed(offset: at) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> SessionValue {
        guard at < bytes.count else { throw .malformed(offset: at) }
        switch bytes[at] {
        case UInt8(ascii: "\""):
            at += 1
            return .string(try string())
        case UInt8(ascii: "{"):
            guard depth < maximumDepth else { throw .tooDeep(limit: maximumDepth) }
            at += 1
            return .map(try map(depth: depth + 1))
        case UInt8(ascii: "["):
            guard depth < maximumDepth else { throw .tooDeep(limit: maximumDepth) }
            at += 1
            return .list(try list(depth: depth + 1))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "N"): return try word("NaN", .double(.nan))
        case UInt8(ascii: "I"): return try word("Infinity", .double(.infinity))
        case UInt8(ascii: "-"):
            if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "I") { return try word("-Infinity", .double(-.infinity)) }
            return try number()
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: SessionValue) throws(JSONError) -> SessionValue {
        guard bytes.dropFirst(at).starts(with: word.utf8) else { throw .malformed(offset: at) }
        at += word.utf8.count
        return value
    }

    private mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    private mutating func skip(_ character: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == character else { return false }
        at += 1
        return true
    }

    private mutating func map(depth: Int) throws(JSONError) -> SessionMap {
        var map = SessionMap()
        skipSpace()
        if skip(UInt8(ascii: "}")) { return map }
        // As many as a login leaves in a session, and the next size of an array.
        map.reserveCapacity(4)
        while true {
            guard skip(UInt8(ascii: "\"")) else { throw .malformed(offset: at) }
            let key = try string()
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw .malformed(offset: at) }
            skipSpace()
            map[key] = try value(depth: depth)
            skipSpace()
            if skip(UInt8(ascii: "}")) { break }
            guard skip(UInt8(ascii: ",")) else { throw .malformed(offset: at) }
            skipSpace()
        }
        if map.count == 1, map.pairs.first?.key.utf8.first == 0x20 { sawTag = true }
        return map
    }

    private mutating func list(depth: Int) throws(JSONError) -> [SessionValue] {
        var items: [SessionValue] = []
        skipSpace()
        if skip(UInt8(ascii: "]")) { return items }
        while true {
            items.append(try value(depth: depth))
            skipSpace()
            if skip(UInt8(ascii: "]")) { return items }
            guard skip(UInt8(ascii: ",")) else { throw .malformed(offset: at) }
            skipSpace()
        }
    }

    private mutating func number() throws(JSONError) -> SessionValue {
        let start = at
        let negative = skip(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[at - whole] != UInt8(ascii: "0") else {
            // Python reads the zero of "01" as a number and then finds text that does not belong: refused either way.
            throw .malformed(offset: start)
        }
        let wholeEnd = at
        var isDouble = false
        if skip(UInt8(ascii: ".")) {
            if digits() > 0 { isDouble = true } else { at = wholeEnd }
        }
        let fractionEnd = at
        if at == wholeEnd || isDouble, skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            if digits() > 0 { isDouble = true } else { at = fractionEnd }
        }
        if isDouble {
            guard let value = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else { throw .malformed(offset: start) }
            return .double(value)
        }
        if whole <= 18 {
            var value = 0
            for byte in bytes[(at - whole)..<at] { value = value * 10 + Int(byte - 0x30) }
            return .integer(negative ? -value : value)
        }
        guard whole <= Self.maximumDigits else { throw .malformed(offset: start) }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        return Int(text).map { .integer($0) } ?? .bigInteger(text)
    }

    /// Skips digits; returns how many.
    private mutating func digits() -> Int {
        let start = at
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
        return at - start
    }

    /// The rest of a string whose opening quote is read.
    private mutating func string() throws(JSONError) -> String {
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at += 1
                return String(decoding: bytes[start..<(at - 1)], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { break }
            guard byte >= 0x20 else { throw .malformed(offset: at) }
            at += 1
        }
        var out = Array(bytes[start..<at])
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0x00..<0x20: throw .malformed(offset: at - 1)
            default: out.append(byte)
            }
        }
        throw .malformed(offset: at)
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONError) {
        guard at < bytes.count else { throw .malformed(offset: at) }
        let letter = bytes[at]
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if (0xD800...0xDBFF).contains(code), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                let mark = at
                at += 2
                let low = try codeUnit()
                if (0xDC00...0xDFFF).contains(low) {
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    at = mark
                }
            }
            out += UTF8.encode(Unicode.Scalar(code) ?? "\u{FFFD}") ?? .init()
        default: throw .malformed(offset: at - 1)
        }
    }

    private mutating func codeUnit() throws(JSONError) -> UInt32 {
        guard at + 4 <= bytes.count else { throw .malformed(offset: at) }
        var code: UInt32 = 0
        for byte in bytes[at..<(at + 4)] {
            guard let digit = Hex.value(byte) else { throw .malformed(offset: at) }
            code = code << 4 | UInt32(digit)
        }
        at += 4
        return code
    }
}

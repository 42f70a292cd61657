/// JSON on one line of ASCII: whatever came from outside is escaped, so that no byte of it can act on a terminal.
package enum JSONLine {
    package static func text(_ value: SessionValue) -> String {
        guard let text = try? PythonJSON.text(strict(value), .spaced, ascii: true) else { return "null" }
        // Python's rules leave DEL alone; it can only stand inside strings.
        return text.contains("\u{7F}")
            ? text.split(separator: "\u{7F}", omittingEmptySubsequences: false).joined(separator: "\\u007f") : text
    }

    /// JSON text with everything beyond printable ASCII as escapes, and the same meaning: outside its strings there is nothing else.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" || (scalar.value >= 0x20 && scalar.value < 0x7F) {
                result.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result
    }

    /// The value as JSON has it (RFC 8259): no NaN and no infinities, which become the words as text.
    private static func strict(_ value: SessionValue) -> SessionValue {
        switch value {
        case .double(let number) where !number.isFinite:
            return .string(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
        case .list(let items): return .list(items.map(strict))
        case .map(let map):
            var result = SessionMap()
            for (key, item) in map.pairs { result[key] = strict(item) }
            return .map(result)
        case .tuple, .bytes, .markup, .uuid, .date, .zonedDate: return strict(TaggedJSON.tagged(value))
        default: return value
        }
    }
}

extension SessionValue {
    /// Text, or null for what is not known.
    package init(optional text: String?) { self = text.map { .string($0) } ?? .null }
    package init(optional flag: Bool?) { self = flag.map { .bool($0) } ?? .null }
    package init(optional number: Int?) { self = number.map { .integer($0) } ?? .null }

    /// ISO 8601 to the second, in UTC with `Z`.
    package init(time: Timestamp?) { self = time.map { .string(Timestamp(seconds: $0.seconds).iso8601) } ?? .null }
}

import SessionCore

/// A node of a flow document: YAML with its types decided, and the line where it began.
struct FlowNode {
    indirect enum Kind {
        case null
        case bool(Bool)
        case integer(Int)
        /// Beyond 64 bits, in decimal.
        case bigInteger(String)
        case double(Double)
        case text(String)
        case list([FlowNode])
        case map([(key: FlowNode, value: FlowNode)])
    }

    var kind: Kind
    /// From 1.
    var line: Int

    /// For messages: what was found. Texts are not quoted, as they may be secrets; the words that YAML 1.1 took for booleans
    /// are, as they explain the mistake.
    var description: String {
        switch kind {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer, .bigInteger: "a whole number"
        case .double: "a number"
        case .text(let text):
            ["yes", "no", "on", "off"].contains(text.lowercased())
                ? "the text \(text) (YAML 1.2 has only true and false)" : "text"
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// A map's key as text: JSON's names for what is not text, as Python's `json` writes such keys.
    var keyText: String? {
        switch kind {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .double(let value): PythonFloat.repr(value)
        case .text(let text): text
        case .list, .map: nil
        }
    }
}

/// The types of plain scalars by YAML 1.2's core schema (YAML 1.2.2, section 10.3.2). PyYAML, which the oracle uses, has 1.1's:
/// there `yes` is a boolean and `1e3` a text. Flow files are YAML 1.2.
enum CoreSchema {
    static func kind(ofPlain text: String) -> FlowNode.Kind {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        default: return number(text) ?? .text(text)
        }
    }

    static func number(_ text: String) -> FlowNode.Kind? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, isDigit(first) || first == 0x2B || first == 0x2D || first == 0x2E else { return nil }
        if text.hasPrefix("0x") {
            return Int(text.dropFirst(2), radix: 16).flatMap { bytes.count > 2 && isHex(bytes[2]) ? .integer($0) : nil }
        }
        if text.hasPrefix("0o") {
            return Int(text.dropFirst(2), radix: 8).flatMap { bytes.count > 2 && isDigit(bytes[2]) ? .integer($0) : nil }
        }
        var at = first == 0x2B || first == 0x2D ? 1 : 0
        let whole = digits(bytes, &at)
        if at == bytes.count, whole > 0 { return Int(text).map { .integer($0) } ?? .bigInteger(decimal(bytes)) }
        var fraction = 0
        if at < bytes.count, bytes[at] == 0x2E {
            at += 1
            fraction = digits(bytes, &at)
        }
        guard whole + fraction > 0 else { return nil }
        if at < bytes.count, bytes[at] == 0x65 || bytes[at] == 0x45 {
            at += 1
            if at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D { at += 1 }
            guard digits(bytes, &at) > 0 else { return nil }
        }
        guard at == bytes.count else { return nil }
        // Swift reads neither "5." nor ".5e3" without a digit on both sides of the point.
        var text = text
        if let point = text.firstIndex(of: ".") {
            if whole == 0 { text.insert("0", at: point) }
            if fraction == 0, let point = text.firstIndex(of: ".") { text.insert("0", at: text.index(after: point)) }
        }
        return Double(text).map { .double($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool { Hex.value(byte) != nil }

    private static func digits(_ bytes: [UInt8], _ at: inout Int) -> Int {
        let start = at
        while at < bytes.count, isDigit(bytes[at]) { at += 1 }
        return at - start
    }

    /// Without sign `+` and leading zeros, as Python prints an integer.
    private static func decimal(_ bytes: [UInt8]) -> String {
        let digits = bytes.drop { !isDigit($0) }.drop { $0 == 0x30 }
        return (bytes.first == 0x2D ? "-" : "") + String(decoding: digits, as: UTF8.self)
    }
}

import SessionCore

/// A node of a flow document: YAML with its types decided, and the line where it began.
struct FlowNode {
    typealias Pair = (key: FlowNode, value: FlowNode)

    indirect enum Kind {
        case null
        case bool(Bool)
        case integer(Int)
        /// Beyond 64 bits, in decimal.
        case bigInteger(String)
        case double(Double)
        case text(String)
        case time(YAMLTime)
        case bytes([UInt8])
        case list([FlowNode])
        /// In order, and what was merged into it first; a key may stand there several times, see `pairs`.
        case map([Pair])
        /// The key `<<`. No map that is composed to its end has it.
        case merge
    }

    var kind: Kind
    /// From 1.
    var line: Int
    /// From 1.
    var column: Int

    /// A map's pairs, each key once: where it stood first, and spelt as there, with its last value, as Python's `dict` has it.
    var pairs: [Pair]? {
        guard case .map(let all) = kind else { return nil }
        var pairs: [Pair] = []
        var places: [Identity: Int] = [:]
        for pair in all {
            if let identity = pair.key.identity, let place = places[identity] {
                pairs[place].value = pair.value
            } else {
                if let identity = pair.key.identity { places[identity] = pairs.count }
                pairs.append(pair)
            }
        }
        return pairs
    }

    /// For messages: what was found. Texts are not quoted, as they may be secrets.
    var description: String {
        switch kind {
        case .null: "null"
        case .bool(let value): "\(value) (yes, no, on and off are booleans, too: text goes in quotes)"
        case .integer, .bigInteger: "a whole number"
        case .double: "a number"
        case .text(let text):
            PythonNumber.float(text) == nil ? "text" : "text (a number in quotes, or one that YAML writes as 1.0e+3 or 0.5)"
        case .time: "a time (text goes in quotes)"
        case .bytes: "binary data"
        case .list: "a list"
        case .map, .merge: "a map"
        }
    }

    var isNull: Bool { if case .null = kind { true } else { false } }

    var isMerge: Bool { if case .merge = kind { true } else { false } }

    /// What stands in the file, if that can be a single character; `nil` for other scalars, and for what is none.
    var spelling: String? {
        switch kind {
        case .text(let text): text
        case .integer(let value) where (0...9).contains(value): String(value)
        default: nil
        }
    }

    /// A map's key as text: JSON's names for what is not text, as Python's `json` writes such keys.
    var keyText: String? {
        switch kind {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .double(let value): value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : PythonFloat.repr(value)
        case .text(let text): text
        case .time, .bytes, .list, .map, .merge: nil
        }
    }

    /// What Python sorts keys by: those of two types have no order.
    enum KeyType { case text, number, null }

    var keyType: KeyType? {
        switch identity {
        case .text?: .text
        case .number?: .number
        case .null?: .null
        case nil: nil
        }
    }

    /// Python's order of keys of one type.
    func precedes(_ other: FlowNode) -> Bool {
        if let whole = whole, let otherWhole = other.whole { return whole < otherWhole }
        if case .bigInteger(let a) = kind, case .bigInteger(let b) = other.kind { return Self.isLess(a, b) }
        if let size, let otherSize = other.size { return size < otherSize }
        return (keyText ?? "").utf8.lexicographicallyPrecedes((other.keyText ?? "").utf8)
    }

    /// The same of whole numbers in decimal, beyond what a `Double` tells apart.
    private static func isLess(_ a: String, _ b: String) -> Bool {
        let isNegative = a.hasPrefix("-")
        guard isNegative == b.hasPrefix("-") else { return isNegative }
        let (short, long) = isNegative ? (b, a) : (a, b)
        return short.utf8.count == long.utf8.count ? short < long : short.utf8.count < long.utf8.count
    }

    private var whole: Int? {
        switch kind {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): value
        default: nil
        }
    }

    private var size: Double? {
        switch kind {
        case .bigInteger(let digits): Double(digits)
        case .double(let value): value
        default: whole.map { Double($0) }
        }
    }

    /// What tells keys apart: type and code points. Numbers of one value are one key, and so are true and 1.
    enum Identity: Hashable {
        case text([UInt8])
        case number(String)
        case null
    }

    /// `nil` for what cannot be told apart from others, and is no key that a flow can use.
    var identity: Identity? {
        switch kind {
        case .null: .null
        case .bool(let value): .number(value ? "1" : "0")
        case .integer(let value): .number(String(value))
        case .bigInteger(let digits): .number(digits)
        case .double(let value): .number(Int128(exactly: value).map { String($0) } ?? PythonFloat.repr(value))
        case .text(let text): .text(Array(text.utf8))
        case .time, .bytes, .list, .map, .merge: nil
        }
    }
}

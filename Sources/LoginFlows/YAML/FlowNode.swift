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
        /// In order; a key may stand there twice.
        case map([Pair])
        /// The key `<<`. No map that is composed to its end has it.
        case merge
    }

    var kind: Kind
    /// From 1.
    var line: Int

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

    var isMerge: Bool { if case .merge = kind { true } else { false } }

    /// A map's key as text: JSON's names for what is not text, as Python's `json` writes such keys.
    var keyText: String? {
        switch kind {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .double(let value): PythonFloat.repr(value)
        case .text(let text): text
        case .time, .bytes, .list, .map, .merge: nil
        }
    }

    /// What tells keys apart: type and code points.
    enum Identity: Hashable {
        case text([UInt8])
        case other([UInt8])
    }

    /// `nil` for what cannot be told apart from others, and is no key that a flow can use.
    var identity: Identity? {
        if case .text(let text) = kind { return .text(Array(text.utf8)) }
        return keyText.map { .other(Array($0.utf8)) }
    }
}

/// A value in a Flask session: JSON's types and the ones that Flask's `TaggedJSONSerializer` (Flask 3.1.3,
/// `flask/json/tag.py`) carries through JSON under a one-key tag.
public enum SessionValue: Hashable, Sendable {
    /// Python's `None`.
    case null
    /// Python's `True` or `False`.
    case bool(Bool)
    /// A whole number of up to 64 bits.
    case integer(Int)
    /// An integer beyond 64 bits, in decimal as Python prints it.
    case bigInteger(String)
    /// Includes Python's `NaN`, `Infinity` and `-Infinity`, which its JSON prints as these words.
    case double(Double)
    /// Text.
    case string(String)
    /// A list.
    case list([SessionValue])
    /// A `dict` with text keys.
    case map(SessionMap)
    /// Tag ` t`.
    case tuple([SessionValue])
    /// Tag ` b`.
    case bytes([UInt8])
    /// Tag ` m`: markupsafe's `Markup`, text that is already HTML.
    case markup(String)
    /// Tag ` u`: 32 lower-case hexadecimal digits.
    case uuid(String)
    /// Tag ` d`: a time to the second, in UTC.
    case date(Timestamp)
    /// The same from a clock that far from UTC (minutes east of it), as a cookie may say that Flask has not written itself. What Flask
    /// writes is in UTC again.
    case zonedDate(Timestamp, offset: Int)
}

// Texts are told apart by their code points, as Python does: Swift's own comparison takes canonically equivalent ones for equal, and
// two users may have such ids.
extension SessionValue {
    public static func == (a: SessionValue, b: SessionValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)), (.markup(let a), .markup(let b)), (.uuid(let a), .uuid(let b)),
            (.bigInteger(let a), .bigInteger(let b)):
            ExactText.isSame(a, b)
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.zonedDate(let a, let first), .zonedDate(let b, let second)): a == b && first == second
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: break
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .string(let text), .markup(let text), .uuid(let text), .bigInteger(let text): ExactText(text).hash(into: &hasher)
        case .list(let items), .tuple(let items): hasher.combine(items)
        case .map(let map): hasher.combine(map)
        case .bytes(let bytes): hasher.combine(bytes)
        case .date(let time), .zonedDate(let time, _): hasher.combine(time)
        }
    }
}

extension SessionValue {
    /// The text of a string or of markup (which in Python is a string); `nil` for anything else.
    public var text: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    /// Whether this is text with exactly these code points, as Python compares.
    package func isText(_ other: String) -> Bool {
        guard let text else { return false }
        return ExactText.isSame(text, other)
    }

    /// Maps in it with their keys in order.
    func sorted() -> SessionValue {
        switch self {
        case .map(let map): .map(map.sorted())
        case .list(let items): .list(items.map { $0.sorted() })
        case .tuple(let items): .tuple(items.map { $0.sorted() })
        default: self
        }
    }

    /// Python's truth: zero and whatever is empty are false.
    public var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .bigInteger, .uuid, .date, .zonedDate: true
        case .double(let value): value != 0
        case .string(let text), .markup(let text): !text.isEmpty
        case .list(let items), .tuple(let items): !items.isEmpty
        case .map(let map): !map.isEmpty
        case .bytes(let bytes): !bytes.isEmpty
        }
    }
}

// So that an application writes `try context.login.set("visits", to: 1)`.

extension SessionValue: ExpressibleByStringLiteral {
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
}

extension SessionValue: ExpressibleByIntegerLiteral {
    /// An integer.
    public init(integerLiteral value: Int) { self = .integer(value) }
}

extension SessionValue: ExpressibleByFloatLiteral {
    /// A number with a fraction.
    public init(floatLiteral value: Double) { self = .double(value) }
}

extension SessionValue: ExpressibleByBooleanLiteral {
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension SessionValue: ExpressibleByArrayLiteral {
    /// A list.
    public init(arrayLiteral elements: SessionValue...) { self = .list(elements) }
}

extension SessionValue: ExpressibleByDictionaryLiteral {
    /// A map; of a key that comes twice the last value counts.
    public init(dictionaryLiteral elements: (String, SessionValue)...) {
        var map = SessionMap()
        for (key, value) in elements { map[key] = value }
        self = .map(map)
    }
}

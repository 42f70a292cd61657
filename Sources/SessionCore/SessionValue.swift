/// A value in a Flask session: JSON's types and the ones that Flask's `TaggedJSONSerializer` (Flask 3.1.3,
/// `flask/json/tag.py`) carries through JSON under a one-key tag.
public indirect enum SessionValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// An integer beyond 64 bits, in decimal as Python prints it.
    case bigInteger(String)
    /// Includes Python's `NaN`, `Infinity` and `-Infinity`, which its JSON prints as these words.
    case double(Double)
    case string(String)
    case list([SessionValue])
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
}

/// A Python `dict` with text keys: keeps insertion order, as the order decides the bytes that are signed.
public struct SessionMap: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var keys: [String]
    private var storage: [String: SessionValue]

    public init() { keys = []; storage = [:] }

    public init(dictionaryLiteral elements: (String, SessionValue)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }

    public var count: Int { keys.count }
    public var isEmpty: Bool { keys.isEmpty }

    /// Setting a new key appends it; setting an existing key keeps its place; setting `nil` removes the key.
    public subscript(key: String) -> SessionValue? {
        get { storage[key] }
        set {
            if let newValue {
                if storage.updateValue(newValue, forKey: key) == nil { keys.append(key) }
            } else if storage.removeValue(forKey: key) != nil {
                keys.removeAll { $0 == key }
            }
        }
    }

    /// The pairs in insertion order.
    public var pairs: [(key: String, value: SessionValue)] { keys.map { ($0, storage[$0]!) } }
}

/// A Python `dict` with text keys: keeps insertion order, as the order decides the bytes that are signed.
///
/// Keys are told apart by their code points, as in Python; two spellings of "é" are two keys. Looking up takes constant
/// time; removing takes time in proportion to the size.
public struct SessionMap: Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var keys: [String]
    private var values: [SessionValue]
    /// Positions by key; only for maps so large that comparing key by key would be slower.
    private var positions: [ExactText: Int]?

    private static let smallSize = 16

    public init() {
        keys = []
        values = []
        positions = nil
    }

    public init(dictionaryLiteral elements: (String, SessionValue)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }

    public var count: Int { keys.count }
    public var isEmpty: Bool { keys.isEmpty }

    /// Setting a new key appends it; setting an existing key keeps its place; setting `nil` removes the key.
    public subscript(key: String) -> SessionValue? {
        get { position(of: key).map { values[$0] } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let newValue?):
                values[position] = newValue
            case (nil, let newValue?):
                keys.append(key)
                values.append(newValue)
                if positions != nil {
                    positions?[ExactText(key)] = keys.count - 1
                } else if keys.count > Self.smallSize {
                    rebuildPositions()
                }
            case (let position?, nil):
                keys.remove(at: position)
                values.remove(at: position)
                positions = nil
                if keys.count > Self.smallSize { rebuildPositions() }
            case (nil, nil):
                break
            }
        }
    }

    /// The pairs in insertion order.
    public var pairs: [(key: String, value: SessionValue)] { zip(keys, values).map { (key: $0, value: $1) } }

    /// The pairs in the order of their keys' code points, as Python sorts.
    package var sortedPairs: [(key: String, value: SessionValue)] {
        if keys.count < 2 { return pairs }
        return pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private func position(of key: String) -> Int? {
        if let positions { return positions[ExactText(key)] }
        return keys.firstIndex { $0.utf8.elementsEqual(key.utf8) }
    }

    private mutating func rebuildPositions() {
        var rebuilt: [ExactText: Int] = [:]
        rebuilt.reserveCapacity(keys.count)
        for (position, key) in keys.enumerated() { rebuilt[ExactText(key)] = position }
        positions = rebuilt
    }
}

extension SessionMap: Hashable {
    public static func == (a: SessionMap, b: SessionMap) -> Bool {
        a.keys.count == b.keys.count && zip(a.keys, b.keys).allSatisfy { $0.utf8.elementsEqual($1.utf8) } && a.values == b.values
    }

    public func hash(into hasher: inout Hasher) {
        for key in keys { ExactText(key).hash(into: &hasher) }
        hasher.combine(values)
    }
}

/// Text compared by its code points: Swift's own comparison takes canonically equivalent texts for equal.
private struct ExactText: Hashable {
    let text: String
    init(_ text: String) { self.text = text }

    static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

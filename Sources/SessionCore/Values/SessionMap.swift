/// A Python `dict` with text keys: keeps insertion order, as the order decides the bytes that are signed.
///
/// Keys are told apart by their code points, as in Python; two spellings of "é" are two keys. Looking up takes constant
/// time; removing takes time in proportion to the size.
public struct SessionMap: Sendable, ExpressibleByDictionaryLiteral {
    /// The pairs in insertion order.
    public private(set) var pairs: [(key: String, value: SessionValue)]
    /// Positions by key; only for maps so large that comparing key by key would be slower.
    private var positions: [ExactText: Int]?

    private static let smallSize = 16

    /// An empty map.
    public init() {
        pairs = []
        positions = nil
    }

    /// A map in the order written.
    public init(dictionaryLiteral elements: (String, SessionValue)...) {
        self.init()
        reserveCapacity(elements.count)
        for (key, value) in elements { self[key] = value }
    }

    /// How many keys there are.
    public var count: Int { pairs.count }
    /// Whether there is no key.
    public var isEmpty: Bool { pairs.isEmpty }
    /// The keys in insertion order.
    public var keys: [String] { pairs.map(\.key) }

    /// Makes room for so many pairs at once.
    package mutating func reserveCapacity(_ count: Int) { pairs.reserveCapacity(count) }

    /// Setting a new key appends it; setting an existing key keeps its place; setting `nil` removes the key.
    public subscript(key: String) -> SessionValue? {
        get { position(of: key).map { pairs[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let newValue?):
                pairs[position].value = newValue
            case (nil, let newValue?):
                pairs.append((key: key, value: newValue))
                if positions != nil {
                    positions?[ExactText(key)] = pairs.count - 1
                } else if pairs.count > Self.smallSize {
                    rebuildPositions()
                }
            case (let position?, nil):
                pairs.remove(at: position)
                positions = nil
                if pairs.count > Self.smallSize { rebuildPositions() }
            case (nil, nil):
                break
            }
        }
    }

    /// The pairs in the order of their keys' code points, as Python sorts.
    package var sortedPairs: [(key: String, value: SessionValue)] {
        // A session that came from a cookie is in order, as Flask signs it so.
        let isSorted = zip(pairs, pairs.dropFirst()).allSatisfy { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return isSorted ? pairs : pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// The map, and those in it, with their keys in that order.
    package func sorted() -> SessionMap {
        var map = SessionMap()
        for pair in sortedPairs { map[pair.key] = pair.value.sorted() }
        return map
    }

    private func position(of key: String) -> Int? {
        if let positions { return positions[ExactText(key)] }
        return pairs.firstIndex { ExactText.isSame($0.key, key) }
    }

    private mutating func rebuildPositions() {
        var rebuilt: [ExactText: Int] = [:]
        rebuilt.reserveCapacity(pairs.count)
        for (position, pair) in pairs.enumerated() { rebuilt[ExactText(pair.key)] = position }
        positions = rebuilt
    }
}

extension SessionMap: Hashable {
    public static func == (a: SessionMap, b: SessionMap) -> Bool {
        a.count == b.count && zip(a.pairs, b.pairs).allSatisfy { ExactText.isSame($0.key, $1.key) && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        for pair in pairs { ExactText(pair.key).hash(into: &hasher) }
        for pair in pairs { hasher.combine(pair.value) }
    }
}

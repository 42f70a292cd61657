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

/// Text compared by its code points: Swift's own comparison takes canonically equivalent texts for equal.
struct ExactText: Hashable {
    let text: String
    init(_ text: String) { self.text = text }

    static func == (a: ExactText, b: ExactText) -> Bool { isSame(a.text, b.text) }

    /// Counting is free, and keys mostly differ in length.
    static func isSame(_ a: String, _ b: String) -> Bool {
        let count = a.utf8.count
        guard count == b.utf8.count else { return false }
        let same = a.utf8.withContiguousStorageIfAvailable { first in
            b.utf8.withContiguousStorageIfAvailable { second in
                // Eight bytes at a time.
                let (first, second) = (UnsafeRawBufferPointer(first), UnsafeRawBufferPointer(second))
                var place = 0
                while place + 8 <= count {
                    guard first.loadUnaligned(fromByteOffset: place, as: UInt64.self) == second.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    else { return false }
                    place += 8
                }
                while place < count {
                    guard first[place] == second[place] else { return false }
                    place += 1
                }
                return true
            } ?? nil
        } ?? nil
        return same ?? a.utf8.elementsEqual(b.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

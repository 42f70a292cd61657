/// Text compared by its code points: Swift's own comparison takes canonically equivalent texts for equal.
package struct ExactText: Hashable, Sendable {
    let text: String
    package init(_ text: String) { self.text = text }

    package static func == (a: ExactText, b: ExactText) -> Bool { isSame(a.text, b.text) }

    /// Counting is free, and keys mostly differ in length.
    package static func isSame(_ a: String, _ b: String) -> Bool {
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

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

import Synchronization

/// The results of the last inputs of a pure function: a browser sends the same cookie with every request of a page.
///
/// Each input has one place, which the next input of that place takes over, so that memory stays bounded whatever comes in. Where an
/// input lies depends on a seed of this process, and inputs are compared in full, in time that does not depend on what they hold: they may
/// be secrets.
package final class RecentResults<Value: Sendable>: Sendable {
    private struct Entry {
        var input: [UInt8]
        var value: Value
    }

    private let entries: Mutex<[Entry?]>
    private let longestInput: Int

    /// - Parameter longestInput: in bytes; longer ones are not kept.
    package init(places: Int, longestInput: Int) {
        entries = Mutex(Array(repeating: nil, count: max(1, places)))
        self.longestInput = longestInput
    }

    /// The result that was kept for this input.
    package func value(for input: UnsafeRawBufferPointer) -> Value? {
        guard input.count <= longestInput else { return nil }
        let hash = Self.hash(input)
        return entries.withLock { entries -> Value? in
            guard let entry = entries[Int(hash % UInt(entries.count))], entry.input.count == input.count,
                entry.input.withUnsafeBytes({ ConstantTime.equal($0, input) })
            else { return nil }
            return entry.value
        }
    }

    package func keep(_ value: Value, for input: UnsafeRawBufferPointer) {
        guard input.count <= longestInput else { return }
        let hash = Self.hash(input)
        let entry = Entry(input: Array(input), value: value)
        entries.withLock { entries in entries[Int(hash % UInt(entries.count))] = entry }
    }

    private static func hash(_ input: UnsafeRawBufferPointer) -> UInt {
        var hasher = Hasher()
        hasher.combine(bytes: input)
        return UInt(bitPattern: hasher.finalize())
    }
}

import Synchronization

/// The results of the last inputs of a pure function: a browser sends the same cookie with every request of a page.
///
/// Each input has one place, which the next input of that place takes over, so that memory stays bounded whatever comes in. Where an
/// input lies depends on a seed of this process, and inputs are compared in full, in time that does not depend on what they hold: they may
/// be secrets.
final class RecentResults<Value: Sendable>: Sendable {
    private struct Entry {
        var input: [UInt8]
        var value: Value
    }

    private let entries: Mutex<[Entry?]>
    private let longestInput: Int

    /// - Parameter longestInput: in bytes; longer ones are not kept.
    init(places: Int, longestInput: Int) {
        entries = Mutex(Array(repeating: nil, count: max(1, places)))
        self.longestInput = longestInput
    }

    /// The result for this input, from before or made now. That there is none is not kept.
    func value(for input: UnsafeRawBufferPointer, make: () -> Value?) -> Value? {
        guard input.count <= longestInput else { return make() }
        var hasher = Hasher()
        hasher.combine(bytes: input)
        let hash = UInt(bitPattern: hasher.finalize())
        let known = entries.withLock { entries -> Value? in
            guard let entry = entries[Int(hash % UInt(entries.count))], entry.input.count == input.count,
                entry.input.withUnsafeBytes({ ConstantTime.equal($0, input) })
            else { return nil }
            return entry.value
        }
        if let known { return known }
        guard let made = make() else { return nil }
        let entry = Entry(input: Array(input), value: made)
        entries.withLock { entries in entries[Int(hash % UInt(entries.count))] = entry }
        return made
    }
}

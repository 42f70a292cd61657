internal import CNcurses
package import Screen

/// What this terminal's keys send, where that is not what the decoder understands anyway (xterm's forms).
package struct KeySequences: Sendable {
    private var keys: [[UInt8]: Key] = [:]
    /// Every proper beginning of a sequence: one of these may still become a key.
    private var beginnings: Set<[UInt8]> = []
    private(set) var longest = 0

    package init(_ pairs: [(bytes: [UInt8], key: Key)] = []) {
        for (bytes, key) in pairs where bytes.count > 1 && bytes.count <= 16 && bytes[0] == 0x1B {
            keys[bytes] = key
            longest = max(longest, bytes.count)
            for length in 1..<bytes.count { beginnings.insert(Array(bytes.prefix(length))) }
        }
    }

    enum Match {
        case key(Key, length: Int)
        case incomplete, none
    }

    /// The longest key that `input` starts with.
    func match(_ input: some Collection<UInt8>) -> Match {
        guard !keys.isEmpty else { return .none }
        var length = min(longest, input.count)
        if length == input.count, length > 1, beginnings.contains(Array(input)) { return .incomplete }
        while length > 1 {
            if let key = keys[Array(input.prefix(length))] { return .key(key, length: length) }
            length -= 1
        }
        return .none
    }

    private static let capabilities: [(name: String, key: Key)] = [
        ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("khome", .home), ("kend", .end),
        ("kpp", .pageUp), ("knp", .pageDown), ("kich1", .insert), ("kdch1", .delete), ("kcbt", .backTab), ("kent", .enter),
    ]

    /// Of the terminal that curses was started on.
    static func ofCurrentTerminal() -> KeySequences {
        var pairs: [(bytes: [UInt8], key: Key)] = []
        for (name, key) in capabilities {
            if let bytes = TerminalCapability.string(name) { pairs.append((bytes, key)) }
        }
        for number in 1...12 {
            if let bytes = TerminalCapability.string("kf\(number)") { pairs.append((bytes, .function(number))) }
        }
        return KeySequences(pairs)
    }
}

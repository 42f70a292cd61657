/// Bytes of the input as they come, taken out by lines.
package struct LineBuffer: Sendable {
    package enum Line: Hashable, Sendable {
        case text(String)
        /// Longer than the limit; it was thrown away up to its end.
        case tooLong
    }

    private let limit: Int
    private var bytes: [UInt8] = []
    private var isSkipping = false
    private var lines: [Line] = []

    /// - Parameter limit: Bytes of one line.
    package init(limit: Int = PlainCommand.maximumLength) { self.limit = limit }

    package mutating func append(_ new: some Sequence<UInt8>) {
        for byte in new {
            if byte == 0x0A {
                finish()
            } else if !isSkipping {
                bytes.append(byte)
                if bytes.count > limit {
                    bytes = []
                    isSkipping = true
                }
            }
        }
    }

    /// The input has ended: what has no end of line is a line too.
    package mutating func end() { if isSkipping || !bytes.isEmpty { finish() } }

    package mutating func next() -> Line? { lines.isEmpty ? nil : lines.removeFirst() }

    /// Throws everything away. Answers whether there was a line, or the beginning of one.
    package mutating func drop() -> Bool {
        let had = !lines.isEmpty || !bytes.isEmpty || isSkipping
        (bytes, lines, isSkipping) = ([], [], false)
        return had
    }

    private mutating func finish() {
        if bytes.last == 0x0D { bytes.removeLast() }
        lines.append(isSkipping ? .tooLong : .text(String(decoding: bytes, as: UTF8.self)))
        bytes = []
        isSkipping = false
    }
}

/// One column of one row. A wide character has its text in its first cell and an empty `text` in the second.
///
/// Plain bits without references: a screen is thousands of cells, made and compared for every key.
public struct Cell: Hashable, Sendable {
    /// The UTF-8 of `text`, its first byte lowest, and zeros behind it.
    private var low: UInt64
    private var high: UInt64
    /// Index into the frame's `styles`.
    public var style: UInt16

    /// Bytes of a text that are kept: a base scalar and three combining marks of any length.
    static let capacity = 16

    public init(text: String, style: UInt16) {
        (low, high) = Self.pack(text)
        self.style = style
    }

    /// A cell of one printable ASCII character; anything else becomes a blank.
    init(ascii byte: UInt8, style: UInt16) {
        low = byte >= 0x20 && byte < 0x7F ? UInt64(byte) : 0x20
        high = 0
        self.style = style
    }

    /// The right half of a wide character.
    init(continuationOf style: UInt16) {
        low = 0
        high = 0
        self.style = style
    }

    /// One grapheme that has passed the sanitiser (base scalar and at most a few combining marks); empty: the right half of a
    /// wide one. Scalars for which there is no room are left out, and NUL, which stands for nothing here, becomes U+FFFD.
    public var text: String {
        get {
            if let ascii { return String(UnicodeScalar(ascii)) }
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.capacity) { bytes in
                var count = 0
                for half in [low, high] {
                    var rest = half
                    while rest != 0 {
                        bytes[count] = UInt8(truncatingIfNeeded: rest)
                        rest >>= 8
                        count += 1
                    }
                }
                return String(decoding: bytes.prefix(count), as: UTF8.self)
            }
        }
        set { (low, high) = Self.pack(newValue) }
    }

    /// The text if it is one ASCII character.
    public var ascii: UInt8? { low < 0x80 && low != 0 && high == 0 ? UInt8(truncatingIfNeeded: low) : nil }
    public var isBlank: Bool { low == 0x20 && high == 0 }
    /// The right half of a wide character.
    public var isContinuation: Bool { low == 0 }
    /// The bits of the text: equal exactly if the texts are.
    public var textKey: Key { Key(low: low, high: high) }

    public struct Key: Hashable, Sendable {
        var low: UInt64
        var high: UInt64
    }

    private static func pack(_ text: String) -> (UInt64, UInt64) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var used = 0
        for scalar in text.unicodeScalars {
            let bytes = UTF8.encode(scalar.value == 0 ? "\u{FFFD}" : scalar)
            guard let bytes, used + bytes.count <= capacity else { break }
            for byte in bytes {
                if used < 8 { low |= UInt64(byte) << UInt64(8 * used) } else { high |= UInt64(byte) << UInt64(8 * (used - 8)) }
                used += 1
            }
        }
        return (low, high)
    }
}

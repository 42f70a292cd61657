/// The first character of some bytes that should be UTF-8, and how many bytes it takes.
enum LeadingScalar {
    case scalar(Unicode.Scalar, Int)
    /// Ill-formed, measured by its longest well-formed beginning (Unicode 16.0, 3.9, "substitution of maximal subparts").
    case invalid(Int)
    case incomplete

    init(_ input: ArraySlice<UInt8>) {
        self = .incomplete
        guard let first = input.first else { return }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case ..<0x80:
            self = .scalar(Unicode.Scalar(first), 1)
            return
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default:
            self = .invalid(1)
            return
        }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        var taken = 1
        for byte in input.dropFirst().prefix(length - 1) {
            guard (taken == 1 ? second : 0x80...0xBF).contains(byte) else {
                self = .invalid(taken)
                return
            }
            value = value << 6 | UInt32(byte & 0x3F)
            taken += 1
        }
        if taken == length { self = Unicode.Scalar(value).map { .scalar($0, length) } ?? .invalid(length) }
    }
}

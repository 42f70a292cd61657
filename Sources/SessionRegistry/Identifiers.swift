import SessionCore

/// 256 bits, written as 64 lower-case hexadecimal digits: the SHA-256 of a secret that only a browser holds.
public struct Digest256: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Big-endian words.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// 256 zero bits: what the first audit event is chained to.
    package static let zero = Digest256(words: (0, 0, 0, 0))

    init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// `nil` unless there are exactly 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        guard let digest = bytes.withContiguousStorageIfAvailable({ Digest256(raw: UnsafeRawBufferPointer($0)) }) else {
            guard let digest = Array(bytes).withUnsafeBytes({ Digest256(raw: $0) }) else { return nil }
            self = digest
            return
        }
        guard let digest else { return nil }
        self = digest
    }

    /// `nil` unless there are exactly 32 bytes.
    package init?(raw bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        func word(_ place: Int) -> UInt64 { UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)) }
        words = (word(0), word(1), word(2), word(3))
    }

    /// `nil` unless there are exactly 64 hexadecimal digits, in either case.
    public init?(hex: some StringProtocol) {
        let digits = hex.utf8
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        var high: UInt8?
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x61...0x66: value = digit - 0x61 + 10
            case 0x41...0x46: value = digit - 0x41 + 10
            default: return nil
            }
            if let first = high { bytes.append(first << 4 | value); high = nil } else { high = value }
        }
        self.init(bytes: bytes)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    /// Hands on the 32 bytes.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)) { try body($0) }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { withBytes { String(decoding: Hex.encode($0), as: UTF8.self) } }

    public var description: String { hex }

    public static func == (a: Self, b: Self) -> Bool { a.words == b.words }
    public static func < (a: Self, b: Self) -> Bool { a.words < b.words }
    public func hash(into hasher: inout Hasher) {
        // The outcome of a hash function already: a quarter of it tells two apart as well as the whole.
        hasher.combine(words.0)
    }
}

/// A session's id: the SHA-256 of the secret in the browser's session cookie. It names a session and opens nothing.
public struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The SHA-256 of the secret.
    public var digest: Digest256
    /// An id of a digest that is at hand.
    public init(_ digest: Digest256) { self.digest = digest }
    /// `nil` unless there are exactly 64 hexadecimal digits.
    public init?(hex: some StringProtocol) { guard let digest = Digest256(hex: hex) else { return nil }; self.digest = digest }
    /// 64 lower-case hexadecimal digits.
    public var hex: String { digest.hex }
    public var description: String { digest.hex }
    public static func < (a: Self, b: Self) -> Bool { a.digest < b.digest }
}

/// A remember token's id: the SHA-256 of its series.
public struct TokenID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The SHA-256 of the series.
    public var digest: Digest256
    /// An id of a digest that is at hand.
    public init(_ digest: Digest256) { self.digest = digest }
    /// `nil` unless there are exactly 64 hexadecimal digits.
    public init?(hex: some StringProtocol) { guard let digest = Digest256(hex: hex) else { return nil }; self.digest = digest }
    /// 64 lower-case hexadecimal digits.
    public var hex: String { digest.hex }
    public var description: String { digest.hex }
    public static func < (a: Self, b: Self) -> Bool { a.digest < b.digest }
}

/// Names one act of revoking, of one record or of a million; `restore` takes the whole of it back. Numbered from 1 by the store.
public struct RevocationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    public var number: Int64
    /// The id of this number.
    public init(_ number: Int64) { self.number = number }
    /// As printed and as typed: `r12`. A bare number is accepted.
    public init?(_ text: String) {
        guard let number = Int64(text.hasPrefix("r") ? String(text.dropFirst()) : text), number > 0 else { return nil }
        self.number = number
    }
    public var description: String { "r\(number)" }
    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

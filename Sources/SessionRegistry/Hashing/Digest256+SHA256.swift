import SessionCore

extension Digest256 {
    /// The SHA-256 (FIPS 180-4) of these bytes.
    public init(sha256Of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Digest256(sha256Of: $0) }
    }

    private init(sha256Of bytes: UnsafeRawBufferPointer) {
        // SHA-256 gives 32 bytes, always.
        self = MessageDigest.withSHA256(of: bytes) { Digest256(raw: $0) } ?? .zero
    }

    /// The SHA-256 of a text's UTF-8 bytes: what a store keeps of a secret.
    public init(sha256Of text: String) {
        var text = text
        self = text.withUTF8 { Digest256(sha256Of: UnsafeRawBufferPointer($0)) }
    }

    /// Whether both are the same, in a time that does not depend on where they differ.
    public func isEqualInConstantTime(to other: Digest256) -> Bool {
        ConstantTime.equal(bytes, other.bytes)
    }
}

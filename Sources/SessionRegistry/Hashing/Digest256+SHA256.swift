import SessionCore

extension Digest256 {
    /// The SHA-256 (FIPS 180-4) of these bytes.
    public init(sha256Of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Digest256(words: MessageDigest.sha256($0)) }
    }

    /// The SHA-256 of a text's UTF-8 bytes: what a store keeps of a secret.
    public init(sha256Of text: String) {
        var text = text
        self = text.withUTF8 { Digest256(words: MessageDigest.sha256(UnsafeRawBufferPointer($0))) }
    }

    /// Whether both are the same, in a time that does not depend on where they differ.
    public func isEqualInConstantTime(to other: Digest256) -> Bool {
        ConstantTime.equal(bytes, other.bytes)
    }
}

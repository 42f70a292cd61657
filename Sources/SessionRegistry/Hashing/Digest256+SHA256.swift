import SessionCore

extension Digest256 {
    /// The SHA-256 (FIPS 180-4) of these bytes.
    public init(sha256Of bytes: [UInt8]) {
        // SHA-256 gives 32 bytes, always.
        self = Digest256(bytes: MessageDigest.digest(.sha256, bytes)) ?? .zero
    }

    /// The SHA-256 of a text's UTF-8 bytes: what a store keeps of a secret.
    public init(sha256Of text: String) { self.init(sha256Of: Array(text.utf8)) }

    /// Whether both are the same, in a time that does not depend on where they differ.
    public func isEqualInConstantTime(to other: Digest256) -> Bool {
        ConstantTime.equal(bytes, other.bytes)
    }
}

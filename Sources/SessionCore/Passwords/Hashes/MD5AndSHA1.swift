import Crypto

/// MD5 and SHA-1 of the same input, one after the other: what TLS signed until version 1.1, and what OpenSSL calls `MD5-SHA1`.
enum MD5AndSHA1: BlockHash {
    static let blockLength = 64
    static let digestLength = 36
    static var start: (md5: Insecure.MD5, sha1: Insecure.SHA1) { (Insecure.MD5(), Insecure.SHA1()) }

    static func absorb(_ block: ArraySlice<UInt8>, into state: inout (md5: Insecure.MD5, sha1: Insecure.SHA1)) {
        block.withUnsafeBytes {
            state.md5.update(bufferPointer: $0)
            state.sha1.update(bufferPointer: $0)
        }
    }

    static func finish(_ state: (md5: Insecure.MD5, sha1: Insecure.SHA1), _ rest: ArraySlice<UInt8>, before: Int) -> [UInt8] {
        var state = state
        absorb(rest, into: &state)
        return Array(state.md5.finalize()) + Array(state.sha1.finalize())
    }
}

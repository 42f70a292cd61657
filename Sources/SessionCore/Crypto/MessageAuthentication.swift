import Crypto
// For the bytes of a digest (ContiguousBytes); Crypto brings it along anyway.
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Hash functions that cookies are signed with.
package enum HashAlgorithm: Hashable, Sendable, CaseIterable {
    case sha1, sha256, sha384, sha512
}

package enum MessageDigest {
    package static func digest(_ algorithm: HashAlgorithm, _ bytes: [UInt8]) -> [UInt8] {
        switch algorithm {
        case .sha1: Array(Insecure.SHA1.hash(data: bytes))
        case .sha256: Array(SHA256.hash(data: bytes))
        case .sha384: Array(SHA384.hash(data: bytes))
        case .sha512: Array(SHA512.hash(data: bytes))
        }
    }
}

extension MessageDigest {
    /// SHA-256, as big-endian words.
    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize().withUnsafeBytes { digest in
            func word(_ place: Int) -> UInt64 { UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)) }
            return (word(0), word(1), word(2), word(3))
        }
    }

    /// In lower case.
    static func hexadecimal(sha512Of bytes: [UInt8]) -> String {
        let digest = SHA512.hash(data: bytes)
        return String(unsafeUninitializedCapacity: 2 * SHA512.byteCount) { text in digest.withUnsafeBytes { Hex.write($0, to: text) } }
    }
}

/// HMAC, RFC 2104.
package enum MessageAuthentication {
    package static func code(_ algorithm: HashAlgorithm, key: [UInt8], message: [UInt8]) -> [UInt8] {
        switch algorithm {
        case .sha1: Array(AbsorbedKey<Insecure.SHA1>(key).code(of: message))
        case .sha256: Array(AbsorbedKey<SHA256>(key).code(of: message))
        case .sha384: Array(AbsorbedKey<SHA384>(key).code(of: message))
        case .sha512: Array(AbsorbedKey<SHA512>(key).code(of: message))
        }
    }
}

/// HMAC (RFC 2104) with its key absorbed: two states of the hash function that every message goes on from. Setting them up costs
/// more than a cookie's code, so they are made once and kept.
struct AbsorbedKey<Hash: HashFunction>: Sendable {
    private let inner: Hash
    private let outer: Hash

    init(_ key: [UInt8]) {
        let size = Hash.blockByteCount
        (inner, outer) = withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { block in
            block.initializeMemory(as: UInt8.self, repeating: 0)
            // It held the key.
            defer { block.initializeMemory(as: UInt8.self, repeating: 0) }
            if key.count <= size {
                block.copyBytes(from: key)
            } else {
                Hash.hash(data: key).withUnsafeBytes { block.copyBytes(from: $0.prefix(size)) }
            }
            var inner = Hash()
            var outer = Hash()
            for place in 0..<size { block[place] ^= 0x36 }
            inner.update(bufferPointer: UnsafeRawBufferPointer(block))
            for place in 0..<size { block[place] ^= 0x36 ^ 0x5C }
            outer.update(bufferPointer: UnsafeRawBufferPointer(block))
            return (inner, outer)
        }
    }

    func code(of message: UnsafeRawBufferPointer) -> Hash.Digest {
        var inner = inner
        inner.update(bufferPointer: message)
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize()
    }

    func code(of message: [UInt8]) -> Hash.Digest { message.withUnsafeBytes { code(of: $0) } }
}

package enum ConstantTime {
    /// Whether the bytes are the same, in time that depends on the second's length only.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.withUnsafeBytes { a in b.withUnsafeBytes { b in equal(a, b) } }
    }

    static func equal(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard a.count == b.count else {
            var difference: UInt8 = 1
            for place in b.indices { difference |= b[place] ^ (place < a.count ? a[place] : 0) }
            return difference == 0
        }
        // Eight bytes at a time.
        let whole = b.count & ~7
        var difference: UInt64 = 0
        for place in stride(from: 0, to: whole, by: 8) {
            difference |= a.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ b.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        }
        for place in whole..<b.count { difference |= UInt64(a[place] ^ b[place]) }
        return difference == 0
    }
}

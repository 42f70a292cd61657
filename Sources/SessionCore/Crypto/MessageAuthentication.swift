import Crypto

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

/// HMAC, RFC 2104.
package enum MessageAuthentication {
    package static func code(_ algorithm: HashAlgorithm, key: [UInt8], message: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: key)
        return switch algorithm {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        case .sha384: Array(HMAC<SHA384>.authenticationCode(for: message, using: key))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
        }
    }
}

package enum ConstantTime {
    /// Whether the bytes are the same, in time that depends on the second's length only.
    package static func equal(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        var difference: UInt8 = a.count == b.count ? 0 : 1
        for place in b.indices {
            difference |= b[place] ^ (place < a.count ? a[place] : 0)
        }
        return difference == 0
    }
}

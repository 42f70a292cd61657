/// A hash function that stored password hashes may name: those of Python 3.11's `hashlib` with OpenSSL 3.0.
enum DigestName: CaseIterable, Sendable {
    case md5, sha1, sha224, sha256, sha384, sha512, sha512to224, sha512to256
    case sha3of224, sha3of256, sha3of384, sha3of512, blake2b, blake2s
    case ripemd160, sm3, md5sha1

    /// `nil` where Python raises.
    init?(_ name: String) {
        if let known = Self.pythonNames[Array(name.utf8)] {
            self = known
            return
        }
        // OpenSSL's names are the same in any case, but only of ASCII's letters.
        let lower = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard let known = Self.opensslNames[lower] else { return nil }
        self = known
    }

    /// Whether it is computed by this library, as swift-crypto does not offer it.
    var isOwn: Bool {
        switch self {
        case .md5, .sha1, .sha256, .sha384, .sha512: false
        default: true
        }
    }

    /// `py_hashes` of CPython's `Modules/_hashopenssl.c`, without what OpenSSL calls the same.
    private static let pythonNames = table([
        (.sha512to224, "sha512_224 SHA512_224"), (.sha512to256, "sha512_256 SHA512_256"), (.blake2b, "blake2b"), (.blake2s, "blake2s"),
        (.sha3of224, "sha3_224"), (.sha3of256, "sha3_256"), (.sha3of384, "sha3_384"), (.sha3of512, "sha3_512"),
    ])

    /// `providers/implementations/include/prov/names.h` of OpenSSL, in lower case.
    private static let opensslNames = table([
        (.md5, "md5 ssl3-md5 1.2.840.113549.2.5"),
        (.sha1, "sha1 sha-1 ssl3-sha1 1.3.14.3.2.26"),
        (.sha224, "sha2-224 sha-224 sha224 2.16.840.1.101.3.4.2.4"),
        (.sha256, "sha2-256 sha-256 sha256 2.16.840.1.101.3.4.2.1"),
        (.sha384, "sha2-384 sha-384 sha384 2.16.840.1.101.3.4.2.2"),
        (.sha512, "sha2-512 sha-512 sha512 2.16.840.1.101.3.4.2.3"),
        (.sha512to224, "sha2-512/224 sha-512/224 sha512-224 2.16.840.1.101.3.4.2.5"),
        (.sha512to256, "sha2-512/256 sha-512/256 sha512-256 2.16.840.1.101.3.4.2.6"),
        (.sha3of224, "sha3-224 2.16.840.1.101.3.4.2.7"),
        (.sha3of256, "sha3-256 2.16.840.1.101.3.4.2.8"),
        (.sha3of384, "sha3-384 2.16.840.1.101.3.4.2.9"),
        (.sha3of512, "sha3-512 2.16.840.1.101.3.4.2.10"),
        (.blake2b, "blake2b-512 blake2b512 1.3.6.1.4.1.1722.12.2.1.16"),
        (.blake2s, "blake2s-256 blake2s256 1.3.6.1.4.1.1722.12.2.2.8"),
        (.ripemd160, "ripemd-160 ripemd160 ripemd rmd160 1.3.36.3.2.1"),
        (.sm3, "sm3 1.2.156.10197.1.401"),
        (.md5sha1, "md5-sha1"),
    ])

    /// By bytes, as Swift takes texts for the same that are only canonically equivalent.
    private static func table(_ names: [(DigestName, String)]) -> [[UInt8]: DigestName] {
        var table: [[UInt8]: DigestName] = [:]
        for (digest, names) in names {
            for name in names.utf8.split(separator: UInt8(ascii: " ")) { table[Array(name)] = digest }
        }
        return table
    }
}

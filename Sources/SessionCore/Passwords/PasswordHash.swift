import Crypto
import CryptoExtras

/// Password hashes in Werkzeug 3.1's format, `method$salt$hash` (`werkzeug/security.py`).
public enum PasswordHash {
    /// What a stored hash says of a password.
    public enum Verdict: Hashable, Sendable {
        /// The password is the one that was hashed.
        case matches
        /// It is another.
        case differs
        /// Not a hash of this format, or of an unknown method.
        case malformed
        /// Checking would take more than 256 MiB or about ten seconds; it was not computed.
        case tooCostly
    }

    /// scrypt's parameters.
    public typealias ScryptCost = PasswordHashMethod.ScryptCost

    /// Werkzeug's `generate_password_hash(password)`.
    /// - Parameters:
    ///   - password: the password in clear text.
    ///   - salt: sixteen letters and digits at random; see `saltCharacters`. It must not hold `$`.
    ///   - cost: what a guess costs.
    /// - Returns: `nil` if the cost is beyond the limits, or not one that scrypt can have.
    public static func scrypt(_ password: String, salt: String, cost: ScryptCost = .standard) -> String? {
        guard !salt.utf8.contains(UInt8(ascii: "$")), case .success(let hash) = derive(.scrypt(cost), password, salt) else {
            return nil
        }
        return "scrypt:\(cost.n):\(cost.r):\(cost.p)$\(salt)$\(hash)"
    }

    /// Werkzeug's `generate_password_hash(password, method="pbkdf2:…")`.
    /// - Parameters:
    ///   - password: the password in clear text.
    ///   - salt: as for ``scrypt(_:salt:cost:)``.
    ///   - hash: `sha256`, `sha384` or `sha512`; Python's other names are known, `sha1` and `md5` among them, for hashes that are there.
    ///   - iterations: what a guess costs.
    /// - Returns: `nil` if the cost is beyond the limits, or the hash is not one of these.
    public static func pbkdf2(_ password: String, salt: String, hash: String = "sha256", iterations: Int = 1_000_000) -> String? {
        guard !salt.utf8.contains(UInt8(ascii: "$")),
            case .success(let derived) = derive(.pbkdf2(hash, iterations), password, salt)
        else { return nil }
        return "pbkdf2:\(hash):\(iterations)$\(salt)$\(derived)"
    }

    /// Werkzeug's `check_password_hash(hash, password)`; whatever is malformed or too costly does not match.
    public static func matches(_ hash: String, _ password: String) -> Bool { check(hash, password) == .matches }

    /// Compares a password with a hash in Werkzeug's format; `check_password_hash` with the reason. Takes as long as the hash's own
    /// cost says, whether the password matches or not.
    public static func check(_ hash: String, _ password: String) -> Verdict {
        guard let parts = PasswordHashParts(hash) else { return .malformed }
        switch derive(parts.method, password, parts.salt) {
        case .success(let expected):
            return ConstantTime.equal(Array(parts.digest.utf8), Array(expected.utf8)) ? .matches : .differs
        case .failure(.impossible): return .malformed
        case .failure(.tooCostly): return .tooCostly
        }
    }

    /// Draw sixteen of these for a salt.
    public static let saltCharacters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    private static func derive(
        _ method: PasswordHashMethod, _ password: String, _ salt: String
    ) -> Result<String, PasswordHashMethod.Refusal> {
        if let refusal = method.refusal { return .failure(refusal) }
        let password = Array(password.utf8)
        let salt = Array(salt.utf8)
        let key: SymmetricKey?
        switch method {
        case .scrypt(let cost):
            key = try? KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: 64, rounds: cost.n, blockSize: cost.r, parallelism: cost.p)
        case .pbkdf2(let name, let iterations):
            guard let digest = DigestName(name) else { return .failure(.impossible) }
            switch implementation(of: digest) {
            case .own(let own):
                return .success(String(decoding: Hex.encode(own.pbkdf2(password, salt: salt, rounds: iterations)), as: UTF8.self))
            case .library(let hash, let length):
                key = try? KDF.Insecure.PBKDF2.deriveKey(
                    from: password, salt: salt, using: hash, outputByteCount: length, unsafeUncheckedRounds: iterations)
            }
        }
        guard let key else { return .failure(.impossible) }
        return .success(key.withUnsafeBytes { String(decoding: Hex.encode($0), as: UTF8.self) })
    }

    // MARK: Hash functions

    private enum Implementation {
        /// swift-crypto's, with the length of its digest in bytes.
        case library(KDF.Insecure.PBKDF2.HashFunction, Int)
        case own(any BlockHash.Type)
    }

    private static func implementation(of digest: DigestName) -> Implementation {
        switch digest {
        case .md5: .library(.insecureMD5, 16)
        case .sha1: .library(.insecureSHA1, 20)
        case .sha256: .library(.sha256, 32)
        case .sha384: .library(.sha384, 48)
        case .sha512: .library(.sha512, 64)
        case .sha224: .own(SHA224.self)
        case .sha512to224: .own(SHA512To224.self)
        case .sha512to256: .own(SHA512To256.self)
        case .sha3of224: .own(SHA3Of224.self)
        case .sha3of256: .own(SHA3Of256.self)
        case .sha3of384: .own(SHA3Of384.self)
        case .sha3of512: .own(SHA3Of512.self)
        case .blake2b: .own(BLAKE2b.self)
        case .blake2s: .own(BLAKE2s.self)
        case .ripemd160: .own(RIPEMD160.self)
        case .sm3: .own(SM3.self)
        case .md5sha1: .own(MD5AndSHA1.self)
        }
    }
}

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
            if let own = ownHash(name) {
                guard iterations <= maximumOwnIterations else { return .failure(.tooCostly) }
                return .success(String(decoding: Hex.encode(own.pbkdf2(password, salt: salt, rounds: iterations)), as: UTF8.self))
            }
            guard let (hash, length) = libraryHash(name) else { return .failure(.impossible) }
            key = try? KDF.Insecure.PBKDF2.deriveKey(
                from: password, salt: salt, using: hash, outputByteCount: length, unsafeUncheckedRounds: iterations)
        }
        guard let key else { return .failure(.impossible) }
        return .success(key.withUnsafeBytes { String(decoding: Hex.encode($0), as: UTF8.self) })
    }

    // MARK: Hash functions

    /// Those that are computed here are slower than a library's.
    private static let maximumOwnIterations = 2_000_000

    /// As OpenSSL spells them, whatever the case, and ssl3-… as it still does.
    private static func libraryHash(_ name: String) -> (KDF.Insecure.PBKDF2.HashFunction, Int)? {
        switch name.lowercased() {
        case "md5", "ssl3-md5": (.insecureMD5, 16)
        case "sha1", "sha-1", "ssl3-sha1": (.insecureSHA1, 20)
        case "sha256", "sha-256", "sha2-256": (.sha256, 32)
        case "sha384", "sha-384", "sha2-384": (.sha384, 48)
        case "sha512", "sha-512", "sha2-512": (.sha512, 64)
        default: nil
        }
    }

    /// As OpenSSL spells them, whatever the case, and as Python does.
    private static func ownHash(_ name: String) -> (any BlockHash.Type)? {
        switch name {
        case "sha3_224": return SHA3Of224.self
        case "sha3_256": return SHA3Of256.self
        case "sha3_384": return SHA3Of384.self
        case "sha3_512": return SHA3Of512.self
        case "blake2b": return BLAKE2b.self
        case "blake2s": return BLAKE2s.self
        case "sha512_224", "SHA512_224": return SHA512To224.self
        case "sha512_256", "SHA512_256": return SHA512To256.self
        default: break
        }
        switch name.lowercased() {
        case "sha224", "sha-224", "sha2-224": return SHA224.self
        case "sha512-224", "sha-512/224", "sha2-512/224": return SHA512To224.self
        case "sha512-256", "sha-512/256", "sha2-512/256": return SHA512To256.self
        case "sha3-224": return SHA3Of224.self
        case "sha3-256": return SHA3Of256.self
        case "sha3-384": return SHA3Of384.self
        case "sha3-512": return SHA3Of512.self
        case "blake2b512", "blake2b-512": return BLAKE2b.self
        case "blake2s256", "blake2s-256": return BLAKE2s.self
        default: return nil
        }
    }
}

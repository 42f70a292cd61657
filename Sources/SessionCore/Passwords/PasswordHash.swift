import Crypto
import CryptoExtras

/// Password hashes in Werkzeug 3.1's format, `method$salt$hash` (`werkzeug/security.py`).
public enum PasswordHash {
    /// What a stored hash says of a password.
    public enum Verdict: Hashable, Sendable {
        case matches
        case differs
        /// Not a hash of this format, or of an unknown method.
        case malformed
        /// Checking would take more than 256 MiB or about ten seconds; it was not computed.
        case tooCostly
    }

    /// scrypt's parameters.
    public struct ScryptCost: Hashable, Sendable {
        /// A power of two.
        public var n: Int
        public var r: Int
        public var p: Int
        /// Werkzeug's default: 32 MiB, some tens of milliseconds.
        public static let standard = ScryptCost(n: 1 << 15, r: 8, p: 1)

        public init(n: Int, r: Int, p: Int) {
            self.n = n
            self.r = r
            self.p = p
        }
    }

    /// Werkzeug's `generate_password_hash(password)`.
    /// - Parameter salt: sixteen letters and digits at random; see `saltCharacters`. It must not hold `$`.
    /// - Returns: `nil` if the cost is beyond the limits, or not one that scrypt can have.
    public static func scrypt(_ password: String, salt: String, cost: ScryptCost = .standard) -> String? {
        guard !salt.utf8.contains(UInt8(ascii: "$")), case .success(let hash) = derive(.scrypt(cost), password, salt) else {
            return nil
        }
        return "scrypt:\(cost.n):\(cost.r):\(cost.p)$\(salt)$\(hash)"
    }

    /// Werkzeug's `generate_password_hash(password, method="pbkdf2:…")`.
    /// - Parameter hash: `sha1`, `sha256` or `sha512`.
    public static func pbkdf2(_ password: String, salt: String, hash name: String = "sha256", iterations: Int = 1_000_000)
        -> String?
    {
        guard !salt.utf8.contains(UInt8(ascii: "$")), case .success(let hash) = derive(.pbkdf2(name, iterations), password, salt)
        else { return nil }
        return "pbkdf2:\(name):\(iterations)$\(salt)$\(hash)"
    }

    /// Werkzeug's `check_password_hash(hash, password)`; whatever is malformed or too costly does not match.
    public static func matches(_ hash: String, _ password: String) -> Bool { check(hash, password) == .matches }

    public static func check(_ hash: String, _ password: String) -> Verdict {
        let parts = hash.utf8.split(separator: UInt8(ascii: "$"), maxSplits: 2, omittingEmptySubsequences: false).map {
            String(decoding: Array($0), as: UTF8.self)
        }
        guard parts.count == 3, let method = Method(parts[0]) else { return .malformed }
        switch derive(method, password, parts[1]) {
        case .success(let expected): return ConstantTime.equal(Array(parts[2].utf8), Array(expected.utf8)) ? .matches : .differs
        case .failure(.impossible): return .malformed
        case .failure(.tooCostly): return .tooCostly
        }
    }

    /// Draw sixteen of these for a salt.
    public static let saltCharacters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    private static let maximumMemory = 256 << 20
    /// scrypt's work in blocks of 128 bytes, and PBKDF2's in rounds, that take about ten seconds on a slow machine.
    private static let maximumScryptWork = 1 << 25
    private static let maximumIterations = 20_000_000

    private enum Refusal: Error { case impossible, tooCostly }

    private enum Method {
        case scrypt(ScryptCost)
        case pbkdf2(String, Int)

        init?(_ text: String) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
            switch (parts[0], parts.count) {
            case ("scrypt", 1): self = .scrypt(.standard)
            case ("scrypt", 4):
                guard let n = Int(parts[1]), let r = Int(parts[2]), let p = Int(parts[3]) else { return nil }
                self = .scrypt(ScryptCost(n: n, r: r, p: p))
            case ("pbkdf2", 1): self = .pbkdf2("sha256", 1_000_000)
            case ("pbkdf2", 2): self = .pbkdf2(parts[1], 1_000_000)
            case ("pbkdf2", 3):
                guard let iterations = Int(parts[2]) else { return nil }
                self = .pbkdf2(parts[1], iterations)
            default: return nil
            }
        }
    }

    private static func derive(_ method: Method, _ password: String, _ salt: String) -> Result<String, Refusal> {
        let password = Array(password.utf8)
        let salt = Array(salt.utf8)
        let key: SymmetricKey?
        switch method {
        case .scrypt(let cost):
            guard cost.n > 1, cost.n & (cost.n - 1) == 0, cost.r > 0, cost.p > 0 else { return .failure(.impossible) }
            let (blocks, overflow) = cost.n.multipliedReportingOverflow(by: cost.r)
            let (work, overflow2) = blocks.multipliedReportingOverflow(by: cost.p)
            guard !overflow, !overflow2, blocks <= maximumMemory / 128, work <= maximumScryptWork, cost.r < 1 << 16,
                cost.p < 1 << 16
            else { return .failure(.tooCostly) }
            // RFC 7914, 2: N must be below 2^(128 r / 8).
            guard cost.r > 3 || cost.n.trailingZeroBitCount < 16 * cost.r else { return .failure(.impossible) }
            key = try? KDF.Scrypt.deriveKey(
                from: password, salt: salt, outputByteCount: 64, rounds: cost.n, blockSize: cost.r, parallelism: cost.p)
        case .pbkdf2(let name, let iterations):
            let hash: (KDF.Insecure.PBKDF2.HashFunction, Int)
            switch name {
            case "sha1": hash = (.insecureSHA1, 20)
            case "sha256": hash = (.sha256, 32)
            case "sha384": hash = (.sha384, 48)
            case "sha512": hash = (.sha512, 64)
            default: return .failure(.impossible)
            }
            guard iterations > 0 else { return .failure(.impossible) }
            guard iterations <= maximumIterations else { return .failure(.tooCostly) }
            key = try? KDF.Insecure.PBKDF2.deriveKey(
                from: password, salt: salt, using: hash.0, outputByteCount: hash.1, unsafeUncheckedRounds: iterations)
        }
        guard let key else { return .failure(.impossible) }
        return .success(key.withUnsafeBytes { String(decoding: Hex.encode($0), as: UTF8.self) })
    }
}

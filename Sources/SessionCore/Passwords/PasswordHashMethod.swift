/// How a password is hashed: the first part of a stored hash, `scrypt:32768:8:1` or `pbkdf2:sha256:1000000`.
public enum PasswordHashMethod: Hashable, Sendable {
    /// scrypt (RFC 7914), Werkzeug's default.
    case scrypt(ScryptCost)
    /// The hash function's name, and the rounds.
    case pbkdf2(String, Int)

    /// scrypt's parameters.
    public struct ScryptCost: Hashable, Sendable {
        /// A power of two.
        public var n: Int
        /// Block size; 8 in Werkzeug.
        public var r: Int
        /// Parallelisation; 1 in Werkzeug.
        public var p: Int
        /// Werkzeug's default: 32 MiB, some tens of milliseconds.
        public static let standard = ScryptCost(n: 1 << 15, r: 8, p: 1)

        /// Memory is 128 · r · (n + p + 2) bytes, time grows with n · r · p.
        public init(n: Int, r: Int, p: Int) {
            self.n = n
            self.r = r
            self.p = p
        }

        /// What OpenSSL takes, in bytes, of a cost that is within the limit of work.
        fileprivate var memory: Int { 128 * r * (n + p + 2) }
    }

    /// Why a method is not carried out.
    public enum Refusal: Error, Hashable, Sendable {
        /// Parameters that the method cannot have; Python raises.
        case impossible
        /// More than 256 MiB, or about ten seconds on a slow machine.
        case tooCostly
    }

    /// `nil` where Werkzeug finds no method, or not its parameters.
    public init?(_ text: String) {
        let parts = text.unicodeScalars.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        switch (parts.first, parts.count) {
        case ("scrypt"?, 1): self = .scrypt(.standard)
        case ("scrypt"?, 4):
            guard let n = Self.number(parts[1]), let r = Self.number(parts[2]), let p = Self.number(parts[3]) else { return nil }
            self = .scrypt(ScryptCost(n: n, r: r, p: p))
        case ("pbkdf2"?, 1): self = .pbkdf2("sha256", 1_000_000)
        case ("pbkdf2"?, 2): self = .pbkdf2(parts[1], 1_000_000)
        case ("pbkdf2"?, 3):
            guard let iterations = Self.number(parts[2]) else { return nil }
            self = .pbkdf2(parts[1], iterations)
        default: return nil
        }
    }

    /// Python's `int()`; beyond 64 bits the nearest that is within, which is refused as well.
    private static func number(_ text: String) -> Int? {
        switch PythonInteger(text) {
        case .small(let value)?: value
        case .big(let isNegative)?: isNegative ? .min : .max
        case nil: nil
        }
    }

    private static let maximumMemory = 256 << 20
    /// scrypt's work in blocks of 128 bytes: what Werkzeug computes at most, as it grants 132 bytes for each in a number of 31 bits.
    private static let maximumScryptWork = Int(Int32.max) / 132
    /// PBKDF2's rounds that take about ten seconds on a slow machine, as scrypt's work does.
    private static let maximumIterations = 20_000_000
    /// The hash functions of this library are slower than OpenSSL's.
    private static let maximumOwnIterations = 2_000_000

    /// Why this method is not to be carried out; `nil` if it is. Decided from the parameters, before any memory is taken.
    public var refusal: Refusal? {
        switch self {
        case .scrypt(let cost):
            guard cost.n > 1, cost.n & (cost.n - 1) == 0, cost.r > 0, cost.p > 0 else { return .impossible }
            let (blocks, overflow) = cost.n.multipliedReportingOverflow(by: cost.r)
            let (work, overflow2) = blocks.multipliedReportingOverflow(by: cost.p)
            guard !overflow, !overflow2, work <= Self.maximumScryptWork, cost.memory <= Self.maximumMemory else { return .tooCostly }
            // RFC 7914, 2: N must be below 2^(128 r / 8).
            guard cost.r > 3 || cost.n.trailingZeroBitCount < 16 * cost.r else { return .impossible }
            // The smallest costs do not fit into what Werkzeug grants.
            guard cost.memory <= 132 * work else { return .impossible }
            return nil
        case .pbkdf2(let name, let iterations):
            guard iterations > 0, let digest = DigestName(name) else { return .impossible }
            return iterations <= (digest.isOwn ? Self.maximumOwnIterations : Self.maximumIterations) ? nil : .tooCostly
        }
    }
}

/// A stored hash taken apart: `method$salt$digest`.
struct PasswordHashParts: Hashable, Sendable {
    var method: PasswordHashMethod
    var salt: String
    var digest: String

    /// `nil` for what is malformed. A digest beyond ASCII is, as Python refuses to compare one.
    init?(_ hash: String) {
        let parts = hash.utf8.split(separator: UInt8(ascii: "$"), maxSplits: 2, omittingEmptySubsequences: false).map {
            String(decoding: Array($0), as: UTF8.self)
        }
        guard parts.count == 3, let method = PasswordHashMethod(parts[0]), parts[2].utf8.allSatisfy({ $0 < 0x80 }) else {
            return nil
        }
        self.method = method
        salt = parts[1]
        digest = parts[2]
    }
}

/// Where random bytes come from. The registry makes no randomness of its own.
public struct SecretSource: Sendable {
    private let fill: @Sendable (_ count: Int) -> [UInt8]

    /// - Parameter bytes: gives as many bytes as asked for, from a cryptographically secure generator; called from any task.
    public init(bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) { fill = bytes }

    /// The operating system's generator.
    public static let system = SecretSource { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// 256 bits as 43 characters of URL-safe base64 (RFC 4648, section 5) without padding.
    public func secret() -> String { Base64URL.encode(fill(32)) }
}

/// The secrets of session cookies and remember tokens as text.
enum SecretText {
    /// Whether this can be a secret that the registry gave out: 43 characters of URL-safe base64. Anything else need not be
    /// hashed, nor looked up.
    static func isWellFormed(_ text: some StringProtocol) -> Bool {
        let utf8 = text.utf8
        return utf8.count == 43 && utf8.allSatisfy { Base64URL.value(of: $0) != nil }
    }
}

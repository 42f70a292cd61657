public import SessionCore

/// The attributes of a `Set-Cookie` header (RFC 6265, section 4.1.2), as far as they are judged.
public struct SetCookieAttributes: Hashable, Sendable {
    public var secure = false
    public var httpOnly = false
    /// In lower case.
    public var sameSite: String?
    public var domain: String?
    public var path: String?
    /// Seconds.
    public var maxAge: Int64?
    public var expires: Timestamp?

    /// Names that are attributes and, in lower case, never the second cookie of a `Cookie` header.
    static let names: Set<String> = ["secure", "httponly", "samesite", "domain", "path", "max-age", "expires", "partitioned"]

    public init() {}

    /// For how many seconds from `now` the cookie is meant to live; `nil`: until the browser closes. Max-Age outranks Expires
    /// (RFC 6265, section 4.1.2.2).
    public func lifetime(from now: Timestamp) -> Int64? { maxAge ?? expires.map { $0.seconds(since: now) } }

    /// Reads `Path=/; HttpOnly; …`: names in any case, unknown ones ignored, the last of a kind wins (RFC 6265, section 5.2).
    init(_ parts: some Sequence<Substring>) {
        for part in parts {
            let (name, value) = CookieLine.pair(part)
            switch name.lowercased() {
            case "secure": secure = true
            case "httponly": httpOnly = true
            case "samesite": sameSite = value.lowercased()
            case "domain": domain = value
            case "path": path = value
            case "max-age": maxAge = Int64(value)
            case "expires": expires = Timestamp(httpDate: value)
            default: break
            }
        }
    }
}

/// A cookie as it was handed to the inspector.
struct ReceivedCookie: Equatable {
    var name: String?
    /// Without the quotes of a quoted value.
    var value: String
    /// What followed it, if it came in a `Set-Cookie` header.
    var attributes: SetCookieAttributes?
}

/// The attributes of a `Set-Cookie` header (RFC 6265, section 4.1.2), as far as they are judged.
struct SetCookieAttributes: Equatable {
    var secure = false
    var httpOnly = false
    /// In lower case.
    var sameSite: String?
    var domain: String?
    var path: String?
    /// Seconds.
    var maxAge: Int64?
    var hasExpires = false

    /// Names that are attributes and, in lower case, never the second cookie of a `Cookie` header.
    static let names: Set<String> = ["secure", "httponly", "samesite", "domain", "path", "max-age", "expires", "partitioned"]

    init() {}

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
            case "expires": hasExpires = true
            default: break
            }
        }
    }
}

public import SessionCore

/// A cookie in a browser's jar.
public struct StoredCookie: Hashable, Sendable {
    public var name: String
    public var value: String
    /// Lower case, without leading dot.
    public var domain: String
    public var path: String
    /// `nil` until the browser is closed.
    public var expires: Timestamp?
    public var secure: Bool
    /// Goes only to `domain` itself, not to hosts below it.
    public var hostOnly: Bool

    public init(
        name: String, value: String, domain: String, path: String, expires: Timestamp?, secure: Bool, hostOnly: Bool
    ) {
        self.name = name
        self.value = value
        self.domain = domain
        self.path = path
        self.expires = expires
        self.secure = secure
        self.hostOnly = hostOnly
    }
}

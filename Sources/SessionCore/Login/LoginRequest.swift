/// What the login manager reads of an HTTP request.
public struct LoginRequest: Sendable {
    /// Upper case: `GET`.
    public var method: String
    /// `http` or `https`.
    public var scheme: String
    /// The Host header as it came (`example.com:8080`); `nil` if there was none.
    public var host: String?
    /// The target's path as it came, percent-encoded, without query.
    public var path: String
    /// What stands after the target's `?`, as it came; empty if nothing.
    public var query: String
    /// The Cookie header, several joined by `;`; `nil` if there was none.
    public var cookieHeader: String?
    /// `nil` if the request had no such header.
    public var userAgent: String?
    /// The peer's address, without port; `nil` if unknown.
    public var remoteAddress: String?
    /// The X-Forwarded-For header, several joined by `,`. Looked at only if `LoginSettings.trustedProxies` holds the peer.
    public var forwardedFor: String?
    /// The header named by `LoginSettings.authHeaderName`, for the deprecated header loader; `nil` if there was none.
    public var authHeader: String?
    /// Flask's `request.blueprint`: the group of routes that the request's route belongs to, if any.
    public var blueprint: String?

    /// A request; what is left out counts as not sent.
    public init(
        method: String = "GET", scheme: String = "http", host: String? = nil, path: String = "/", query: String = "",
        cookieHeader: String? = nil, userAgent: String? = nil, remoteAddress: String? = nil, forwardedFor: String? = nil,
        authHeader: String? = nil, blueprint: String? = nil
    ) {
        self.method = method
        self.scheme = scheme
        self.host = host
        self.path = path
        self.query = query
        self.cookieHeader = cookieHeader
        self.userAgent = userAgent
        self.remoteAddress = remoteAddress
        self.forwardedFor = forwardedFor
        self.authHeader = authHeader
        self.blueprint = blueprint
    }
}

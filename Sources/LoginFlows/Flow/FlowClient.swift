/// What the application sees of the browser's side: address, user agent, scheme and host.
public struct FlowClient: Hashable, Sendable {
    public var ip: String
    /// `nil` sends none.
    public var userAgent: String?
    public var scheme: String
    public var host: String

    public init(
        ip: String = "127.0.0.1", userAgent: String? = "rollcall-flow/1", scheme: String = "http", host: String = "localhost"
    ) {
        self.ip = ip
        self.userAgent = userAgent
        self.scheme = scheme
        self.host = host
    }

    public mutating func apply(_ change: ClientChange) {
        if let ip = change.ip { self.ip = ip }
        switch change.userAgent {
        case .unchanged: break
        case .none: userAgent = nil
        case .value(let text): userAgent = text
        }
        if let scheme = change.scheme { self.scheme = scheme }
        if let host = change.host { self.host = host }
    }
}

/// The fields of the client that a document or a `client` step gives.
public struct ClientChange: Hashable, Sendable {
    public enum UserAgent: Hashable, Sendable {
        case unchanged
        /// Written as null: no User-Agent header is sent.
        case none
        case value(String)
    }

    public var ip: String?
    public var userAgent: UserAgent
    public var scheme: String?
    public var host: String?

    public init(ip: String? = nil, userAgent: UserAgent = .unchanged, scheme: String? = nil, host: String? = nil) {
        self.ip = ip
        self.userAgent = userAgent
        self.scheme = scheme
        self.host = host
    }

    public var isEmpty: Bool { self == ClientChange() }
}

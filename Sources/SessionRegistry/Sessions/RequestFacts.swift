public import SessionCore

/// What the registry must know of the request: when it came, from where, and what the client calls itself.
public struct RequestFacts: Hashable, Sendable {
    /// Read once a request.
    public var now: Timestamp
    /// The client's address; `nil` where it is not known.
    public var ip: String?
    /// What the client calls itself.
    public var userAgent: String?

    /// The longest user agent that is kept, in bytes of UTF-8.
    public static let longestUserAgent = 1_024

    /// A longer user agent is cut: it is a client's to choose, and the store's to keep.
    public init(now: Timestamp, ip: String?, userAgent: String?) {
        self.now = now
        self.ip = ip
        self.userAgent = userAgent.map { text in
            text.utf8.count <= Self.longestUserAgent
                ? text : String(decoding: text.utf8.prefix(Self.longestUserAgent), as: UTF8.self)
        }
    }

    var device: String? { DeviceName.name(of: userAgent) }
}

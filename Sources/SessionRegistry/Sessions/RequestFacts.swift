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
        self.userAgent = userAgent.map(Self.cut)
    }

    /// As much as is kept, in whole Unicode scalars: what is left of one that is cut would become another, and a longer one.
    private static func cut(_ text: String) -> String {
        let bytes = text.utf8
        guard let end = bytes.index(bytes.startIndex, offsetBy: longestUserAgent, limitedBy: bytes.endIndex), end < bytes.endIndex else {
            return text
        }
        let isContinuation = { (index: String.Index) in bytes[index] & 0b1100_0000 == 0b1000_0000 }
        var last = end
        while isContinuation(last) { last = bytes.index(before: last) }
        return String(decoding: bytes[..<last], as: UTF8.self)
    }

    var device: String? { DeviceName.name(of: userAgent) }
}

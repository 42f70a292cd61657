public import SessionCore

/// `expect` of a request: what must be seen. A key that is not given is not looked at.
public struct Expectation: Hashable, Sendable {
    /// An expected value that may be null.
    public enum Nullable: Hashable, Sendable {
        case null
        case text(String)
    }

    public enum Session: Hashable, Sendable {
        /// No valid session.
        case none
        /// Each key given has that value.
        case holding(SessionMap)
    }

    public var status: Int?
    public var location: Nullable?
    public var body: Nullable?
    public var user: Nullable?
    public var bodyContains: String?
    public var session: Session?
    /// None of these keys is in the session.
    public var sessionWithout: [String]?
    /// Exactly these cookies, in any order, were set to live on.
    public var cookiesSet: [String]?
    /// Exactly these cookies were set to expire.
    public var cookiesCleared: [String]?
    /// Each text is in some Set-Cookie header.
    public var setCookieHas: [String]?
    /// Exactly these, in order.
    public var signals: [String]?

    public init(
        status: Int? = nil, location: Nullable? = nil, body: Nullable? = nil, user: Nullable? = nil, bodyContains: String? = nil,
        session: Session? = nil, sessionWithout: [String]? = nil, cookiesSet: [String]? = nil, cookiesCleared: [String]? = nil,
        setCookieHas: [String]? = nil, signals: [String]? = nil
    ) {
        self.status = status
        self.location = location
        self.body = body
        self.user = user
        self.bodyContains = bodyContains
        self.session = session
        self.sessionWithout = sessionWithout
        self.cookiesSet = cookiesSet
        self.cookiesCleared = cookiesCleared
        self.setCookieHas = setCookieHas
        self.signals = signals
    }
}

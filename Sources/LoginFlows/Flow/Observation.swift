public import SessionCore

/// What was seen of one request: an entry of a flow's trace.
public struct Observation: Hashable, Sendable {
    /// The step's number, from 1.
    public var step: Int
    public var status: Int
    public var location: String?
    /// The text, if the status is 200.
    public var body: String?
    /// Every Set-Cookie header, whole, in order.
    public var setCookie: [String]
    /// `get_id` of the current user when the request ends; `nil` for the anonymous user, or if no user was loaded.
    public var user: String?
    /// The session that the browser would present if it repeated this request now, in its tagged JSON form; `nil` if it would
    /// present none or it does not verify.
    public var session: SessionMap?
    /// The same where a genuine cookie holds something else than a map.
    public var sessionOfOtherType: SessionValue?
    /// Flask-Login's names of the signals sent, in order.
    public var signals: [String]

    public init(
        step: Int, status: Int, location: String?, body: String?, setCookie: [String], user: String?, session: SessionMap?,
        signals: [String], sessionOfOtherType: SessionValue? = nil
    ) {
        self.step = step
        self.status = status
        self.location = location
        self.body = body
        self.setCookie = setCookie
        self.user = user
        self.session = session
        self.sessionOfOtherType = sessionOfOtherType
        self.signals = signals
    }
}

public import SessionCore

/// A request between `LoginExchange.open` and `LoginExchange.finish`.
public struct LoginInProgress<User: LoginUser>: Sendable {
    /// All that does not depend on the type of users.
    package var core: RequestCore

    init(_ core: RequestCore) { self.core = core }

    /// The login manager's view of the request: log in, log out, read the user and the session here.
    public var state: LoginState<User> {
        get { LoginState(core.state) }
        set { core.state = newValue.core }
    }
    /// Where the request came from, and when.
    public var facts: RequestFacts { core.facts }
    /// What the registry had; `nil` with signed session cookies.
    public var opened: OpenedSession? { core.opened }
    /// A remember token whose copy was used, as found while loading the user.
    public var theft: TokenTheft? { core.theft }
}

/// What `LoginInProgress` is made of, whatever the type of users. What the request came with is shared by the copies.
package struct RequestCore: Sendable {
    private final class Stored: Sendable {
        let opened: OpenedSession
        init(_ opened: OpenedSession) { self.opened = opened }
    }

    package var state: LoginCore
    private let now: Timestamp
    private let stored: Stored?
    var theft: TokenTheft?
    /// The token that was redeemed, with the new payload that the browser must get.
    var issued: RememberSeries.Issued?
    /// The token that the login came from.
    var tokenID: TokenID?
    /// The browser's remember cookie opens nothing any more.
    var forgetToken = false

    var facts: RequestFacts { RequestFacts(now: now, ip: state.clientAddress, userAgent: state.userAgent) }
    var opened: OpenedSession? { stored?.opened }

    init(state: consuming LoginCore, now: Timestamp, opened: OpenedSession?) {
        self.state = state
        self.now = now
        stored = opened.map { Stored($0) }
    }
}

/// An outdated verifier was used: the token and its sessions are revoked, and the audit log has it.
public struct TokenTheft: Hashable, Sendable {
    /// Whose remember token it was.
    public var userID: String
    /// The token, which is revoked.
    public var tokenID: TokenID

    /// A theft that was found out.
    public init(userID: String, tokenID: TokenID) {
        self.userID = userID
        self.tokenID = tokenID
    }
}

/// What to send with the response, and what happened.
public struct LoginAnswer: Sendable {
    /// Values of Set-Cookie headers, in order. They hold secrets: not to be logged.
    public var setCookies: [String]
    /// Whether the response depends on the Cookie header, so that it needs `Vary: Cookie`.
    public var varyCookie: Bool
    /// Not `nil`: answer 500 with these cookies.
    public var failure: LoginFailure?
    /// Not `nil`: the store failed and the request's changes may be lost. Answer 500 (or 503) with these cookies.
    public var storeFailure: StoreError?
    /// In the order in which they were sent.
    public var signals: [SentSignal]
    /// A remember token whose copy was used; its user may be told.
    public var theft: TokenTheft?
    /// The login of this request was taken back: the user has as many sessions as allowed.
    public var loginRefused = false
    /// The registry's session that the browser has from now on.
    public var session: SessionRecord?
}

extension LoginAnswer {
    init(_ request: RequestCore, _ outcome: LoginOutcome) {
        self.init(
            setCookies: outcome.setCookies, varyCookie: outcome.varyCookie, failure: outcome.failure, signals: request.state.signals,
            theft: request.theft)
    }
}

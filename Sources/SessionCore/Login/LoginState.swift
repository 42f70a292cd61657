/// A user that must be looked up before the request can go on.
public enum UserLookup: Hashable, Sendable {
    /// The user whose id the session holds: Flask-Login's `user_loader`.
    case sessionUser(String)
    /// The user whose id a genuine remember cookie holds: the same loader.
    case rememberedUser(String)
    /// The user of a genuine remember cookie that holds a series and its verifier; to be redeemed.
    case series(payload: String)
    /// The user that the request itself names: Flask-Login's `request_loader`.
    case request
    /// The user that the Authorization header names: Flask-Login's `header_loader`.
    case header(String)
}

/// What a requirement decided.
public enum AccessDecision: Hashable, Sendable {
    /// The request may pass.
    case proceed
    /// Answer 302 with this Location header.
    case redirect(location: String)
    /// Answer 401.
    case unauthorized
    /// Answer with the application's own unauthorized handler.
    case runUnauthorizedHandler
    /// Answer with the application's own needs-refresh handler.
    case runNeedsRefreshHandler
}

/// What a route asks for.
public enum LoginRequirement: Hashable, Sendable {
    /// Flask-Login's `login_required`.
    case login
    /// Flask-Login's `fresh_login_required`: a login with credentials in this session, not from a cookie.
    case freshLogin
}

/// What changed about who the session belongs to; with any of these a session in a store needs a new secret.
public enum PrivilegeChange: Hashable, Sendable {
    /// `login_user` was called.
    case login
    /// `logout_user` was called.
    case logout
    /// `confirm_login` was called.
    case confirmed
    /// The remember cookie logged the user in.
    case remembered
    /// Strong session protection ended the session.
    case protected
}

/// The login side of one request: which session came, who makes the request, what is to be answered.
///
/// Nothing here waits, reads a clock or draws randomness. When a user must be looked up, `nextLookup()` says so and `supply(_:)`
/// takes the answer:
///
///     var state = LoginState<Account>(manager, request, now: now)
///     while let lookup = try state.nextLookup() { state.supply(find(lookup)) }
///     switch try state.require(.login) { … }
///     let outcome = state.finish(now: now)
///
/// Faithful to Flask-Login 0.6.3 (`flask_login/login_manager.py`, `flask_login/utils.py`) on Flask 3.1.3, in the order of signals
/// and cookies too; see `TrustedProxies` for the one deviation.
public struct LoginState<User: LoginUser>: Sendable {
    enum Phase: Sendable {
        case notStarted
        case waiting(UserLookup)
        case supplied(UserLookup, User?)
        case loaded(CurrentUser<User>)
    }

    /// The application's settings and keys.
    public let manager: LoginManager
    /// The request as it came in, with the route group that it entered.
    public internal(set) var request: LoginRequest
    /// The request's cookies.
    public let cookies: RequestCookies
    /// The session as it stands now.
    public internal(set) var session: SessionMap
    /// Why the session cookie could not be opened: Flask answers 500 to every route then, and sets no cookie.
    public let openFailure: LoginFailure?
    /// The signals that were sent, in order.
    public internal(set) var signals: [SentSignal] = []
    /// When the opened session cookie was signed; `nil` without one.
    public let sessionSignedAt: Timestamp?

    /// This request's login page, where its route group has one of its own.
    private(set) var loginView: String?
    /// Translates messages for this request; goes before `LoginSettings.localize`.
    public var localize: (@Sendable (String) -> String)?

    /// Without a secret key: reads as empty and cannot be written; Flask's `NullSession`.
    let isNullSession: Bool
    var isModified = false
    var phase = Phase.notStarted
    var privilegeChanges: Set<PrivilegeChange> = []
    /// The messages that this request has taken out of the session.
    var takenFlashes: SessionValue?
    private var identifierCache: String?

    var settings: LoginSettings { manager.settings }

    /// Opens the session from the request's cookie.
    public init(_ manager: LoginManager, _ request: LoginRequest, now: Timestamp) {
        let cookies = RequestCookies(header: request.cookieHeader)
        var session = SessionMap()
        var failure: LoginFailure?
        var signedAt: Timestamp?
        if let signer = manager.sessionSigner, let cookie = cookies[manager.settings.sessionCookie.name], !cookie.isEmpty {
            if let lifetime = manager.settings.permanentSessionLifetime {
                switch signer.verify(cookie, now: now, maxAge: lifetime.truncatedSeconds) {
                case .valid(let value, _, let time):
                    if let map = Self.sessionMap(value) {
                        session = map
                        signedAt = time
                    } else {
                        failure = .unreadableSession
                    }
                case .badPayload: failure = .unreadableSession
                case .expired, .badSignature: break
                }
            } else {
                failure = .unusableDuration(setting: "PERMANENT_SESSION_LIFETIME")
            }
        }
        self.init(
            manager: manager, request: request, cookies: cookies, session: session, failure: failure, signedAt: signedAt,
            isNull: manager.sessionSigner == nil)
    }

    /// Opens a session that the caller has read from a store; `nil`: there is none yet.
    public init(_ manager: LoginManager, _ request: LoginRequest, now: Timestamp, session: SessionMap?) {
        self.init(
            manager: manager, request: request, cookies: RequestCookies(header: request.cookieHeader),
            session: session ?? SessionMap(),
            failure: nil, signedAt: nil, isNull: false)
    }

    private init(
        manager: LoginManager, request: LoginRequest, cookies: RequestCookies, session: SessionMap, failure: LoginFailure?,
        signedAt: Timestamp?, isNull: Bool
    ) {
        self.manager = manager
        self.request = request
        self.cookies = cookies
        self.session = session
        openFailure = failure
        sessionSignedAt = signedAt
        isNullSession = isNull
    }

    /// Python's `dict(value)` for what a signed cookie holds; `nil` where it raises.
    private static func sessionMap(_ value: SessionValue) -> SessionMap? {
        switch value {
        case .map(let map): return map
        case .null: return SessionMap()
        case .string(let text), .markup(let text): return text.isEmpty ? SessionMap() : nil
        case .bytes(let bytes): return bytes.isEmpty ? SessionMap() : nil
        case .list(let items), .tuple(let items):
            var map = SessionMap()
            for item in items {
                guard case .list(let pair) = item, pair.count == 2, case .string(let key) = pair[0] else { return nil }
                map[key] = pair[1]
            }
            return map
        default: return nil
        }
    }

    /// The route belongs to this group of routes: its own login page counts from here on. For frameworks that know the
    /// group only once the route is found.
    ///
    /// - Parameters:
    ///   - group: a key of `LoginSettings.blueprintLoginViews`; `nil` keeps the group it is in.
    ///   - loginView: the group's login page, which goes before the settings; `nil`: as the settings say.
    public mutating func enter(group: String?, loginView: String? = nil) {
        if let group {
            request.blueprint = group
            self.loginView = nil
        }
        if let loginView { self.loginView = loginView }
    }

    mutating func send(_ signal: LoginSignal, userID: String? = nil) {
        signals.append(SentSignal(signal, userID: userID))
    }

    /// What ties the session to this client's address and user agent; the session's `_id`.
    mutating func identifier() -> String {
        if let identifierCache { return identifierCache }
        let identifier = request.sessionIdentifier(trusting: settings.trustedProxies)
        identifierCache = identifier
        return identifier
    }
}

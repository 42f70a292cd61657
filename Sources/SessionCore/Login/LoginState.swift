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
    /// Answer 302 with this Location header, unless the end of the request fails: it does where the login page is not a URL.
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
    /// All that does not depend on the type of users, which is nearly everything.
    package var core: LoginCore

    package init(_ core: LoginCore) { self.core = core }

    /// Opens the session from the request's cookie.
    public init(_ manager: LoginManager, _ request: LoginRequest, now: Timestamp) {
        core = LoginCore(manager, request, now: now)
    }

    /// Opens a session that the caller has read from a store; `nil`: there is none yet.
    public init(_ manager: LoginManager, _ request: LoginRequest, now: Timestamp, session: SessionMap?) {
        core = LoginCore(manager, request, session: session)
    }

    /// The application's settings and keys.
    public var manager: LoginManager { core.manager }
    /// The request as it came in, with the route group that it entered.
    public var request: LoginRequest { core.request }
    /// The request's cookies.
    public var cookies: RequestCookies { core.cookies }
    /// The session as it stands now.
    public var session: SessionMap { core.session }
    /// Why the session cookie could not be opened: Flask answers 500 to every route then, and sets no cookie.
    public var openFailure: LoginFailure? { core.openFailure }
    /// The signals that were sent, in order.
    public var signals: [SentSignal] { core.signals }
    /// When the opened session cookie was signed; `nil` without one.
    public var sessionSignedAt: Timestamp? { core.sessionSignedAt }

    /// Translates messages for this request; goes before `LoginSettings.localize`.
    public var localize: (@Sendable (String) -> String)? {
        get { core.localize }
        set { core.localize = newValue }
    }

    /// The route belongs to this group of routes: its own login page counts from here on. For frameworks that know the
    /// group only once the route is found.
    ///
    /// - Parameters:
    ///   - group: a key of `LoginSettings.blueprintLoginViews`; `nil` keeps the group it is in.
    ///   - loginView: the group's login page, which goes before the settings; `nil`: as the settings say.
    public mutating func enter(group: String?, loginView: String? = nil) { core.enter(group: group, loginView: loginView) }

    // MARK: Finding out who makes the request

    /// Whether the current user is known.
    public var isLoaded: Bool { core.isLoaded }

    /// The current user; `nil` before it is loaded.
    public var user: CurrentUser<User>? { try? currentUser() }

    /// The current user.
    public func currentUser() throws(LoginFailure) -> CurrentUser<User> { CurrentUser(try core.loaded()) }

    /// Goes on loading the user until one must be looked up.
    /// - Returns: what to look up; answer with `supply(_:)` and call again. `nil`: the user is loaded.
    public mutating func nextLookup() throws(LoginFailure) -> UserLookup? { try core.nextLookup() }

    /// Answers the lookup that `nextLookup()` asked for; `nil`: there is no such user. Does nothing if none was asked for.
    public mutating func supply(_ user: User?) { core.supply(user) }

    /// What the browser's remember cookie holds, if it is genuine; looking changes nothing.
    public var rememberPayload: String? { core.rememberPayload }

    // MARK: Logging in and out, and what a route may ask for

    /// Flask-Login's `login_user`. Needs no loading first.
    /// - Parameters:
    ///   - user: who logs in.
    ///   - remember: whether a remember cookie is set, so that the login outlives the session.
    ///   - duration: how long the remember cookie lives; `nil`: as configured.
    ///   - force: log in even an inactive user.
    ///   - fresh: whether the login counts as fresh.
    /// - Returns: false if the user is inactive; then nothing changed.
    public mutating func login(
        _ user: User, remember: Bool = false, duration: TimeSpan? = nil, force: Bool = false, fresh: Bool = true
    ) throws(LoginFailure) -> Bool {
        try core.login(user, remember: remember, duration: duration, force: force, fresh: fresh)
    }

    /// Flask-Login's `logout_user`. The user must be loaded, as the signal names it.
    public mutating func logout() throws(LoginFailure) { try core.logout() }

    /// Flask-Login's `confirm_login`: the session counts as fresh again.
    public mutating func confirmLogin() throws(LoginFailure) { try core.confirmLogin() }

    /// Flask-Login's `login_fresh()`, by Python's truth.
    public var isFresh: Bool { core.isFresh }

    /// Flask-Login's `login_remembered()`: whether the request has a genuine remember cookie.
    public func loginRemembered() throws(LoginFailure) -> Bool { try core.loginRemembered() }

    /// Whether requirements let this request through unseen: its method is exempt, or logins are disabled. The user need not
    /// be loaded then.
    public var isExempt: Bool { core.isExempt }

    /// Flask-Login's `login_required` and `fresh_login_required`. The user must be loaded, unless `isExempt`.
    public mutating func require(_ requirement: LoginRequirement) throws(LoginFailure) -> AccessDecision {
        try core.require(requirement)
    }

    /// Flask-Login's `LoginManager.unauthorized()`.
    public mutating func unauthorized() throws(LoginFailure) -> AccessDecision { try core.unauthorized() }

    /// Flask-Login's `LoginManager.needs_refresh()`.
    public mutating func needsRefresh() throws(LoginFailure) -> AccessDecision { try core.needsRefresh() }

    // MARK: The session and its messages

    /// `session[key] = value`.
    public mutating func set(_ key: String, _ value: SessionValue) throws(LoginFailure) { try core.set(key, value) }

    /// `session.pop(key, None)`.
    @discardableResult
    public mutating func pop(_ key: String) throws(LoginFailure) -> SessionValue? { try core.pop(key) }

    /// `session.clear()`.
    public mutating func clearSession() throws(LoginFailure) { try core.clearSession() }

    /// `session.permanent`: whether the session outlives the browser.
    public var isPermanent: Bool { core.isPermanent }

    /// `session.permanent = …`.
    public mutating func setPermanent(_ permanent: Bool) throws(LoginFailure) { try core.setPermanent(permanent) }

    /// Flask's `flash(message, category)`: kept in the session until it is shown.
    public mutating func flash(_ message: String, category: String? = "message") throws(LoginFailure) {
        try core.flash(message, category: category)
    }

    /// Flask's `get_flashed_messages(with_categories=True)`, whatever a forged session holds there. Later calls in the same
    /// request return the same.
    public mutating func takeFlashes() throws(LoginFailure) -> SessionValue { try core.takeFlashes() }

    /// The flashed messages, taken out of the session; entries that are not messages are left out.
    public mutating func flashedMessages() throws(LoginFailure) -> [FlashedMessage] { try core.flashedMessages() }

    // MARK: The end

    /// Ends the request.
    /// - Parameters:
    ///   - now: the time that expiries and the session's signature count from.
    ///   - afterFailure: whether the route failed, so that a 500 is answered anyway. Failures here are then ignored, as
    ///     Flask does.
    public mutating func finish(now: Timestamp, afterFailure: Bool = false) -> LoginOutcome {
        core.finish(now: now, afterFailure: afterFailure)
    }
}

extension CurrentUser {
    /// - Parameter loaded: of a request whose users are of this type.
    package init(_ loaded: LoginCore.Loaded) {
        if case .user(let any) = loaded, let user = any as? User { self = .user(user) } else { self = .anonymous }
    }
}

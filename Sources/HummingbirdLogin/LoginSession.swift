public import Hummingbird
public import SessionCore

/// Who makes a request, and the request's session: what Flask-Login's `current_user`, `login_user`, `logout_user` and Flask's
/// `session` and `flash` are.
///
/// One a request (copies are the same login), used from the request's own task. Nothing is looked up before it is asked for: a route that looks at neither user nor
/// session costs no store access beyond opening a registry session.
///
/// Every member throws ``LoginSessionError`` where it cannot work: without ``LoginMiddleware``, from two tasks at once, or, for what
/// would load or change something, after the response was made (in a body that is streamed): its cookies have been sent by then.
public struct LoginSession<User: LoginUser>: Sendable {
    /// All that does not depend on the type of users; shared by the copies.
    let work = LoginWork()

    /// For a request context: `let login = LoginSession<Account>()`.
    public init() {}

    // MARK: The user

    /// Who makes the request; Flask-Login's `current_user`. Loads the user at the first call.
    ///
    /// - Throws: `LoginFailure` where Flask would answer 500; `StoreError` of the registry; what the application's loader throws.
    public func currentUser() async throws -> CurrentUser<User> {
        if let loaded = try work.loadedUser() { return CurrentUser(loaded) }
        try await work.load()
        return try loadedUser()
    }

    /// The logged-in user, or `nil` if nobody is.
    ///
    /// - Throws: as ``currentUser()``.
    public func user() async throws -> User? {
        if let loaded = try work.loadedUser() { return CurrentUser<User>(loaded).user }
        try await work.load()
        return try loadedUser().user
    }

    private func loadedUser() throws -> CurrentUser<User> {
        CurrentUser(try work.read { state throws(LoginFailure) in try state.loaded() })
    }

    /// The logged-in user, for routes that make no sense without one.
    ///
    /// - Throws: `HTTPError` 401 if nobody is logged in, which behind ``LoginRequired`` is so only with `LOGIN_DISABLED` or a method
    ///   that is exempt; else as ``currentUser()``.
    public func requireUser() async throws -> User {
        guard let user = try await user() else { throw HTTPError(.unauthorized) }
        return user
    }

    /// Flask-Login's `login_user` (0.6.3, `utils.py`).
    ///
    /// - Parameters:
    ///   - user: who logs in; the application has checked the password.
    ///   - remember: also set a remember cookie, so that the login outlives the browser.
    ///   - duration: how long that cookie lives; `nil`: the setting `rememberDuration`.
    ///   - force: log in even an inactive user.
    ///   - fresh: whether the session counts as fresh.
    /// - Returns: `false` if the user is inactive and `force` is false; nothing has changed then.
    /// - Throws: `LoginFailure.sessionUnavailable` without a secret key.
    @discardableResult
    public func login(
        _ user: User, remember: Bool = false, duration: TimeSpan? = nil, force: Bool = false, fresh: Bool = true
    ) throws -> Bool {
        try work.change { state throws(LoginFailure) in
            try state.login(user, remember: remember, duration: duration, force: force, fresh: fresh)
        }
    }

    /// Flask-Login's `logout_user`. In registry mode the session's record is gone when the response is sent: a replayed cookie
    /// opens nothing.
    ///
    /// - Throws: as ``currentUser()``, as the signal names the user.
    public func logout() async throws {
        try await work.load()
        try work.change { state throws(LoginFailure) in try state.logout() }
    }

    /// Flask-Login's `confirm_login`: the session is fresh again, as after a password was typed.
    public func confirmLogin() throws {
        try work.change { state throws(LoginFailure) in try state.confirmLogin() }
    }

    /// Flask-Login's `login_fresh`: the password was typed in this session, or ``confirmLogin()`` said so.
    public var isFresh: Bool { get throws { try work.read { state in state.isFresh } } }

    /// Flask-Login's `login_remembered`: the browser has a remember cookie that verifies.
    public var isRemembered: Bool { get throws { try work.read { state throws(LoginFailure) in try state.loginRemembered() } } }

    // MARK: Refusing

    /// What a stranger is answered: a redirect to the login page with a message flashed, or the application's own handler's answer;
    /// Flask-Login's `LoginManager.unauthorized()`. For routes that decide by themselves:
    ///
    ///     guard try await context.login.user() != nil else { return try await context.login.unauthorized() }
    ///
    /// - Throws: `HTTPError` 401 without a login page and a handler; what the handler throws.
    public func unauthorized() async throws -> Response {
        let (decision, hooks) = try work.decide { state throws(LoginFailure) in try state.unauthorized() }
        return try await hooks.answer(decision)
    }

    /// What a user is answered whose login is not fresh: a redirect to `LoginSettings.refreshView`, or the application's own handler's
    /// answer; Flask-Login's `LoginManager.needs_refresh()`.
    ///
    /// - Throws: `HTTPError` 401 without that page and a handler; what the handler throws.
    public func needsRefresh() async throws -> Response {
        let (decision, hooks) = try work.decide { state throws(LoginFailure) in try state.needsRefresh() }
        return try await hooks.answer(decision)
    }

    /// Where to go after a login: `next` of the request's query, or of the session with `USE_SESSION_FOR_NEXT` (it is taken out of
    /// there), if that is a path of this site; else `fallback`.
    ///
    /// Flask-Login leaves this to the application and warns that an unchecked `next` lets anyone send your users anywhere after
    /// their login. Here anything but a path of this site counts as none.
    /// - Parameters:
    ///   - request: the login form's request, with the query that the redirect to the login page gave it.
    ///   - fallback: a path of your own.
    /// - Returns: what a `Location` header takes.
    public func takeNext(of request: Request, or fallback: String) throws -> String {
        let asked = ArrivedRequest(request.head, from: nil, readsForwardedFor: false).loginRequest(authHeaderName: nil).queryValue("next")
        let stored = try payload["next"] == nil ? nil : remove("next")?.text
        for target in [asked, stored] {
            guard let target, !target.isEmpty else { continue }
            return LocationHeader.localTarget(target) ?? fallback
        }
        return fallback
    }

    // MARK: The session

    /// The session's payload as it stands.
    public var payload: SessionMap { get throws { try work.read { state in state.session } } }

    /// Flask's `session.get(key)`.
    public func value(_ key: String) throws -> SessionValue? { try work.read { state in state.session[key] } }

    /// Flask's `session[key] = value`.
    ///
    ///     try context.login.set("colour", to: "green")
    ///
    /// - Throws: `LoginFailure.sessionUnavailable` without a secret key, as does everything that changes the session.
    public func set(_ key: String, to value: SessionValue) throws {
        try work.change { state throws(LoginFailure) in try state.set(key, value) }
    }

    /// Flask's `session.pop(key, None)`.
    /// - Returns: what was there, or `nil`.
    @discardableResult
    public func remove(_ key: String) throws -> SessionValue? {
        try work.change { state throws(LoginFailure) in try state.pop(key) }
    }

    /// Flask's `session.clear()`: everything goes, the login too.
    public func clear() throws { try work.change { state throws(LoginFailure) in try state.clearSession() } }

    /// Flask's `session.permanent`: whether the session outlives the browser.
    public var isPermanent: Bool { get throws { try work.read { state in state.isPermanent } } }

    /// Flask's `session.permanent = …`.
    public func setPermanent(_ permanent: Bool) throws {
        try work.change { state throws(LoginFailure) in try state.setPermanent(permanent) }
    }

    // MARK: Messages

    /// Flask's `flash(message, category)`: kept in the session until a page shows it.
    public func flash(_ message: String, category: String = "message") throws {
        try work.change { state throws(LoginFailure) in try state.flash(message, category: category) }
    }

    /// Flask's `get_flashed_messages(with_categories=True)`: takes the messages out of the session. Later calls in the same request
    /// return the same.
    public func flashedMessages() throws -> [FlashedMessage] {
        try work.change { state throws(LoginFailure) in try state.flashedMessages() }
    }

    // MARK: Signals

    /// The signals of this request so far, in order. Those of all requests: `LoginService(onSignal:)` and `signals()`.
    public var signals: [SentSignal] { get throws { try work.read { state in state.signals } } }
}

/// The application uses the login in a way that cannot work.
public enum LoginSessionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `LoginMiddleware` is not among the middleware before this route.
    case noMiddleware
    /// Two tasks of one request use its login at once.
    case usedFromSeveralTasks
    /// The login is loaded or changed after its response was made, whose cookies have been sent.
    case responseMade

    /// A sentence that says what to do.
    public var description: String {
        switch self {
        case .noMiddleware: "The request's login was used, but no LoginMiddleware comes before this route: add it to the router first."
        case .usedFromSeveralTasks: "The request's login is used by two tasks at once: use it from the request's own task."
        case .responseMade: "The request's login was used after its response was made: load and change it before the route returns."
        }
    }
}

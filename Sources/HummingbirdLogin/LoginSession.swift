public import SessionCore
import SessionRegistry
import Synchronization

/// Who makes a request, and the request's session: what Flask-Login's `current_user`, `login_user`, `logout_user` and Flask's
/// `session` and `flash` are.
///
/// One a request, used from the request's own task. Nothing is looked up before it is asked for: a route that looks at neither user nor
/// session costs no store access beyond opening a registry session.
public final class LoginSession<User: LoginUser>: Sendable {
    private struct Storage {
        var request: LoginInProgress<User>?
        var exchange: LoginExchange<User>?
        var loaders: UserLoaders<User>?
        var loading = false
    }
    private let storage = Mutex(Storage())

    public init() {}

    // MARK: The user

    /// Who makes the request; Flask-Login's `current_user`. Loads the user at the first call.
    ///
    /// - Throws: `LoginFailure` where Flask would answer 500; `StoreError` of the registry; what the application's loader throws.
    public func currentUser() async throws -> CurrentUser<User> {
        try await load()
        return try withState { state throws(LoginFailure) in try state.currentUser() }
    }

    /// The logged-in user, or `nil`.
    public func user() async throws -> User? { try await currentUser().user }

    /// Flask-Login's `login_user` (0.6.3, `utils.py`).
    ///
    /// - Parameters:
    ///   - remember: also set a remember cookie, so that the login outlives the browser.
    ///   - duration: how long that cookie lives; `nil`: the setting `rememberDuration`.
    ///   - force: log in even an inactive user.
    ///   - fresh: whether the session counts as fresh.
    /// - Returns: `false` if the user is inactive and `force` is false; nothing has changed then.
    @discardableResult
    public func login(
        _ user: User, remember: Bool = false, duration: TimeSpan? = nil, force: Bool = false, fresh: Bool = true
    ) throws -> Bool {
        try withState { state throws(LoginFailure) in
            try state.login(user, remember: remember, duration: duration, force: force, fresh: fresh)
        }
    }

    /// Flask-Login's `logout_user`. In registry mode the session's record is gone when the response is sent: a replayed cookie
    /// opens nothing.
    public func logout() async throws {
        try await load()
        try withState { state throws(LoginFailure) in try state.logout() }
    }

    /// Flask-Login's `confirm_login`: the session is fresh again, as after a password was typed.
    public func confirmLogin() throws {
        try withState { state throws(LoginFailure) in try state.confirmLogin() }
    }

    /// Flask-Login's `login_fresh`.
    public var isFresh: Bool { get throws { try withState { state in state.isFresh } } }

    /// Flask-Login's `login_remembered`: the browser has a remember cookie that verifies.
    public var isRemembered: Bool { get throws { try withState { state throws(LoginFailure) in try state.loginRemembered() } } }

    // MARK: The session

    /// The session's payload as it stands.
    public var payload: SessionMap { get throws { try withState { state in state.session } } }

    /// Flask's `session[key]`.
    public func value(_ key: String) throws -> SessionValue? { try withState { state in state.session[key] } }

    public func set(_ key: String, to value: SessionValue) throws {
        try withState { state throws(LoginFailure) in try state.set(key, value) }
    }

    /// Flask's `session.pop(key, None)`.
    @discardableResult
    public func remove(_ key: String) throws -> SessionValue? {
        try withState { state throws(LoginFailure) in try state.pop(key) }
    }

    /// Flask's `session.clear()`.
    public func clear() throws { try withState { state throws(LoginFailure) in try state.clearSession() } }

    /// Flask's `session.permanent`.
    public func setPermanent(_ permanent: Bool) throws {
        try withState { state throws(LoginFailure) in try state.setPermanent(permanent) }
    }

    // MARK: Messages

    /// Flask's `flash`.
    public func flash(_ message: String, category: String = "message") throws {
        try withState { state throws(LoginFailure) in try state.flash(message, category: category) }
    }

    /// Flask's `get_flashed_messages(with_categories=True)`: each message once.
    public func flashedMessages() throws -> [FlashedMessage] {
        try withState { state throws(LoginFailure) in try state.flashedMessages() }
    }

    // MARK: For the middleware

    func begin(_ request: LoginInProgress<User>, exchange: LoginExchange<User>, loaders: UserLoaders<User>) {
        let begun = Storage(request: request, exchange: exchange, loaders: loaders)
        storage.withLock { storage in storage = begun }
    }

    func end() -> LoginInProgress<User>? { storage.withLock { $0.request } }

    /// Loads the user; at once if that has been done.
    func load() async throws {
        typealias Work = (LoginInProgress<User>, LoginExchange<User>, UserLoaders<User>)
        let work: Work? = try storage.withLock { storage throws(LoginSessionError) -> Work? in
            guard let request = storage.request, let exchange = storage.exchange, let loaders = storage.loaders else {
                throw .noMiddleware
            }
            guard !request.state.isLoaded else { return nil }
            guard !storage.loading else { throw .usedFromSeveralTasks }
            storage.loading = true
            return (request, exchange, loaders)
        }
        guard let (opened, exchange, loaders) = work else { return }
        var request = opened
        defer { storage.withLock { $0.loading = false } }
        do {
            try await exchange.load(&request, using: loaders)
        } catch {
            // What was done up to here (a rotated token) must still reach the browser.
            storage.withLock { $0.request = request }
            throw error
        }
        storage.withLock { $0.request = request }
    }

    func withState<Result: Sendable, Failure: Error>(
        _ body: (inout LoginState<User>) throws(Failure) -> Result
    ) throws -> Result {
        try storage.withLock { storage in
            guard storage.request != nil else { throw LoginSessionError.noMiddleware }
            guard !storage.loading else { throw LoginSessionError.usedFromSeveralTasks }
            return try body(&storage.request!.state)
        }
    }
}

/// The application uses the login in a way that cannot work.
public enum LoginSessionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `LoginMiddleware` is not among the middleware before this route.
    case noMiddleware
    /// Two tasks of one request use its login at once.
    case usedFromSeveralTasks

    public var description: String {
        switch self {
        case .noMiddleware: "The request's login was used, but no LoginMiddleware comes before this route: add it to the router first."
        case .usedFromSeveralTasks: "The request's login is used by two tasks at once: use it from the request's own task."
        }
    }
}

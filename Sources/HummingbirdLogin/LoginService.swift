public import Hummingbird
public import SessionCore
public import SessionRegistry

/// An application's login, set up once: Flask-Login's `LoginManager` (0.6.3, `login_manager.py`) for Hummingbird.
///
///     let login = LoginService<Context>(settings: settings) { id in try await database.user(id: id) }
///     router.add(middleware: LoginMiddleware(login))
///     router.group("account").add(middleware: LoginRequired(login)).get("/") { request, context in … }
///
/// Copies are cheap and share everything: the settings' prepared keys, the store, the subscribers.
public struct LoginService<Context: LoginRequestContext>: Sendable {
    /// Answers a request that may not pass: a `Response`, or whatever else a route may return.
    public typealias Handler = @Sendable (_ request: Request, _ context: Context) async throws -> any ResponseGenerator

    /// Where sessions live.
    public enum Sessions: Sendable {
        /// In the cookie, signed, as Flask has them.
        case cookie
        /// In a store, where an administrator sees and ends them; the cookie holds a random secret.
        case registry(any RegistryStore, RegistrySettings = RegistrySettings())
    }

    /// What remember cookies hold.
    public enum Remember: Sendable {
        /// The user id, signed, as Flask-Login has it: cannot be revoked one by one.
        case signed
        /// A series and a verifier that changes at every use, in a store. The verifier before the current one is accepted for
        /// `grace` seconds, since browsers send requests side by side; an older one after that is a theft. Default 60 s.
        case series(any RegistryStore, grace: Int64 = 60)
    }

    let parts: LoginServiceParts<Context>

    /// - Parameters:
    ///   - settings: Flask's and Flask-Login's settings. `sessionMode`, `rememberMode`, `loaders`, `hasUnauthorizedHandler` and
    ///     `hasNeedsRefreshHandler` follow the other parameters.
    ///   - sessions: where sessions live. Default: in signed cookies.
    ///   - remember: what remember cookies hold. Default: a signed user id.
    ///   - loadFromRequest: the user that a request itself names, by an API key for example; Flask-Login's `request_loader`. Asked
    ///     only where neither session nor remember cookie name a user.
    ///   - loadFromHeader: the user that the header `LoginSettings.authHeaderName` names; Flask-Login's `header_loader`, which is
    ///     deprecated there: prefer `loadFromRequest`, beside which this one is not asked.
    ///   - unauthorizedHandler: answers instead of the redirect to the login page; Flask-Login's `unauthorized_handler`.
    ///   - needsRefreshHandler: the same where a fresh login is needed; Flask-Login's `needs_refresh_handler`.
    ///   - localize: the message that is flashed with a redirect to a login page, in the language of this request; Flask-Login's
    ///     `localize_callback`. Goes before `LoginSettings.localize`, which does not know the request. It is called while the login
    ///     decides, so that it must not use the context's `login`: take the language from the request.
    ///   - onSignal: hears the signals of each request, in the order in which they were sent, when the request ends. For a
    ///     subscriber outside of requests there is ``signals(bufferingNewest:)``.
    ///   - onTheft: hears of remember tokens whose copy was used; they are revoked by then, with their sessions.
    ///   - now: the clock; for tests.
    ///   - loadUser: the user with this `loginID`, or `nil` if there is none; Flask-Login's `user_loader`. `nil` instead of a
    ///     function: sessions and remember cookies log nobody in. Without any of the first two loaders, loading a user fails with
    ///     `LoginFailure.missingLoader`, as Flask-Login raises.
    public init(
        settings: LoginSettings, sessions: Sessions = .cookie, remember: Remember = .signed,
        loadFromRequest: (@Sendable (_ request: Request, _ context: Context) async throws -> Context.User?)? = nil,
        loadFromHeader: (@Sendable (_ value: String, _ context: Context) async throws -> Context.User?)? = nil,
        unauthorizedHandler: Handler? = nil, needsRefreshHandler: Handler? = nil,
        localize: (@Sendable (_ message: String, _ request: Request, _ context: Context) -> String)? = nil,
        onSignal: (@Sendable (_ signal: SentSignal, _ context: Context) -> Void)? = nil,
        onTheft: (@Sendable (_ theft: TokenTheft) -> Void)? = nil,
        now: @escaping @Sendable () -> Timestamp = { .wallClock },
        loadUser: (@Sendable (_ loginID: String) async throws -> Context.User?)?
    ) {
        var settings = settings
        settings.loaders = []
        if loadUser != nil { settings.loaders.insert(.user) }
        if loadFromRequest != nil { settings.loaders.insert(.request) }
        if loadFromHeader != nil { settings.loaders.insert(.header) }
        settings.hasUnauthorizedHandler = unauthorizedHandler != nil
        settings.hasNeedsRefreshHandler = needsRefreshHandler != nil
        var registry: RegistrySessions?
        if case .registry(let store, let lifetimes) = sessions { registry = RegistrySessions(store: store, settings: lifetimes) }
        var series: RememberSeries?
        if case .series(let store, let grace) = remember { series = RememberSeries(store: store, grace: grace) }
        parts = LoginServiceParts(
            exchange: LoginExchangeCore(settings: settings, sessions: registry, series: series), loadUser: loadUser,
            loadFromRequest: loadFromRequest, loadFromHeader: loadFromHeader, unauthorizedHandler: unauthorizedHandler,
            needsRefreshHandler: needsRefreshHandler, localize: localize, onSignal: onSignal, onTheft: onTheft, now: now)
    }

    /// The settings with their prepared keys, for what an application does beside requests: `loginURL(_:next:)` (Flask-Login's
    /// `login_url`), `encodeRememberCookie(_:)` and `decodeRememberCookie(_:)` (`encode_cookie`, `decode_cookie`).
    public var manager: LoginManager { parts.exchange.manager }

    /// The settings, as the service completed them.
    public var settings: LoginSettings { manager.settings }

    /// Whether one more login of this user is within the limit on concurrent sessions (`RegistrySettings.sessionsPerUser`): ask
    /// before `login`, to answer with a sentence of your own. Always true without registry sessions or without a limit that
    /// refuses.
    /// - Throws: `StoreError` of the store.
    public func mayLogIn(userID: String) async throws -> Bool {
        guard let sessions = parts.exchange.sessions else { return true }
        return try await sessions.mayLogIn(userID: userID, now: parts.now())
    }

    /// The signals of all requests from now on, for a service of the application that listens to them.
    ///
    ///     for await signal in login.signals() where signal.signal == .userLoggedIn { … }
    ///
    /// Each call makes a subscription of its own, which ends when its task is cancelled or the stream is dropped. Signals of one
    /// request come in the order in which they were sent, when the request has ended.
    /// - Parameter limit: how many signals wait for a slow subscriber; beyond that the oldest are lost.
    public func signals(bufferingNewest limit: Int = 1_024) -> AsyncStream<SentSignal> { parts.subscribers.subscribe(limit) }
}

/// What the copies of a service share.
final class LoginServiceParts<Context: LoginRequestContext>: Sendable {
    let entrance: LoginEntrance
    var exchange: LoginExchangeCore { entrance.exchange }
    let loadUser: (@Sendable (String) async throws -> Context.User?)?
    let loadFromRequest: (@Sendable (Request, Context) async throws -> Context.User?)?
    let loadFromHeader: (@Sendable (String, Context) async throws -> Context.User?)?
    let unauthorizedHandler: LoginService<Context>.Handler?
    let needsRefreshHandler: LoginService<Context>.Handler?
    let localize: (@Sendable (String, Request, Context) -> String)?
    let onSignal: (@Sendable (SentSignal, Context) -> Void)?
    let onTheft: (@Sendable (TokenTheft) -> Void)?
    let now: @Sendable () -> Timestamp
    /// Whether the application wants the request itself for something, so that it must be kept.
    let looksAtRequests: Bool
    let subscribers = SignalSubscribers()
    let upkeep = TouchUpkeep()

    init(
        exchange: LoginExchangeCore, loadUser: (@Sendable (String) async throws -> Context.User?)?,
        loadFromRequest: (@Sendable (Request, Context) async throws -> Context.User?)?,
        loadFromHeader: (@Sendable (String, Context) async throws -> Context.User?)?,
        unauthorizedHandler: LoginService<Context>.Handler?, needsRefreshHandler: LoginService<Context>.Handler?,
        localize: (@Sendable (String, Request, Context) -> String)?,
        onSignal: (@Sendable (SentSignal, Context) -> Void)?, onTheft: (@Sendable (TokenTheft) -> Void)?,
        now: @escaping @Sendable () -> Timestamp
    ) {
        entrance = LoginEntrance(exchange, readsAuthHeader: loadFromHeader != nil)
        self.loadUser = loadUser
        self.loadFromRequest = loadFromRequest
        self.loadFromHeader = loadFromHeader
        self.unauthorizedHandler = unauthorizedHandler
        self.needsRefreshHandler = needsRefreshHandler
        self.localize = localize
        self.onSignal = onSignal
        self.onTheft = onTheft
        self.now = now
        looksAtRequests =
            loadFromRequest != nil || loadFromHeader != nil || localize != nil || unauthorizedHandler != nil || needsRefreshHandler != nil
    }

    /// What a request's login asks the application.
    func hooks(_ request: Request, _ context: Context) -> any LoginHooks {
        looksAtRequests ? ServiceHooks(parts: self, request: request, context: context) : self
    }

    func send(_ signals: [SentSignal], _ context: Context) {
        guard !signals.isEmpty else { return }
        if let onSignal { for signal in signals { onSignal(signal, context) } }
        subscribers.send(signals)
    }
}

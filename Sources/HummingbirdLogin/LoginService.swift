public import Hummingbird
public import SessionCore
public import SessionRegistry

/// An application's login, set up once: Flask-Login's `LoginManager` for Hummingbird.
///
///     let login = LoginService<Context>(settings: settings) { id in try await database.user(id: id) }
///     router.add(middleware: LoginMiddleware(login))
///     router.group("account").add(middleware: LoginRequired(login)).get("/") { request, context in … }
public struct LoginService<Context: LoginRequestContext>: Sendable {
    public typealias Handler = @Sendable (_ request: Request, _ context: Context) async throws -> Response

    /// Where sessions live.
    public enum Sessions: Sendable {
        /// In the cookie, signed, as Flask has them.
        case cookie
        /// In a store, where an administrator sees and ends them.
        case registry(any RegistryStore, RegistrySettings = RegistrySettings())
    }

    /// What remember cookies hold.
    public enum Remember: Sendable {
        /// The user id, signed, as Flask-Login has it: cannot be revoked one by one.
        case signed
        /// A series and a verifier that changes at every use, in a store.
        case series(any RegistryStore)
    }

    let exchange: LoginExchange<Context.User>
    let loadUser: @Sendable (String) async throws -> Context.User?
    let loadFromRequest: (@Sendable (Request, Context) async throws -> Context.User?)?
    let unauthorizedHandler: Handler?
    let needsRefreshHandler: Handler?
    let onSignal: (@Sendable (SentSignal) -> Void)?
    let onTheft: (@Sendable (TokenTheft) -> Void)?
    let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - settings: Flask's and Flask-Login's settings. `sessionMode` and `rememberMode` follow the next two parameters.
    ///   - loadFromRequest: Flask-Login's `request_loader`: for API keys and the like.
    ///   - unauthorizedHandler: answers instead of the redirect to the login page; Flask-Login's `unauthorized_handler`.
    ///   - needsRefreshHandler: the same where a fresh login is needed; Flask-Login's `needs_refresh_handler`.
    ///   - onSignal: hears Flask-Login's signals, in order, when the request ends.
    ///   - onTheft: hears of remember tokens whose copy was used.
    ///   - now: the clock; for tests.
    ///   - loadUser: the user with this `loginID`, or `nil`; Flask-Login's `user_loader`.
    public init(
        settings: LoginSettings, sessions: Sessions = .cookie, remember: Remember = .signed,
        loadFromRequest: (@Sendable (Request, Context) async throws -> Context.User?)? = nil,
        unauthorizedHandler: Handler? = nil, needsRefreshHandler: Handler? = nil,
        onSignal: (@Sendable (SentSignal) -> Void)? = nil, onTheft: (@Sendable (TokenTheft) -> Void)? = nil,
        now: @escaping @Sendable () -> Timestamp = { .wallClock },
        loadUser: @escaping @Sendable (String) async throws -> Context.User?
    ) {
        var settings = settings
        settings.loaders = loadFromRequest == nil ? .user : [.user, .request]
        settings.hasUnauthorizedHandler = unauthorizedHandler != nil
        settings.hasNeedsRefreshHandler = needsRefreshHandler != nil
        var registry: RegistrySessions?
        if case .registry(let store, let lifetimes) = sessions { registry = RegistrySessions(store: store, settings: lifetimes) }
        var series: RememberSeries?
        if case .series(let store) = remember { series = RememberSeries(store: store) }
        exchange = LoginExchange(settings: settings, sessions: registry, series: series)
        self.loadUser = loadUser
        self.loadFromRequest = loadFromRequest
        self.unauthorizedHandler = unauthorizedHandler
        self.needsRefreshHandler = needsRefreshHandler
        self.onSignal = onSignal
        self.onTheft = onTheft
        self.now = now
    }

    public var settings: LoginSettings { exchange.manager.settings }

    /// Whether one more login of this user is within the limit on concurrent sessions: ask before `login`, to answer with a
    /// sentence of your own. Always true without registry sessions or without a limit that refuses.
    public func mayLogIn(userID: String) async throws -> Bool {
        guard let sessions = exchange.sessions else { return true }
        return try await sessions.mayLogIn(userID: userID, now: now())
    }

    func loaders(for request: Request, _ context: Context) -> UserLoaders<Context.User> {
        UserLoaders(byID: loadUser, fromRequest: { [loadFromRequest] in try await loadFromRequest?(request, context) })
    }
}

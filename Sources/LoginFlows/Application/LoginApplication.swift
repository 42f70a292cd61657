public import SessionCore
public import SessionRegistry

/// The application under test: the routes of the flow format, on the login manager. A request goes in, a response comes out.
///
/// What it does is what the reference's Flask application does (Flask 3.1.3, Werkzeug 3.1.9, Flask-Login 0.6.3); with a
/// `RegistrySessions` or a `RememberSeries` it keeps sessions or remember tokens in a store instead.
///
///     let application = LoginApplication(ApplicationSettings(), sessions: sessions, series: series)
///     let response = try await application.respond(to: request, users: StoreUsers(store), now: now)
public struct LoginApplication: Sendable {
    public let settings: ApplicationSettings
    let exchange: LoginExchange<ApplicationUser>

    /// - Parameters:
    ///   - settings: their `sessions` and `remember` are not looked at: the other two parameters decide.
    ///   - sessions: `nil` keeps sessions in signed cookies.
    ///   - series: `nil` keeps signed user ids in remember cookies.
    public init(_ settings: ApplicationSettings, sessions: RegistrySessions? = nil, series: RememberSeries? = nil) {
        self.settings = settings
        exchange = LoginExchange(settings: settings.loginSettings(), sessions: sessions, series: series)
    }

    /// Answers one request.
    ///
    /// - Parameters:
    ///   - request: as the browser sent it.
    ///   - users: who can log in.
    ///   - now: read once for the whole request.
    /// - Throws: only what the store throws. Whatever else goes wrong is answered 500, as Flask does.
    public func respond(
        to request: ApplicationRequest, users: some UserDirectory, now: Timestamp
    ) async throws(StoreError) -> ApplicationResponse {
        let routing = Routing.route(method: request.method, path: request.target.requestPath, wantsWebSocket: request.wantsWebSocket)
        // Browsers, and Werkzeug's test client, send a host beyond ASCII in its encoded form; the jar keeps it as it was typed.
        var login = LoginRequest(
            method: request.method, scheme: request.client.scheme,
            host: HostName.encode(request.client.host) ?? request.client.host, path: request.target.requestPath,
            query: request.target.query, cookieHeader: request.cookieHeader, userAgent: request.header("User-Agent"),
            remoteAddress: request.client.ip, forwardedFor: request.header("X-Forwarded-For"))
        login.authHeader = request.header("Authorization")
        if case .found(let endpoint) = routing { login.blueprint = endpoint.blueprint }

        let opened = try await exchange.open(login, now: now)
        if let failure = opened.state.openFailure { return ApplicationResponse(status: 500, failure: failure.description) }
        var visit = Visit(application: self, request: request, login: opened, users: users)
        var answer: View
        do {
            answer = try await visit.answer(routing)
        } catch let error as StoreError {
            throw error
        } catch {
            answer = .failure("\(error)")
        }
        return try await response(answer, visit, now: now)
    }

    private func response(
        _ view: View, _ visit: Visit<some UserDirectory>, now: Timestamp
    ) async throws(StoreError) -> ApplicationResponse {
        let user = visit.login.state.isLoaded ? visit.login.state.user?.loginID : nil
        var isFailure = false
        var response = ApplicationResponse(status: 500)
        switch view {
        case .text(let text): response = ApplicationResponse(status: 200, body: visit.request.method == "HEAD" ? "" : text)
        case .redirect(let location, let status): response = ApplicationResponse(status: status, location: location)
        case .status(let status): response.status = status
        case .failure(let reason):
            response.failure = reason
            isFailure = true
        }
        let answer = await exchange.finish(visit.login, now: now, afterFailure: isFailure)
        if let failure = answer.storeFailure { throw failure }
        if let failure = answer.failure, !isFailure {
            response = ApplicationResponse(status: 500, failure: failure.description)
        } else if case .redirect(nil, _) = view {
            response = ApplicationResponse(status: 500, failure: "The redirect's target is not a URL.")
        } else if answer.loginRefused {
            response = ApplicationResponse(status: 200, body: "Too many sessions")
        }
        response.setCookies = answer.setCookies
        response.user = answer.loginRefused ? nil : user
        response.signals = answer.signals.map(\.signal.rawValue)
        response.theftDetected = answer.theft != nil
        return response
    }
}

/// What a view returns.
enum View: Hashable, Sendable {
    /// 200.
    case text(String)
    /// The Location header as it is sent; `nil` if the target is not a URL, which Werkzeug finds out as it writes the answer.
    case redirect(String?, status: Int = 302)
    /// An error page.
    case status(Int)
    /// An exception: Flask answers 500.
    case failure(String)
}

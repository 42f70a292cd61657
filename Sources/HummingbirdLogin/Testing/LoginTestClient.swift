public import HTTPTypes
public import SessionCore
import SessionRegistry

/// A client that begins logged in, for tests of an application's routes; Flask-Login's `FlaskLoginClient` (0.6.3,
/// `flask_login/test_client.py`).
///
/// It carries out a login as a request with this user would (in a signed cookie, or as a session in the service's store) and gives
/// the header fields to send. What sends them is the test's own, for example HummingbirdTesting:
///
///     let ada = try await LoginTestClient(login, userID: "ada", fresh: false)
///     try await application.test(.router) { client in
///         let response = try await client.execute(uri: "/password", method: .post, headers: ada.headers)
///         #expect(response.headers[.location] == "/login?next=%2Fpassword")
///     }
///
/// The user is not looked up: the service's loader decides at the first request whether there is one. Unlike Flask-Login's, the
/// session is tied to this client's address and user agent, so that session protection leaves it as fresh as it was asked for.
public struct LoginTestClient: Sendable {
    /// The session could not be made.
    public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The user has as many sessions in the store as the service's settings allow, and they refuse one more.
        case tooManySessions(userID: String)

        /// A sentence that names the user and the limit.
        public var description: String {
            switch self {
            case .tooManySessions(let userID):
                "The test's session was refused: user \(userID) has as many sessions as RegistrySettings.sessionsPerUser allows."
            }
        }
    }

    /// The cookies by name, as they stand in the Cookie header. They are as good as the login itself.
    public private(set) var cookies: [String: String] = [:]
    /// What the requests call themselves; `nil`: they have no User-Agent.
    public let userAgent: String?
    private let sessionCookie: String

    /// A client whose requests come as this user.
    /// - Parameters:
    ///   - service: what the application under test uses; it says where sessions live, and its key or its store makes this one.
    ///   - userID: the user's `loginID`.
    ///   - fresh: whether the login counts as fresh.
    ///   - remember: whether the client also has a remember cookie, signed or of a series as the service has them.
    ///   - session: what else the session holds; keys of the login itself (`LoginSettings.sessionKeys`) are overwritten. With
    ///     `"_permanent": true` the session is permanent.
    ///   - userAgent: what the test's requests call themselves; part of `headers`.
    ///   - remoteAddress: where the test's requests come from, as the context's `remoteAddress` says. `nil` with
    ///     HummingbirdTesting's `.router`; `127.0.0.1` with `.live`.
    /// - Throws: `LoginFailure` if there is no key to sign with; `StoreError` of the store; `Failure`.
    public init<Context>(
        _ service: LoginService<Context>, userID: String, fresh: Bool = true, remember: Bool = false, session: SessionMap = [:],
        userAgent: String? = nil, remoteAddress: String? = nil
    ) async throws {
        let own = service.parts.exchange
        // The same login for a user of whom nothing but the id is known.
        let exchange = LoginExchange<NamedUser>(settings: own.manager.settings, sessions: own.sessions, series: own.series)
        let now = service.parts.now()
        var login = try await exchange.open(LoginRequest(userAgent: userAgent, remoteAddress: remoteAddress), now: now)
        for (key, value) in session.pairs { try login.state.set(key, value) }
        _ = try login.state.login(NamedUser(loginID: userID), remember: remember, fresh: fresh)
        let answer = await exchange.finish(login, now: now)
        if answer.loginRefused { throw Failure.tooManySessions(userID: userID) }
        if let failure = answer.failure { throw failure }
        if let failure = answer.storeFailure { throw failure }

        self.userAgent = userAgent
        sessionCookie = own.manager.settings.sessionCookie.name
        keep(answer.setCookies)
    }

    /// A client whose requests come as this user: Flask-Login's `app.test_client(user=user, fresh_login=fresh)`.
    ///
    /// The parameters and errors are those of the other initialiser.
    public init<Context>(
        _ service: LoginService<Context>, user: Context.User, fresh: Bool = true, remember: Bool = false,
        session: SessionMap = [:], userAgent: String? = nil, remoteAddress: String? = nil
    ) async throws {
        try await self.init(
            service, userID: user.loginID, fresh: fresh, remember: remember, session: session, userAgent: userAgent,
            remoteAddress: remoteAddress)
    }

    private struct NamedUser: LoginUser { var loginID: String }

    /// The Cookie header's value; `nil` if there are no cookies (any more).
    public var cookieHeader: String? {
        guard !cookies.isEmpty else { return nil }
        return cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }

    /// The fields that each request must have: Cookie and User-Agent.
    public var headers: HTTPFields {
        var fields = HTTPFields()
        fields[.cookie] = cookieHeader
        fields[.userAgent] = userAgent
        return fields
    }

    /// Keeps a response's cookies, as a browser would, for tests of more than one request. Drops the cookies that the response
    /// deletes (empty, or with `Max-Age=0`); looks at neither path nor domain.
    public mutating func keepCookies(of response: HTTPFields) { keep(response[values: .setCookie]) }

    /// Drops the session's cookie, as a browser that is closed does: what logs in from here on is the remember cookie, if any.
    public mutating func closeBrowser() { cookies[sessionCookie] = nil }

    private mutating func keep(_ fields: [String]) {
        for field in fields {
            let attributes = field.split(separator: ";", omittingEmptySubsequences: false)
            guard let pair = attributes.first, let equals = pair.firstIndex(of: "=") else { continue }
            let value = String(pair[pair.index(after: equals)...])
            let isDeleted = value.isEmpty || attributes.dropFirst().contains { $0.drop { $0 == " " }.lowercased() == "max-age=0" }
            cookies[String(pair[..<equals])] = isDeleted ? nil : value
        }
    }
}

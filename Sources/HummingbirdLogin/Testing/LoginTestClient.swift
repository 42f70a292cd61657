public import HTTPTypes
public import SessionCore
import SessionRegistry

/// A client that begins logged in, for tests of an application's routes; Flask-Login's `FlaskLoginClient` (0.6.3,
/// `flask_login/test_client.py`).
///
/// It makes the session that a login would have made (a signed cookie, or a session in the service's store with the cookie of its
/// secret) and gives the header fields to send. What sends them is the test's own, for example HummingbirdTesting:
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

        public var description: String {
            switch self {
            case .tooManySessions(let userID):
                "The test's session was refused: user \(userID) has as many sessions as RegistrySettings.sessionsPerUser allows."
            }
        }
    }

    /// The cookies by name, as they stand in the Cookie header. They are as good as the login itself.
    public private(set) var cookies: [String: String]
    /// `nil`: requests have no User-Agent.
    public let userAgent: String?

    /// A client whose requests come as this user.
    /// - Parameters:
    ///   - service: what the application under test uses; it says where sessions live, and its key or its store makes this one.
    ///   - userID: the user's `loginID`.
    ///   - fresh: whether the login counts as fresh.
    ///   - session: what else the session holds; keys of the login itself (`_user_id`, `_fresh`, `_id`) are overwritten. With
    ///     `"_permanent": true` the session is permanent.
    ///   - userAgent: what the test's requests call themselves; part of `headers`.
    ///   - remoteAddress: where the test's requests come from, as the context's `remoteAddress` says. `nil` with
    ///     HummingbirdTesting's `.router`; `127.0.0.1` with `.live`.
    /// - Throws: `LoginFailure` if there is no key to sign with; `StoreError` of the store; `Failure`.
    public init<Context>(
        _ service: LoginService<Context>, userID: String, fresh: Bool = true, session: SessionMap = [:], userAgent: String? = nil,
        remoteAddress: String? = nil
    ) async throws {
        let settings = service.settings
        let request = LoginRequest(userAgent: userAgent, remoteAddress: remoteAddress)
        var payload = session
        for (key, value) in SessionMap.loggedIn(userID: userID, fresh: fresh, from: request, trusting: settings.trustedProxies)
            .pairs
        {
            payload[key] = value
        }
        let secret = try await Self.cookie(
            payload, userID, service, RequestFacts(now: service.now(), ip: remoteAddress, userAgent: userAgent))
        cookies = [settings.sessionCookie.name: secret]
        self.userAgent = userAgent
    }

    private static func cookie<Context>(
        _ payload: SessionMap, _ userID: String, _ service: LoginService<Context>, _ facts: RequestFacts
    ) async throws -> String {
        guard let signer = service.exchange.manager.sessionSigner else { throw LoginFailure.sessionUnavailable }
        guard let sessions = service.exchange.sessions else {
            guard let signed = signer.sign(payload, at: facts.now) else { throw LoginFailure.unwritableSession }
            return signed
        }
        let stranger = try await sessions.open(secret: nil, facts)
        let closed = try await sessions.close(
            stranger, payload: payload, SessionChanges(privilegeChanged: true, loggedIn: true, remembered: false), facts)
        guard case .set(let secret) = closed.cookie else { throw Failure.tooManySessions(userID: userID) }
        return secret
    }

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
    public mutating func keepCookies(of response: HTTPFields) {
        for field in response[values: .setCookie] {
            let attributes = field.split(separator: ";", omittingEmptySubsequences: false)
            guard let pair = attributes.first, let equals = pair.firstIndex(of: "=") else { continue }
            let value = String(pair[pair.index(after: equals)...])
            let isDeleted = value.isEmpty || attributes.dropFirst().contains { $0.drop { $0 == " " }.lowercased() == "max-age=0" }
            cookies[String(pair[..<equals])] = isDeleted ? nil : value
        }
    }
}

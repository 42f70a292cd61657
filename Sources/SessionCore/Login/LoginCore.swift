/// The login side of one request, whatever the type of its users: what `LoginState` is made of.
///
/// Apart from it because generic code of a library runs several times slower than other code in the application that uses it, and this
/// runs with every request. What a request does not change is shared by the copies.
package struct LoginCore: Sendable {
    enum Phase: Sendable {
        case notStarted
        case waiting(UserLookup)
        case supplied(UserLookup, (any LoginUser)?)
        case loaded(Loaded)
    }

    /// Who makes the request.
    package enum Loaded: Sendable {
        case user(any LoginUser)
        case anonymous

        var isAuthenticated: Bool { if case .user(let user) = self { user.isAuthenticated } else { false } }
        var loginID: String? { if case .user(let user) = self { user.loginID } else { nil } }
    }

    private final class Fixed: Sendable {
        let manager: LoginManager
        let request: LoginRequest
        let cookies: RequestCookies
        let openFailure: LoginFailure?
        let signedAt: Timestamp?

        /// What ties the session to this client.
        func identifier() -> String {
            request.sessionIdentifier(trusting: manager.settings.trustedProxies, recent: manager.recentIdentifiers)
        }

        init(_ manager: LoginManager, _ request: LoginRequest, _ cookies: RequestCookies, _ failure: LoginFailure?, _ signedAt: Timestamp?) {
            self.manager = manager
            self.request = request
            self.cookies = cookies
            openFailure = failure
            self.signedAt = signedAt
        }
    }

    private let fixed: Fixed
    package internal(set) var session: SessionMap
    package internal(set) var signals: [SentSignal] = []
    /// The route group that the request entered; at first its own.
    private(set) var blueprint: String?
    /// This request's login page, where its route group has one of its own.
    private(set) var loginView: String?
    /// Translates messages for this request; goes before `LoginSettings.localize`.
    package var localize: (@Sendable (String) -> String)?

    /// Without a secret key: reads as empty and cannot be written; Flask's `NullSession`.
    let isNullSession: Bool
    var isModified = false
    var phase = Phase.notStarted
    var privilegeChanges: Set<PrivilegeChange> = []
    /// The messages that this request has taken out of the session.
    var takenFlashes: SessionValue?
    private var identifierCache: String?

    package var manager: LoginManager { fixed.manager }
    package var cookies: RequestCookies { fixed.cookies }
    package var openFailure: LoginFailure? { fixed.openFailure }
    package var sessionSignedAt: Timestamp? { fixed.signedAt }
    /// As it came in.
    var originalRequest: LoginRequest { fixed.request }
    /// With the route group that it entered.
    package var request: LoginRequest {
        var request = fixed.request
        request.blueprint = blueprint
        return request
    }

    var settings: LoginSettings { manager.settings }

    /// Opens the session from the request's cookie.
    package init(_ manager: LoginManager, _ request: LoginRequest, now: Timestamp) {
        let cookies = RequestCookies(header: request.cookieHeader)
        var session = SessionMap()
        var failure: LoginFailure?
        var signedAt: Timestamp?
        if let signer = manager.sessionSigner, let cookie = cookies[manager.settings.sessionCookie.name], !cookie.isEmpty {
            if let lifetime = manager.settings.permanentSessionLifetime {
                switch signer.verify(
                    cookie, now: now, maxAge: lifetime.truncatedSeconds, recent: manager.recentSessions) {
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
    package init(_ manager: LoginManager, _ request: LoginRequest, now: Timestamp, session: SessionMap?) {
        self.init(manager, request, RequestCookies(header: request.cookieHeader), session: session)
    }

    /// The same, with the request's cookies already read.
    package init(_ manager: LoginManager, _ request: LoginRequest, _ cookies: RequestCookies, session: SessionMap?) {
        self.init(
            manager: manager, request: request, cookies: cookies, session: session ?? SessionMap(), failure: nil, signedAt: nil,
            isNull: false)
    }

    private init(
        manager: LoginManager, request: LoginRequest, cookies: RequestCookies, session: SessionMap, failure: LoginFailure?,
        signedAt: Timestamp?, isNull: Bool
    ) {
        fixed = Fixed(manager, request, cookies, failure, signedAt)
        blueprint = request.blueprint
        self.session = session
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
                guard let (key, value) = pair(item) else { return nil }
                map[key] = value
            }
            return map
        default: return nil
        }
    }

    /// Whatever Python takes for a key and its value: two of anything in a row.
    private static func pair(_ item: SessionValue) -> (String, SessionValue)? {
        let two: [SessionValue]
        switch item {
        case .list(let items), .tuple(let items): two = items
        case .string(let text), .markup(let text): two = text.unicodeScalars.prefix(3).map { .string(String($0)) }
        case .map(let map): two = map.count == 2 ? map.keys.map { .string($0) } : []
        default: return nil
        }
        guard two.count == 2, let key = two[0].text else { return nil }
        return (key, two[1])
    }

    /// The route belongs to this group of routes: its own login page counts from here on. For frameworks that know the
    /// group only once the route is found.
    ///
    /// - Parameters:
    ///   - group: a key of `LoginSettings.blueprintLoginViews`; `nil` keeps the group it is in.
    ///   - loginView: the group's login page, which goes before the settings; `nil`: as the settings say.
    package mutating func enter(group: String?, loginView: String? = nil) {
        if let group {
            blueprint = group
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
        let identifier = fixed.identifier()
        identifierCache = identifier
        return identifier
    }
}

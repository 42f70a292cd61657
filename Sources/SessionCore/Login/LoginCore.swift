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
        let arrival: Arrival
        let openFailure: LoginFailure?
        let signedAt: Timestamp?

        /// What ties the session to this client.
        func identifier() -> String {
            arrival.identifier ?? request.sessionIdentifier(trusting: manager.settings.trustedProxies)
        }

        init(
            _ manager: LoginManager, _ request: consuming LoginRequest, _ arrival: Arrival, _ failure: LoginFailure?, _ signedAt: Timestamp?
        ) {
            self.manager = manager
            self.request = request
            self.arrival = arrival
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
    /// A redirect was decided on whose location cannot be written: the answer fails once the request has been ended.
    var locationFailure: LoginFailure?
    private var identifierCache: String?

    package var manager: LoginManager { fixed.manager }
    package var cookies: RequestCookies { fixed.arrival.cookies }
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

    /// The client's address, as far as it is believed.
    package var clientAddress: String? {
        settings.trustedProxies.clientAddress(peer: fixed.request.remoteAddress, forwardedFor: fixed.request.forwardedFor)
    }
    package var userAgent: String? { fixed.request.userAgent }
    package var cookieHeader: String? { fixed.request.cookieHeader }

    /// Opens the session from the request's cookie.
    package init(_ manager: LoginManager, _ request: consuming LoginRequest, now: Timestamp) {
        let arrival = manager.arrival(of: request)
        self.init(manager, request, arrival, now: now)
    }

    /// The same, with the cookies already read.
    init(_ manager: LoginManager, _ request: consuming LoginRequest, _ arrival: Arrival, now: Timestamp) {
        var session = SessionMap()
        var failure: LoginFailure?
        var signedAt: Timestamp?
        if let lifetime = manager.settings.permanentSessionLifetime {
            switch arrival.session?.verification(now: now, maxAge: lifetime.truncatedSeconds) {
            case .valid(let value, _, let time):
                if let map = Self.sessionMap(value) {
                    session = map
                    signedAt = time
                } else {
                    failure = .unreadableSession
                }
            case .badPayload: failure = .unreadableSession
            case .expired, .badSignature, nil: break
            }
        } else if manager.sessionSigner != nil, !(arrival.cookies[manager.settings.sessionCookie.name] ?? "").isEmpty {
            failure = .unusableDuration(setting: "PERMANENT_SESSION_LIFETIME")
        }
        blueprint = request.blueprint
        fixed = Fixed(manager, request, arrival, failure, signedAt)
        self.session = session
        isNullSession = manager.sessionSigner == nil
    }

    /// A session in a store, which the caller opens; until then it is empty.
    /// - Parameter request: what came; its cookies are read, as the store is asked with one of them.
    package init(unopened request: consuming LoginRequest, _ manager: LoginManager) {
        blueprint = request.blueprint
        let arrival = manager.arrival(of: request)
        fixed = Fixed(manager, request, arrival, nil, nil)
        session = SessionMap()
        isNullSession = false
    }

    /// Opens a session that the caller has read from a store; `nil`: there is none yet.
    package init(_ manager: LoginManager, _ request: consuming LoginRequest, session: SessionMap?) {
        self.init(unopened: request, manager)
        if let session { self.session = session }
    }

    /// The store has this session.
    package mutating func open(_ payload: SessionMap) { session = payload }

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

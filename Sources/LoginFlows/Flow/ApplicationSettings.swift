/// How the application under test is configured: `app` of a flow document.
public struct ApplicationSettings: Hashable, Sendable {
    /// Where the application keeps its sessions.
    public enum Sessions: String, Hashable, Sendable, CaseIterable {
        /// Flask's way: the whole session in a signed cookie.
        case cookie
        /// In a registry; the cookie holds only a secret.
        case registry
    }

    /// What a remember cookie holds.
    public enum Remember: String, Hashable, Sendable, CaseIterable {
        /// Flask-Login's way: the user's id, signed.
        case signed
        /// A series and a verifier that changes at every use, signed.
        case series
    }

    public enum RequestLoader: String, Hashable, Sendable, CaseIterable {
        /// The query argument `api_key`, else the header `X-Api-Key`.
        case apiKey = "api_key"
    }

    public var secretKey: String
    /// Older keys, accepted for the session cookie, never signed with.
    public var secretKeyFallbacks: [String]
    /// Flask's and Flask-Login's settings; a key that is absent has the library's default, which is not always that of null.
    public var config: [ConfigKey: SettingValue]
    /// Attributes of the login manager.
    public var loginManager: [ManagerKey: SettingValue]
    /// `blueprint_login_views` of the login manager; `nil` as a value is Python's `None`, and as a key that of routes outside any
    /// blueprint.
    public var blueprintLoginViews: [String?: String?]?
    public var hasUserLoader: Bool
    public var requestLoader: RequestLoader?
    public var sessions: Sessions
    public var remember: Remember
    /// Limits of registry sessions and series tokens, where those are in use.
    public var registry: RegistryLimits

    public static let defaultSecretKey = "flow-secret"

    public init(
        secretKey: String = ApplicationSettings.defaultSecretKey, secretKeyFallbacks: [String] = [],
        config: [ConfigKey: SettingValue] = [:], loginManager: [ManagerKey: SettingValue] = [:],
        blueprintLoginViews: [String?: String?]? = nil, hasUserLoader: Bool = true, requestLoader: RequestLoader? = nil,
        sessions: Sessions = .cookie, remember: Remember = .signed, registry: RegistryLimits = RegistryLimits()
    ) {
        self.secretKey = secretKey
        self.secretKeyFallbacks = secretKeyFallbacks
        self.config = config
        self.loginManager = loginManager
        self.blueprintLoginViews = blueprintLoginViews
        self.hasUserLoader = hasUserLoader
        self.requestLoader = requestLoader
        self.sessions = sessions
        self.remember = remember
        self.registry = registry
    }
}

/// A setting's value as the flow file gives it.
public enum SettingValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Seconds; whole in most files, but a fraction is allowed.
    case seconds(Double)
    case text(String)
}

/// Flask's and Flask-Login's settings that a flow may give, under their usual names.
public enum ConfigKey: String, Hashable, Sendable, CaseIterable {
    case sessionCookieName = "SESSION_COOKIE_NAME"
    case sessionCookieDomain = "SESSION_COOKIE_DOMAIN"
    case sessionCookiePath = "SESSION_COOKIE_PATH"
    case sessionCookieHTTPOnly = "SESSION_COOKIE_HTTPONLY"
    case sessionCookieSecure = "SESSION_COOKIE_SECURE"
    case sessionCookieSameSite = "SESSION_COOKIE_SAMESITE"
    case sessionCookiePartitioned = "SESSION_COOKIE_PARTITIONED"
    case sessionRefreshEachRequest = "SESSION_REFRESH_EACH_REQUEST"
    case permanentSessionLifetime = "PERMANENT_SESSION_LIFETIME"
    case rememberCookieName = "REMEMBER_COOKIE_NAME"
    case rememberCookieDuration = "REMEMBER_COOKIE_DURATION"
    case rememberCookieDomain = "REMEMBER_COOKIE_DOMAIN"
    case rememberCookiePath = "REMEMBER_COOKIE_PATH"
    case rememberCookieSecure = "REMEMBER_COOKIE_SECURE"
    case rememberCookieHTTPOnly = "REMEMBER_COOKIE_HTTPONLY"
    case rememberCookieSameSite = "REMEMBER_COOKIE_SAMESITE"
    case rememberCookieRefreshEachRequest = "REMEMBER_COOKIE_REFRESH_EACH_REQUEST"
    case sessionProtection = "SESSION_PROTECTION"
    case useSessionForNext = "USE_SESSION_FOR_NEXT"
    case forceHostForRedirects = "FORCE_HOST_FOR_REDIRECTS"
    case loginDisabled = "LOGIN_DISABLED"

    /// What may stand as the value.
    public var kind: SettingKind {
        switch self {
        case .sessionCookieName, .rememberCookieName: .text
        case .sessionCookieDomain, .sessionCookiePath, .sessionCookieSameSite, .rememberCookieDomain, .rememberCookiePath,
            .rememberCookieSameSite, .sessionProtection, .forceHostForRedirects:
            .textOrNull
        case .permanentSessionLifetime, .rememberCookieDuration: .secondsOrNull
        case .sessionCookieHTTPOnly, .sessionCookieSecure, .sessionCookiePartitioned, .sessionRefreshEachRequest,
            .rememberCookieSecure, .rememberCookieHTTPOnly, .rememberCookieRefreshEachRequest, .useSessionForNext, .loginDisabled:
            .bool
        }
    }
}

/// Attributes of the login manager that a flow may give, besides `blueprint_login_views`.
public enum ManagerKey: String, Hashable, Sendable, CaseIterable {
    case loginView = "login_view"
    case refreshView = "refresh_view"
    case loginMessage = "login_message"
    case loginMessageCategory = "login_message_category"
    case needsRefreshMessage = "needs_refresh_message"
    case needsRefreshMessageCategory = "needs_refresh_message_category"
    case sessionProtection = "session_protection"
    /// A text: the handler answers 200 with it.
    case unauthorizedHandler = "unauthorized_handler"
    case needsRefreshHandler = "needs_refresh_handler"
    /// `upper`: the localize callback upper-cases.
    case localize

    public var kind: SettingKind { .textOrNull }
}

/// Which values a setting takes.
public enum SettingKind: String, Hashable, Sendable {
    case bool
    case text
    case textOrNull
    /// Null is Python's `None`, with which Flask answers 500 wherever it needs the duration.
    case secondsOrNull

    /// For messages: "true or false".
    public var name: String {
        switch self {
        case .bool: "true or false"
        case .text: "text"
        case .textOrNull: "text or null"
        case .secondsOrNull: "a number of seconds, or null"
        }
    }
}

/// `app.registry`: limits of registry sessions and series tokens, in seconds. `nil` is the registry's own default.
public struct RegistryLimits: Hashable, Sendable {
    /// A session not used for so long is over.
    public var idleLifetime: Int64?
    /// A session so old is over, however much it is used.
    public var absoluteLifetime: Int64?
    /// How long an older verifier is still taken, for parallel requests.
    public var grace: Int64?
    /// How many sessions a user may have at a time.
    public var sessionsPerUser: Int?

    public init(idleLifetime: Int64? = nil, absoluteLifetime: Int64? = nil, grace: Int64? = nil, sessionsPerUser: Int? = nil) {
        self.idleLifetime = idleLifetime
        self.absoluteLifetime = absoluteLifetime
        self.grace = grace
        self.sessionsPerUser = sessionsPerUser
    }
}

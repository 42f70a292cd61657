/// How a session is protected against use from elsewhere; Flask-Login's `SESSION_PROTECTION`.
public enum SessionProtection: String, Hashable, Sendable, CaseIterable {
    /// A session that comes with another address or user agent is no longer fresh.
    case basic
    /// … is ended, with its remember cookie. A permanent session is only made stale.
    case strong
    /// Sessions are not protected.
    case off

    /// Flask-Login's value: anything but these two texts means none.
    public init(flaskValue: String?) {
        switch flaskValue {
        case "basic": self = .basic
        case "strong": self = .strong
        default: self = .off
        }
    }
}

/// Where the session's payload lives.
public enum SessionMode: String, Hashable, Sendable, CaseIterable {
    /// In the cookie, signed, as Flask has it.
    case cookie
    /// In a store; the cookie holds a secret. The caller opens and saves it.
    case registry
}

/// What the remember cookie holds.
public enum RememberMode: String, Hashable, Sendable, CaseIterable {
    /// The user id, signed, as Flask-Login has it.
    case signed
    /// A series and a verifier, signed; the caller redeems and issues them.
    case series
}

/// The settings of one of the two cookies.
public struct CookieSettings: Hashable, Sendable {
    /// The cookie's name.
    public var name: String
    /// `nil`: the cookie is for the host alone. A leading dot is dropped, as Werkzeug does.
    public var domain: String?
    /// `nil` writes no Path.
    public var path: String?
    /// Whether browsers send it over HTTPS alone. Default false.
    public var secure: Bool
    /// Whether it is hidden from scripts. Default true.
    public var httpOnly: Bool
    /// `Strict`, `Lax` or `None` in any case; `nil` writes none. Anything else fails when the cookie is written.
    public var sameSite: String?
    /// CHIPS; implies Secure.
    public var partitioned: Bool

    /// Flask's defaults for everything but the name.
    public init(
        name: String, domain: String? = nil, path: String? = "/", secure: Bool = false, httpOnly: Bool = true,
        sameSite: String? = nil, partitioned: Bool = false
    ) {
        self.name = name
        self.domain = domain
        self.path = path
        self.secure = secure
        self.httpOnly = httpOnly
        self.sameSite = sameSite
        self.partitioned = partitioned
    }
}

/// Which ways of finding a user the application answers.
public struct LoaderKinds: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// By id: Flask-Login's `user_loader`.
    public static let user = LoaderKinds(rawValue: 1)
    /// From the request: Flask-Login's `request_loader`.
    public static let request = LoaderKinds(rawValue: 2)
    /// From the Authorization header: Flask-Login's deprecated `header_loader`.
    public static let header = LoaderKinds(rawValue: 4)
}

/// Flask's and Flask-Login's configuration, with their defaults (Flask 3.1.3 `flask/app.py`, Flask-Login 0.6.3
/// `flask_login/config.py` and the attributes of `LoginManager`).
public struct LoginSettings: Sendable {
    // MARK: Keys

    /// `SECRET_KEY`; `nil` or empty: sessions can be read (as empty) but not written.
    public var secretKey: String?
    /// `SECRET_KEY_FALLBACKS`: older keys, accepted for session cookies, never signed with, never used for remember cookies.
    public var secretKeyFallbacks: [String] = []

    // MARK: Session

    /// `SESSION_COOKIE_…`. Default: name `session`, HttpOnly.
    public var sessionCookie = CookieSettings(name: "session")
    /// `SESSION_REFRESH_EACH_REQUEST`: a permanent session's cookie is renewed with every answer. Default true.
    public var sessionRefreshEachRequest = true
    /// `PERMANENT_SESSION_LIFETIME`, also the greatest age of any session cookie that is accepted. Default 31 days.
    public var permanentSessionLifetime: TimeSpan? = .days(31)
    /// Where the session's payload lives. Default in the cookie.
    public var sessionMode = SessionMode.cookie
    /// `SESSION_PROTECTION`, or the login manager's `session_protection` where that is not configured. Default basic.
    public var sessionProtection = SessionProtection.basic

    // MARK: Remember me

    /// `REMEMBER_COOKIE_…`. Default: name `remember_token`, HttpOnly.
    public var rememberCookie = CookieSettings(name: "remember_token")
    /// `REMEMBER_COOKIE_DURATION`. Default 365 days.
    public var rememberDuration: TimeSpan? = .days(365)
    /// `REMEMBER_COOKIE_REFRESH_EACH_REQUEST`. Default false.
    public var rememberRefreshEachRequest = false
    /// What the remember cookie holds. Default a signed user id.
    public var rememberMode = RememberMode.signed

    // MARK: Login

    /// The ways of finding users that the application answers. With neither `.user` nor `.request`, loading fails.
    public var loaders: LoaderKinds = .user
    /// `LOGIN_DISABLED`: the login requirements let everyone through. Default false.
    public var loginDisabled = false
    /// Methods that the login requirements let through. Default OPTIONS.
    public var exemptMethods: Set<String> = ["OPTIONS"]
    /// `login_view`: an endpoint of `endpoints`, or a URL that begins with `/`, `http://` or `https://`. `nil`: 401 instead.
    public var loginView: String?
    /// `blueprint_login_views`: a login view per route group. A group with `nil` answers 401; the key `nil` stands for
    /// routes outside any group, as after Flask-Login's `set_login_view`.
    public var blueprintLoginViews: [String?: String?] = [:]
    /// `refresh_view`. `nil`: 401 instead.
    public var refreshView: String?
    /// `login_message`, flashed before the redirect; `nil` or empty flashes nothing.
    public var loginMessage: String? = "Please log in to access this page."
    /// `login_message_category`. Default `message`.
    public var loginMessageCategory: String? = "message"
    /// `needs_refresh_message`, flashed before the redirect to `refreshView`; `nil` or empty flashes nothing.
    public var needsRefreshMessage: String? = "Please reauthenticate to access this page."
    /// `needs_refresh_message_category`. Default `message`.
    public var needsRefreshMessageCategory: String? = "message"
    /// `localize_callback`: translates the two messages.
    public var localize: (@Sendable (String) -> String)?
    /// Whether the application has an `unauthorized_handler` of its own: then the decision is `.runUnauthorizedHandler`.
    public var hasUnauthorizedHandler = false
    /// Whether the application has a `needs_refresh_handler` of its own.
    public var hasNeedsRefreshHandler = false
    /// `USE_SESSION_FOR_NEXT`: the address to go back to is kept in the session, not in the login page's query.
    public var useSessionForNext = false
    /// `FORCE_HOST_FOR_REDIRECTS`: the host of login URLs, against forged Host headers. `nil` or empty: not forced.
    public var forceHostForRedirects: String?
    /// `AUTH_HEADER_NAME`, for the deprecated header loader.
    public var authHeaderName = "Authorization"
    /// Where the endpoints that login views name are: `["login": "/login"]`; Flask's `url_for`.
    public var endpoints: [String: String] = [:]
    /// Whose X-Forwarded-For is believed. Default nobody's: a deviation from Flask-Login 0.6.3, which believes everybody's
    /// (and which its later version mends).
    public var trustedProxies = TrustedProxies()

    /// Flask's and Flask-Login's defaults.
    /// - Parameter secretKey: `SECRET_KEY`. At least 32 random bytes, from a file or the environment.
    public init(secretKey: String?) { self.secretKey = secretKey }

    /// The session's keys that logins use; Flask-Login's `SESSION_KEYS`.
    public static let sessionKeys = ["_user_id", "_remember", "_remember_seconds", "_id", "_fresh", "next"]

    /// Sets the login page of the application or of one group of routes; Flask-Login's `set_login_view` (0.6.3, `utils.py`).
    ///
    /// As there, once a group has a page of its own, the application's moves from `loginView` to the key `nil` of
    /// `blueprintLoginViews`: it counts for routes outside any group, and a group without a page of its own answers 401.
    /// (Flask-Login raises for a view without a blueprint after that; here it is the one of the key `nil`.)
    public mutating func setLoginView(_ view: String, group: String? = nil) {
        if group == nil, blueprintLoginViews.isEmpty {
            loginView = view
            return
        }
        blueprintLoginViews.updateValue(view, forKey: group)
        if let loginView, !blueprintLoginViews.keys.contains(nil) { blueprintLoginViews.updateValue(loginView, forKey: nil) }
        loginView = nil
    }
}

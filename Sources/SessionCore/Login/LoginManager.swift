/// The settings of an application with what can be prepared from them: keys and cookie attributes. Flask-Login's `LoginManager`.
///
/// Make one and share it; make another when the keys change. A request's course is a `LoginState`.
public final class LoginManager: Sendable {
    /// What the manager was made of.
    public let settings: LoginSettings
    /// `nil` without a secret key: sessions are then empty and cannot be written.
    public let sessionSigner: SessionCookieSigner?
    /// `nil` if there is no key, or it has characters beyond Latin-1.
    private let rememberKey: RememberCookie.Key?
    /// What the browsers of the last requests send, read: some megabytes at most.
    let recentArrivals = RecentResults<Arrival>(places: 1_024, longestInput: ArrivalKey.longest)
    /// Few, so that looking through them takes less than hashing.
    private let exemptMethods: [String]

    /// Prepares the keys.
    public init(_ settings: LoginSettings) {
        self.settings = settings
        exemptMethods = Array(settings.exemptMethods)
        let secret = settings.secretKey ?? ""
        // Flask hands the fallbacks over from oldest to newest, and itsdangerous tries the newest first.
        sessionSigner = secret.isEmpty ? nil : SessionCookieSigner(keys: [secret] + settings.secretKeyFallbacks.reversed())
        rememberKey = settings.secretKey.flatMap { RememberCookie.latin1Key($0) }.map { RememberCookie.Key($0) }
    }

    /// Whether the login requirements let a request with this method through unseen.
    package func isExempt(_ method: String) -> Bool { settings.loginDisabled || exemptMethods.contains { $0 == method } }

    // MARK: Remember cookie

    /// Flask-Login's `encode_cookie(payload)`, with the application's key.
    public func encodeRememberCookie(_ payload: String) throws(LoginFailure) -> String {
        guard let rememberKey else { throw .unusableRememberKey }
        return RememberCookie.encode(payload, key: rememberKey)
    }

    /// Flask-Login's `decode_cookie(cookie)`, with the application's key: the payload, or `nil` if the cookie is not genuine.
    public func decodeRememberCookie(_ cookie: String) throws(LoginFailure) -> String? {
        guard let rememberKey else {
            // As in Flask-Login, the key is not asked for before there is something to verify.
            guard RememberCookie.split(cookie) != nil else { return nil }
            throw .unusableRememberKey
        }
        switch RememberCookie.decode(cookie, key: rememberKey) {
        case .valid(let payload): return payload
        case .badSignature, .malformed: return nil
        case .notASCII: throw .unreadableRememberCookie
        }
    }

    /// The Set-Cookie header that remembers: the payload (a user id, or a series with its verifier) signed.
    public func rememberSetCookie(payload: String, expires: Timestamp) throws(LoginFailure) -> String {
        var settings = settings.rememberCookie
        settings.partitioned = false  // Flask-Login 0.6.3 has no such setting.
        let cookie = SetCookie(value: try encodeRememberCookie(payload), lifetime: .until(expires), settings: settings)
        return try header(cookie, "REMEMBER_COOKIE")
    }

    /// The Set-Cookie header that forgets. Flask-Login 0.6.3 writes it with name, domain and path alone.
    public func rememberDeletion() throws(LoginFailure) -> String {
        let own = settings.rememberCookie
        let bare = CookieSettings(name: own.name, domain: own.domain, path: own.path, secure: false, httpOnly: false)
        return try header(SetCookie(value: "", lifetime: .deleted, settings: bare), "REMEMBER_COOKIE")
    }

    // MARK: Session cookie

    /// The Set-Cookie header for a session.
    /// - Parameters:
    ///   - value: a signed session, or in registry mode the secret.
    ///   - expires: `nil`: the cookie lasts until the browser closes.
    public func sessionSetCookie(value: String, expires: Timestamp?) throws(LoginFailure) -> String {
        let cookie = SetCookie(value: value, lifetime: expires.map { .until($0) } ?? .browserSession, settings: sessionCookie)
        return try header(cookie, "SESSION_COOKIE")
    }

    /// The Set-Cookie header that drops the session's cookie.
    public func sessionDeletion() throws(LoginFailure) -> String {
        try header(SetCookie(value: "", lifetime: .deleted, settings: sessionCookie), "SESSION_COOKIE")
    }

    private var sessionCookie: CookieSettings {
        var own = settings.sessionCookie
        // Flask falls back to the application's root for a path that is missing or empty.
        if own.path?.isEmpty ?? true { own.path = "/" }
        return own
    }

    private func header(_ cookie: SetCookie, _ prefix: String) throws(LoginFailure) -> String {
        do {
            return try cookie.headerValue()
        } catch .sameSite {
            throw .unusableCookieSetting(setting: prefix + "_SAMESITE")
        } catch .lineBreak {
            throw .unusableCookieSetting(setting: prefix + "_NAME or " + prefix + "_DOMAIN")
        } catch {
            throw .unusableCookieSetting(setting: prefix + "_DOMAIN")
        }
    }

    // MARK: URLs

    /// Flask-Login's `expand_login_view`: a URL stays, an endpoint becomes its path.
    /// - Parameters:
    ///   - view: a URL, or the name of an endpoint in `LoginSettings.endpoints`.
    ///   - blueprint: the request's route group, for an endpoint that begins with a dot.
    public func expandLoginView(_ view: String, blueprint: String? = nil) throws(LoginFailure) -> String {
        if ["https://", "http://", "/"].contains(where: { view.utf8.starts(with: $0.utf8) }) { return view }
        var endpoint = view
        if view.utf8.first == UInt8(ascii: ".") {
            endpoint = blueprint.map { $0 + view } ?? String(view.dropFirst())
        }
        guard let url = settings.endpoints[endpoint] else { throw .unknownEndpoint(view) }
        return url
    }

    /// Flask-Login's `login_url(login_view, next_url, next_field)`.
    /// - Parameters:
    ///   - view: a URL, or the name of an endpoint in `LoginSettings.endpoints`.
    ///   - next: where to go after the login; `nil` adds nothing to the login page's address.
    ///   - nextField: the query's field for it.
    ///   - blueprint: the request's route group, for an endpoint that begins with a dot.
    public func loginURL(
        _ view: String, next: String? = nil, nextField: String = "next", blueprint: String? = nil
    ) throws(LoginFailure) -> String {
        let base = try expandLoginView(view, blueprint: blueprint)
        guard let next else { return base }
        guard var url = SplitURL(base) else { throw .invalidURL }
        var query = FormQuery(url.query)
        query.set(nextField, to: try Self.nextParameter(loginURL: base, currentURL: next))
        if let host = settings.forceHostForRedirects, !host.isEmpty { url.netloc = host }
        url.query = query.encoded
        return url.joined
    }

    /// Flask-Login's `make_next_param`: the current address without scheme and host, where the login page has the same.
    public static func nextParameter(loginURL: String, currentURL: String) throws(LoginFailure) -> String {
        guard let login = SplitURL(loginURL), let current = SplitURL(currentURL) else { throw .invalidURL }
        let sameScheme = login.scheme.isEmpty || login.scheme == current.scheme
        let sameHost = login.netloc.isEmpty || login.netloc.utf8.elementsEqual(current.netloc.utf8)
        guard sameScheme, sameHost else { return currentURL }
        return SplitURL(path: current.path, query: current.query).joined
    }
}

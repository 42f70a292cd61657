// Ending a request: Flask-Login 0.6.3, `LoginManager._update_remember_cookie`, then Flask 3.1.3,
// `SecureCookieSessionInterface.save_session`.

/// What becomes of the session at the end of a request.
public enum SessionDecision: Hashable, Sendable {
    /// Nothing is to be written.
    case keep
    /// The cookie is set again.
    /// - Parameters:
    ///   - changed: false if only the cookie of a permanent session is renewed.
    ///   - expires: the cookie's end; `nil`: with the browser.
    case save(SessionMap, changed: Bool, expires: Timestamp?)
    /// The session was emptied: its cookie is dropped.
    case delete
}

/// What becomes of the remember cookie.
public enum RememberAction: Hashable, Sendable {
    /// The browser keeps what it has.
    case none
    /// - Parameter userID: the text of the session's user id.
    case set(userID: String, expires: Timestamp)
    /// The cookie is dropped.
    case clear
}

/// What a request's answer must carry.
public struct LoginOutcome: Hashable, Sendable {
    /// Whole Set-Cookie headers, in order. Without the session's in registry mode, and without the remember cookie's in
    /// series mode.
    public var setCookies: [String] = []
    /// Set if the end of the request failed: answer 500, with these cookies.
    public var failure: LoginFailure?
    /// Whether the answer depends on the request's cookies: `Vary: Cookie`.
    public var varyCookie = false
    /// What becomes of the session; `setCookies` has carried it out in cookie mode.
    public var session = SessionDecision.keep
    /// What becomes of the remember cookie; `setCookies` has carried it out in signed mode.
    public var remember = RememberAction.none
    /// How the session changed hands; with any of these a session in a store needs a new secret.
    public var privilegeChanges: Set<PrivilegeChange> = []

    /// Nothing to be done.
    public init() {}
}

extension LoginCore {
    /// Ends the request.
    /// - Parameters:
    ///   - now: the time that expiries and the session's signature count from.
    ///   - afterFailure: whether the route failed, so that a 500 is answered anyway. Failures here are then ignored, as
    ///     Flask does.
    package mutating func finish(now: Timestamp, afterFailure: Bool = false) -> LoginOutcome {
        var outcome = LoginOutcome()
        outcome.privilegeChanges = privilegeChanges
        if let openFailure {
            outcome.failure = openFailure
            return outcome
        }
        do throws(LoginFailure) {
            try end(&outcome, now)
        } catch  where !afterFailure {
            // Flask answers 500 with a new response, and ends the request once more for that; what fails now is ignored.
            outcome = LoginOutcome()
            outcome.privilegeChanges = privilegeChanges
            outcome.failure = error
            do throws(LoginFailure) { try end(&outcome, now) } catch { return outcome }
        } catch {
            return outcome
        }
        outcome.failure = outcome.failure ?? locationFailure
        return outcome
    }

    private mutating func end(_ outcome: inout LoginOutcome, _ now: Timestamp) throws(LoginFailure) {
        if session["_remember"] == nil, settings.rememberRefreshEachRequest { try set("_remember", .string("set")) }
        if session["_remember"] != nil {
            let operation = try pop("_remember")
            if operation?.isText("set") ?? false, let user = session["_user_id"] {
                try remember(user, &outcome, now)
            } else if operation?.isText("clear") ?? false {
                if settings.rememberMode == .signed { outcome.setCookies.append(try manager.rememberDeletion()) }
                outcome.remember = .clear
            }
        }
        guard !isNullSession else { return }
        outcome.varyCookie = true
        try save(&outcome, now)
    }

    private func remember(_ user: SessionValue, _ outcome: inout LoginOutcome, _ now: Timestamp) throws(LoginFailure) {
        let duration = if let seconds = session["_remember_seconds"] { try Self.span(seconds) } else { settings.rememberDuration }
        let userID = PythonText.str(user)
        guard let duration, let expires = now.adding(duration) else {
            throw .unusableDuration(setting: "REMEMBER_COOKIE_DURATION")
        }
        if settings.rememberMode == .signed {
            outcome.setCookies.append(try manager.rememberSetCookie(payload: userID, expires: expires))
        }
        outcome.remember = .set(userID: userID, expires: expires)
    }

    /// Python's `timedelta(seconds=value)`.
    private static func span(_ value: SessionValue) throws(LoginFailure) -> TimeSpan {
        let span: TimeSpan? =
            switch value {
            case .integer(let seconds): TimeSpan(exactSeconds: Int64(seconds))
            case .bool(let one): .seconds(one ? 1 : 0)
            case .double(let seconds): TimeSpan(pythonSeconds: seconds)
            default: nil
            }
        guard let span else { throw .unexpectedValue(key: "_remember_seconds") }
        return span
    }

    private func save(_ outcome: inout LoginOutcome, _ now: Timestamp) throws(LoginFailure) {
        if session.isEmpty {
            guard isModified else { return }
            if settings.sessionMode == .cookie { outcome.setCookies.append(try manager.sessionDeletion()) }
            outcome.session = .delete
            return
        }
        guard isModified || (isPermanent && settings.sessionRefreshEachRequest) else { return }
        var expires: Timestamp?
        if isPermanent {
            guard let lifetime = settings.permanentSessionLifetime, let end = now.adding(lifetime) else {
                throw .unusableDuration(setting: "PERMANENT_SESSION_LIFETIME")
            }
            expires = end
        }
        if settings.sessionMode == .cookie {
            guard let value = manager.sessionSigner?.sign(session, at: now) else { throw .unwritableSession }
            outcome.setCookies.append(try manager.sessionSetCookie(value: value, expires: expires))
        }
        outcome.session = .save(session, changed: isModified, expires: expires)
    }
}

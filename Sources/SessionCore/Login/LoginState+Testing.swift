extension SessionMap {
    /// A session that is logged in, for tests that begin there; Flask-Login's `FlaskLoginClient` (0.6.3,
    /// `flask_login/test_client.py`).
    ///
    /// Sign it with `SessionCookieSigner`, or hand it to a store.
    /// - Parameters:
    ///   - userID: the user's `loginID`.
    ///   - fresh: whether the login counts as fresh.
    ///   - request: the client that the session is tied to. Flask-Login ties it to none, so that session protection makes it
    ///     stale at once; `nil` does the same.
    ///   - proxies: whose X-Forwarded-For is believed, as in `LoginSettings.trustedProxies`.
    public static func loggedIn(
        userID: String, fresh: Bool = true, from request: LoginRequest? = nil, trusting proxies: TrustedProxies = .init()
    ) -> SessionMap {
        var session: SessionMap = ["_user_id": .string(userID), "_fresh": .bool(fresh)]
        if let request { session["_id"] = .string(request.sessionIdentifier(trusting: proxies)) }
        return session
    }
}

// Logging in and out, and what a route may ask for: Flask-Login 0.6.3, `flask_login/utils.py` and `LoginManager`.

extension LoginCore {
    /// Flask-Login's `login_user`. Needs no loading first.
    /// - Parameters:
    ///   - user: who logs in.
    ///   - remember: whether a remember cookie is set, so that the login outlives the session.
    ///   - duration: how long the remember cookie lives; `nil`: as configured.
    ///   - force: log in even an inactive user.
    ///   - fresh: whether the login counts as fresh.
    /// - Returns: false if the user is inactive; then nothing changed.
    package mutating func login(
        _ user: any LoginUser, remember: Bool = false, duration: TimeSpan? = nil, force: Bool = false, fresh: Bool = true
    ) throws(LoginFailure) -> Bool {
        guard force || user.isActive else { return false }
        try set("_user_id", .string(user.loginID))
        try set("_fresh", .bool(fresh))
        try set("_id", .string(identifier()))
        if remember {
            try set("_remember", .string("set"))
            if let duration { try set("_remember_seconds", .double(duration.totalSeconds)) }
        }
        phase = .loaded(.user(user))
        privilegeChanges.insert(.login)
        send(.userLoggedIn, userID: user.loginID)
        return true
    }

    /// Flask-Login's `logout_user`. The user must be loaded, as the signal names it.
    package mutating func logout() throws(LoginFailure) {
        let user = try loaded()
        for key in ["_user_id", "_fresh", "_id"] where session[key] != nil { try pop(key) }
        if cookies[settings.rememberCookie.name] != nil {
            try set("_remember", .string("clear"))
            if session["_remember_seconds"] != nil { try pop("_remember_seconds") }
        }
        privilegeChanges.insert(.logout)
        send(.userLoggedOut, userID: user.loginID)
        phase = .loaded(.anonymous)
    }

    /// Flask-Login's `confirm_login`: the session counts as fresh again.
    package mutating func confirmLogin() throws(LoginFailure) {
        try set("_fresh", .bool(true))
        try set("_id", .string(identifier()))
        privilegeChanges.insert(.confirmed)
        send(.userLoginConfirmed)
    }

    /// Flask-Login's `login_fresh()`, by Python's truth.
    package var isFresh: Bool { session["_fresh"]?.isTruthy ?? false }

    /// Flask-Login's `login_remembered()`: whether the request has a genuine remember cookie.
    package func loginRemembered() throws(LoginFailure) -> Bool {
        guard let cookie = rememberCookie else { return false }
        return try manager.decodeRememberCookie(cookie) != nil
    }

    /// Whether requirements let this request through unseen: its method is exempt, or logins are disabled. The user need not
    /// be loaded then.
    package var isExempt: Bool { manager.isExempt(originalRequest.method) }

    /// Flask-Login's `login_required` and `fresh_login_required`. The user must be loaded, unless `isExempt`.
    package mutating func require(_ requirement: LoginRequirement) throws(LoginFailure) -> AccessDecision {
        if isExempt { return .proceed }
        guard try loaded().isAuthenticated else { return try unauthorized() }
        if requirement == .freshLogin, !isFresh { return try needsRefresh() }
        return .proceed
    }

    /// Flask-Login's `LoginManager.unauthorized()`.
    package mutating func unauthorized() throws(LoginFailure) -> AccessDecision {
        send(.userUnauthorized)
        if settings.hasUnauthorizedHandler { return .runUnauthorizedHandler }
        let configured = settings.blueprintLoginViews[blueprint] ?? settings.loginView
        return try sendTo(loginView ?? configured, flashing: settings.loginMessage, category: settings.loginMessageCategory)
    }

    /// Flask-Login's `LoginManager.needs_refresh()`.
    package mutating func needsRefresh() throws(LoginFailure) -> AccessDecision {
        send(.userNeedsRefresh)
        if settings.hasNeedsRefreshHandler { return .runNeedsRefreshHandler }
        return try sendTo(
            settings.refreshView, flashing: settings.needsRefreshMessage, category: settings.needsRefreshMessageCategory)
    }

    private mutating func sendTo(_ view: String?, flashing message: String?, category: String?) throws(LoginFailure)
        -> AccessDecision
    {
        guard let view, !view.isEmpty else { return .unauthorized }
        if let message, !message.isEmpty { try flash((localize ?? settings.localize)?(message) ?? message, category: category) }
        let target: String
        if settings.useSessionForNext {
            let login = try manager.expandLoginView(view, blueprint: blueprint)
            try set("_id", .string(identifier()))
            guard let current = originalRequest.currentURL else { throw .invalidURL }
            try set("next", .string(try LoginManager.nextParameter(loginURL: login, currentURL: current)))
            target = login
        } else {
            guard let current = originalRequest.currentURL else { throw .invalidURL }
            target = try manager.loginURL(view, next: current, blueprint: blueprint)
        }
        guard !target.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { throw .invalidURL }
        if let location = LocationHeader.encode(target) { return .redirect(location: location) }
        // Werkzeug looks at the URL when the answer is written, after the request has come to its end.
        locationFailure = .invalidURL
        return .redirect(location: "")
    }
}

package import SessionCore

extension ApplicationSettings {
    /// These settings as the login manager takes them, with the defaults of Flask and of the application under test.
    package func loginSettings() -> LoginSettings {
        var settings = LoginSettings(secretKey: secretKey)
        settings.secretKeyFallbacks = secretKeyFallbacks
        applyCookies(to: &settings)
        applyManager(to: &settings)

        settings.sessionRefreshEachRequest = flag(.sessionRefreshEachRequest, settings.sessionRefreshEachRequest)
        if let lifetime = config[.permanentSessionLifetime] { settings.permanentSessionLifetime = lifetime.span }
        if let duration = config[.rememberCookieDuration] { settings.rememberDuration = duration.span }
        settings.rememberRefreshEachRequest = flag(.rememberCookieRefreshEachRequest, settings.rememberRefreshEachRequest)
        if let protection = config[.sessionProtection] ?? loginManager[.sessionProtection] {
            settings.sessionProtection = SessionProtection(flaskValue: protection.text)
        }
        settings.useSessionForNext = flag(.useSessionForNext, false)
        settings.loginDisabled = flag(.loginDisabled, false)
        settings.forceHostForRedirects = config[.forceHostForRedirects]?.text
        settings.endpoints = Dictionary(uniqueKeysWithValues: Endpoint.allCases.map { ($0.rawValue, $0.path) })
        settings.loaders = hasUserLoader ? .user : []
        if requestLoader != nil { settings.loaders.insert(.request) }
        return settings
    }

    private func flag(_ key: ConfigKey, _ standard: Bool) -> Bool {
        if case .bool(let value) = config[key] { value } else { standard }
    }

    private func applyCookies(to settings: inout LoginSettings) {
        if let name = config[.sessionCookieName]?.text { settings.sessionCookie.name = name }
        settings.sessionCookie.domain = config[.sessionCookieDomain]?.text
        // Flask falls back on APPLICATION_ROOT, which is "/".
        let path = config[.sessionCookiePath]?.text ?? ""
        settings.sessionCookie.path = path.isEmpty ? "/" : path
        settings.sessionCookie.httpOnly = flag(.sessionCookieHTTPOnly, settings.sessionCookie.httpOnly)
        settings.sessionCookie.secure = flag(.sessionCookieSecure, settings.sessionCookie.secure)
        settings.sessionCookie.sameSite = config[.sessionCookieSameSite]?.text
        settings.sessionCookie.partitioned = flag(.sessionCookiePartitioned, false)
        if let name = config[.rememberCookieName]?.text { settings.rememberCookie.name = name }
        settings.rememberCookie.domain = config[.rememberCookieDomain]?.text
        if let path = config[.rememberCookiePath] { settings.rememberCookie.path = path.text }
        settings.rememberCookie.secure = flag(.rememberCookieSecure, settings.rememberCookie.secure)
        settings.rememberCookie.httpOnly = flag(.rememberCookieHTTPOnly, settings.rememberCookie.httpOnly)
        settings.rememberCookie.sameSite = config[.rememberCookieSameSite]?.text
    }

    private func applyManager(to settings: inout LoginSettings) {
        settings.loginView = "login"
        settings.refreshView = "login"
        if let view = loginManager[.loginView] { settings.loginView = view.text }
        if let view = loginManager[.refreshView] { settings.refreshView = view.text }
        settings.blueprintLoginViews = blueprintLoginViews ?? [:]
        if let message = loginManager[.loginMessage] { settings.loginMessage = message.text }
        if let category = loginManager[.loginMessageCategory] { settings.loginMessageCategory = category.text }
        if let message = loginManager[.needsRefreshMessage] { settings.needsRefreshMessage = message.text }
        if let category = loginManager[.needsRefreshMessageCategory] { settings.needsRefreshMessageCategory = category.text }
        if loginManager[.localize]?.text != nil { settings.localize = { PythonUnicode.uppercased($0) } }
        settings.hasUnauthorizedHandler = loginManager[.unauthorizedHandler]?.text != nil
        settings.hasNeedsRefreshHandler = loginManager[.needsRefreshHandler]?.text != nil
    }
}

extension SettingValue {
    /// `nil` for null, and for what is no text.
    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// `nil` for null, and for what is no number of seconds.
    var span: TimeSpan? { if case .seconds(let seconds) = self { TimeSpan(pythonSeconds: seconds) } else { nil } }
}

/// What happened, in Flask-Login's ten signals (0.6.3, `flask_login/signals.py`). The raw value is Flask-Login's name.
public enum LoginSignal: String, Hashable, Sendable, CaseIterable {
    case userLoggedIn = "user_logged_in"
    case userLoggedOut = "user_logged_out"
    case userLoadedFromCookie = "user_loaded_from_cookie"
    case userLoadedFromHeader = "user_loaded_from_header"
    case userLoadedFromRequest = "user_loaded_from_request"
    case userLoginConfirmed = "user_login_confirmed"
    case userUnauthorized = "user_unauthorized"
    case userNeedsRefresh = "user_needs_refresh"
    case userAccessed = "user_accessed"
    case sessionProtected = "session_protected"
}

/// A signal that was sent during a request.
public struct SentSignal: Hashable, Sendable {
    public var signal: LoginSignal
    /// Whom it concerns, where Flask-Login's signal carries a user; `nil` else, and for the anonymous user.
    public var userID: String?

    public init(_ signal: LoginSignal, userID: String? = nil) {
        self.signal = signal
        self.userID = userID
    }
}

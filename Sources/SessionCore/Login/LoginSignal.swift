/// What happened, in Flask-Login's ten signals (0.6.3, `flask_login/signals.py`). The raw value is Flask-Login's name.
public enum LoginSignal: String, Hashable, Sendable, CaseIterable {
    /// `login_user` logged a user in.
    case userLoggedIn = "user_logged_in"
    /// `logout_user` was called; without a user if nobody was logged in.
    case userLoggedOut = "user_logged_out"
    /// A remember cookie named the user.
    case userLoadedFromCookie = "user_loaded_from_cookie"
    /// The header loader found the user.
    case userLoadedFromHeader = "user_loaded_from_header"
    /// The request loader found the user.
    case userLoadedFromRequest = "user_loaded_from_request"
    /// `confirm_login` made the session fresh.
    case userLoginConfirmed = "user_login_confirmed"
    /// Somebody who is not logged in was refused.
    case userUnauthorized = "user_unauthorized"
    /// A login that is not fresh was refused.
    case userNeedsRefresh = "user_needs_refresh"
    /// The current user was asked for, the first time in the request.
    case userAccessed = "user_accessed"
    /// Session protection made the session stale or ended it.
    case sessionProtected = "session_protected"
}

/// A signal that was sent during a request.
public struct SentSignal: Hashable, Sendable {
    /// What happened.
    public var signal: LoginSignal
    /// Whom it concerns, where Flask-Login's signal carries a user; `nil` else, and for the anonymous user.
    public var userID: String?

    /// A signal, with the user whom it concerns.
    public init(_ signal: LoginSignal, userID: String? = nil) {
        self.signal = signal
        self.userID = userID
    }
}

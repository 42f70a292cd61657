/// What the login manager must know of a user; Flask-Login's `UserMixin` (0.6.3, `flask_login/mixins.py`).
///
/// Only `loginID` must be written; the rest has Flask-Login's defaults.
public protocol LoginUser: Sendable {
    /// The text by which the user loader finds this user again; Flask-Login's `get_id()`. It is stored in the session and in
    /// the remember cookie.
    var loginID: String { get }
    /// An inactive user cannot log in unless forced. Default true.
    var isActive: Bool { get }
    /// Default: `isActive`, as in Flask-Login since 0.5.
    var isAuthenticated: Bool { get }
    /// Default false.
    var isAnonymous: Bool { get }
}

extension LoginUser {
    /// True.
    public var isActive: Bool { true }
    /// Whether the user is active.
    public var isAuthenticated: Bool { isActive }
    /// False.
    public var isAnonymous: Bool { false }
}

/// Who makes the request; Flask-Login's `current_user`.
public enum CurrentUser<User: LoginUser>: Sendable {
    /// A user is logged in.
    case user(User)
    /// Nobody is logged in; Flask-Login's `AnonymousUserMixin`.
    case anonymous

    /// The user; `nil` for the anonymous user.
    public var user: User? { if case .user(let user) = self { user } else { nil } }
    /// `nil` for the anonymous user.
    public var loginID: String? { user?.loginID }
    /// The user's; false for the anonymous user.
    public var isAuthenticated: Bool { user?.isAuthenticated ?? false }
    /// The user's; false for the anonymous user.
    public var isActive: Bool { user?.isActive ?? false }
    /// The user's; true for the anonymous user.
    public var isAnonymous: Bool { user?.isAnonymous ?? true }
}

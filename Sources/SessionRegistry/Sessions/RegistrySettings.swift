/// How registry sessions live and die. Durations are in seconds.
public struct RegistrySettings: Hashable, Sendable {
    /// What happens when a user who has as many active sessions as allowed logs in once more.
    public enum AtLimit: String, Hashable, Sendable, CaseIterable {
        /// The oldest sessions are revoked, with their remember tokens and an audit event.
        case revokeOldest = "revoke-oldest"
        /// The login is refused.
        case refuseLogin = "refuse-login"
    }

    /// A session that is not used for this long is over. Default 1,800 (30 minutes): the upper end of what the OWASP Session
    /// Management Cheat Sheet gives for low-risk applications; 120 to 300 for high-value ones.
    public var idleLifetime: Int64
    /// A session is over this long after its login, whatever its use. Default 28,800 (8 hours): OWASP's range for a day's work is
    /// 4 to 8 hours.
    public var absoluteLifetime: Int64
    /// Both limits of a session that the application made permanent (Flask's `session.permanent`). Default 2,678,400 (31 days):
    /// Flask's `PERMANENT_SESSION_LIFETIME`.
    public var permanentLifetime: Int64
    /// `last_seen_at` of one session is written at most once in this time. Default 60.
    public var touchInterval: Int64
    /// How many active sessions a user may have; `nil` (the default): any number.
    public var sessionsPerUser: Int?
    /// Default `.revokeOldest`.
    public var atLimit: AtLimit

    /// Values that make no sense are brought into range: lifetimes are at least one second, and the limit is at least one
    /// session.
    public init(
        idleLifetime: Int64 = 1_800, absoluteLifetime: Int64 = 28_800, permanentLifetime: Int64 = 2_678_400,
        touchInterval: Int64 = 60,
        sessionsPerUser: Int? = nil, atLimit: AtLimit = .revokeOldest
    ) {
        self.idleLifetime = max(1, idleLifetime)
        self.absoluteLifetime = max(1, absoluteLifetime)
        self.permanentLifetime = max(1, permanentLifetime)
        self.touchInterval = min(max(0, touchInterval), self.idleLifetime / 4)
        self.sessionsPerUser = sessionsPerUser.map { min(max(1, $0), 1_000) }
        self.atLimit = atLimit
    }
}

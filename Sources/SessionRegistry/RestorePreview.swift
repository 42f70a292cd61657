import SessionCore

/// What taking revocations back would bring back.
public struct RestorePreview: Hashable, Sendable {
    /// How many sessions are under the revocation now, whether they would be active or not.
    public var sessions: Int
    /// How many remember tokens.
    public var tokens: Int
    /// How many of both have expired meanwhile, and would stay so.
    public var expired: Int
    /// How many users they belong to.
    public var users: Int
    /// The users with most of them, the first `most` at most; those with as many by their bytes.
    public var firstUsers: [String]
    /// The devices that most of them are on, likewise.
    public var devices: [String]
    /// Who revoked them, when and why; `nil` if that was not one act.
    public var mark: RevocationMark?

    /// How many users and devices are named.
    public static let most = 4

    /// A preview.
    public init(
        sessions: Int, tokens: Int, expired: Int, users: Int, firstUsers: [String], devices: [String], mark: RevocationMark?
    ) {
        self.sessions = sessions
        self.tokens = tokens
        self.expired = expired
        self.users = users
        self.firstUsers = firstUsers
        self.devices = devices
        self.mark = mark
    }
}

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

/// Counts what would come back, record by record. Memory: as many users and devices as there are.
package struct RestoreTally: Sendable {
    private var sessions = 0
    private var tokens = 0
    private var expired = 0
    private var users: [PageCursor.Value: Int] = [:]
    private var devices: [PageCursor.Value: Int] = [:]
    private var marks: Set<RevocationMark> = []

    package init() {}

    package mutating func add(
        isToken: Bool, user: String?, device: String?, isExpired: Bool, mark: RevocationMark?
    ) {
        if isToken { tokens += 1 } else { sessions += 1 }
        if isExpired { expired += 1 }
        if let user { users[.text(user), default: 0] += 1 }
        if let device { devices[.text(device), default: 0] += 1 }
        // Two are enough to know that it was not one.
        if let mark, marks.count < 2 { marks.insert(mark) }
    }

    package var preview: RestorePreview {
        RestorePreview(
            sessions: sessions, tokens: tokens, expired: expired, users: users.count, firstUsers: Self.most(users),
            devices: Self.most(devices), mark: marks.count == 1 ? marks.first : nil)
    }

    private static func most(_ counts: [PageCursor.Value: Int]) -> [String] {
        let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return sorted.prefix(RestorePreview.most).compactMap { if case .text(let text) = $0.key { text } else { nil } }
    }
}

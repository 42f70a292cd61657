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

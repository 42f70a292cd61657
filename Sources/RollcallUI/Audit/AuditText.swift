import CookieInspector
import LoginFlows
package import Screen
package import SessionCore
package import SessionRegistry

/// An audit event in words.
package enum AuditText {
    package static func action(_ action: AuditEvent.Action) -> String {
        switch action {
        case .revoke: "revoked"
        case .restore: "restored"
        case .reveal: "revealed"
        case .purge: "purged"
        case .theft: "theft"
        case .userAdded: "added"
        case .userChanged: "changed"
        case .userRemoved: "removed"
        case .export: "exported"
        }
    }

    /// `session 3f2a91c0`, `42 sessions, 3 tokens`, `user ada`.
    package static func subject(_ subject: AuditEvent.Subject) -> String {
        switch subject {
        case .session(let id): "session \(id.hex.prefix(8))"
        case .token(let id): "token \(id.hex.prefix(8))"
        case .user(let id): "user \(id)"
        // Of an export of the log, or of a cookie that was revealed, no record is counted.
        case .many(0, 0, let chosenBy): chosenBy
        case .many(let sessions, let tokens, _): many(sessions: sessions, tokens: tokens)
        }
    }

    /// Whom it touched, in the list: the user and the record.
    package static func whom(_ event: AuditEvent) -> String {
        let (user, record) = parts(event)
        return user.isEmpty ? record : record.isEmpty ? user : "\(user)  \(record)"
    }

    /// The same in two, to be put under each other.
    package static func parts(_ event: AuditEvent) -> (user: String, record: String) {
        if case .user(let id) = event.subject { return (event.userID ?? id, "") }
        return (event.userID ?? "", subject(event.subject))
    }

    package static func many(sessions: Int, tokens: Int) -> String {
        let first = "\(sessions) session\(sessions == 1 ? "" : "s")"
        let second = "\(tokens) token\(tokens == 1 ? "" : "s")"
        if tokens == 0 { return first }
        return sessions == 0 ? second : "\(first), \(second)"
    }

    /// One sentence for the detail: who did what to what.
    package static func sentence(_ event: AuditEvent) -> String {
        switch event.action {
        case .theft: "A used-up verifier came back for \(subject(event.subject)): taken for a theft."
        case .userAdded, .userChanged, .userRemoved:
            "\(event.operatorName) \(action(event.action)) user \(event.userID ?? bare(event.subject))"
        default: "\(event.operatorName) \(action(event.action)) \(subject(event.subject))"
        }
    }

    private static func bare(_ value: AuditEvent.Subject) -> String {
        if case .user(let id) = value { id } else { subject(value) }
    }

    package static func role(_ action: AuditEvent.Action) -> Role {
        switch action {
        case .theft: .danger
        case .revoke, .purge, .userRemoved: .warning
        case .restore, .userAdded: .good
        case .reveal, .userChanged, .export: .text
        }
    }

    /// The time on the day of `now`, day and time within half a year, else the date: at most eleven columns.
    package static func when(_ moment: Timestamp, now: Timestamp) -> String {
        let full = MomentFormat.full(moment)
        if full.prefix(10) == MomentFormat.full(now).prefix(10) { return MomentFormat.clock(moment) }
        let near: ClosedRange<Int64> = -15_552_000...15_552_000
        return near.contains(now.seconds(since: moment)) ? String(full.dropFirst(5).prefix(11)) : String(full.prefix(10))
    }
}

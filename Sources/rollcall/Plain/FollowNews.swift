import RollcallUI
import SessionCore
package import SessionRegistry

/// What happened between two looks at the store, a sentence each. Pure.
package enum FollowNews {
    /// Lines of one look: a burst of logins is not read out one by one for minutes.
    package static let maximumLines = 20

    /// Without times; the caller puts one before each.
    package static func lines(from before: FollowedState, to after: FollowedState) -> [String] {
        var lines = events(before, after) + sessions(before, after) + tokens(before, after)
        if lines.count > maximumLines {
            let more = lines.count - maximumLines
            lines = Array(lines.prefix(maximumLines))
            lines.append("And \(PlainText.count(more, "more change")). Type list or audit to see them.")
        }
        let (was, now) = (before.health.activeSessions, after.health.activeSessions)
        if was != now {
            if let last = lines.popLast() {
                lines.append(last + " \(MomentFormat.count(now)) active.")
            } else {
                let change = "\(MomentFormat.count(abs(now - was))) \(now > was ? "more" : "fewer") than before"
                lines.append("\(PlainText.count(now, "active session")), \(change), among those not followed one by one.")
            }
        }
        return lines
    }

    /// What it begins with.
    package static func summary(_ state: FollowedState, store: StoreDescription, readOnly: Bool) -> [String] {
        let users = Set(state.sessions.records.compactMap(\.userID)).count
        let followed = state.sessions.records.count
        let health = state.health
        var lines = ["Store \(PlainText.short(store.url, 200))\(readOnly ? ", read-only" : "")."]
        let states =
            "\(MomentFormat.count(health.expiredSessions)) expired, \(MomentFormat.count(health.revokedSessions)) revoked"
        lines.append(
            "\(PlainText.count(health.activeSessions, "active session")), \(states), "
                + "\(PlainText.count(health.activeTokens, "active remember token")).")
        if !state.filter.terms.isEmpty { lines.append("Filter: \(PlainText.short("\(state.filter)", 200))") }
        let which = state.sessions.goesOn ? "the newest" : state.filter.terms.isEmpty ? "all" : "all that match,"
        lines.append(
            "Followed one by one: \(which) \(PlainText.count(followed, "session")), of \(PlainText.count(users, "user"))."
                + (state.sessions.goesOn ? " Of older ones only the audit log and the numbers are reported." : ""))
        return lines
    }

    // MARK: - The audit log

    private static func events(_ before: FollowedState, _ after: FollowedState) -> [String] {
        let last = before.events.first?.id ?? 0
        let new = after.events.filter { $0.id > last }
        var lines: [String] = []
        if let oldest = new.last, oldest.id > last + 1, new.count == after.events.count {
            let skipped = PlainText.count(Int(clamping: oldest.id - last - 1), "event")
            lines.append("\(skipped) of the audit log before these. Type audit to see them.")
        }
        return lines + new.reversed().map(PlainText.sentence)
    }

    // MARK: - Sessions

    private static func sessions(_ before: FollowedState, _ after: FollowedState) -> [String] {
        let old = Dictionary(before.sessions.records.map { ($0.id, $0) }) { first, _ in first }
        let new = Dictionary(after.sessions.records.map { ($0.id, $0) }) { first, _ in first }
        var gone = before.sessions.records.filter { new[$0.id] == nil && after.sessions.covers($0) }
        var lines: [String] = []
        for record in after.sessions.records.reversed() {
            if let was = old[record.id] {
                lines += changes(was, record, before.at, after.at)
            } else if before.sessions.covers(record) {
                // A login and a change of privilege give the same session a new secret, and so a new id.
                let place = gone.firstIndex { $0.createdAt == record.createdAt && $0.userAgent == record.userAgent }
                lines.append(contentsOf: arrival(record, from: place.map { gone.remove(at: $0) }, after.at))
            }
        }
        let isFiltered = !after.filter.terms.isEmpty
        for record in gone.reversed() {
            let who = PlainText.name(record.userID, none: "Nobody")
            let what = "session \(PlainText.id(record.id)), \(PlainText.place(record.device, record.ip))"
            if isFiltered {
                lines.append("\(who) is gone or no longer matches: \(what).")
            } else if record.state(at: before.at) != .active {
                lines.append("\(who): a session that was over is deleted, \(PlainText.id(record.id)).")
            } else {
                lines.append(record.userID == nil ? "A visitor's session ended: \(what)." : "\(who) logged out: \(what).")
            }
        }
        return lines
    }

    private static func arrival(_ record: SessionRecord, from old: SessionRecord?, _ now: Timestamp) -> [String] {
        let what = "\(PlainText.place(record.device, record.ip)), session \(PlainText.id(record.id))"
        guard let user = record.userID else {
            if let name = old?.userID { return ["\(PlainText.name(name, none: "")) logged out: \(what)."] }
            return ["A visitor without a login: \(what)."]
        }
        let who = PlainText.name(user, none: "")
        if let old, old.userID == user {
            let isConfirmed = record.fresh == true && old.fresh != true
            return ["\(who) \(isConfirmed ? "confirmed the login" : "got a new session secret"): \(what)."]
        }
        let state = record.state(at: now)
        if state != .active { return ["\(who) logged in and is \(state.rawValue) already: \(what)."] }
        if record.remembered == true, record.fresh != true { return ["\(who) came back by a remember token: \(what)."] }
        return ["\(who) logged in: \(what)."]
    }

    /// Revoking and restoring are in the audit log, which tells who and why; here is what nobody did by hand.
    private static func changes(_ was: SessionRecord, _ record: SessionRecord, _ then: Timestamp, _ now: Timestamp) -> [String] {
        let who = PlainText.name(record.userID, none: "Nobody")
        let id = PlainText.id(record.id)
        var lines: [String] = []
        if was.state(at: then) == .active, record.state(at: now) == .expired { lines.append("\(who): session \(id) expired.") }
        if was.userID != record.userID {
            let names = [was.userID, record.userID].map { PlainText.name($0, none: "nobody") }
            lines.append("Session \(id) passed from \(names[0]) to \(names[1]).")
        } else if was.ip != record.ip {
            let addresses = [was.ip, record.ip].map { PlainText.name($0, none: "an unknown address") }
            lines.append("\(who): session \(id) moved from \(addresses[0]) to \(addresses[1]).")
        }
        if was.fresh == false, record.fresh == true { lines.append("\(who) confirmed the login: session \(id).") }
        return lines
    }

    // MARK: - Remember tokens

    private static func tokens(_ before: FollowedState, _ after: FollowedState) -> [String] {
        let old = Set(before.tokens.records.map(\.id))
        let new = Set(after.tokens.records.map(\.id))
        var lines: [String] = []
        for token in after.tokens.records.reversed() where !old.contains(token.id) && before.tokens.covers(token) {
            let who = PlainText.name(token.userID, none: "Nobody")
            lines.append("\(who) is remembered on \(PlainText.place(token.device, token.ip)), token \(PlainText.id(token.id)).")
        }
        for token in before.tokens.records.reversed() where !new.contains(token.id) && after.tokens.covers(token) {
            let who = PlainText.name(token.userID, none: "Nobody")
            let id = PlainText.id(token.id)
            lines.append(
                after.filter.terms.isEmpty
                    ? "\(who) is no longer remembered: token \(id)." : "\(who): token \(id) is gone or no longer matches.")
        }
        return lines
    }
}

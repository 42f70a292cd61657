import Screen
import SessionCore
import SessionRegistry

private func yesNo(_ flag: Bool?, _ theme: Theme) -> ListCell {
    switch flag {
    case true?: ListCell("yes", .text)
    case false?: ListCell("no", .faint)
    case nil: ListCell(theme.symbols.unknown, .faint)
    }
}

private func stateCell(_ state: RecordState, _ theme: Theme) -> ListCell {
    ListCell("\(state.symbol(theme)) \(state.rawValue)", state == .expired ? .faint : .secondary, sign: state.role)
}

private func past(_ moment: Timestamp?, _ now: Timestamp, _ theme: Theme) -> ListCell {
    guard let moment else { return ListCell(theme.symbols.unknown, .faint) }
    let seconds = now.seconds(since: moment)
    return ListCell(MomentFormat.short(seconds: seconds), seconds < 300 ? .text : .secondary)
}

private func future(_ moment: Timestamp?, _ now: Timestamp, _ theme: Theme) -> ListCell {
    guard let moment else { return ListCell(theme.symbols.unknown, .faint) }
    let seconds = moment.seconds(since: now)
    return seconds <= 0 ? ListCell("over", .faint) : ListCell(MomentFormat.short(seconds: seconds), seconds < 300 ? .warning : .secondary)
}

/// The columns that sessions and tokens have in common.
private func who<Row: ListedRecord>(_ about: String, field: Row.Field) -> ListColumn<Row> {
    ListColumn("user", "USER", about, field: field, widths: (11, 12, 28), rank: 0, role: .text, missing: "anonymous") { $0.owner }
}
private func device<Row: ListedRecord>(field: Row.Field) -> ListColumn<Row> {
    ListColumn("device", "DEVICE", "what a person would call it", field: field, widths: (15, 19, 26), rank: 1) { $0.deviceName }
}
private func address<Row: ListedRecord>(rank: Int, field: Row.Field) -> ListColumn<Row> {
    ListColumn("ip", "IP", "the address it was last seen from", field: field, widths: (13, 15, 39), rank: rank) { $0.address }
}
private func expires<Row: ListedRecord>(rank: Int, field: Row.Field, _ moment: @escaping @Sendable (Row) -> Timestamp?) -> ListColumn<Row> {
    ListColumn("expires", "EXPIRES", "when it ends by itself", field: field, width: 7, right: true, rank: rank) { row, now, theme in
        row.mark == nil ? future(moment(row), now, theme) : ListCell(theme.symbols.unknown, .faint)
    }
}
private func agent<Row: ListedRecord>(field: Row.Field, _ text: @escaping @Sendable (Row) -> String?) -> ListColumn<Row> {
    ListColumn("agent", "AGENT", "the user agent as it was sent", field: field, widths: (12, 24, 80), rank: 20, shown: false, text: text)
}
private func shortID<Row: ListedRecord>(field: Row.Field) -> ListColumn<Row> {
    ListColumn("id", "ID", "the beginning of its id", field: field, width: 12, right: false, rank: 21, shown: false) { row, _, _ in
        ListCell(String(row.hex.prefix(12)), .faint)
    }
}

let sessionColumns: [ListColumn<SessionRecord>] = [
    who("who is logged in", field: .user),
    device(field: .device),
    address(rank: 4, field: .ip),
    ListColumn("started", "STARTED", "when the login was", field: .created, width: 7, right: true, rank: 5) { row, now, theme in
        past(row.createdAt, now, theme)
    },
    ListColumn("seen", "SEEN", "when it was last used", field: .seen, width: 5, right: true, rank: 2) { row, now, theme in
        past(row.lastSeenAt, now, theme)
    },
    expires(rank: 6, field: .expires) { $0.expiresAt },
    ListColumn("fresh", "FRESH", "whether the password was given for it", field: .fresh, width: 6, right: false, rank: 7) { row, _, theme in
        yesNo(row.fresh, theme)
    },
    ListColumn("remembered", "REMEMB", "whether a remember token goes with it", field: .remembered, width: 7, right: false, rank: 8) { row, _, theme in
        yesNo(row.remembered, theme)
    },
    ListColumn("permanent", "PERMAN", "whether its cookie outlives the browser", field: .permanent, width: 6, right: false, rank: 9, shown: false) { row, _, theme in
        yesNo(row.permanent, theme)
    },
    ListColumn("state", "STATE", "active, expired or revoked", field: .state, width: 9, right: false, rank: 3) { row, now, theme in
        stateCell(row.state(at: now), theme)
    },
    ListColumn("revoked-by", "REVOKED BY", "who revoked it", field: .revokedBy, widths: (10, 12, 28), rank: 10, shown: false) { $0.revocation?.by },
    agent(field: .agent) { $0.userAgent },
    shortID(field: .id),
]

let tokenColumns: [ListColumn<TokenRecord>] = [
    who("whose device is remembered", field: .user),
    device(field: .device),
    address(rank: 5, field: .ip),
    ListColumn("issued", "ISSUED", "when it was made", field: .created, width: 6, right: true, rank: 6) { row, now, theme in
        past(row.createdAt, now, theme)
    },
    ListColumn("used", "USED", "when it last logged somebody in", field: .used, width: 5, right: true, rank: 2) { row, now, theme in
        row.lastUsedAt == nil ? ListCell("never", .faint) : past(row.lastUsedAt, now, theme)
    },
    ListColumn("uses", "USES", "how often it did", field: .uses, widths: (5, 5, 15), rank: 4, number: \.uses),
    ListColumn("rotates", "ROTATES", "how often its verifier is replaced, on average", field: .rotates, width: 7, right: true, rank: 9) { row, _, theme in
        row.rotationInterval.map { ListCell(MomentFormat.short(seconds: $0), .secondary) } ?? ListCell(theme.symbols.unknown, .faint)
    },
    expires(rank: 7, field: .expires) { $0.expiresAt },
    ListColumn("theft", "THEFT", "when a stolen copy of it was used", field: .theft, width: 6, right: true, rank: 8) { row, now, theme in
        row.theftDetectedAt.map { ListCell("\(theme.symbols.warning) " + MomentFormat.short(seconds: now.seconds(since: $0)), .danger) }
            ?? ListCell(theme.symbols.unknown, .faint)
    },
    ListColumn("state", "STATE", "active, expired, revoked or stolen", field: .state, width: 9, right: false, rank: 3) { row, now, theme in
        guard row.theftDetectedAt != nil else { return stateCell(row.state(at: now), theme) }
        // The sign says whether it still has to be dealt with.
        return row.mark == nil
            ? ListCell("\(theme.symbols.warning) stolen", .danger)
            : ListCell("\(RecordState.revoked.symbol(theme)) stolen", .secondary, sign: RecordState.revoked.role)
    },
    ListColumn("revoked-by", "REVOKED BY", "who revoked it", field: .revokedBy, widths: (10, 12, 28), rank: 10, shown: false) { $0.revocation?.by },
    agent(field: .agent) { $0.userAgent },
    shortID(field: .id),
]

extension TokenRecord {
    /// Seconds between two replacements of the verifier, on average; `nil` before the first.
    var rotationInterval: Int64? {
        guard uses > 0, let lastUsedAt else { return nil }
        return max(0, lastUsedAt.seconds(since: createdAt)) / Int64(uses)
    }
}

extension RecordState {
    func symbol(_ theme: Theme) -> String {
        switch self {
        case .active: theme.symbols.active
        case .expired: theme.symbols.expired
        case .revoked: theme.symbols.revoked
        }
    }

    var role: Role {
        switch self {
        case .active: .good
        case .expired: .faint
        case .revoked: .danger
        }
    }
}

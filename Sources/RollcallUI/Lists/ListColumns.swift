import Screen
import SessionCore
import SessionRegistry

private func yesNo(_ flag: Bool?, _ theme: Theme) -> (String, Role) {
    switch flag {
    case true?: ("yes", .text)
    case false?: ("no", .faint)
    case nil: (theme.symbols.unknown, .faint)
    }
}

private func stateCell(_ state: RecordState, _ theme: Theme) -> (String, Role) {
    switch state {
    case .active: ("\(theme.symbols.active) active", .good)
    case .expired: ("\(theme.symbols.expired) expired", .faint)
    case .revoked: ("\(theme.symbols.revoked) revoked", .danger)
    }
}

private func past(_ moment: Timestamp?, _ now: Timestamp, _ theme: Theme) -> (String, Role) {
    guard let moment else { return (theme.symbols.unknown, .faint) }
    let seconds = now.seconds(since: moment)
    return (MomentFormat.short(seconds: seconds), seconds < 300 ? .text : .secondary)
}

private func future(_ moment: Timestamp?, _ now: Timestamp, _ theme: Theme) -> (String, Role) {
    guard let moment else { return (theme.symbols.unknown, .faint) }
    let seconds = moment.seconds(since: now)
    return seconds <= 0 ? ("over", .faint) : (MomentFormat.short(seconds: seconds), seconds < 300 ? .warning : .secondary)
}

let sessionColumns: [ListColumn<SessionRecord>] = [
    ListColumn(title: "USER", field: .user, minimum: 11, usual: 12, maximum: 28, right: false, rank: 0) { row, _, _ in
        row.userID.map { ($0, .text) } ?? ("anonymous", .faint)
    },
    ListColumn(title: "DEVICE", field: .device, minimum: 15, usual: 19, maximum: 26, right: false, rank: 1) { row, _, theme in
        row.deviceName.map { ($0, .secondary) } ?? (theme.symbols.unknown, .faint)
    },
    ListColumn(title: "IP", field: .ip, minimum: 13, usual: 15, maximum: 15, right: false, rank: 4) { row, _, theme in
        row.ip.map { ($0, .secondary) } ?? (theme.symbols.unknown, .faint)
    },
    ListColumn(title: "STARTED", field: .created, minimum: 7, usual: 7, maximum: 8, right: true, rank: 5) { row, now, theme in
        past(row.createdAt, now, theme)
    },
    ListColumn(title: "SEEN", field: .seen, minimum: 5, usual: 5, maximum: 6, right: true, rank: 2) { row, now, theme in
        past(row.lastSeenAt, now, theme)
    },
    ListColumn(title: "EXPIRES", field: .expires, minimum: 7, usual: 7, maximum: 8, right: true, rank: 6) { row, now, theme in
        row.revocation == nil ? future(row.expiresAt, now, theme) : (theme.symbols.unknown, .faint)
    },
    ListColumn(title: "FRESH", field: .fresh, minimum: 6, usual: 6, maximum: 6, right: false, rank: 7) { row, _, theme in yesNo(row.fresh, theme) },
    ListColumn(title: "REMEMB", field: .remembered, minimum: 7, usual: 7, maximum: 7, right: false, rank: 8) { row, _, theme in
        yesNo(row.remembered, theme)
    },
    ListColumn(title: "STATE", field: nil, minimum: 9, usual: 9, maximum: 9, right: false, rank: 3) { row, now, theme in
        stateCell(row.state(at: now), theme)
    },
]

let tokenColumns: [ListColumn<TokenRecord>] = [
    ListColumn(title: "USER", field: .user, minimum: 11, usual: 12, maximum: 28, right: false, rank: 0) { row, _, _ in (row.userID, .text) },
    ListColumn(title: "DEVICE", field: .device, minimum: 15, usual: 19, maximum: 26, right: false, rank: 1) { row, _, theme in
        row.deviceName.map { ($0, .secondary) } ?? (theme.symbols.unknown, .faint)
    },
    ListColumn(title: "IP", field: .ip, minimum: 13, usual: 15, maximum: 15, right: false, rank: 5) { row, _, theme in
        row.ip.map { ($0, .secondary) } ?? (theme.symbols.unknown, .faint)
    },
    ListColumn(title: "ISSUED", field: .created, minimum: 6, usual: 6, maximum: 8, right: true, rank: 6) { row, now, theme in
        past(row.createdAt, now, theme)
    },
    ListColumn(title: "USED", field: .used, minimum: 5, usual: 5, maximum: 6, right: true, rank: 2) { row, now, theme in
        row.lastUsedAt == nil ? ("never", .faint) : past(row.lastUsedAt, now, theme)
    },
    ListColumn(title: "USES", field: .uses, minimum: 5, usual: 5, maximum: 7, right: true, rank: 4) { row, _, _ in
        (MomentFormat.count(row.uses), row.uses == 0 ? .faint : .text)
    },
    ListColumn(title: "EXPIRES", field: .expires, minimum: 7, usual: 7, maximum: 8, right: true, rank: 7) { row, now, theme in
        row.revocation == nil ? future(row.expiresAt, now, theme) : (theme.symbols.unknown, .faint)
    },
    ListColumn(title: "STATE", field: nil, minimum: 9, usual: 9, maximum: 9, right: false, rank: 3) { row, now, theme in
        row.theftDetectedAt == nil ? stateCell(row.state(at: now), theme) : ("\(theme.symbols.warning) stolen", .danger)
    },
]

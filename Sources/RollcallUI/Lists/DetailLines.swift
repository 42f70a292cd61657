import Screen
import SessionCore
import SessionRegistry

/// One line of the detail pane.
enum DetailLine {
    case blank
    case heading(String)
    case field(String, String, Role)
    /// A line of the payload's tree.
    case tree(Int)
    case session(SessionRecord)
    case token(TokenRecord)
    case event(AuditEvent)
    case note(String, Role)
}

/// The detail as lines, from the record in the list and what was loaded of it.
enum DetailLines {
    static func lines<Row: ListedRecord>(_ model: Model, _ type: Row.Type) -> [DetailLine] {
        let list = model[keyPath: Row.path]
        let detail = list.shownDetail
        guard let id = detail.id else { return [] }
        let fresh = list.rows.first { $0.id == id }
        guard let row = fresh ?? detail.data.flatMap(Row.record(of:)) else {
            return [.note("This \(Row.noun) is gone.", .secondary)]
        }
        var lines: [DetailLine]
        if let session = row as? SessionRecord {
            lines = sessionLines(session, detail.data as? SessionDetail, detail.tree, model)
        } else if let token = row as? TokenRecord {
            lines = tokenLines(token, detail.data as? TokenDetail, model)
        } else {
            lines = []
        }
        if let problem = detail.problem { lines.append(.note(problem, .danger)) }
        return lines
    }

    private static func ago(_ moment: Timestamp?, _ model: Model) -> String {
        guard let moment else { return "not known" }
        let relative = MomentFormat.relative(moment, now: model.now)
        return relative + String(repeating: " ", count: max(1, 8 - relative.count)) + MomentFormat.full(moment)
    }

    private static func yesNo(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? "not known" }

    private static func stateLines(_ state: RecordState, _ mark: RevocationMark?, _ model: Model) -> [DetailLine] {
        let symbols = model.theme.symbols
        var lines: [DetailLine]
        switch state {
        case .active: lines = [.field("state", "\(symbols.active) active", .good)]
        case .expired: lines = [.field("state", "\(symbols.expired) expired", .secondary)]
        case .revoked: lines = [.field("state", "\(symbols.revoked) revoked", .danger)]
        }
        if let mark {
            lines.append(.field("revoked", "\(mark.id) by \(mark.by), \(MomentFormat.ago(mark.at, now: model.now))", .text))
            if let reason = mark.reason { lines.append(.field("reason", reason, .text)) }
        }
        return lines
    }

    private static func sessionLines(_ row: SessionRecord, _ data: SessionDetail?, _ tree: PayloadTree?, _ model: Model) -> [DetailLine] {
        var lines = stateLines(row.state(at: model.now), row.revocation, model)
        lines += [
            .field("user", row.userID ?? "anonymous", row.userID == nil ? .faint : .title),
            .field("device", row.device ?? "not known", .text),
            .field("ip", row.ip ?? "not known", .text),
            .field("started", ago(row.createdAt, model), .text),
            .field("seen", ago(row.lastSeenAt, model), .text),
            .field("expires", row.expiresAt.map { ago($0, model) } ?? "not known", .text),
            .field("fresh", yesNo(row.fresh), .text),
            .field("permanent", yesNo(row.permanent), .text),
            .field("remembered", yesNo(row.remembered), .text),
            .field("agent", row.userAgent ?? "not sent", .secondary),
            .field("id", row.id.hex, .secondary),
        ]
        guard let data else { return lines + [.blank, .note("Reading\u{2026}", .faint)] }
        lines += [.blank, .heading("Payload")]
        if let tree, data.payload?.isEmpty == false {
            lines += tree.lines.indices.map { .tree($0) }
        } else {
            lines.append(.note(data.payload == nil ? "not in the store" : "empty", .faint))
        }
        if let token = data.token {
            lines += [.blank, .heading("Remember token"), .token(token)]
        }
        lines += [.blank, .heading("Other sessions of this user")]
        if data.others.isEmpty { lines.append(.note("none", .faint)) }
        lines += data.others.map { .session($0) }
        return lines + eventLines(data.events)
    }

    private static func tokenLines(_ row: TokenRecord, _ data: TokenDetail?, _ model: Model) -> [DetailLine] {
        var lines = stateLines(row.state(at: model.now), row.revocation, model)
        if let theft = row.theftDetectedAt {
            lines.append(.field("theft", "an older verifier was used \(MomentFormat.ago(theft, now: model.now))", .danger))
        }
        lines += [
            .field("user", row.userID, .title),
            .field("device", row.device ?? "not known", .text),
            .field("ip", row.ip ?? "not known", .text),
            .field("issued", ago(row.createdAt, model), .text),
            .field("used", row.lastUsedAt.map { ago($0, model) } ?? "never", .text),
            .field("uses", "\(MomentFormat.count(row.uses)), the verifier was replaced at each", .text),
            .field("expires", row.expiresAt.map { ago($0, model) } ?? "never", .text),
            .field("agent", row.userAgent ?? "not sent", .secondary),
            .field("id", row.id.hex, .secondary),
        ]
        guard let data else { return lines + [.blank, .note("Reading\u{2026}", .faint)] }
        lines += [.blank, .heading("Sessions of this user")]
        if data.sessions.isEmpty { lines.append(.note("none", .faint)) }
        lines += data.sessions.map { .session($0) }
        return lines + eventLines(data.events)
    }

    private static func eventLines(_ events: [AuditEvent]) -> [DetailLine] {
        [.blank, .heading("Audit")] + (events.isEmpty ? [.note("nothing was done to it", .faint)] : events.map { .event($0) })
    }
}

import Screen
import SessionCore
import SessionRegistry

/// One line of the detail pane.
enum DetailLine {
    case blank
    case heading(String)
    /// The same with a note behind it.
    case headingNote(String, String, Role)
    case field(String, String, Role)
    /// A time, in as many words as there is room for.
    case moment(String, Timestamp)
    /// A line of the payload's tree.
    case tree(Int)
    /// A session, its device padded to this width so that what follows lines up.
    case session(SessionRecord, device: Int)
    case token(TokenRecord)
    case event(AuditEvent)
    case note(String, Role)
}

/// The detail as lines, from the record in the list and what was loaded of it.
struct DetailLines {
    private let model: Model
    /// Columns of the pane, for values that run over several lines.
    private let width: Int

    /// Columns of a field's name.
    static let nameWidth = 11
    /// Lines a long value takes at most: beside a list what comes after it is wanted as well.
    private var mostLines: Int { model.layout.zoomed ? 6 : 3 }

    static func lines<Row: ListedRecord>(_ model: Model, _ type: Row.Type) -> [DetailLine] {
        let list = model[keyPath: Row.path]
        let detail = list.shownDetail
        guard let id = detail.id else { return [] }
        let fresh = list.rows.first { $0.id == id }
        guard let row = fresh ?? detail.data.flatMap(Row.record(of:)) else {
            return [.note("This \(Row.noun) is gone.", .secondary)]
        }
        let maker = DetailLines(model: model, width: max(20, model.screenLayout.detail.columns - 2))
        var lines: [DetailLine]
        if let session = row as? SessionRecord {
            lines = maker.session(session, detail.data as? SessionDetail, detail.tree(at: model.now), detail.reveal)
        } else if let token = row as? TokenRecord {
            lines = maker.token(token, detail.data as? TokenDetail)
        } else {
            lines = []
        }
        if let problem = detail.problem { lines.append(.note(problem, .danger)) }
        return lines
    }

    // MARK: Parts

    private func time(_ name: String, _ moment: Timestamp?, missing: String = "not known") -> DetailLine {
        moment.map { .moment(name, $0) } ?? .field(name, missing, .faint)
    }

    private func flag(_ name: String, _ flag: Bool?) -> DetailLine {
        .field(name, flag.map { $0 ? "yes" : "no" } ?? "not known", flag == nil ? .faint : .text)
    }

    /// A value over as many lines as it needs.
    private func long(_ name: String, _ value: String?, missing: String, _ role: Role) -> [DetailLine] {
        guard let value else { return [.field(name, missing, .faint)] }
        let room = max(8, width - Self.nameWidth)
        var lines: [DetailLine] = []
        var rest = Substring(value.prefix(2_000))
        while !rest.isEmpty, lines.count < mostLines {
            var end = rest.startIndex, used = 0
            while end < rest.endIndex {
                let next = CellWidth.of(String(rest[end]))
                guard used + next <= room || used == 0 else { break }
                used += next
                end = rest.index(after: end)
            }
            // Between words rather than within one, where the line does not become much shorter by that.
            if end < rest.endIndex, let space = rest[..<end].lastIndex(of: " "), rest.distance(from: space, to: end) < room / 2 {
                end = rest.index(after: space)
            }
            // The last line takes what is left, cut with an ellipsis.
            let isLast = lines.count == mostLines - 1
            lines.append(.field(lines.isEmpty ? name : "", String(isLast ? rest : rest[..<end]), role))
            rest = rest[end...]
        }
        return lines.isEmpty ? [.field(name, "empty", .faint)] : lines
    }

    private func state(_ state: RecordState, _ mark: RevocationMark?) -> [DetailLine] {
        var lines: [DetailLine] = [
            .field("state", "\(state.symbol(model.theme)) \(state.rawValue)", state == .expired ? .secondary : state.role)
        ]
        if let mark {
            lines += long("revoked", "\(mark.id) by \(mark.by), \(MomentFormat.ago(mark.at, now: model.now))", missing: "", .text)
            if let reason = mark.reason { lines += long("reason", reason, missing: "", .text) }
        }
        return lines
    }

    private func session(_ row: SessionRecord, _ data: SessionDetail?, _ tree: PayloadTree?, _ reveal: Reveal?) -> [DetailLine] {
        var lines = state(row.state(at: model.now), row.revocation)
        lines += long("user", row.userID, missing: "anonymous", .title)
        lines += long("device", row.device, missing: "not known", .text)
        lines += [
            .field("ip", row.ip ?? "not known", row.ip == nil ? .faint : .text),
            time("started", row.createdAt), time("seen", row.lastSeenAt), time("expires", row.expiresAt),
            flag("fresh", row.fresh), flag("permanent", row.permanent), flag("remembered", row.remembered),
        ]
        lines += long("agent", row.userAgent, missing: "not sent", .secondary)
        lines += long("id", row.id.hex, missing: "", .secondary)
        guard let data else { return lines + [.blank, .note("Reading\u{2026}", .faint)] }
        lines += [.blank, payloadHeading(tree, reveal)]
        if let tree, data.payload?.isEmpty == false {
            lines += tree.lines.indices.map { .tree($0) }
        } else {
            lines.append(.note(data.payload == nil ? "not in the store" : "empty", .faint))
        }
        if let token = data.token { lines += [.blank, .heading("Remember token"), .token(token)] }
        lines += [.blank, .heading("Other sessions of this user")] + sessions(data.others, of: max(0, data.sessionsOfUser - 1))
        return lines + events(data.events)
    }

    private func payloadHeading(_ tree: PayloadTree?, _ reveal: Reveal?) -> DetailLine {
        guard let tree, tree.hiddenCount > 0 else { return .heading("Payload") }
        if tree.isShowingAll, case .shown(let until)? = reveal {
            return .headingNote("Payload", "shown for \(MomentFormat.short(seconds: max(1, until.seconds(since: model.now))))", .warning)
        }
        return .headingNote("Payload", "\(tree.hiddenCount) hidden, \(model.keyLabel("sessions.reveal")) shows", .faint)
    }

    private func token(_ row: TokenRecord, _ data: TokenDetail?) -> [DetailLine] {
        var lines = state(row.state(at: model.now), row.revocation)
        if let theft = row.theftDetectedAt {
            let what = "\(model.theme.symbols.warning) an older verifier was used \(MomentFormat.ago(theft, now: model.now)): its cookie was copied"
            lines += long("theft", what, missing: "", .danger)
        } else {
            lines.append(.field("theft", "none seen", .faint))
        }
        lines += long("user", row.userID, missing: "", .title)
        lines += long("device", row.device, missing: "not known", .text)
        lines += [
            .field("ip", row.ip ?? "not known", row.ip == nil ? .faint : .text),
            time("issued", row.createdAt), time("used", row.lastUsedAt, missing: "never"),
            .field("uses", row.uses == 0 ? "none" : MomentFormat.count(row.uses), row.uses == 0 ? .faint : .text),
        ]
        lines += long("rotation", rotation(row), missing: "", row.uses == 0 ? .faint : .text)
        lines.append(time("expires", row.expiresAt, missing: "never"))
        lines += long("agent", row.userAgent, missing: "not sent", .secondary)
        lines += long("id", row.id.hex, missing: "", .secondary)
        guard let data else { return lines + [.blank, .note("Reading\u{2026}", .faint)] }
        lines += [.blank, .heading("Sessions of this user")] + sessions(data.sessions, of: data.sessionsOfUser)
        return lines + events(data.events)
    }

    /// Each use replaces the verifier.
    private func rotation(_ row: TokenRecord) -> String {
        guard let interval = row.rotationInterval, let last = row.lastUsedAt else { return "the first verifier still holds" }
        return "every \(MomentFormat.short(seconds: max(1, interval))), last \(MomentFormat.ago(last, now: model.now))"
    }

    /// - Parameter count: how many there are; more than are listed.
    private func sessions(_ records: [SessionRecord], of count: Int) -> [DetailLine] {
        guard !records.isEmpty else { return [.note("none", .faint)] }
        // Sign, age and the longest of the IPv4 addresses keep their room.
        let address = records.map { CellWidth.of($0.ip ?? "", upTo: 15) }.max() ?? 0
        let room = max(8, width - 7 - 2 - address)
        let device = records.map { CellWidth.of(DetailLineView.device($0), upTo: room) }.max() ?? 0
        let lines: [DetailLine] = records.map { .session($0, device: min(device, room)) }
        guard count > records.count else { return lines }
        let more = count - records.count
        let plus = count >= SessionDetail.mostCounted ? "+" : ""
        return lines + [.note("and \(MomentFormat.count(more))\(plus) more: \(model.keyLabel("\(model.tab.title.lowercased()).filter-user")) lists them", .faint)]
    }

    private func events(_ events: [AuditEvent]) -> [DetailLine] {
        [.blank, .heading("Audit")] + (events.isEmpty ? [.note("nothing was done to it", .faint)] : events.map { .event($0) })
    }
}

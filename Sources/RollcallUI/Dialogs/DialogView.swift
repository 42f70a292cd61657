import Screen
import SessionRegistry

/// Where the parts of the dialog go.
struct DialogLayout {
    var box: Rect
    var itemRows: Int

    init(_ dialog: ActDialog, size: Size) {
        // Everything but the list of items: frame 2, blank 3, preview 1, confirmation 1, reason 1, complaint 1, buttons 1.
        let fixed = 10
        // A restoration: by whom, whose, and on which devices.
        let isRestoration = if case .restore = dialog.act { true } else { false }
        let wanted = isRestoration ? 3 : dialog.matching == nil ? dialog.items.count : 2
        let screen = Rect(size)
        let height = min(max(fixed + max(1, wanted), fixed + 1), screen.rows - 2)
        itemRows = max(0, min(wanted, height - fixed))
        box = screen.centered(columns: min(76, screen.columns - 4), rows: height)
    }
}

enum DialogView {
    static func draw(_ dialog: ActDialog, _ model: Model, _ painter: inout Painter) {
        let layout = DialogLayout(dialog, size: model.size)
        let danger: Role = { if case .restore = dialog.act { .accent } else { .danger } }()
        var inside = painter.canvas.box(layout.box, title: dialog.title, role: danger, titleRole: danger).inset(columns: 2)
        _ = inside.takeTop(1)
        let items = inside.takeTop(max(1, layout.itemRows))
        if case .restore = dialog.act { drawRestoration(dialog, model, &painter, items) } else { drawItems(dialog, &painter, items) }
        drawPreview(dialog, model, &painter, inside.takeTop(1))
        _ = inside.takeTop(1)
        drawConfirmation(dialog, &painter, inside.takeTop(1))
        drawReason(dialog, &painter, inside.takeTop(1))
        if let complaint = dialog.complaint { painter.canvas.put(complaint, in: inside.line(0), role: .warning) }
        drawButtons(dialog, &painter, inside.takeBottom(1))
    }

    private static func drawItems(_ dialog: ActDialog, _ painter: inout Painter, _ area: Rect) {
        if let user = dialog.user {
            painter.canvas.put(
                runs: [("every session and remember token of ", Role.text), (user, .title)], at: area.origin, columns: area.columns)
            return
        }
        if let matching = dialog.matching {
            let isAll = matching.text.isEmpty
            painter.canvas.put(
                runs: [(isAll ? "every \(dialog.noun) of the store" : "every \(dialog.noun) that matches ", Role.text), (matching.text, .title)],
                at: area.origin, columns: area.columns)
            let more = dialog.noun == "session" ? "and their remember tokens, which could bring the logins back" : "and the sessions that came from them"
            if area.rows > 1 { painter.canvas.put(more, in: area.line(1), role: .secondary) }
            return
        }
        let shown = dialog.items.dropFirst(dialog.first).prefix(area.rows)
        let titleWidth = shown.map { CellWidth.of($0.title, upTo: 28) }.max() ?? 0
        let addressWidth = shown.map { CellWidth.of($0.address, upTo: 39) }.max() ?? 0
        // What is left for the note: title, address and id have gaps between them.
        let noteRoom = max(0, area.columns - min(titleWidth, 28) - 2 - 10 - (addressWidth > 0 ? addressWidth + 2 : 0))
        let noteWidth = min(shown.map { CellWidth.of($0.note, upTo: 40) }.max() ?? 0, noteRoom)
        for (offset, item) in shown.enumerated() {
            var line = area.line(offset)
            let isLast = offset == area.rows - 1
            let more = dialog.items.count - dialog.first - area.rows
            if isLast, more > 0 {
                painter.canvas.put("and \(MomentFormat.count(more + 1)) more (down shows them)", in: line, role: .secondary)
                continue
            }
            if !item.id.isEmpty { painter.canvas.put(String(item.id.prefix(8)), in: line.takeRight(8), role: .faint); _ = line.takeRight(2) }
            painter.canvas.put(item.title, in: line.takeLeft(min(titleWidth, 28, line.columns)), role: .title)
            _ = line.takeLeft(2)
            if item.address.isEmpty {
                painter.canvas.put(item.note, in: line, role: .secondary)
            } else {
                painter.canvas.put(item.note, in: line.takeLeft(min(noteWidth, line.columns)), role: .secondary)
                _ = line.takeLeft(2)
                painter.canvas.put(item.address, in: line, role: .secondary)
            }
        }
    }

    /// What would come back: how much of whom, on which devices, and who revoked it when and why.
    private static func drawRestoration(_ dialog: ActDialog, _ model: Model, _ painter: inout Painter, _ area: Rect) {
        guard let restorable = dialog.restorable else {
            painter.canvas.put(dialog.items.first?.title ?? "", in: area.line(0), role: .title)
            if model.isPending(dialog.previewing), area.rows > 1 { painter.canvas.put("looking\u{2026}", in: area.line(1), role: .faint) }
            return
        }
        guard restorable.sessions + restorable.tokens > 0 else {
            painter.canvas.put("Nothing of this is revoked now.", in: area.line(0), role: .warning)
            return
        }
        let whom: String
        switch restorable.users {
        case 0: whom = "of nobody"
        case 1: whom = "of \(restorable.firstUsers.first ?? "")"
        default:
            let more = restorable.users > restorable.firstUsers.count ? ", \u{2026}" : ""
            whom = "of \(MomentFormat.count(restorable.users)) users: \(restorable.firstUsers.joined(separator: ", "))\(more)"
        }
        var lines: [[(String, Role)]] = []
        if let mark = restorable.mark {
            let reason = mark.reason.map { ": \"\($0)\"" } ?? ""
            lines.append([
                ("revoked \(MomentFormat.ago(mark.at, now: model.now)) by ", .secondary), (mark.by, .text), (" (\(mark.id))\(reason)", .secondary),
            ])
        } else {
            lines.append([("revoked by more than one act", .secondary)])
        }
        lines.append([(Model.count(restorable.sessions, restorable.tokens) + " ", .title), (whom, .secondary)])
        let devices = restorable.devices.isEmpty ? "unknown devices" : restorable.devices.joined(separator: ", ")
        lines.append([("on \(devices)\(restorable.devices.count == RestorePreview.most ? ", \u{2026}" : "")", .secondary)])
        for (offset, runs) in lines.enumerated() where offset < area.rows {
            painter.canvas.put(runs: runs, at: area.line(offset).origin, columns: area.columns)
        }
    }

    private static func drawPreview(_ dialog: ActDialog, _ model: Model, _ painter: inout Painter, _ line: Rect) {
        if case .restore = dialog.act, let restorable = dialog.restorable, restorable.expired > 0 {
            let (all, expired) = (restorable.sessions + restorable.tokens, restorable.expired)
            let text = if expired < all {
                "\(MomentFormat.count(expired)) of them \(expired == 1 ? "has" : "have") expired meanwhile"
            } else {
                all == 1 ? "it has expired meanwhile and opens nothing" : "all of them have expired meanwhile and open nothing"
            }
            painter.canvas.put(text, in: line, role: .warning)
        }
        guard case .revoke = dialog.act else { return }
        if let matching = dialog.matching {
            guard let fixed = matching.fixed else {
                painter.canvas.put("counting\u{2026}", in: line, role: .faint)
                return
            }
            let text = "\(Model.count(fixed.sessions, fixed.tokens)) as of \(MomentFormat.clock(fixed.at)); what comes later stays"
            painter.canvas.put(text, in: line, role: .secondary)
            return
        }
        guard let preview = dialog.preview else {
            if model.isPending(dialog.previewing) { painter.canvas.put("counting\u{2026}", in: line, role: .faint) }
            return
        }
        let text: String
        if preview.sessions == 0, preview.tokens == 0 {
            text = "Nothing of this is active any more."
        } else if dialog.user != nil {
            text = "now: \(Model.count(preview.sessions, preview.tokens)), and what appears until then"
        } else if preview.tokens > 0, dialog.noun == "session" {
            let own = preview.tokens == 1 ? "its remember token" : "their \(MomentFormat.count(preview.tokens)) remember tokens"
            text = "with \(own), which could bring the login back"
        } else if preview.sessions > 0, dialog.noun != "session" {
            text = "with \(Model.count(preview.sessions, 0))"
        } else {
            return
        }
        painter.canvas.put(text, in: line, role: .secondary)
    }

    private static func drawConfirmation(_ dialog: ActDialog, _ painter: inout Painter, _ line: Rect) {
        var line = line
        switch dialog.confirmation {
        case .key(let character):
            let verb = dialog.verb.lowercased()
            painter.canvas.put(
                runs: dialog.focus == .reason
                    ? [("Enter, then ", Role.secondary), (String(character), .key), (" to \(verb)", .secondary)]
                    : [("Press ", .secondary), (String(character), .key), (" to \(verb)", .secondary)],
                at: line.origin, columns: line.columns)
        case .typed(let word):
            let label = "Type "
            let used = painter.canvas.put(runs: [(label, Role.secondary), (word, .key), (" and Enter  ", .secondary)], at: line.origin,
                                          columns: max(0, line.columns - 12))
            _ = line.takeLeft(used)
            drawField(dialog.typed, &painter, line, focused: dialog.focus == .typed, placeholder: "")
        case .awaited:
            painter.canvas.put("Its number is to be typed once it is known", in: line, role: .secondary)
        }
    }

    private static func drawReason(_ dialog: ActDialog, _ painter: inout Painter, _ line: Rect) {
        var line = line
        painter.canvas.put("Reason  ", in: line.takeLeft(8), role: .secondary)
        drawField(dialog.reason, &painter, line, focused: dialog.focus == .reason, placeholder: dialog.focus == .reason ? "" : "none (Tab writes one)")
    }

    private static func drawField(_ field: TextField, _ painter: inout Painter, _ area: Rect, focused: Bool, placeholder: String) {
        // A ground of its own, so that one sees where to type.
        field.draw(&painter, in: area, focused: focused, placeholder: placeholder)
        let theme = painter.theme
        painter.canvas.restyle(area) { theme.selected($0, focused: focused) }
    }

    private static func drawButtons(_ dialog: ActDialog, _ painter: inout Painter, _ line: Rect) {
        let text = " Cancel "
        let place = Rect(column: line.column, row: line.row, columns: text.count, rows: 1)
        painter.canvas.put(text, in: place, role: dialog.focus == .cancel ? .buttonFocused : .button)
        painter.hit(place, .overlay(0))
        var rest = line
        _ = rest.takeLeft(text.count + 2)
        painter.canvas.put(
            runs: [("Esc", Role.key), (" cancel  ", .hint), ("Tab", .key), (" next field", .hint)], at: rest.origin, columns: rest.columns)
    }
}

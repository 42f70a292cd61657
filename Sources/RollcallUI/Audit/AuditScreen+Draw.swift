import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

extension AuditScreen {
    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        var rest = area
        drawTop(model, &painter, in: rest.takeTop(1).inset(columns: 1))
        if rest.rows > 12 { _ = rest.takeTop(1) }
        if area.columns >= 100 {
            let detail = rest.takeRight(min(60, max(40, area.columns / 3)))
            drawList(model, &painter, in: rest.inset(columns: 1), focused: !model.audit.showsDetail)
            painter.canvas.verticalRule(detail, role: model.audit.showsDetail ? .borderFocused : .border)
            drawDetail(
                model, &painter,
                in: Rect(column: detail.column + 2, row: detail.row, columns: detail.columns - 3, rows: detail.rows))
        } else if model.audit.showsDetail {
            drawDetail(model, &painter, in: rest.inset(columns: 1))
        } else if model.size.rows >= 24 {
            let below = rest.takeBottom(min(9, rest.rows / 2))
            drawList(model, &painter, in: rest.inset(columns: 1), focused: true)
            painter.canvas.horizontalRule(below.line(0))
            drawDetail(
                model, &painter,
                in: Rect(column: below.column + 1, row: below.row + 1, columns: below.columns - 2, rows: below.rows - 1))
        } else {
            drawList(model, &painter, in: rest.inset(columns: 1), focused: true)
        }
    }

    /// The filter while it is typed, else what is known of the chain.
    private static func drawTop(_ model: Model, _ painter: inout Painter, in line: Rect) {
        if let prompt = model.audit.prompt {
            var rest = line
            painter.canvas.put(painter.theme.symbols.prompt, in: rest.takeLeft(2), role: .accent)
            prompt.draw(
                &painter, in: rest, focused: model.overlay == nil, placeholder: "who, what, whom or why, -not, user:ID, r12")
            return
        }
        let symbols = painter.theme.symbols
        let (sign, text, role): (String, String, Role) =
            switch model.audit.chain {
            case .unknown: (symbols.unknown, "chain not verified yet", .faint)
            case .checking(let events):
                (symbols.bullet, "verifying the chain: \(MomentFormat.count(Int(clamping: events))) events so far", .accent)
            case .verdict(.intact(let events), let at):
                (
                    symbols.yes,
                    "chain intact: \(MomentFormat.count(Int(clamping: events))) events, verified at \(MomentFormat.clock(at))",
                    .good
                )
            case .verdict(.broken(let place, let events), let at):
                (
                    symbols.warning,
                    "CHAIN BROKEN at event \(place) of \(events), verified at \(MomentFormat.clock(at)): "
                        + "what is older than it stands, from it on nothing is proven",
                    .danger
                )
            case .failed(let message): (symbols.warning, "could not verify: \(message)", .warning)
            case .stopped(let events):
                (symbols.unknown, "stopped after \(MomentFormat.count(Int(clamping: events))) events: not verified", .warning)
            }
        painter.canvas.put(runs: [(sign + " ", role), (text, role)], at: line.origin, columns: line.columns)
    }

    private struct Columns {
        var when = 11
        var who: Int
        var what = 8
        var whom: Int
        var why: Int

        init(_ width: Int) {
            who = width >= 70 ? 12 : 9
            let rest = max(0, width - when - who - what - 3 * 2)
            whom = width >= 66 ? min(36, rest * 3 / 5) : rest
            why = max(0, rest - whom - 2)
        }
    }

    private static func drawList(_ model: Model, _ painter: inout Painter, in area: Rect, focused: Bool) {
        guard !area.isEmpty else { return }
        painter.hit(area, .list)
        let columns = Columns(area.columns)
        var rest = area
        let head = rest.takeTop(1)
        put(
            ["WHEN", "WHO", "WHAT", "WHOM", "WHY"], roles: Array(repeating: .heading, count: 5), columns, &painter, in: head,
            ground: nil)
        let events = model.audit.events
        guard !events.isEmpty else {
            let text: String =
                if let failure = model.audit.failure { failure } else if model.audit.loading != nil {
                    model.audit.searchedTo.map { "Searching, at event \($0) …" } ?? "Reading the log …"
                } else if model.audit.filter.isEmpty { "Nothing has been revoked, restored or revealed yet." } else {
                    "No event matches. Esc clears the filter."
                }
            for (row, line) in TextBlock.wrap(text, columns: rest.columns, maximum: 4).enumerated() {
                painter.canvas.put(line, in: rest.line(row + 1), role: model.audit.failure == nil ? .faint : .warning)
            }
            return
        }
        let selected = model.audit.selectedIndex ?? 0
        let top = ListMotion.top(selected: selected, count: events.count, rows: rest.rows)
        for row in 0..<rest.rows where top + row < events.count {
            let event = events[top + row]
            let line = rest.line(row)
            painter.hit(line, .row(top + row))
            let ground: Bool? = top + row == selected ? focused : nil
            let whom = event.userID.map { "\($0)  \(AuditText.subject(event.subject))" } ?? AuditText.subject(event.subject)
            var subject = whom
            if case .user(let id) = event.subject { subject = event.userID ?? id }
            put(
                [
                    AuditText.when(event.at, now: model.now), event.operatorName, AuditText.action(event.action), subject,
                    event.reason ?? "",
                ],
                roles: [.secondary, .text, AuditText.role(event.action), .text, .secondary], columns, &painter, in: line,
                ground: ground)
        }
        if model.audit.loading != nil, top + rest.rows >= events.count, events.count < rest.rows {
            painter.canvas.put(
                model.audit.searchedTo.map { "searching, at event \($0) …" } ?? "reading …",
                in: rest.line(min(rest.rows - 1, events.count)), role: .faint)
        }
    }

    private static func put(
        _ texts: [String], roles: [Role], _ columns: Columns, _ painter: inout Painter, in line: Rect, ground: Bool?
    ) {
        let theme = painter.theme
        if let ground { painter.canvas.fill(line, style: theme.selected(theme[.text], focused: ground)) }
        var rest = line
        for (index, width) in [columns.when, columns.who, columns.what, columns.whom, columns.why].enumerated() where width > 0 {
            let cell = rest.takeLeft(width)
            _ = rest.takeLeft(2)
            let style = ground.map { theme.selected(theme[roles[index]], focused: $0) } ?? theme[roles[index]]
            painter.canvas.put(texts[index], at: cell.origin, columns: cell.columns, style: style)
        }
    }

    private static func drawDetail(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        painter.hit(area, .detail)
        guard let event = model.audit.selected else { return }
        PaneLine.draw(
            AuditDetail.lines(event, columns: area.columns, now: model.now), &painter, in: area, top: model.audit.detailTop)
    }
}

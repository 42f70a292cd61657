import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

extension AuditScreen {
    /// Where the parts go; a part without room is empty.
    struct Places {
        var top: Rect
        var list: Rect
        var rule: Rect
        var detail: Rect

        init(_ area: Rect, _ model: Model) {
            let none = Rect(column: area.column, row: area.row, columns: 0, rows: 0)
            var rest = area
            top = rest.takeTop(model.audit.brokenAt == nil || model.audit.prompt != nil ? 1 : area.rows >= 16 ? 3 : 2)
                .inset(columns: 1)
            if area.rows > 24 { _ = rest.takeTop(1) }
            rule = none
            detail = none
            list = none
            if area.columns >= 100 {
                let right = rest.takeRight(min(60, max(40, area.columns / 3)))
                list = rest.inset(columns: 1)
                rule = Rect(column: right.column, row: right.row, columns: 1, rows: right.rows)
                detail = Rect(column: right.column + 2, row: right.row, columns: right.columns - 3, rows: right.rows)
            } else if model.audit.showsDetail {
                detail = rest.inset(columns: 1)
            } else if model.size.rows >= 24 {
                let below = rest.takeBottom(min(9, rest.rows / 2))
                list = rest.inset(columns: 1)
                rule = below.line(0)
                detail = Rect(column: below.column + 1, row: below.row + 1, columns: below.columns - 2, rows: below.rows - 1)
            } else {
                list = rest.inset(columns: 1)
            }
        }
    }

    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        let places = Places(area, model)
        drawTop(model, &painter, in: places.top)
        drawList(model, &painter, in: places.list, focused: !model.audit.showsDetail)
        if places.rule.rows > 1 || places.rule.columns == 1 {
            painter.canvas.verticalRule(places.rule, role: model.audit.showsDetail ? .borderFocused : .border)
        } else {
            painter.canvas.horizontalRule(places.rule)
        }
        drawDetail(model, &painter, in: places.detail)
    }

    /// The filter while it is typed, else what is known of the chain.
    private static func drawTop(_ model: Model, _ painter: inout Painter, in area: Rect) {
        let line = area.line(0)
        if let prompt = model.audit.prompt {
            var rest = line
            painter.canvas.put(painter.theme.symbols.prompt, in: rest.takeLeft(2), role: .accent)
            let searched = searching(model)
            painter.canvas.put(
                searched, in: rest.takeRight(min(CellWidth.of(searched), rest.columns / 2)), role: .faint, align: .right)
            prompt.draw(
                &painter, in: rest, focused: model.overlay == nil, placeholder: "who, what, whom or why, -not, user:ID, r12")
            return
        }
        let searched = searching(model)
        if !searched.isEmpty {
            painter.canvas.put(runs: [(searched, .accent), ("  \(model.keyLabel("shell.escape")) stops", .faint)], at: line.origin, columns: line.columns)
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
                    "CHAIN BROKEN at event \(MomentFormat.count(Int(clamping: place))), of "
                        + "\(MomentFormat.count(Int(clamping: events))) verified at \(MomentFormat.clock(at)); \(model.keyLabel("audit.break")) goes there",
                    .danger
                )
            case .failed(let message): (symbols.warning, "could not verify: \(message)", .warning)
            case .stopped(let events):
                (symbols.unknown, "stopped after \(MomentFormat.count(Int(clamping: events))) events: not verified", .warning)
            }
        painter.canvas.put(runs: [(sign + " ", role), (text, role)], at: line.origin, columns: line.columns)
        guard area.rows > 1, model.audit.brokenAt != nil else { return }
        let why = model.audit.evidence?.sentence() ?? "What was expected there is being looked up."
        let lines = TextBlock.wrap(why + " What is older stands.", columns: area.columns - 2, maximum: area.rows - 1)
        for (row, text) in lines.enumerated() { painter.canvas.put("  " + text, in: area.line(row + 1), role: .text) }
    }

    /// How far a search for words has come; empty while nothing is searched.
    private static func searching(_ model: Model) -> String {
        guard model.audit.filter.isSieve, model.audit.loading != nil, let place = model.audit.searchedSoFar else { return "" }
        return "searching, at event \(MomentFormat.count(Int(clamping: place)))\(model.theme.symbols.ellipsis)"
    }

    private struct Columns {
        var when = 11
        var who: Int
        var what = 8
        var whom: Int
        var why: Int

        /// By content: who and whom as wide as the window's events need, within bounds; the reason gets what is left.
        init(_ width: Int, _ audit: AuditState) {
            who = min(width >= 70 ? 14 : 9, max(3, audit.contentWidths.who))
            let rest = max(0, width - when - who - what - 3 * 2)
            whom = width >= 66 ? min(max(12, rest - 12), max(12, audit.contentWidths.whom)) : rest
            why = max(0, rest - whom - 2)
        }
    }

    private static func drawList(_ model: Model, _ painter: inout Painter, in area: Rect, focused: Bool) {
        guard !area.isEmpty else { return }
        painter.hit(area, .list)
        let columns = Columns(area.columns, model.audit)
        var rest = area
        let head = rest.takeTop(1)
        put(
            ["WHEN", "WHO", "WHAT", "WHOM", "WHY"], roles: Array(repeating: .heading, count: 5), columns, &painter, in: head,
            ground: nil)
        let events = model.audit.events
        guard !events.isEmpty else {
            let text: String =
                if let failure = model.audit.failure { failure } else if model.audit.loading != nil {
                    "Reading the log\(model.theme.symbols.ellipsis)"
                } else if model.audit.filter.isEmpty { "Nothing has been revoked, restored or revealed yet." } else {
                    "No event matches. \(model.keyLabel("shell.escape")) clears the filter."
                }
            for (row, line) in TextBlock.wrap(text, columns: rest.columns, maximum: 4).enumerated() {
                painter.canvas.put(line, in: rest.line(row + 1), role: model.audit.failure == nil ? .faint : .warning)
            }
            return
        }
        let selected = model.audit.selectedIndex ?? 0
        let top = model.audit.visibleTop(rows: rest.rows)
        for row in 0..<rest.rows where top + row < events.count {
            let event = events[top + row]
            let line = rest.line(row)
            painter.hit(line, .row(top + row))
            let ground: Bool? = top + row == selected ? focused : nil
            put(
                [
                    AuditText.when(event.at, now: model.now), event.operatorName, AuditText.action(event.action),
                    whom(event, columns.whom, model.audit), event.reason ?? "",
                ],
                roles: [.secondary, .text, AuditText.role(event.action), .text, .secondary], columns, &painter, in: line,
                ground: ground)
        }
    }

    /// The user, and the record under the records of the other rows; where that does not fit, one behind the other.
    private static func whom(_ event: AuditEvent, _ columns: Int, _ audit: AuditState) -> String {
        let (user, record) = AuditText.parts(event)
        guard !user.isEmpty, !record.isEmpty, audit.contentWidths.whom <= columns else { return AuditText.whom(event) }
        return user + String(repeating: " ", count: max(0, audit.contentWidths.user - CellWidth.of(user, upTo: 24)) + 2) + record
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
            AuditDetail.lines(event, model.audit.evidence, columns: area.columns, now: model.now), &painter, in: area, top: model.audit.detailTop)
    }
}

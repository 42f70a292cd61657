import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

extension CookiesScreen {
    /// The list's width beside the detail; 0 where only one of them has room.
    static func listColumns(_ columns: Int) -> Int { columns < 70 ? 0 : min(42, max(28, columns / 3)) }

    static func detailColumns(_ model: Model) -> Int {
        let list = listColumns(model.size.columns)
        return max(8, list == 0 ? model.size.columns - 2 : model.size.columns - list - 3)
    }

    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        var rest = area
        drawTop(model, &painter, in: rest.takeTop(1).inset(columns: 1))
        if rest.rows > 12 { _ = rest.takeTop(1) }
        guard let entry = model.cookies.selected else { return drawEmpty(model, &painter, in: rest) }
        let width = listColumns(area.columns)
        if width == 0 {
            if model.cookies.detailFocused {
                drawDetail(model, entry, &painter, in: rest.inset(columns: 1))
            } else {
                drawList(model, &painter, in: rest.inset(columns: 1))
            }
            return
        }
        drawList(model, &painter, in: rest.takeLeft(width).inset(columns: 1))
        painter.canvas.verticalRule(rest.takeLeft(1), role: model.cookies.detailFocused ? .borderFocused : .border)
        drawDetail(model, entry, &painter, in: rest.inset(columns: 1))
    }

    /// The line being typed, else how many keys verify.
    private static func drawTop(_ model: Model, _ painter: inout Painter, in line: Rect) {
        if let field = model.cookies.field {
            drawField(field, &painter, in: line, focused: model.overlay == nil)
            return
        }
        if !model.cookies.inspecting.isEmpty {
            painter.canvas.put("inspecting …", in: line, role: .accent)
            return
        }
        if let problem = model.cookies.keyProblem {
            painter.canvas.put("\(painter.theme.symbols.warning) \(problem)", in: line, role: .warning)
            return
        }
        painter.canvas.put(keys(model), in: line, role: .faint)
    }

    private static func keys(_ model: Model) -> String {
        switch model.cookies.keyCount {
        case nil: "looking for configured keys …"
        case 0: "no key configured: cookies are decoded, not verified"
        case 1: "1 key configured for verifying"
        case let count?: "\(count) keys configured for verifying"
        }
    }

    /// What is typed, masked character for character.
    private static func drawField(_ field: TextField, _ painter: inout Painter, in line: Rect, focused: Bool) {
        var rest = line
        painter.canvas.put("cookie ", in: rest.takeLeft(7), role: .accent)
        guard !field.isEmpty else {
            painter.canvas.put("a value, name=value, or a Cookie line; Enter inspects, Esc leaves", in: rest, role: .faint)
            if focused { painter.canvas.cursor = rest.origin }
            return
        }
        // Only the part that shows is looked at again: the last columns before the cursor.
        let masked = CookieMask.typed(Array(field.text), ascii: painter.theme.symbols.ascii)
        var start = min(field.cursor, masked.count)
        var width = 0
        while start > 0 {
            let next = CellWidth.of(String(masked[start - 1]))
            guard width + next < rest.columns else { break }
            width += next
            start -= 1
        }
        painter.canvas.put(String(masked[start...].prefix(max(1, rest.columns + 1))), in: rest, role: .input)
        if focused { painter.canvas.cursor = Point(column: rest.column + min(width, max(0, rest.columns - 1)), row: rest.row) }
    }

    private static func drawEmpty(_ model: Model, _ painter: inout Painter, in area: Rect) {
        let lines: [(String, Role)] = [
            ("Paste a cookie here", .title), ("", .text),
            ("a bare value         eyJfdXNlcl9pZCI6IjEifQ.…", .secondary),
            ("name=value           session=eyJfdXNl…", .secondary),
            ("a header line        Cookie: session=…; remember_token=…", .secondary),
            ("several              one a line", .secondary), ("", .text),
            ("It is taken apart layer by layer and never kept; decoding needs no key.", .faint),
            (model.cookies.keyCount == 0 ? "To verify signatures, name key files in the configuration file." : "", .faint),
        ]
        let block = area.centered(columns: 72, rows: lines.count)
        for (row, line) in lines.enumerated() { painter.canvas.put(line.0, in: block.line(row), role: line.1) }
    }

    private static func drawList(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        painter.hit(area, .list)
        let theme = painter.theme
        var rest = area
        let head = rest.takeTop(1)
        painter.canvas.put(
            "COOKIE", in: Rect(column: head.column + 2, row: head.row, columns: head.columns - 2, rows: 1), role: .heading)
        painter.canvas.put("FINDINGS", in: head, role: .heading, align: .right)
        let entries = model.cookies.entries
        let selected = model.cookies.selectedIndex ?? 0
        // Two rows an entry: what it is, and what was found.
        let perEntry = rest.rows >= 6 ? 2 : 1
        let shown = max(1, rest.rows / perEntry)
        let top = ListMotion.top(selected: selected, count: entries.count, rows: shown)
        for place in 0..<shown where top + place < entries.count {
            let entry = entries[top + place]
            let block = Rect(
                column: rest.column, row: rest.row + place * perEntry, columns: rest.columns,
                rows: max(0, min(perEntry, rest.endRow - rest.row - place * perEntry)))
            painter.hit(block, .row(top + place))
            let isSelected = top + place == selected
            let focused = !model.cookies.detailFocused
            func style(_ role: Role) -> Style { isSelected ? theme.selected(theme[role], focused: focused) : theme[role] }
            if isSelected { painter.canvas.fill(block, style: style(.text)) }
            let mark = entry.worst.map { $0.rawValue.uppercased() } ?? ""
            let verdictRole = isFromStore(entry) ? Role.secondary : CookieDetail.role(entry.report.verdict)
            let sign = isFromStore(entry) ? theme.symbols.unknown : CookieDetail.sign(entry.report.verdict, theme.symbols)
            var line = block.line(0)
            let badge = line.takeRight(7)
            painter.canvas.put(
                mark, at: badge.origin, columns: badge.columns, style: style(entry.worst.map(CookieDetail.role) ?? .faint),
                align: .right)
            painter.canvas.put(
                runs: [(sign + " ", style(verdictRole)), (entry.title, style(.text))], at: line.origin, columns: line.columns)
            if perEntry == 2 {
                let verdict = isFromStore(entry) ? "from the store" : entry.report.verdict.rawValue
                let user = entry.user.map { " \(theme.symbols.bullet) \($0)" } ?? ""
                painter.canvas.put(
                    runs: [("  \(verdict)", style(verdictRole)), (user, style(.secondary))], at: block.line(1).origin,
                    columns: block.line(1).columns)
            }
        }
    }

    /// How much of the payload is hidden, and how to see it; how long it still shows.
    private static func hiddenNote(_ entry: CookieEntry, _ model: Model) -> String {
        guard let tree = entry.tree, tree.hiddenCount > 0 else { return "" }
        if tree.isShowingAll, case .shown(let until)? = model.cookies.reveal {
            return "shown for \(max(0, until.seconds(since: model.now)))s"
        }
        return "\(tree.hiddenCount) hidden, \(model.keyLabel("cookies.reveal")) reveals"
    }

    private static func isFromStore(_ entry: CookieEntry) -> Bool {
        if case .session = entry.origin { true } else { false }
    }

    private static func drawDetail(_ model: Model, _ entry: CookieEntry, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        painter.hit(area, .detail)
        let entry = entry.asShown(model)
        let rows = CookieDetail.rows(entry, columns: area.columns, symbols: painter.theme.symbols, hidden: hiddenNote(entry, model))
        let focused = model.cookies.detailFocused
        let theme = painter.theme
        let cursor = min(model.cookies.detailCursor, rows.count - 1)
        let top = focused ? ListMotion.top(selected: max(0, cursor), count: rows.count, rows: area.rows) : 0
        for row in 0..<area.rows where top + row < rows.count {
            let line = area.line(row)
            painter.hit(line, .custom("cookie", top + row))
            let isCursor = focused && top + row == cursor
            switch rows[top + row] {
            case .line(let detail):
                detail.draw(&painter, in: line)
                if isCursor { painter.canvas.restyle(line) { theme.selected($0) } }
            case .tree(let index):
                entry.tree?.drawLine(index, &painter, in: line, selected: isCursor, focused: true)
            }
        }
        let hidden = rows.count - top - area.rows
        if hidden > 0, area.columns > 12 {
            let corner = area.line(area.rows - 1)
            painter.canvas.put(
                " \(hidden) more ", at: Point(column: corner.endColumn - 11, row: corner.row), columns: 11, role: .faint,
                align: .right)
        }
    }
}

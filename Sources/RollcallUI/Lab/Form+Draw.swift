import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

extension Form {
    /// Draws the dialog in the middle of `area`, scrolled so that the field with the focus shows.
    package func draw(_ painter: inout Painter, in area: Rect) {
        let labelWidth = min(24, max(8, fields.map { CellWidth.of($0.label, upTo: 24) }.max() ?? 8))
        let rect = area.centered(columns: 64, rows: fields.count + 6)
        guard rect.rows >= 3, rect.columns >= 12 else {
            painter.canvas.fill(area, role: .dialog)
            if fields.indices.contains(focus) { drawField(focus, &painter, in: area.line(0), labelWidth: 8) }
            return
        }
        var inside = painter.canvas.box(rect, title: title, role: .borderFocused).inset(columns: 1)
        let foot = inside.takeBottom(min(2, max(0, inside.rows - 1)))
        if inside.rows > fields.count { _ = inside.takeTop(1) }
        let first = max(0, min(focus - inside.rows + 1, fields.count - inside.rows))
        for row in 0..<inside.rows where first + row < fields.count {
            drawField(first + row, &painter, in: inside.line(row), labelWidth: labelWidth)
            painter.hit(inside.line(row), .custom("form", first + row))
        }
        let hint = fields.indices.contains(focus) ? fields[focus].hint : ""
        if let problem {
            painter.canvas.put(problem, in: foot.line(0), role: .danger)
        } else {
            painter.canvas.put(hint, in: foot.line(0), role: .faint)
        }
        painter.canvas.put(
            runs: [
                ("Enter", .key), (" \(verb.lowercased())   ", .hint), ("Tab", .key), (" next   ", .hint), ("Esc", .key),
                (" cancel", .hint),
            ],
            at: foot.line(1).origin, columns: foot.line(1).columns)
    }

    private func drawField(_ index: Int, _ painter: inout Painter, in line: Rect, labelWidth: Int) {
        let field = fields[index]
        let focused = index == focus
        var rest = line
        let sign = rest.takeLeft(2)
        if focused { painter.canvas.put(painter.theme.symbols.pointer, in: sign, role: .accent) }
        painter.canvas.put(field.label, in: rest.takeLeft(labelWidth), role: focused ? .title : .secondary)
        _ = rest.takeLeft(2)
        switch field.content {
        case .text(let text):
            text.draw(&painter, in: rest, focused: focused, placeholder: focused ? "" : painter.theme.symbols.unknown)
        case .flag(let flag):
            painter.canvas.put(flag ? "[x] yes" : "[ ] no", in: rest, role: focused ? .accent : .text)
        case .choice(let choices, let chosen):
            let text = choices.indices.contains(chosen) ? choices[chosen] : ""
            let runs: [(String, Role)] = focused ? [("< ", .faint), (text, .accent), (" >", .faint)] : [(text, .text)]
            painter.canvas.put(runs: runs, at: rest.origin, columns: rest.columns)
        }
    }
}

import Screen
import SessionRegistry

enum OverlayView {
    static func draw(_ overlay: Overlay, _ model: Model, _ painter: inout Painter, _ layout: Layout) {
        switch overlay {
        case .act(let dialog): DialogView.draw(dialog, model, &painter)
        case .menu(let menu): drawMenu(menu, &painter, model)
        case .help(let help): HelpView.draw(help, model, &painter)
        case .palette(let palette): PaletteView.draw(palette, model, &painter, layout)
        case .messages(let first): drawMessages(first, model, &painter)
        case .list(let overlay): ListOverlayView.draw(overlay, model, &painter, layout)
        }
    }

    private static func drawMenu(_ menu: Menu, _ painter: inout Painter, _ model: Model) {
        let titleWidth = menu.entries.map { $0.title.count }.max() ?? 0
        let width = min(model.size.columns - 4, max(36, (menu.entries.map { 8 + titleWidth + 2 + CellWidth.of($0.note) }.max() ?? 0) + 4))
        let height = min(model.size.rows - 2, menu.entries.count + 2)
        let inside = painter.canvas.box(Rect(model.size).centered(columns: width, rows: height), title: menu.title, role: .borderFocused)
        let first = max(0, min(menu.selected - inside.rows + 1, menu.entries.count - inside.rows))
        let theme = painter.theme
        for offset in 0..<inside.rows {
            let index = first + offset
            guard menu.entries.indices.contains(index) else { break }
            let entry = menu.entries[index], line = inside.line(offset), selected = index == menu.selected
            func look(_ role: Role) -> Style { selected ? theme.selected(theme[role]) : theme[role] }
            if selected { painter.canvas.fill(line, style: look(.text)) }
            let off = entry.refused != nil
            let keyWidth = menu.entries.contains { $0.key != nil } ? 7 : 1
            let key = entry.key?.label ?? ""
            painter.canvas.put(
                runs: [
                    (" " + key + String(repeating: " ", count: max(0, keyWidth - key.count - 1)), look(off ? .hintOff : .key)),
                    (entry.title + String(repeating: " ", count: max(0, titleWidth - entry.title.count + 2)), look(off ? .hintOff : .text)),
                    (entry.refused ?? entry.note, look(.faint)),
                ], at: line.origin, columns: line.columns - 1)
            painter.hit(line, .overlay(index))
        }
    }

    private static func drawMessages(_ first: Int, _ model: Model, _ painter: inout Painter) {
        let box = Rect(model.size).centered(columns: min(100, model.size.columns - 4), rows: model.size.rows - 2)
        let inside = painter.canvas.box(box, title: "Messages", role: .borderFocused).inset(columns: 1)
        guard !model.messages.isEmpty else {
            painter.canvas.put("Nothing was said yet.", in: inside.line(0), role: .secondary)
            return
        }
        let start = max(0, min(first, model.messages.count - inside.rows))
        for (offset, message) in model.messages.dropFirst(start).prefix(inside.rows).enumerated() {
            let role: Role
            switch message.kind {
            case .info: role = .text
            case .success: role = .good
            case .warning: role = .warning
            case .failure: role = .danger
            }
            let line = inside.line(offset)
            painter.canvas.put(runs: [(MomentFormat.clock(message.at) + "  ", .faint), (message.text, role)], at: line.origin, columns: line.columns)
        }
    }
}

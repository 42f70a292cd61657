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
        let box = messagesBox(model.size)
        let inside = painter.canvas.box(box, title: "Messages", role: .borderFocused).inset(columns: 1)
        guard !model.messages.isEmpty else {
            painter.canvas.put("Nothing was said yet.", in: inside.line(0), role: .secondary)
            return
        }
        let lines = messageLines(model)
        let start = max(0, min(first, lines.count - inside.rows))
        for (offset, line) in lines.dropFirst(start).prefix(inside.rows).enumerated() {
            let place = inside.line(offset)
            painter.canvas.put(runs: line, at: place.origin, columns: place.columns)
        }
    }

    private static func messagesBox(_ size: Size) -> Rect {
        Rect(size).centered(columns: min(140, size.columns - 4), rows: size.rows - 2)
    }

    /// The first line to show so that the newest message is at the bottom.
    static func lastMessages(_ model: Model) -> Int { max(0, messageLines(model).count - max(1, messagesBox(model.size).rows - 2)) }

    /// Every message whole, over as many lines as it needs: time and sign before its first.
    static func messageLines(_ model: Model) -> [[(String, Role)]] {
        let symbols = model.theme.symbols
        // Within frame and margin.
        let room = messagesBox(model.size).columns - 4
        return model.messages.flatMap { message -> [[(String, Role)]] in
            let (sign, role): (String, Role) =
                switch message.kind {
                case .info: (" ", .text)
                case .success: (symbols.yes, .good)
                case .warning: (symbols.warning, .warning)
                case .failure: (symbols.revoked, .danger)
                }
            let lead = MomentFormat.clock(message.at) + "  "
            let indent = String(repeating: " ", count: lead.count + 2)
            return TextBlock.wrap(message.text, columns: room - indent.count).enumerated().map { number, text in
                number == 0 ? [(lead, .faint), (sign + " ", role), (text, .text)] : [(indent + text, .text)]
            }
        }
    }
}

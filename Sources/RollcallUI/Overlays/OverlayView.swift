import Screen
import SessionRegistry

enum OverlayView {
    static func draw(_ overlay: Overlay, _ model: Model, _ painter: inout Painter, _ layout: Layout) {
        switch overlay {
        case .act(let dialog): DialogView.draw(dialog, model, &painter)
        case .menu(let menu): drawMenu(menu, &painter, model)
        case .help(let help): drawHelp(help, model, &painter)
        case .palette(let palette): drawPalette(palette, model, &painter, layout)
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

    private static func drawHelp(_ help: HelpOverlay, _ model: Model, _ painter: inout Painter) {
        let box = Rect(model.size).centered(columns: min(92, model.size.columns - 4), rows: model.size.rows - 2)
        var inside = painter.canvas.box(box, title: "Keys of \(model.tab.title)", role: .borderFocused).inset(columns: 1)
        var search = inside.takeTop(1)
        painter.canvas.put("/ ", in: search.takeLeft(2), role: .accent)
        help.field.draw(&painter, in: search, focused: true, placeholder: "type to search; Enter runs it")
        _ = inside.takeTop(1)
        let entries = help.entries(model)
        guard !entries.isEmpty else {
            painter.canvas.put("No key does that.", in: inside.line(0), role: .secondary)
            return
        }
        enum Line { case group(String), entry(Int) }
        var lines: [Line] = []
        var group: Binding.Group?
        for (index, binding) in entries.enumerated() {
            if binding.group != group {
                lines.append(.group(binding.group.rawValue))
                group = binding.group
            }
            lines.append(.entry(index))
        }
        let position = lines.firstIndex { if case .entry(let index) = $0 { index == help.selected } else { false } } ?? 0
        let first = max(0, min(position - inside.rows / 2, lines.count - inside.rows))
        let theme = painter.theme
        for offset in 0..<inside.rows {
            guard lines.indices.contains(first + offset) else { break }
            let line = inside.line(offset)
            switch lines[first + offset] {
            case .group(let name): painter.canvas.put(name, in: line, role: .heading)
            case .entry(let index):
                let binding = entries[index], selected = index == help.selected
                func look(_ role: Role) -> Style { selected ? theme.selected(theme[role]) : theme[role] }
                if selected { painter.canvas.fill(line, style: look(.text)) }
                let keys = binding.keys.map(\.label).joined(separator: " ")
                let off = binding.refusal(model) != nil
                painter.canvas.put(
                    runs: [
                        ("  " + keys + String(repeating: " ", count: max(1, 12 - CellWidth.of(keys))), look(off ? .hintOff : .key)),
                        (binding.name + String(repeating: " ", count: max(1, 16 - CellWidth.of(binding.name))), look(off ? .hintOff : .text)),
                        (binding.about, look(.faint)),
                    ], at: line.origin, columns: line.columns)
                painter.hit(line, .overlay(index))
            }
        }
    }

    private static func drawPalette(_ palette: Palette, _ model: Model, _ painter: inout Painter, _ layout: Layout) {
        painter.canvas.fill(layout.status, role: .text)
        var line = layout.status.inset(columns: 1)
        painter.canvas.put(": ", in: line.takeLeft(2), role: .accent)
        palette.field.draw(&painter, in: line, focused: true, placeholder: "command; Tab completes")
        let hints = layout.hints
        painter.canvas.fill(hints, role: .text)
        if let complaint = palette.complaint { painter.canvas.put(complaint, in: hints.inset(columns: 1), role: .danger) }
        else {
            let place = hints.inset(columns: 1)
            painter.canvas.put(
                runs: [("Enter", Role.key), (" run  ", .hint), ("Tab", .key), (" complete  ", .hint), ("Esc", .key), (" close", .hint)],
                at: place.origin, columns: place.columns)
        }
        let offers = Completion.offers(palette.field.text, model)
        guard !offers.isEmpty else { return }
        let rows = min(10, offers.count, layout.body.rows - 2)
        guard rows > 0 else { return }
        let width = min(layout.body.columns - 2, 84)
        let box = Rect(column: 1, row: layout.status.row - rows - 2, columns: width, rows: rows + 2)
        let inside = painter.canvas.box(box, role: .border)
        let first = max(0, min((palette.selected ?? 0) - rows + 1, offers.count - rows))
        let theme = painter.theme
        for offset in 0..<rows {
            let index = first + offset
            guard offers.indices.contains(index) else { break }
            let selected = index == palette.selected, row = inside.line(offset)
            func look(_ role: Role) -> Style { selected ? theme.selected(theme[role]) : theme[role] }
            if selected { painter.canvas.fill(row, style: look(.text)) }
            let offer = offers[index]
            painter.canvas.put(
                runs: [
                    (" " + offer.text + String(repeating: " ", count: max(1, 22 - CellWidth.of(offer.text))), look(.text)),
                    (offer.note, look(.faint)),
                ], at: row.origin, columns: row.columns - 1)
            painter.hit(row, .overlay(index))
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

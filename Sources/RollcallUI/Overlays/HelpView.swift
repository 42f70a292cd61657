import Screen

/// `?`: the keys of the tab in groups, found by typing; below them, in full, what the chosen one does and why it cannot now.
enum HelpView {
    private enum Line { case group(String), entry(Int) }

    static func draw(_ help: HelpOverlay, _ model: Model, _ painter: inout Painter) {
        let box = Rect(model.size).centered(columns: min(96, model.size.columns - 4), rows: model.size.rows - 2)
        var inside = painter.canvas.box(box, title: "Keys of \(model.tab.title)", role: .borderFocused).inset(columns: 1)
        var search = inside.takeTop(1)
        painter.canvas.put("/ ", in: search.takeLeft(2), role: .accent)
        let entries = help.entries(model)
        let count = help.field.isEmpty ? "" : "\(entries.count) found"
        painter.canvas.put(count, in: search.takeRight(CellWidth.of(count)), role: .faint)
        help.field.draw(&painter, in: search, focused: true, placeholder: "type to search; Enter runs it")
        drawAbout(help, entries, model, &painter, in: inside.takeBottom(inside.rows >= 14 ? 3 : 2))
        guard !entries.isEmpty else {
            painter.canvas.put("No key does that.", in: inside.line(1), role: .secondary)
            return
        }
        drawList(help, entries, model, &painter, in: inside)
    }

    private static func drawAbout(
        _ help: HelpOverlay, _ entries: [Binding], _ model: Model, _ painter: inout Painter, in area: Rect
    ) {
        var area = area
        painter.canvas.horizontalRule(area.takeTop(1))
        guard entries.indices.contains(help.selected) else { return }
        let binding = entries[help.selected]
        let reason = binding.refusal(model)
        // The name that the configuration takes, where there is a line for it, or room behind a short sentence.
        var name = binding.id
        if area.rows == 1, CellWidth.of(reason ?? binding.about) + CellWidth.of(name) + 6 > area.columns { name = "" }
        painter.canvas.put(name, in: area.line(area.rows - 1), role: .faint, align: .right)
        var lines = TextBlock.wrap(binding.about, columns: max(8, area.columns - CellWidth.of(name) - 2), maximum: area.rows)
        if let reason {
            painter.canvas.put(
                runs: [("\(painter.theme.symbols.warning) ", Role.warning), (reason, .text)], at: area.origin,
                columns: area.columns)
            lines = ["", lines.first ?? ""]
        }
        for (offset, text) in lines.enumerated() where offset < area.rows && !text.isEmpty {
            var line = area.line(offset)
            if offset == area.rows - 1 { _ = line.takeRight(CellWidth.of(name) + 2) }
            painter.canvas.put(text, in: line, role: reason == nil ? .text : .secondary)
        }
    }

    private static func drawList(
        _ help: HelpOverlay, _ entries: [Binding], _ model: Model, _ painter: inout Painter, in area: Rect
    ) {
        var lines: [Line] = []
        var group: Binding.Group?
        for (index, binding) in entries.enumerated() {
            if binding.group != group {
                lines.append(.group(binding.group.rawValue))
                group = binding.group
            }
            lines.append(.entry(index))
        }
        func keys(_ binding: Binding) -> String { binding.keys.map(\.label).joined(separator: " ") }
        let keyWidth = min(14, max(5, entries.map { CellWidth.of(keys($0)) }.max() ?? 0))
        let nameWidth = min(20, entries.map { CellWidth.of($0.name) }.max() ?? 0)
        let position = lines.firstIndex { if case .entry(let index) = $0 { index == help.selected } else { false } } ?? 0
        let first = max(0, min(position - area.rows / 2, lines.count - area.rows))
        let theme = painter.theme
        for offset in 0..<area.rows {
            guard lines.indices.contains(first + offset) else { break }
            let line = area.line(offset)
            switch lines[first + offset] {
            case .group(let name): painter.canvas.put(name, in: line, role: .heading)
            case .entry(let index):
                let binding = entries[index], selected = index == help.selected
                func look(_ role: Role) -> Style { selected ? theme.selected(theme[role]) : theme[role] }
                if selected { painter.canvas.fill(line, style: look(.text)) }
                let refusal = binding.refusal(model)
                let off = refusal != nil
                var rest = line
                _ = rest.takeLeft(2)
                painter.canvas.put(keys(binding), at: rest.origin, columns: keyWidth, style: look(off ? .hintOff : .key))
                _ = rest.takeLeft(keyWidth + 2)
                painter.canvas.put(
                    binding.name, at: rest.origin, columns: min(nameWidth, rest.columns), style: look(off ? .hintOff : .text))
                _ = rest.takeLeft(nameWidth + 2)
                painter.canvas.put(
                    refusal ?? binding.about, at: rest.origin, columns: rest.columns, style: look(off ? .hintOff : .faint))
                painter.hit(line, .overlay(index))
            }
        }
    }
}

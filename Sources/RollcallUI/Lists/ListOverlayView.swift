import Screen
import SessionRegistry

/// Draws a list's own menus and the line to type in.
enum ListOverlayView {
    static func draw(_ overlay: ListOverlay, _ model: Model, _ painter: inout Painter, _ layout: Layout) {
        let prefix = model.tab.title.lowercased()
        switch overlay {
        case .columns(let selected):
            if model.tab == .tokens { drawColumns(TokenRecord.self, selected, model, &painter) }
            else { drawColumns(SessionRecord.self, selected, model, &painter) }
        case .filters(let selected): drawFilters(selected, model, &painter)
        case .find(let field):
            drawLine("find ", field, placeholder: "text; \(model.keyLabel("\(prefix).next-match")) and \(model.keyLabel("\(prefix).previous-match")) go on", [("Enter", "find"), ("Esc", "close")], &painter, layout)
        case .export(let prompt): drawExport(prompt, model, &painter, layout)
        }
    }

    private static func drawExport(_ prompt: ExportPrompt, _ model: Model, _ painter: inout Painter, _ layout: Layout) {
        if let path = prompt.replacing {
            drawLine("replace \(path)? ", prompt.field, placeholder: "yes", [("yes Enter", "replaces it"), ("Esc", "leaves it")], &painter, layout)
            return
        }
        let what = switch model.tab {
        case .tokens: ListExporting<TokenRecord>.what(model)
        case .audit: AuditExporting.what(model)
        default: ListExporting<SessionRecord>.what(model)
        }
        // The audit log has one form, whatever the file is called.
        let form = switch model.tab == .audit ? .json : ExportFormat(path: prompt.field.text) {
        case .json: "JSON Lines"
        case .csv: "CSV"
        case .text: "text"
        }
        let choice = model.tab == .audit ? [] : [(".json .csv .txt", "choose the form")]
        drawLine(
            "export \(what) to ", prompt.field, placeholder: "a file", [("Enter", "write as \(form)")] + choice + [("Esc", "close")], &painter,
            layout)
        guard let complaint = prompt.complaint else { return }
        painter.canvas.fill(layout.hints, role: .text)
        painter.canvas.put(complaint, in: layout.hints.inset(columns: 1), role: .warning)
    }

    /// A line to type in over the status line, with its keys below.
    static func drawLine(
        _ label: String, _ field: TextField, placeholder: String, _ hints: [(String, String)], _ painter: inout Painter, _ layout: Layout
    ) {
        painter.canvas.fill(layout.status, role: .text)
        painter.canvas.fill(layout.hints, role: .text)
        var line = layout.status.inset(columns: 1)
        // A long label leaves half of the line to the field.
        painter.canvas.put(label, in: line.takeLeft(min(CellWidth.of(label, upTo: 500), line.columns / 2)), role: .accent)
        field.draw(&painter, in: line, focused: true, placeholder: placeholder)
        drawHints(hints, &painter, layout.hints.inset(columns: 1))
    }

    static func drawHints(_ hints: [(String, String)], _ painter: inout Painter, _ line: Rect) {
        painter.canvas.put(runs: hints.flatMap { [($0.0, Role.key), (" \($0.1)  ", .hint)] }, at: line.origin, columns: line.columns)
    }

    private struct Entry {
        var sign: String
        var name: String
        var note: String
        var about: String
        var off: Bool
    }

    private static func drawColumns<Row: ListedRecord>(_ type: Row.Type, _ selected: Int, _ model: Model, _ painter: inout Painter) {
        let list = model[keyPath: Row.path], symbols = painter.theme.symbols
        let entries = Row.columns.map { column in
            let shows = list.columns.shows(column)
            let width = list.columns.widths[column.id].map(String.init) ?? "auto"
            return Entry(sign: shows ? symbols.yes : " ", name: column.title, note: width, about: column.about, off: !shows)
        }
        drawMenu("Columns", entries, selected, [("Space", "show"), ("+ -", "width"), ("=", "auto"), ("0", "reset"), ("Esc", "close")], &painter, model)
    }

    private static func drawFilters(_ selected: Int, _ model: Model, _ painter: inout Painter) {
        let entries = model.filters.saved.map { Entry(sign: " ", name: $0.name, note: "", about: $0.text, off: false) }
        drawMenu("Saved filters", entries, selected, [("Enter", "use"), ("d", "delete"), ("Esc", "close")], &painter, model)
    }

    private static func drawMenu(
        _ title: String, _ entries: [Entry], _ selected: Int, _ hints: [(String, String)], _ painter: inout Painter, _ model: Model
    ) {
        let nameWidth = min(24, entries.map { CellWidth.of($0.name, upTo: 24) }.max() ?? 0)
        let noteWidth = entries.map { CellWidth.of($0.note, upTo: 6) }.max() ?? 0
        let lead = 3 + nameWidth + 2 + (noteWidth > 0 ? noteWidth + 2 : 0)
        let content = lead + (entries.map { CellWidth.of($0.about, upTo: 60) }.max() ?? 0) + 1
        let hintWidth = hints.reduce(0) { $0 + CellWidth.of($1.0) + CellWidth.of($1.1) + 3 }
        let width = min(model.size.columns - 4, max(content, hintWidth) + 2)
        let height = min(model.size.rows - 2, entries.count + 4)
        var inside = painter.canvas.box(Rect(model.size).centered(columns: width, rows: height), title: title, role: .borderFocused)
        drawHints(hints, &painter, inside.takeBottom(1).inset(columns: 1))
        _ = inside.takeBottom(1)
        let first = max(0, min(selected - inside.rows + 1, entries.count - inside.rows))
        let theme = painter.theme
        for offset in 0..<inside.rows {
            let index = first + offset
            guard entries.indices.contains(index) else { break }
            let entry = entries[index], isSelected = index == selected
            var line = inside.line(offset)
            painter.hit(line, .overlay(index))
            func look(_ role: Role) -> Style { isSelected ? theme.selected(theme[role]) : theme[role] }
            if isSelected { painter.canvas.fill(line, style: look(.text)) }
            _ = line.takeLeft(1)
            painter.canvas.put(entry.sign, at: line.takeLeft(2).origin, columns: 1, style: look(.good))
            let name = line.takeLeft(min(nameWidth, line.columns))
            painter.canvas.put(entry.name, at: name.origin, columns: name.columns, style: look(entry.off ? .faint : .text))
            _ = line.takeLeft(2)
            if noteWidth > 0 {
                let note = line.takeLeft(min(noteWidth, line.columns))
                painter.canvas.put(entry.note, at: note.origin, columns: note.columns, style: look(.secondary), align: .right)
                _ = line.takeLeft(2)
            }
            painter.canvas.put(entry.about, at: line.origin, columns: line.columns, style: look(.faint))
        }
    }
}

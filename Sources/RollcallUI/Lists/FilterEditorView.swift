import Screen
import SessionRegistry

/// Draws the filter being typed over the status line and the hints.
enum FilterEditorView {
    static func draw(_ model: Model, _ painter: inout Painter, _ layout: Layout) {
        let editor: FilterEditor?
        switch model.tab {
        case .sessions: editor = model.sessions.editor
        case .tokens: editor = model.tokens.editor
        default: editor = nil
        }
        guard let editor else { return }
        painter.canvas.fill(layout.status, role: .text)
        painter.canvas.fill(layout.hints, role: .text)
        var line = layout.status.inset(columns: 1)
        let hints = layout.hints.inset(columns: 1)
        if let naming = editor.naming {
            painter.canvas.put("save as ", in: line.takeLeft(8), role: .accent)
            naming.draw(&painter, in: line, focused: true, placeholder: "a name for this filter")
            return ListOverlayView.drawHints([("Enter", "save"), ("Esc", "back")], &painter, hints)
        }
        painter.canvas.put("/ ", in: line.takeLeft(2), role: .accent)
        let right = model.tab.screen.status(model)
        let place = line.takeRight(min(CellWidth.of(right, upTo: 30), 30))
        painter.canvas.put(right, in: place, role: .secondary, align: .right)
        _ = line.takeRight(1)
        editor.field.draw(&painter, in: line, focused: true, role: .input,
                          placeholder: "words  user:  ip:  agent:  state:  fresh:  older:30d  -not")
        guard let error = editor.error else {
            return ListOverlayView.drawHints(
                [("Enter", "keep"), ("Esc", "take back")] + (model.filters.history.isEmpty ? [] : [("Up", "earlier")]) + [("^S", "save")],
                &painter, hints)
        }
        drawError(error, editor, &painter, line, hints)
    }

    /// Carets under the place, if the field shows it, and the sentence behind them.
    private static func drawError(
        _ error: FilterSyntaxError, _ editor: FilterEditor, _ painter: inout Painter, _ line: Rect, _ hints: Rect
    ) {
        let visible = CellWidth.of(editor.field.text, upTo: line.columns) < line.columns
        let before = CellWidth.of(String(editor.field.text.prefix(error.offset)))
        let offset = visible ? min(2 + before, hints.columns / 2) : 0
        let carets = visible ? String(repeating: "^", count: min(max(1, error.length), 20)) + " " : ""
        var row = hints
        _ = row.takeLeft(offset)
        painter.canvas.put(runs: [(carets, Role.danger), (error.message, .danger)], at: row.origin, columns: row.columns)
        guard visible else { return }
        let wrong = Rect(column: line.column + before, row: line.row, columns: error.length, rows: 1).intersection(line)
        let look = painter.theme[.inputError]
        painter.canvas.restyle(wrong) { _ in look }
    }
}

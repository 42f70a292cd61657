import Screen

/// The palette: the line being typed at the bottom, what could come next above it.
enum PaletteView {
    private static let most = 12

    static func draw(_ palette: Palette, _ model: Model, _ painter: inout Painter, _ layout: Layout) {
        painter.canvas.fill(layout.status, role: .text)
        painter.canvas.fill(layout.hints, role: .text)
        var line = layout.status.inset(columns: 1)
        painter.canvas.put(": ", in: line.takeLeft(2), role: .accent)
        let offers = Completion.offers(palette.field.text, model)
        let count =
            offers.count > shownRows(offers, layout) ? "\(min(offers.count, (palette.selected ?? 0) + 1)) of \(offers.count)" : ""
        painter.canvas.put(count, in: line.takeRight(CellWidth.of(count)), role: .faint, align: .right)
        palette.field.draw(&painter, in: line, focused: true, placeholder: "a command, as in a shell")
        drawHints(palette, model, &painter, layout.hints.inset(columns: 1))
        drawOffers(offers, palette, &painter, layout)
    }

    private static func shownRows(_ offers: [Completion], _ layout: Layout) -> Int {
        max(0, min(most, offers.count, layout.body.rows - 3))
    }

    private static func drawHints(_ palette: Palette, _ model: Model, _ painter: inout Painter, _ place: Rect) {
        if let complaint = palette.complaint {
            painter.canvas.put(complaint, in: place, role: .danger)
            return
        }
        var hints = [("Enter", "run"), ("Tab", "complete"), ("Up Down", "choose")]
        if palette.field.isEmpty, !model.commandHistory.isEmpty { hints[2] = ("Up", "commands before") }
        var runs: [(String, Role)] = []
        for (key, name) in hints + [("Esc", "close")] { runs += [(key, .key), (" \(name)  ", .hint)] }
        painter.canvas.put(runs: runs, at: place.origin, columns: place.columns)
    }

    private static func drawOffers(_ offers: [Completion], _ palette: Palette, _ painter: inout Painter, _ layout: Layout) {
        let rows = shownRows(offers, layout)
        guard rows > 0 else { return }
        let first = max(0, min((palette.selected ?? 0) - rows + 1, offers.count - rows))
        let shown = offers.indices.dropFirst(first).prefix(rows)
        // One column for what can be typed, as wide as what shows needs; the notes line up behind it.
        let labelWidth = min(40, shown.map { CellWidth.of(offers[$0].label, upTo: 40) }.max() ?? 0)
        let noteWidth = shown.map { CellWidth.of(offers[$0].note, upTo: 100) }.max() ?? 0
        let width = min(layout.body.columns - 2, max(40, labelWidth + noteWidth + 6))
        let box = Rect(column: 1, row: layout.status.row - rows - 2, columns: width, rows: rows + 2)
        let inside = painter.canvas.box(box, role: .border)
        let theme = painter.theme
        for (offset, index) in shown.enumerated() {
            let isSelected = index == palette.selected
            var row = inside.line(offset)
            func look(_ role: Role) -> Style { isSelected ? theme.selected(theme[role]) : theme[role] }
            if isSelected { painter.canvas.fill(row, style: look(.text)) }
            painter.hit(row, .overlay(index))
            _ = row.takeLeft(1)
            painter.canvas.put(offers[index].label, at: row.origin, columns: min(labelWidth, row.columns), style: look(.text))
            _ = row.takeLeft(labelWidth + 2)
            painter.canvas.put(offers[index].note, at: row.origin, columns: max(0, row.columns - 1), style: look(.faint))
        }
    }
}

import Screen
import SessionCore
import SessionRegistry

/// Draws a list with its detail.
enum ListView<Row: ListedRecord> {
    static func draw(_ model: Model, _ painter: inout Painter) {
        let layout = model.screenLayout
        if !layout.list.isEmpty { drawList(model, &painter, layout.list) }
        guard layout.place != .none else { return }
        drawSplitter(model, &painter, layout)
        drawDetail(model, &painter, layout.detail)
    }

    static func crumbs(_ model: Model) -> [String] {
        guard model.layout.zoomed || model.layout.detailFocused, let row = model[keyPath: Row.path].selected else { return [] }
        return [row.owner ?? "anonymous", String(row.hex.prefix(8))]
    }

    // MARK: Table

    private typealias Placed = ColumnLayout<Row>.Placed

    private static func drawList(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        let list = model[keyPath: Row.path]
        painter.hit(area, .list)
        let columns = ColumnLayout(list, width: area.columns)
        let focused = !model.layout.detailFocused && model.overlay == nil
        drawHeading(list, columns, &painter, area.line(0), focused: focused)
        let rowsArea = Rect(column: area.column, row: area.row + 1, columns: area.columns, rows: area.rows - 1)
        guard !list.rows.isEmpty else { return drawEmpty(model, &painter, rowsArea) }
        let words = list.searchedWords
        for line in 0..<rowsArea.rows {
            guard let row = list.row(list.top + line) else { break }
            drawRow(row, model, &painter, rowsArea.line(line), columns.placed, words, selected: row.id == list.selectedID,
                    marked: list.isMarked(row, now: model.now), focused: focused)
            painter.hit(rowsArea.line(line), .row(list.top + line))
        }
    }

    private static func drawHeading(
        _ list: ListModel<Row>, _ columns: ColumnLayout<Row>, _ painter: inout Painter, _ line: Rect, focused: Bool
    ) {
        let theme = painter.theme
        var end = line.column
        for placed in columns.placed {
            var title = placed.column.title
            let sorted = placed.column.field == list.sort.field
            if sorted {
                let arrow = list.sort.direction == .ascending ? theme.symbols.ascending : theme.symbols.descending
                title = placed.column.right ? arrow + title : title + arrow
            }
            let place = Rect(column: line.column + placed.start, row: line.row, columns: placed.width, rows: 1).intersection(line)
            painter.canvas.put(title, in: place, role: sorted ? .accent : .heading, align: placed.column.right ? .right : .left, ellipsis: false)
            if placed.column.id == list.column { painter.canvas.restyle(place) { theme.selected($0, focused: focused) } }
            painter.hit(place, .heading(placed.index))
            // The last title may be shorter than its column.
            end = placed.column.right ? place.endColumn : place.column + CellWidth.of(title, upTo: place.columns)
        }
        // How many more columns l leads to.
        let more = "+\(columns.left)"
        if columns.left > 0, line.endColumn - end > more.count + 1 {
            painter.canvas.put(more, in: Rect(column: line.endColumn - more.count - 1, row: line.row, columns: more.count, rows: 1), role: .faint)
        }
    }

    private static func drawRow(
        _ row: Row, _ model: Model, _ painter: inout Painter, _ line: Rect, _ columns: [Placed], _ words: [String], selected: Bool,
        marked: Bool, focused: Bool
    ) {
        let theme = painter.theme
        func look(_ role: Role) -> Style { selected ? theme.selected(theme[role], focused: focused) : theme[role] }
        if selected {
            painter.canvas.fill(line, style: look(.text))
            painter.canvas.put(theme.symbols.pointer, at: line.origin, columns: 1, style: look(focused ? .accent : .faint))
        }
        if marked {
            painter.canvas.put(theme.symbols.mark, at: Point(column: line.column + 1, row: line.row), columns: 1, style: look(.mark))
        }
        let over = row.state(at: model.now) != .active
        for placed in columns {
            let cell = placed.column.cell(row, model.now, theme)
            // What is over steps back, except for the sign and the word that say why.
            let role: Role = over && cell.sign == nil && cell.role != .danger ? .faint : cell.role
            let place = Rect(column: line.column + placed.start, row: line.row, columns: placed.width, rows: 1).intersection(line)
            painter.canvas.put(
                cell.text, at: place.origin, columns: place.columns, style: look(role), align: placed.column.right ? .right : .left)
            if let sign = cell.sign {
                let look = look(sign)
                painter.canvas.restyle(Rect(column: place.column, row: place.row, columns: min(1, place.columns), rows: 1)) { _ in look }
            }
            if !words.isEmpty, placed.column.text != nil {
                painter.canvas.restyle(words: words, in: place) { theme.matched($0) }
            }
        }
    }

    private static func drawEmpty(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        let list = model[keyPath: Row.path]
        let lines: [(String, Role)]
        if !list.loaded {
            lines = model.connection.isOffline
                ? [("The store does not answer.", .danger), ("It is tried again on its own.", .secondary)] : [("Reading\u{2026}", .secondary)]
        } else if !list.filter.terms.isEmpty {
            lines = [("No \(Row.noun) matches the filter.", .title), (list.filterText, .accent), ("Esc clears it.", .secondary)]
        } else {
            lines = [("There are no \(Row.noun)s yet.", .title), ("They appear here as people log in.", .secondary)]
        }
        var row = area.row + max(0, (area.rows - lines.count) / 3)
        for (text, role) in lines where row < area.endRow {
            painter.canvas.put(text, in: Rect(column: area.column + 2, row: row, columns: area.columns - 4, rows: 1), role: role, align: .center)
            row += 1
        }
    }

    // MARK: Detail

    private static func drawSplitter(_ model: Model, _ painter: inout Painter, _ layout: Layout) {
        let symbols = painter.theme.symbols
        painter.hit(layout.splitter, .splitter)
        if layout.place == .beside {
            painter.canvas.verticalRule(layout.splitter)
            painter.canvas.put(symbols.teeDown, at: Point(column: layout.splitter.column, row: layout.rule.row), columns: 1, role: .border)
        } else if layout.place == .below {
            painter.canvas.horizontalRule(layout.splitter)
        }
    }

    private static func drawDetail(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        painter.hit(area, .detail)
        let list = model[keyPath: Row.path]
        let area = area.inset(columns: 1)
        let detail = list.shownDetail
        // Over the whole screen, an empty pane would not say why it is empty.
        if list.rows.isEmpty, model.screenLayout.place == .full { return drawEmpty(model, &painter, area) }
        guard !area.isEmpty, let id = detail.id else { return }
        let focused = (model.layout.detailFocused || model.layout.zoomed) && model.overlay == nil
        let row = list.rows.first { $0.id == id } ?? detail.data.flatMap(Row.record(of:))
        let name = Row.noun.prefix(1).uppercased() + Row.noun.dropFirst()
        let title = "\(name) \(row.map { String($0.hex.prefix(12)) } ?? "")"
        let lines = DetailLines.lines(model, Row.self)
        let tree = detail.tree(at: model.now)
        let body = Rect(column: area.column, row: area.row + 1, columns: area.columns, rows: area.rows - 1)
        let first = max(0, min(detail.first, lines.count - max(1, body.rows)))
        var head = area.line(0)
        if lines.count > body.rows {
            let range = "\(first + 1)-\(min(lines.count, first + body.rows)) of \(lines.count)"
            painter.canvas.put(range, in: head.takeRight(min(range.count, head.columns)), role: .faint)
            _ = head.takeRight(1)
        }
        painter.canvas.put(title, in: head, role: focused ? .accent : .title)
        for offset in 0..<body.rows {
            let index = first + offset
            guard lines.indices.contains(index) else { break }
            DetailLineView.draw(lines[index], model, &painter, body.line(offset), selected: focused && index == detail.line,
                                tree: tree, words: list.found.map { [$0] } ?? [])
        }
    }
}

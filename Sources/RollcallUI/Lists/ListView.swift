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

    private struct Placed {
        var index: Int
        var column: ListColumn<Row>
        var start: Int
        var width: Int
    }

    private static var gap: Int { 2 }

    /// The most telling columns that fit when each takes this width.
    private static func choose(_ width: KeyPath<ListColumn<Row>, Int>, in room: Int, upToRank last: Int) -> [Int: Int] {
        var room = room
        var chosen: [Int: Int] = [:]
        for (index, column) in Row.columns.enumerated().sorted(by: { $0.element.rank < $1.element.rank }) where column.rank <= last {
            let cost = column[keyPath: width] + (chosen.isEmpty ? 0 : gap)
            guard room >= cost else { break }
            room -= cost
            chosen[index] = column[keyPath: width]
        }
        return chosen
    }

    /// Which columns have room, and where. None is added at the price of cutting the others, but for the few that a list is read by.
    private static func place(in width: Int) -> [Placed] {
        let lead = 3
        let whole = choose(\.usual, in: width - lead, upToRank: .max)
        let cut = choose(\.minimum, in: width - lead, upToRank: 4)
        var chosen = cut.count > whole.count ? cut : whole
        var room = width - lead - chosen.values.reduce(0, +) - gap * max(0, chosen.count - 1)
        // What is left over: first so that what columns usually hold is not cut, then to whoever can use more.
        for target in [\ListColumn<Row>.usual, \.maximum] {
            for (index, column) in Row.columns.enumerated().sorted(by: { $0.element.rank < $1.element.rank }) {
                guard let now = chosen[index] else { continue }
                let more = max(0, min(room, column[keyPath: target] - now))
                chosen[index] = now + more
                room -= more
            }
        }
        var placed: [Placed] = [], start = lead
        for (index, column) in Row.columns.enumerated() {
            guard let columnWidth = chosen[index] else { continue }
            placed.append(Placed(index: index, column: column, start: start, width: columnWidth))
            start += columnWidth + gap
        }
        return placed
    }

    private static func drawList(_ model: Model, _ painter: inout Painter, _ area: Rect) {
        let list = model[keyPath: Row.path], theme = painter.theme
        painter.hit(area, .list)
        let columns = place(in: area.columns)
        let heading = area.line(0)
        for placed in columns {
            var title = placed.column.title
            let sorted = placed.column.field == list.sort.field
            if sorted {
                let arrow = list.sort.direction == .ascending ? theme.symbols.ascending : theme.symbols.descending
                title = placed.column.right ? arrow + title : title + arrow
            }
            let place = Rect(column: area.column + placed.start, row: heading.row, columns: placed.width, rows: 1)
            painter.canvas.put(title, in: place, role: sorted ? .accent : .heading, align: placed.column.right ? .right : .left, ellipsis: false)
            painter.hit(place, .heading(placed.index))
        }
        let rowsArea = Rect(column: area.column, row: area.row + 1, columns: area.columns, rows: area.rows - 1)
        guard !list.rows.isEmpty else { return drawEmpty(model, &painter, rowsArea) }
        let focused = !model.layout.detailFocused && model.overlay == nil
        for line in 0..<rowsArea.rows {
            guard let row = list.row(list.top + line) else { break }
            drawRow(row, model, &painter, rowsArea.line(line), columns, selected: row.id == list.selectedID,
                    marked: list.marks[row.id] != nil, focused: focused)
            painter.hit(rowsArea.line(line), .row(list.top + line))
        }
    }

    private static func drawRow(
        _ row: Row, _ model: Model, _ painter: inout Painter, _ line: Rect, _ columns: [Placed], selected: Bool, marked: Bool, focused: Bool
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
            let (text, role) = placed.column.cell(row, model.now, theme)
            // What is over steps back, except for the word that says why.
            let shown: Role = over && placed.column.field != nil ? .faint : role
            painter.canvas.put(
                text, at: Point(column: line.column + placed.start, row: line.row), columns: placed.width, style: look(shown),
                align: placed.column.right ? .right : .left)
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
        guard !area.isEmpty, let id = detail.id else { return }
        let focused = (model.layout.detailFocused || model.layout.zoomed) && model.overlay == nil
        let row = list.rows.first { $0.id == id } ?? detail.data.flatMap(Row.record(of:))
        let name = Row.noun.prefix(1).uppercased() + Row.noun.dropFirst()
        let title = "\(name) \(row.map { String($0.hex.prefix(12)) } ?? "")"
        painter.canvas.put(title, in: area.line(0), role: focused ? .accent : .title)
        let lines = DetailLines.lines(model, Row.self)
        let body = Rect(column: area.column, row: area.row + 1, columns: area.columns, rows: area.rows - 1)
        let first = max(0, min(detail.first, lines.count - max(1, body.rows)))
        if lines.count > body.rows {
            let last = min(lines.count, first + body.rows)
            painter.canvas.put("\(first + 1)-\(last) of \(lines.count)", in: area.line(0), role: .faint, align: .right)
        }
        for offset in 0..<body.rows {
            let index = first + offset
            guard lines.indices.contains(index) else { break }
            DetailLineView.draw(lines[index], model, &painter, body.line(offset), selected: focused && index == detail.line,
                                tree: detail.tree)
        }
    }
}

/// Draws into a grid of cells. All text goes through the sanitiser; nothing is drawn outside the grid or the width given.
public struct Canvas: Sendable {
    public enum Alignment: Sendable { case left, right, center }

    public let size: Size
    public let theme: Theme
    public var cursor: Point?
    private var cells: [Cell]
    private var styles: [Style] = [.plain]
    private var styleIndex: [Style: UInt16] = [.plain: 0]
    private var lastStyle: (Style, UInt16) = (.plain, 0)

    public init(size: Size, theme: Theme) {
        self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
        self.theme = theme
        cells = []
        let ground = theme[.text]
        let blank = Cell(ascii: 0x20, style: ground.background == .terminal ? 0 : intern(ground))
        cells = Array(repeating: blank, count: self.size.columns * self.size.rows)
    }

    public var bounds: Rect { Rect(size) }

    public func frame(mouse: Bool) -> Frame {
        let cursor = cursor.flatMap { bounds.contains($0) ? $0 : nil }
        return Frame(size: size, cells: cells, styles: styles, cursor: cursor, mouse: mouse)
    }

    // MARK: Text

    /// Draws `text` from `point` on within `columns` columns; what does not fit ends with an ellipsis.
    /// - Returns: the columns used.
    @discardableResult
    public mutating func put(
        _ text: String, at point: Point, columns limit: Int, style: Style, align: Alignment = .left, ellipsis: Bool = true
    ) -> Int {
        guard point.row >= 0, point.row < size.rows, limit > 0 else { return 0 }
        var column = point.column
        if align != .left {
            let width = CellWidth.of(text, upTo: limit)
            if width < limit { column += align == .right ? limit - width : (limit - width) / 2 }
        }
        let end = min(point.column + limit, size.columns)
        let index = intern(style)
        var used = column
        var plain = text
        let fits = plain.withUTF8 { bytes -> Bool in
            guard column >= 0, bytes.count <= end - column else { return false }
            for byte in bytes where byte < 0x20 || byte > 0x7E { return false }
            for byte in bytes {
                setCell(Cell(ascii: byte, style: index), column: used, row: point.row)
                used += 1
            }
            return true
        }
        if fits { return used - point.column }

        // Glyphs as they come; where one does not fit, the last column becomes the ellipsis.
        let escaped = intern(escapedStyle(on: style))
        var overflow = false
        Sanitizer.forEachGlyph(in: text, ascii: theme.symbols.ascii) { glyph in
            guard used + glyph.width <= end else { overflow = true; return false }
            if used >= 0 {
                let cell = Cell(text: glyph.text, style: glyph.escaped ? escaped : index)
                setCell(cell, width: glyph.width, column: used, row: point.row)
            }
            used += glyph.width
            return true
        }
        if overflow, ellipsis, end > column {
            // A wide glyph in the last columns gives way whole.
            for position in max(0, min(used, end - 1))..<max(0, end) where position >= column {
                setCell(Cell(ascii: 0x20, style: index), column: position, row: point.row)
            }
            setCell(Cell(text: theme.symbols.ellipsis, style: index), column: end - 1, row: point.row)
            used = end
        }
        return used - point.column
    }

    @discardableResult
    public mutating func put(
        _ text: String, at point: Point, columns limit: Int, role: Role = .text, align: Alignment = .left, ellipsis: Bool = true
    ) -> Int {
        put(text, at: point, columns: limit, style: theme[role], align: align, ellipsis: ellipsis)
    }

    /// Draws `text` in the first row of `rect`.
    @discardableResult
    public mutating func put(
        _ text: String, in rect: Rect, role: Role = .text, align: Alignment = .left, ellipsis: Bool = true
    ) -> Int {
        guard !rect.isEmpty else { return 0 }
        return put(text, at: rect.origin, columns: rect.columns, style: theme[role], align: align, ellipsis: ellipsis)
    }

    /// Draws runs one after another, each in its own style, within `columns`. Returns the columns used.
    @discardableResult
    public mutating func put(runs: [(String, Style)], at point: Point, columns limit: Int) -> Int {
        var used = 0
        for (text, style) in runs where used < limit {
            used += put(text, at: Point(column: point.column + used, row: point.row), columns: limit - used, style: style)
        }
        return used
    }

    @discardableResult
    public mutating func put(runs: [(String, Role)], at point: Point, columns limit: Int) -> Int {
        put(runs: runs.map { ($0.0, theme[$0.1]) }, at: point, columns: limit)
    }

    /// How made-visible code points look on the ground of `style`.
    private func escapedStyle(on style: Style) -> Style {
        var result = theme[.escaped]
        if style.background != .terminal, !style.attributes.contains(.reverse) { result.background = style.background }
        if style.attributes.contains(.reverse) {
            // Reversed rows: keep them apart by underline instead.
            result = style
            result.attributes.insert(.underline)
        }
        return result
    }

    // MARK: Areas

    /// Fills with spaces (or a one-column symbol of the theme).
    public mutating func fill(_ rect: Rect, style: Style, symbol: String = " ") {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        let cell = Cell(text: symbol, style: intern(style))
        for row in area.row..<area.endRow {
            for column in area.column..<area.endColumn { setCell(cell, column: column, row: row) }
        }
    }

    public mutating func fill(_ rect: Rect, role: Role, symbol: String = " ") { fill(rect, style: theme[role], symbol: symbol) }

    /// Changes the look of what is drawn already.
    public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
        let area = rect.intersection(bounds)
        guard !area.isEmpty else { return }
        var known: [UInt16: UInt16] = [:]
        for row in area.row..<area.endRow {
            for column in area.column..<area.endColumn {
                let position = row * size.columns + column
                let old = cells[position].style
                if let new = known[old] { cells[position].style = new; continue }
                let new = intern(change(styles[Int(old)]))
                known[old] = new
                cells[position].style = new
            }
        }
    }

    /// Changes the look of every place in `rect` where the cells of one row spell one of `words`, ignoring ASCII case.
    ///
    /// It compares what is drawn, so that what is marked is what can be seen. Time: the product of the row's and the words' bytes.
    public mutating func restyle(words: [String], in rect: Rect, _ change: (Style) -> Style) {
        let area = rect.intersection(bounds)
        let words = words.map { $0.utf8.map(Self.folded) }.filter { !$0.isEmpty }
        guard !area.isEmpty, !words.isEmpty else { return }
        for row in area.row..<area.endRow {
            var bytes: [UInt8] = [], columns: [Int] = []
            for column in area.column..<area.endColumn {
                for byte in cells[row * size.columns + column].text.utf8 {
                    bytes.append(Self.folded(byte))
                    columns.append(column)
                }
            }
            for word in words where word.count <= bytes.count {
                var start = 0
                while start + word.count <= bytes.count {
                    guard bytes[start] == word[0], bytes[start..<start + word.count].elementsEqual(word) else { start += 1; continue }
                    let first = columns[start], last = columns[start + word.count - 1]
                    restyle(Rect(column: first, row: row, columns: last - first + 1, rows: 1), change)
                    start += word.count
                }
            }
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }

    public mutating func horizontalRule(_ rect: Rect, role: Role = .border) {
        fill(rect.line(0), role: role, symbol: theme.symbols.horizontal)
    }

    public mutating func verticalRule(_ rect: Rect, role: Role = .border) {
        fill(Rect(column: rect.column, row: rect.row, columns: min(1, rect.columns), rows: rect.rows), role: role, symbol: theme.symbols.vertical)
    }

    /// A frame around `rect` with a title in its upper edge; returns the inside.
    @discardableResult
    public mutating func box(_ rect: Rect, title: String = "", role: Role = .border, titleRole: Role = .title, cleared: Bool = true) -> Rect {
        guard rect.columns >= 2, rect.rows >= 2 else { return rect }
        if cleared { fill(rect, role: .dialog) }
        let symbols = theme.symbols
        horizontalRule(rect.line(0), role: role)
        horizontalRule(rect.line(rect.rows - 1), role: role)
        verticalRule(rect, role: role)
        verticalRule(Rect(column: rect.endColumn - 1, row: rect.row, columns: 1, rows: rect.rows), role: role)
        for (symbol, column, row) in [
            (symbols.topLeft, rect.column, rect.row), (symbols.topRight, rect.endColumn - 1, rect.row),
            (symbols.bottomLeft, rect.column, rect.endRow - 1), (symbols.bottomRight, rect.endColumn - 1, rect.endRow - 1),
        ] {
            put(symbol, at: Point(column: column, row: row), columns: 1, role: role)
        }
        if !title.isEmpty, rect.columns > 6 {
            put(" \(title) ", at: Point(column: rect.column + 2, row: rect.row), columns: rect.columns - 4, role: titleRole)
        }
        return rect.inset(columns: 1, rows: 1)
    }

    // MARK: Cells

    private mutating func intern(_ style: Style) -> UInt16 {
        if lastStyle.0 == style { return lastStyle.1 }
        let index: UInt16
        if let known = styleIndex[style] {
            index = known
        } else if styles.count < Int(UInt16.max) {
            index = UInt16(styles.count)
            styles.append(style)
            styleIndex[style] = index
        } else {
            index = 0
        }
        lastStyle = (style, index)
        return index
    }

    private mutating func setCell(_ cell: Cell, width: Int = 1, column: Int, row: Int) {
        guard row >= 0, row < size.rows, column >= 0, column + width <= size.columns else { return }
        let position = row * size.columns + column
        // A wide glyph that loses one half loses the other too.
        if cells[position].isContinuation, column > 0 { cells[position - 1].text = " " }
        let last = position + width - 1
        if column + width < size.columns, cells[last + 1].isContinuation { cells[last + 1].text = " " }
        cells[position] = cell
        if width == 2 { cells[position + 1] = Cell(continuationOf: cell.style) }
    }
}

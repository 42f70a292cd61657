import Screen

/// Rows under headings, aligned by what a terminal shows. Every cell passes the sanitiser.
struct TextTable {
    struct Column {
        var title: String
        /// Columns of the screen beyond which a cell is cut.
        var maximum: Int
        var alignsRight = false
        var paint: (@Sendable (String) -> Output.Paint?)?

        init(_ title: String, _ maximum: Int = 40, right: Bool = false, paint: (@Sendable (String) -> Output.Paint?)? = nil) {
            self.title = title
            self.maximum = maximum
            alignsRight = right
            self.paint = paint
        }
    }

    private let columns: [Column]
    private let output: Output
    private var widths: [Int]
    private var hasHeader = false

    init(_ columns: [Column], _ output: Output) {
        self.columns = columns
        self.output = output
        widths = columns.map(\.title.count)
    }

    /// Prints rows; the first call decides the widths, so that later pages line up with the first.
    mutating func print(_ rows: [[String]]) {
        let cells = rows.map { row in zip(row, columns).map { Self.fitted($0, to: $1.maximum) } }
        if !hasHeader {
            for row in cells {
                for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.width) }
            }
            hasHeader = true
            output.line(output.painted(line(columns.map { ($0.title, $0.title.count) }, painted: false), .bold))
        }
        for row in cells { output.line(line(row, painted: true)) }
    }

    private func line(_ cells: [(text: String, width: Int)], painted: Bool) -> String {
        var result = ""
        for (index, cell) in cells.enumerated() {
            let gap = String(repeating: " ", count: max(0, widths[index] - cell.width))
            let paint = painted ? columns[index].paint?(cell.text) : nil
            let text = paint.map { output.painted(cell.text, $0) } ?? cell.text
            if index > 0 { result += "  " }
            if columns[index].alignsRight {
                result += gap + text
            } else {
                result += index == cells.count - 1 ? text : text + gap
            }
        }
        return result
    }

    /// The text made visible, cut to `maximum` columns with `…`.
    static func fitted(_ text: String, to maximum: Int) -> (text: String, width: Int) {
        var result = ""
        var width = 0
        var glyphs: [(String, Int)] = []
        var isCut = false
        Sanitizer.forEachGlyph(in: text) { glyph in
            guard width + glyph.width <= maximum else {
                isCut = true
                return false
            }
            glyphs.append((glyph.text, glyph.width))
            width += glyph.width
            return true
        }
        if isCut {
            while width > maximum - 1, let last = glyphs.popLast() { width -= last.1 }
            glyphs.append(("…", 1))
            width += 1
        }
        for glyph in glyphs { result += glyph.0 }
        return (result, width)
    }
}

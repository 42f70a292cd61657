internal import CNcurses
internal import Screen

/// Puts frames into curses' window: only the rows that differ from the last frame, and leaves it to curses to find the fewest
/// bytes that turn one screen into the other.
struct FramePainter {
    private let depth: ColorDepth
    private let pairs: Int
    private var last: Frame?
    private var pairNumbers: [ColorPair: Int32] = [:]
    private var contents: [String: CellGuard.Content] = [:]
    /// The current frame's styles as curses wants them.
    private var looks: [Look] = []
    private var looksOf: [Style] = []

    private struct ColorPair: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private struct Look {
        var attributes: attr_t
        var pair: Int32
        var background: Int32
        static let plain = Look(attributes: 0, pair: 0, background: -1)

        /// Whether a blank shows the same in both: only its ground is seen, unless it is underlined or reversed.
        func blanks(like other: Look) -> Bool {
            let visible = rollcall_attribute_underline | rollcall_attribute_reverse
            return background == other.background && (attributes | other.attributes) & visible == 0
        }
    }

    /// - Parameter pairs: how many colour pairs the terminal has.
    init(depth: ColorDepth, pairs: Int) {
        self.depth = depth
        self.pairs = pairs
    }

    /// The next frame is written whole.
    mutating func forget() { last = nil }

    /// Writes into the standard window; the caller updates the terminal. `false`: there was nothing to write.
    mutating func write(_ frame: Frame, into window: UnsafeMutablePointer<WINDOW>, size: Size) -> Bool {
        resolve(frame.styles)
        let columns = min(frame.size.columns, size.columns)
        let rows = min(frame.size.rows, size.rows)
        // A frame whose cells are not what its size says is not painted at all, rather than read out of bounds.
        guard columns > 0, rows > 0, frame.size.columns <= Int.max / max(1, frame.size.rows),
            frame.cells.count >= frame.size.columns * frame.size.rows
        else { return false }
        let comparable = last.flatMap { $0.size == frame.size && $0.styles == frame.styles ? $0 : nil }
        var changed = comparable == nil || comparable?.cursor != frame.cursor
        let stride = frame.size.columns
        for row in 0..<rows {
            let range = (row * stride)..<(row * stride + columns)
            if let comparable, comparable.cells[range] == frame.cells[range] { continue }
            writeRow(frame.cells[range], row: row, into: window)
            changed = true
        }
        last = frame
        return changed
    }

    private mutating func writeRow(_ cells: ArraySlice<Cell>, row: Int, into window: UnsafeMutablePointer<WINDOW>) {
        withUnsafeTemporaryAllocation(of: cchar_t.self, capacity: cells.count + 1) { buffer in
            buffer.initialize(repeating: cchar_t())
            var count = 0
            var place = cells.startIndex
            // Behind the last text, blanks stay as they are: curses clears to the end of the line with one sequence.
            let end = cells.lastIndex { $0.text != " " } ?? cells.startIndex
            var last = Look.plain
            while place < cells.endIndex {
                let cell = cells[place]
                var look = Int(cell.style) < looks.count ? looks[Int(cell.style)] : .plain
                // Between words, a blank takes the look of what precedes it if that shows the same: every change costs some
                // twenty bytes, and a table is mostly gaps.
                if cell.text == " ", place < end, look.blanks(like: last) { look = last }
                last = look
                let next = place + 1
                let isWide = next < cells.endIndex && cells[next].text.isEmpty
                place = next
                if let byte = cell.text.utf8.first, (0x20...0x7E).contains(byte), cell.text.utf8.count == 1 {
                    Self.set(&buffer[count], CollectionOfOne(UInt32(byte)), look)
                    count += 1
                    continue
                }
                var content = self.content(of: cell.text)
                // The frame and curses must agree on the width, or the rest of the row would move.
                if content.width == 2, !isWide { content = CellGuard.replacement }
                Self.set(&buffer[count], content.scalars, look)
                count += 1
                if content.width == 2 { place += 1 }
            }
            // One more than there is room for would be cut off by curses; a terminating zero ends the array.
            _ = wmove(window, Int32(row), 0)
            _ = wadd_wchnstr(window, buffer.baseAddress, Int32(count))
            buffer.deinitialize()
        }
    }

    private static func set(_ cell: inout cchar_t, _ scalars: some Collection<UInt32>, _ look: Look) {
        withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: CellGuard.capacity + 1) { text in
            var count = 0
            for scalar in scalars.prefix(CellGuard.capacity) {
                text[count] = wchar_t(bitPattern: scalar)
                count += 1
            }
            text[count] = 0
            var pair = look.pair
            _ = setcchar(&cell, text.baseAddress, look.attributes, 0, &pair)
        }
    }

    private mutating func content(of text: String) -> CellGuard.Content {
        if let known = contents[text] { return known }
        let content = CellGuard.content(of: text)
        // Whoever fills the store chooses what is shown, so the cache has a limit.
        if contents.count >= 4096 { contents.removeAll(keepingCapacity: true) }
        contents[text] = content
        return content
    }

    // MARK: - Styles

    private mutating func resolve(_ styles: [Style]) {
        guard styles != looksOf else { return }
        looksOf = styles
        looks = styles.map { look(of: $0) }
    }

    private mutating func look(of style: Style) -> Look {
        let foreground = depth.reduce(style.foreground)
        let background = depth.reduce(style.background)
        var attributes: attr_t = 0
        if style.attributes.contains(.bold) || foreground.bright { attributes |= rollcall_attribute_bold }
        if style.attributes.contains(.dim) { attributes |= rollcall_attribute_dim }
        if style.attributes.contains(.italic) { attributes |= rollcall_attribute_italic }
        if style.attributes.contains(.underline) { attributes |= rollcall_attribute_underline }
        if style.attributes.contains(.reverse) { attributes |= rollcall_attribute_reverse }
        return Look(
            attributes: attributes, pair: pair(ColorPair(foreground: foreground.number, background: background.number)),
            background: background.number)
    }

    /// Pair 0 is the terminal's own colours; the others are made when first needed. When they run out, so do the colours.
    private mutating func pair(_ wanted: ColorPair) -> Int32 {
        if wanted.foreground < 0, wanted.background < 0 { return 0 }
        if let known = pairNumbers[wanted] { return known }
        let number = Int32(pairNumbers.count + 1)
        guard Int(number) < pairs, init_extended_pair(number, wanted.foreground, wanted.background) != ERR else { return 0 }
        pairNumbers[wanted] = number
        return number
    }
}

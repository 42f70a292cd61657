internal import CNcurses
internal import Screen

/// Puts frames into curses' window: only the rows that differ from the last frame, and leaves it to curses to find the fewest
/// bytes that turn one screen into the other.
struct FramePainter {
    private let depth: ColorDepth
    private let pairs: Int
    /// What curses' window holds: cells whose `style` is an index into `looks`. Empty: not known.
    private var shown: [Cell] = []
    private var shownSize = Size(columns: 0, rows: 0)
    private var shownCursor: Point?
    private var pairNumbers: [ColorPair: Int32] = [:]
    private var contents: [Cell.Key: CellGuard.Content] = [:]
    /// Every style that was ever shown, as curses wants it. Frames number theirs in the order of drawing, which changes from
    /// frame to frame; these numbers stay.
    private var looks: [Look] = []
    private var lookNumbers: [Style: UInt16] = [:]
    /// Numbers of the last frame's styles.
    private var numbersOf: [Style] = []
    private var numbers: [UInt16] = []

    private struct ColorPair: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private struct Look {
        var attributes: attr_t
        var pair: Int32
        var background: Int32
        /// A blank that looks like this: copied and given its character, which is quicker than asking curses for each cell.
        var blank: cchar_t

        init(attributes: attr_t, pair: Int32, background: Int32) {
            self.attributes = attributes
            self.pair = pair
            self.background = background
            blank = FramePainter.cell(CollectionOfOne(0x20), attributes, pair)
        }

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
    mutating func forget() { shown.removeAll(keepingCapacity: true) }

    /// Writes into the standard window; the caller updates the terminal. `false`: there was nothing to write.
    mutating func write(_ frame: Frame, into window: UnsafeMutablePointer<WINDOW>, size: Size) -> Bool {
        let columns = min(frame.size.columns, size.columns)
        let rows = min(frame.size.rows, size.rows)
        // A frame whose cells are not what its size says is not painted at all, rather than read out of bounds.
        guard columns > 0, rows > 0, frame.size.columns <= Int.max / max(1, frame.size.rows),
            frame.cells.count >= frame.size.columns * frame.size.rows
        else { return false }
        resolve(frame.styles)
        let isKnown = shownSize == frame.size && shown.count == frame.size.columns * frame.size.rows
        var changed = !isKnown || shownCursor != frame.cursor
        if !isKnown {
            shown = [Cell](repeating: Cell(text: "", style: 0), count: frame.size.columns * frame.size.rows)
            shownSize = frame.size
        }
        shownCursor = frame.cursor
        let stride = frame.size.columns
        for row in 0..<rows {
            let range = (row * stride)..<(row * stride + columns)
            if take(frame.cells, range) || !isKnown {
                writeRow(range, row: row, into: window)
                changed = true
            }
        }
        return changed
    }

    /// Brings `shown` up to date; whether anything differed.
    private mutating func take(_ cells: [Cell], _ range: Range<Int>) -> Bool {
        var differs = false
        let numbers = numbers
        cells.withUnsafeBufferPointer { new in
            shown.withUnsafeMutableBufferPointer { old in
                for place in range {
                    var cell = new[place]
                    cell.style = Int(cell.style) < numbers.count ? numbers[Int(cell.style)] : 0
                    if cell != old[place] {
                        old[place] = cell
                        differs = true
                    }
                }
            }
        }
        return differs
    }

    private mutating func writeRow(_ range: Range<Int>, row: Int, into window: UnsafeMutablePointer<WINDOW>) {
        let cells = shown[range]
        // Behind the last text, blanks stay as they are: curses clears to the end of the line with one sequence.
        let end = cells.lastIndex { !$0.isBlank } ?? cells.startIndex
        withUnsafeTemporaryAllocation(of: cchar_t.self, capacity: cells.count + 1) { buffer in
            buffer.initialize(repeating: cchar_t())
            var count = 0
            var place = cells.startIndex
            var last = 0
            while place < cells.endIndex {
                let cell = cells[place]
                var look = Int(cell.style)
                // Between words, a blank takes the look of what precedes it if that shows the same: every change costs some
                // twenty bytes, and a table is mostly gaps.
                if look != last, cell.isBlank, place < end, looks[look].blanks(like: looks[last]) { look = last }
                last = look
                let next = place + 1
                let isWide = next < cells.endIndex && cells[next].isContinuation
                place = next
                if let byte = cell.ascii, (0x20...0x7E).contains(byte) {
                    buffer[count] = looks[look].blank
                    buffer[count].chars.0 = wchar_t(byte)
                    count += 1
                    continue
                }
                var content = self.content(of: cell)
                // The frame and curses must agree on the width, or the rest of the row would move.
                if content.width == 2, !isWide { content = CellGuard.replacement }
                buffer[count] = Self.cell(content.scalars, looks[look].attributes, looks[look].pair)
                count += 1
                if content.width == 2 { place += 1 }
            }
            // One more than there is room for would be cut off by curses; a terminating zero ends the array.
            _ = wmove(window, Int32(row), 0)
            _ = wadd_wchnstr(window, buffer.baseAddress, Int32(count))
            buffer.deinitialize()
        }
    }

    private static func cell(_ scalars: some Collection<UInt32>, _ attributes: attr_t, _ pair: Int32) -> cchar_t {
        withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: CellGuard.capacity + 1) { text in
            var count = 0
            for scalar in scalars.prefix(CellGuard.capacity) {
                text[count] = wchar_t(bitPattern: scalar)
                count += 1
            }
            text[count] = 0
            var pair = pair
            var cell = cchar_t()
            _ = setcchar(&cell, text.baseAddress, attributes, 0, &pair)
            return cell
        }
    }

    private mutating func content(of cell: Cell) -> CellGuard.Content {
        if let known = contents[cell.textKey] { return known }
        let content = CellGuard.content(of: cell.text)
        // Whoever fills the store chooses what is shown, so the cache has a limit.
        if contents.count >= 4096 { contents.removeAll(keepingCapacity: true) }
        contents[cell.textKey] = content
        return content
    }

    // MARK: - Styles

    /// Numbers the frame's styles. The first number is the plain look, which also stands for styles that a frame does not have.
    private mutating func resolve(_ styles: [Style]) {
        if looks.isEmpty || looks.count > Int(UInt16.max) - styles.count {
            forget()
            looks = [Look(attributes: 0, pair: 0, background: -1)]
            lookNumbers = [.plain: 0]
            numbersOf = []
            numbers = []
        }
        guard styles != numbersOf else { return }
        numbersOf = styles
        numbers = styles.map { style in
            if let known = lookNumbers[style] { return known }
            let number = UInt16(truncatingIfNeeded: looks.count)
            looks.append(look(of: style))
            lookNumbers[style] = number
            return number
        }
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

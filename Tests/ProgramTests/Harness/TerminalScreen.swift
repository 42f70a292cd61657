import Screen

/// A terminal emulator for tests: as much of xterm as curses needs, fed with bytes in any split. It also keeps the modes and
/// whether the alternate screen is shown.
struct TerminalScreen {
    private(set) var size: Size
    private var rows: [[String]]
    private var cursor = Point(column: 0, row: 0)
    private var saved = Point(column: 0, row: 0)
    private var wrapPending = false
    private var region: ClosedRange<Int>
    private var pending: [UInt8] = []
    private var lastPrinted = " "
    /// DEC private modes that were set (`true`) or reset.
    private(set) var modes: [Int: Bool] = [:]
    /// Sequences that this emulator does not know: a test that meets one should fail loudly.
    private(set) var unknown: [String] = []

    init(size: Size) {
        self.size = size
        rows = Self.blank(size)
        region = 0...max(0, size.rows - 1)
    }

    private static func blank(_ size: Size) -> [[String]] {
        [[String]](repeating: [String](repeating: " ", count: size.columns), count: size.rows)
    }

    var isAlternate: Bool { modes[1049] ?? false }
    var isCursorShown: Bool { modes[25] ?? true }

    /// The rows without trailing blanks. A wide character's second cell is empty.
    var lines: [String] {
        rows.map { row in
            var line = row.joined()
            while line.last == " " { line.removeLast() }
            return line
        }
    }
    var text: String { lines.joined(separator: "\n") }

    mutating func resize(_ new: Size) {
        var changed = Self.blank(new)
        for row in 0..<min(size.rows, new.rows) {
            for column in 0..<min(size.columns, new.columns) { changed[row][column] = rows[row][column] }
        }
        size = new
        rows = changed
        region = 0...max(0, new.rows - 1)
        place(cursor.column, cursor.row)
    }

    // MARK: - Bytes

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        pending.append(contentsOf: bytes)
        var position = 0
        while position < pending.count {
            guard let used = step(pending[position...]) else { break }
            position += used
        }
        pending.removeFirst(position)
    }

    /// Takes one thing from the front; `nil` if it is not complete.
    private mutating func step(_ input: ArraySlice<UInt8>) -> Int? {
        guard let first = input.first else { return nil }
        switch first {
        case 0x1B: return escape(input)
        case 0x08:
            place(cursor.column - 1, cursor.row)
            return 1
        case 0x09:
            place((cursor.column / 8 + 1) * 8, cursor.row)
            return 1
        case 0x0A, 0x0B, 0x0C:
            lineFeed()
            return 1
        case 0x0D:
            place(0, cursor.row)
            return 1
        case ..<0x20, 0x7F: return 1
        case ..<0x80:
            print(String(UnicodeScalar(first)), width: 1)
            return 1
        default:
            let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            guard input.count >= length else { return nil }
            for scalar in String(decoding: input.prefix(length), as: UTF8.self).unicodeScalars {
                print(String(scalar), width: CellWidth.of(scalar))
            }
            return length
        }
    }

    private mutating func escape(_ input: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(input.prefix(256))
        guard bytes.count > 1 else { return nil }
        switch bytes[1] {
        case UInt8(ascii: "["):
            guard let end = bytes.indices.dropFirst(2).first(where: { (0x40...0x7E).contains(bytes[$0]) }) else { return nil }
            control(String(decoding: bytes[2..<end], as: UTF8.self), final: Character(UnicodeScalar(bytes[end])))
            return end + 1
        case UInt8(ascii: "]"), UInt8(ascii: "P"):
            var place = input.startIndex + 2
            while place < input.endIndex {
                if input[place] == 0x07 { return place - input.startIndex + 1 }
                if input[place] == 0x1B { return place + 1 < input.endIndex ? place - input.startIndex + 2 : nil }
                place += 1
            }
            return nil
        case UInt8(ascii: "("), UInt8(ascii: ")"):
            return bytes.count > 2 ? 3 : nil
        case UInt8(ascii: "7"): saved = cursor
        case UInt8(ascii: "8"): place(saved.column, saved.row)
        case UInt8(ascii: "M"):
            if cursor.row == region.lowerBound { scroll(-1) } else { place(cursor.column, cursor.row - 1) }
        case UInt8(ascii: "D"): lineFeed()
        case UInt8(ascii: "E"):
            lineFeed()
            place(0, cursor.row)
        case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "\\"): break
        default: unknown.append("ESC \(UnicodeScalar(bytes[1]))")
        }
        return 2
    }

    private mutating func control(_ parameters: String, final: Character) {
        if parameters.hasPrefix("?") {
            for mode in parameters.dropFirst().split(separator: ";").compactMap({ Int($0) }) where final == "h" || final == "l" {
                modes[mode] = final == "h"
                if mode == 1049 { rows = Self.blank(size) }
            }
            return
        }
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        let first = numbers.first ?? 0
        let count = max(1, first)
        switch final {
        case "H", "f": place((numbers.count > 1 ? max(1, numbers[1]) : 1) - 1, count - 1)
        case "A": place(cursor.column, cursor.row - count)
        case "B", "e": place(cursor.column, cursor.row + count)
        case "C", "a": place(cursor.column + count, cursor.row)
        case "D": place(cursor.column - count, cursor.row)
        case "G", "`": place(count - 1, cursor.row)
        case "d": place(cursor.column, count - 1)
        case "E": place(0, cursor.row + count)
        case "F": place(0, cursor.row - count)
        case "I": place((cursor.column / 8 + count) * 8, cursor.row)
        case "Z": place(max(0, (cursor.column - 1) / 8 * 8), cursor.row)
        case "J": eraseScreen(first)
        case "K": eraseLine(first)
        case "X": erase(cursor.row, cursor.column..<min(size.columns, cursor.column + count))
        case "P":
            for _ in 0..<min(count, size.columns - cursor.column) {
                rows[cursor.row].remove(at: cursor.column)
                rows[cursor.row].append(" ")
            }
        case "@":
            for _ in 0..<min(count, size.columns - cursor.column) {
                rows[cursor.row].insert(" ", at: cursor.column)
                rows[cursor.row].removeLast()
            }
        case "L", "M":
            guard region.contains(cursor.row) else { return }
            scroll(final == "M" ? count : -count, in: cursor.row...region.upperBound)
        case "S": scroll(count)
        case "T": scroll(-count)
        case "b": for _ in 0..<count { print(lastPrinted, width: 1) }
        case "r":
            let bottom = numbers.count > 1 && numbers[1] > 0 ? numbers[1] : size.rows
            region = min(count - 1, size.rows - 1)...max(min(bottom, size.rows) - 1, min(count - 1, size.rows - 1))
            place(0, 0)
        case "m", "h", "l", "t", "n", "c": break
        default: unknown.append("CSI \(parameters) \(final)")
        }
    }

    // MARK: - Cells

    private mutating func place(_ column: Int, _ row: Int) {
        cursor = Point(column: min(max(0, column), size.columns - 1), row: min(max(0, row), size.rows - 1))
        wrapPending = false
    }

    private mutating func print(_ text: String, width: Int) {
        if width == 0 {
            let column = wrapPending ? cursor.column : max(0, cursor.column - 1)
            rows[cursor.row][column] += text
            return
        }
        if wrapPending || cursor.column + width > size.columns {
            place(0, cursor.row)
            lineFeed()
        }
        guard cursor.column + width <= size.columns else { return }
        rows[cursor.row][cursor.column] = text
        if width == 2 { rows[cursor.row][cursor.column + 1] = "" }
        lastPrinted = text
        if cursor.column + width >= size.columns {
            cursor.column = size.columns - 1
            wrapPending = true
        } else {
            cursor.column += width
        }
    }

    private mutating func lineFeed() {
        if cursor.row == region.upperBound { scroll(1) } else { place(cursor.column, cursor.row + 1) }
    }

    private mutating func scroll(_ count: Int) { scroll(count, in: region) }

    private mutating func scroll(_ count: Int, in region: ClosedRange<Int>) {
        for _ in 0..<min(abs(count), region.count) {
            let blank = [String](repeating: " ", count: size.columns)
            if count > 0 {
                rows.remove(at: region.lowerBound)
                rows.insert(blank, at: region.upperBound)
            } else {
                rows.remove(at: region.upperBound)
                rows.insert(blank, at: region.lowerBound)
            }
        }
    }

    private mutating func erase(_ row: Int, _ columns: Range<Int>) {
        for column in columns { rows[row][column] = " " }
    }

    private mutating func eraseLine(_ kind: Int) {
        switch kind {
        case 0: erase(cursor.row, cursor.column..<size.columns)
        case 1: erase(cursor.row, 0..<(cursor.column + 1))
        default: erase(cursor.row, 0..<size.columns)
        }
    }

    private mutating func eraseScreen(_ kind: Int) {
        switch kind {
        case 0:
            eraseLine(0)
            for row in cursor.row..<size.rows where row > cursor.row { erase(row, 0..<size.columns) }
        case 1:
            eraseLine(1)
            for row in 0..<cursor.row { erase(row, 0..<size.columns) }
        default: rows = Self.blank(size)
        }
    }
}

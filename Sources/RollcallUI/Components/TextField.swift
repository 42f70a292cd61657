package import Screen

/// A line of text being typed.
package struct TextField: Equatable, Sendable {
    package private(set) var text: String
    /// In characters, 0…text.count.
    package private(set) var cursor: Int
    /// Shows bullets instead of the text.
    package var hidden: Bool
    package var limit: Int
    /// What it holds is a suggestion: typing takes its place, moving in it keeps it.
    package private(set) var isSuggestion = false
    /// What the field held before Ctrl-U or Ctrl-W, for Ctrl-Y.
    private var killed = ""

    package init(_ text: String = "", hidden: Bool = false, limit: Int = 4_096) {
        self.text = text
        self.hidden = hidden
        self.limit = limit
        cursor = text.count
    }

    package var isEmpty: Bool { text.isEmpty }

    /// Makes what it holds a suggestion, if it holds anything.
    package mutating func suggest() { isSuggestion = !text.isEmpty }

    package mutating func set(_ new: String) {
        isSuggestion = false
        text = String(new.prefix(limit))
        cursor = text.count
    }

    /// Takes an editing key or a paste. `false`: not one of the field's (Enter, Esc, Tab, arrows up and down …).
    package mutating func handle(_ input: InputEvent) -> Bool {
        guard edit(input) else { return false }
        isSuggestion = false
        return true
    }

    private mutating func edit(_ input: InputEvent) -> Bool {
        switch input {
        case .paste(let pasted):
            if isSuggestion { kill(from: 0, to: text.count) }
            insert(pasted)
        case .key(.character(let character)):
            if isSuggestion { kill(from: 0, to: text.count) }
            insert(String(character))
        case .key(.backspace), .key(.control("h")):
            if cursor > 0 { replace(from: cursor - 1, to: cursor) }
        case .key(.delete), .key(.control("d")):
            if cursor < text.count { replace(from: cursor, to: cursor + 1) }
        case .key(.left), .key(.control("b")): cursor = max(0, cursor - 1)
        case .key(.right), .key(.control("f")): cursor = min(text.count, cursor + 1)
        case .key(.home), .key(.control("a")): cursor = 0
        case .key(.end), .key(.control("e")): cursor = text.count
        case .key(.control("u")): kill(from: 0, to: cursor)
        case .key(.control("k")): kill(from: cursor, to: text.count)
        case .key(.control("w")), .key(.alt("\u{7F}")): kill(from: wordStart, to: cursor)
        case .key(.alt("b")): cursor = wordStart
        case .key(.alt("f")): cursor = wordEnd
        case .key(.control("y")): insert(killed)
        default: return false
        }
        return true
    }

    package mutating func insert(_ new: String) {
        let head = text.prefix(cursor), tail = text.dropFirst(cursor)
        let room = limit - text.count
        guard room > 0 else { return }
        let joined = String(head) + String(new.prefix(room))
        text = joined + String(tail)
        // A combining mark joins what stands before it, so the count is taken anew.
        cursor = min(joined.count, text.count)
    }

    private mutating func replace(from: Int, to: Int) {
        let characters = Array(text)
        guard from >= 0, from <= to, to <= characters.count else { return }
        text = String(characters[..<from]) + String(characters[to...])
        cursor = min(from, text.count)
    }

    private mutating func kill(from: Int, to: Int) {
        let characters = Array(text)
        guard from < to, to <= characters.count else { return }
        killed = String(characters[from..<to])
        replace(from: from, to: to)
    }

    private var wordStart: Int {
        let characters = Array(text)
        var position = min(cursor, characters.count)
        while position > 0, characters[position - 1] == " " { position -= 1 }
        while position > 0, characters[position - 1] != " " { position -= 1 }
        return position
    }

    private var wordEnd: Int {
        let characters = Array(text)
        var position = min(cursor, characters.count)
        while position < characters.count, characters[position] == " " { position += 1 }
        while position < characters.count, characters[position] != " " { position += 1 }
        return position
    }

    /// Draws the field, scrolled so that the cursor shows, and puts the screen's cursor there if it has the focus.
    package func draw(_ painter: inout Painter, in area: Rect, focused: Bool, role: Role = .input, placeholder: String = "") {
        guard !area.isEmpty else { return }
        let line = area.line(0)
        if text.isEmpty {
            painter.canvas.put(placeholder, in: line, role: .faint)
            if focused { painter.canvas.cursor = line.origin }
            return
        }
        let shown = hidden ? String(repeating: "*", count: text.count) : text
        let characters = Array(shown)
        // The longest tail before the cursor that fits, with a column left for the cursor itself.
        var start = min(cursor, characters.count), width = 0
        while start > 0 {
            let next = CellWidth.of(String(characters[start - 1]))
            guard width + next < line.columns else { break }
            width += next
            start -= 1
        }
        painter.canvas.put(String(characters[start...]), in: line, role: role, ellipsis: true)
        if focused, isSuggestion {
            let theme = painter.theme
            painter.canvas.restyle(Rect(column: line.column, row: line.row, columns: min(width, line.columns), rows: 1)) {
                theme.selected($0)
            }
        }
        if focused { painter.canvas.cursor = Point(column: line.column + min(width, line.columns - 1), row: line.row) }
    }
}

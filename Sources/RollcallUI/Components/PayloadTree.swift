import CookieInspector
package import Screen
package import SessionCore

/// A value as a tree that folds: a row a value, children indented below their parent.
package struct PayloadTree: Equatable, Sendable {
    package struct Line: Equatable, Sendable {
        /// Where the value stands: child numbers from the root.
        package var path: [Int]
        package var depth: Int
        package var key: String?
        package var text: String
        package var role: Role
        package var folds: Bool
        package var folded: Bool
    }

    package private(set) var lines: [Line] = []
    /// Values that are hidden because of the name they stand under, also those folded away.
    package private(set) var hiddenCount = 0
    /// Whether hidden values are drawn just now.
    package private(set) var isShowingAll = false
    private var value: SessionValue
    private var folded: Set<[Int]> = []
    /// Lines beyond this are not made; a last line says so.
    private let maximumLines = 5_000

    /// Containers deeper than `depth` start folded, so that a large payload shows its outline first.
    package init(_ value: SessionValue, foldedBelow depth: Int = 3) {
        self.value = value
        hiddenCount = Self.countHidden(value, secret: false, depth: 0)
        foldDeep(value, path: [], depth: 0, limit: depth)
        rebuild()
    }

    /// The same value again (after a refresh) keeps what is folded.
    package mutating func update(_ new: SessionValue) {
        guard new != value else { return }
        value = new
        hiddenCount = Self.countHidden(value, secret: false, depth: 0)
        rebuild()
    }

    /// Shows what is hidden, or hides it again.
    package mutating func show(_ all: Bool) {
        guard isShowingAll != all else { return }
        isShowingAll = all
        rebuild()
    }

    package mutating func toggle(line index: Int) {
        guard lines.indices.contains(index), lines[index].folds else { return }
        let path = lines[index].path
        if folded.remove(path) == nil { folded.insert(path) }
        rebuild()
    }

    /// Opens whatever is folded above lines whose text matches.
    package mutating func unfold(where matches: (String) -> Bool) {
        var open = self
        open.unfoldAll()
        var isChanged = false
        for line in open.lines where matches([line.key, line.text].compactMap { $0 }.joined(separator: " ")) {
            for length in 1..<max(1, line.path.count) where folded.remove(Array(line.path.prefix(length))) != nil { isChanged = true }
        }
        if isChanged { rebuild() }
    }

    /// The line of the container that a line's value is in.
    package func parent(ofLine index: Int) -> Int? {
        guard lines.indices.contains(index) else { return nil }
        let path = lines[index].path.dropLast()
        return path.isEmpty ? nil : lines.firstIndex { $0.path.elementsEqual(path) }
    }

    package mutating func unfoldAll() { folded.removeAll(); rebuild() }

    package mutating func foldAll() {
        folded.removeAll()
        foldDeep(value, path: [], depth: 0, limit: 0)
        rebuild()
    }

    /// Draws the lines from `first` on; `selected` is an index into `lines`.
    package func draw(_ painter: inout Painter, in area: Rect, first: Int, selected: Int?, focused: Bool) {
        for row in 0..<area.rows {
            let index = first + row
            guard index >= 0, index < lines.count else { break }
            drawLine(index, &painter, in: area.line(row), selected: index == selected, focused: focused)
        }
    }

    package func drawLine(_ index: Int, _ painter: inout Painter, in line: Rect, selected: Bool, focused: Bool) {
        guard lines.indices.contains(index) else { return }
        let entry = lines[index], theme = painter.theme
        let fold = entry.folds ? (entry.folded ? theme.symbols.folded : theme.symbols.unfolded) : theme.symbols.leaf
        let indent = String(repeating: "  ", count: min(entry.depth, 12))
        var runs: [(String, Style)] = [(indent + fold + " ", theme[.faint])]
        if let key = entry.key {
            runs.append((key, theme[.name]))
            runs.append((" ", theme[.text]))
        }
        runs.append((entry.text, theme[entry.role]))
        if selected {
            painter.canvas.fill(line, style: theme.selected(theme[.text], focused: focused))
            runs = runs.map { ($0.0, theme.selected($0.1, focused: focused)) }
        }
        painter.canvas.put(runs: runs, at: line.origin, columns: line.columns)
    }

    // MARK: Making lines

    private mutating func foldDeep(_ value: SessionValue, path: [Int], depth: Int, limit: Int) {
        guard depth < 64, let children = Self.children(of: value), !children.isEmpty else { return }
        if depth >= max(1, limit) { folded.insert(path) }
        for (index, child) in children.enumerated().prefix(maximumLines) {
            foldDeep(child.value, path: path + [index], depth: depth + 1, limit: limit)
        }
    }

    private mutating func rebuild() {
        var made: [Line] = []
        // The root container itself is not worth a line: its children are.
        if let children = Self.children(of: value), !children.isEmpty {
            for (index, child) in children.enumerated() where made.count < maximumLines {
                append(child.value, key: child.key, path: [index], depth: 0, secret: Self.isSecret(child.key), to: &made)
            }
        } else {
            append(value, key: nil, path: [], depth: 0, secret: false, to: &made)
        }
        if made.count >= maximumLines {
            made.append(Line(
                path: [-1], depth: 0, key: nil, text: "more is not shown (\(maximumLines) lines)", role: .faint, folds: false, folded: false))
        }
        lines = made
    }

    private func append(_ value: SessionValue, key: String?, path: [Int], depth: Int, secret: Bool, to made: inout [Line]) {
        guard made.count < maximumLines else { return }
        let isHidden = secret && !isShowingAll && SecretField.holdsSomething(value)
        let (text, role) = isHidden ? ("(hidden)", Role.faint) : Self.describe(value)
        guard let children = Self.children(of: value), !children.isEmpty, depth < 64 else {
            made.append(Line(path: path, depth: depth, key: key, text: text, role: role, folds: false, folded: false))
            return
        }
        let isFolded = folded.contains(path)
        made.append(Line(path: path, depth: depth, key: key, text: text, role: role, folds: true, folded: isFolded))
        guard !isFolded else { return }
        for (index, child) in children.enumerated() {
            append(
                child.value, key: child.key, path: path + [index], depth: depth + 1, secret: secret || Self.isSecret(child.key), to: &made)
        }
    }

    private static func isSecret(_ key: String?) -> Bool { key.map(SecretField.isHidden) ?? false }

    /// Time: linear in the value.
    private static func countHidden(_ value: SessionValue, secret: Bool, depth: Int) -> Int {
        guard depth < 64, let children = children(of: value) else { return secret && SecretField.holdsSomething(value) ? 1 : 0 }
        return children.reduce(0) { $0 + countHidden($1.value, secret: secret || isSecret($1.key), depth: depth + 1) }
    }

    private static func children(of value: SessionValue) -> [(key: String?, value: SessionValue)]? {
        switch value {
        case .map(let map): map.pairs.map { ($0.key, $0.value) }
        case .list(let values), .tuple(let values): values.enumerated().map { (String($0.offset), $0.element) }
        default: nil
        }
    }

    private static func describe(_ value: SessionValue) -> (String, Role) {
        switch value {
        case .null: ("null", .word)
        case .bool(let flag): (flag ? "true" : "false", .word)
        case .integer(let number): (String(number), .number)
        case .bigInteger(let digits): (digits, .number)
        case .double(let number): ("\(number)", .number)
        case .string(let text): ("\"\(text)\"", .string)
        case .list(let values): (values.isEmpty ? "[]" : "[\(values.count)]", .faint)
        case .tuple(let values): (values.isEmpty ? "()" : "(\(values.count))", .faint)
        case .map(let map): (map.isEmpty ? "{}" : "{\(map.count)}", .faint)
        case .bytes(let bytes): ("\(bytes.count) bytes  " + hex(bytes), .number)
        case .markup(let text): ("markup \"\(text)\"", .string)
        case .uuid(let digits): ("uuid " + digits, .number)
        case .date(let moment), .zonedDate(let moment, _): (MomentFormat.full(moment), .number)
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        let shown = bytes.prefix(32).map { String(digits[Int($0 >> 4)]) + String(digits[Int($0 & 15)]) }.joined()
        return bytes.count > 32 ? shown + "…" : shown
    }
}

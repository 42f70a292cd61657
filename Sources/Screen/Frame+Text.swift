extension Frame {
    /// The rows as text, without trailing spaces: for tests, and for output without a terminal.
    public var lines: [String] {
        (0..<size.rows).map { row in
            var line = ""
            for cell in cells[(row * size.columns)..<((row + 1) * size.columns)] { line += cell.text }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}

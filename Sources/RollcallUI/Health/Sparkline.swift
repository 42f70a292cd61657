/// A row of little bars, one or two values a cell, drawn as text.
package enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let ascii: [Character] = [".", ":", "-", "=", "+", "*", "#", "@"]

    /// The newest `width` values; nothing is drawn for a zero but a space, so that one login in an hour stands out.
    package static func text(_ values: [Int], width: Int, ascii: Bool) -> String {
        guard width > 0 else { return "" }
        let shown = values.suffix(width)
        let top = max(1, shown.max() ?? 1)
        let levels = ascii ? Self.ascii : blocks
        return String(
            shown.map { value in
                guard value > 0 else { return " " }
                let scaled = (Double(value) / Double(top) * Double(levels.count)).rounded(.up)
                return levels[min(levels.count, max(1, Int(scaled))) - 1]
            })
    }

    /// Values merged in pairs, threes … so that all of them fit into `width` cells; each cell is the sum of its values.
    package static func fitted(_ values: [Int], width: Int) -> [Int] {
        guard width > 0, values.count > width else { return values }
        let each = (values.count + width - 1) / width
        // From the newest backward, so that the last cell is always a whole one.
        var sums: [Int] = []
        var end = values.count
        while end > 0 {
            let start = max(0, end - each)
            sums.append(
                values[start..<end].reduce(0) { sum, value in
                    let (total, overflow) = sum.addingReportingOverflow(max(0, value))
                    return overflow ? .max : total
                })
            end = start
        }
        return sums.reversed()
    }
}

/// A horizontal bar with eighths of a cell.
package enum Bar {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// At most `width` cells. A count above zero always shows something.
    package static func text(_ value: Int, of top: Int, width: Int, ascii: Bool) -> String {
        guard value > 0, top > 0, width > 0 else { return "" }
        let share = min(1, Double(value) / Double(top))
        if ascii { return String(repeating: "#", count: max(1, Int((share * Double(width)).rounded()))) }
        let units = max(1, Int((share * Double(width) * 8).rounded()))
        let full = min(width, units / 8)
        let rest = full < width ? units % 8 : 0
        return String(repeating: "█", count: full) + (rest > 0 ? String(eighths[rest - 1]) : "")
    }
}

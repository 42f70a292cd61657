import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// Text in lines of limited width, for details: what `Canvas` draws, one call a line.
package enum TextBlock {
    /// Breaks at spaces where it can. The pieces are the original text, unsanitised: the canvas does that once.
    ///
    /// At most `maximum` lines; the last then ends where the canvas cuts it. Linear in what is shown, not in the text.
    package static func wrap(_ text: String, columns: Int, maximum: Int = 40) -> [String] {
        guard columns > 0 else { return [] }
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var width = 0
        var lastSpace: (index: String.UnicodeScalarView.Index, width: Int)?
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\r" {
                if lines.count + 1 >= maximum { break }
                lines.append(String(line))
                line = String.UnicodeScalarView()
                width = 0
                lastSpace = nil
                continue
            }
            let own = columnsOf(scalar)
            if width + own > columns, !line.isEmpty {
                guard lines.count + 1 < maximum else {
                    // One scalar too many, so that the canvas marks the cut.
                    line.append(scalar)
                    break
                }
                if let space = lastSpace, scalar != " " {
                    lines.append(String(line[..<space.index]))
                    line = String.UnicodeScalarView(line[line.index(after: space.index)...])
                    width -= space.width + 1
                } else {
                    lines.append(String(line))
                    line = String.UnicodeScalarView()
                    width = 0
                }
                lastSpace = nil
                if scalar == " ", line.isEmpty { continue }
            }
            if scalar == " " { lastSpace = (line.endIndex, width) }
            line.append(scalar)
            width += own
        }
        if !line.isEmpty || lines.isEmpty { lines.append(String(line)) }
        return lines
    }

    /// As wide as the scalar comes out of the sanitiser on its own.
    private static func columnsOf(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value >= 0x20, scalar.value < 0x7F { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return CellWidth.of(String(scalar))
        }
    }
}

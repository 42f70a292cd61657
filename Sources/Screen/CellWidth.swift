/// How many columns text takes: the one answer for layout and for painting, independent of the locale.
///
/// East Asian Wide and Fullwidth (Unicode 15.0, EastAsianWidth.txt) take two columns, emoji with wide presentation among
/// them; combining marks (Mn, Me) none; ambiguous ones and all others one. Sequences are never joined: what a terminal may
/// or may not draw as one (zero-width joiner, variation selectors, skin tones, regional indicators, conjoining Jamo) the
/// sanitiser shows as visible code points, so that no two programs can disagree about the width of what is on the screen.
public enum CellWidth {
    /// 0, 1 or 2, for a scalar that the sanitiser lets through.
    public static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return isWide(value) ? 2 : 1
        }
    }

    /// The columns of `text` after the sanitiser; stops counting beyond `limit`, so that a huge text costs no more than a line.
    public static func of(_ text: String, upTo limit: Int = .max) -> Int {
        // Printable ASCII without the quotes is the common case, and is its own length.
        var text = text
        let ascii: Int? = text.withUTF8 { bytes in
            for byte in bytes where byte < 0x20 || byte > 0x7E { return nil }
            return bytes.count
        }
        if let ascii { return ascii }
        var width = 0
        Sanitizer.forEachGlyph(in: text) { glyph in
            width += glyph.width
            return width <= limit
        }
        return width
    }

    static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var low = 0, high = wideRanges.count - 1
        while low <= high {
            let middle = (low + high) / 2
            let range = wideRanges[middle]
            if value < range.0 { high = middle - 1 } else if value > range.1 { low = middle + 1 } else { return true }
        }
        return false
    }
}

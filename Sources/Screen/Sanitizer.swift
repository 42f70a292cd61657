/// The one way by which text becomes cells.
///
/// User agents, user ids, payloads and cookies are chosen by strangers. What could move the cursor, hide, reorder or imitate
/// text becomes visible as `‹U+202E›`, flagged so that it is drawn in a style of its own: C0, DEL and C1 controls, format
/// characters (bidirectional controls, zero-width ones, tags), line and paragraph separators, spaces other than U+0020,
/// invisible fillers, private use, unassigned code points and those younger than Unicode 15 (a terminal may not know their
/// width), variation selectors, skin tones, regional indicators, conjoining Jamo, and U+FFFD, which stands for broken input.
/// Tab and newline show as `‹\t›`, `‹\n›`. The quotes `‹ ›` themselves are shown by number, so that text cannot forge one.
public enum Sanitizer {
    /// What goes into one cell, or two.
    public struct Glyph: Hashable, Sendable {
        /// One base scalar and at most `maximumMarks` combining marks.
        public var text: String
        /// 1 or 2 columns.
        public var width: Int
        /// Part of a replacement such as `‹U+202E›`.
        public var escaped: Bool
        public init(text: String, width: Int, escaped: Bool) {
            self.text = text
            self.width = width
            self.escaped = escaped
        }
    }

    /// Combining marks kept on one base; ncurses has room for four. Those beyond are counted: `‹+17›`.
    public static let maximumMarks = 3

    /// Visits the glyphs of `text` in order until `body` answers false. Linear, and stops reading where `body` stops.
    /// - Parameters:
    ///   - text: anything.
    ///   - ascii: write the quotes of replacements as `<` and `>`, for terminals without other characters.
    ///   - body: gets each glyph; answers whether to go on.
    public static func forEachGlyph(in text: String, ascii: Bool = false, _ body: (Glyph) -> Bool) {
        var base: Unicode.Scalar?
        var marked = ""
        var baseWidth = 1
        var marks = 0, excess = 0
        var goOn = true

        func escape(_ what: String) {
            for character in (ascii ? "<\(what)>" : "\u{2039}\(what)\u{203A}").unicodeScalars where goOn {
                goOn = body(Glyph(text: String(character), width: 1, escaped: true))
            }
        }
        func flush() {
            if let scalar = base, goOn {
                goOn = body(Glyph(text: marks == 0 ? String(scalar) : marked, width: baseWidth, escaped: false))
            }
            base = nil
            if excess > 0, goOn { escape("+\(excess)") }
            marks = 0
            excess = 0
        }

        for scalar in text.unicodeScalars {
            guard goOn else { return }
            let value = scalar.value
            if value >= 0x20, value < 0x7F {
                flush()
                base = scalar
                baseWidth = 1
                continue
            }
            switch fate(of: scalar) {
            case .shown(let width):
                flush()
                base = scalar
                baseWidth = width
            case .mark:
                if base == nil, excess == 0 {
                    escape(name(of: value))
                } else if marks < maximumMarks {
                    if marks == 0, let base { marked = String(base) }
                    marked.unicodeScalars.append(scalar)
                    marks += 1
                } else {
                    excess += 1
                    // A flood is reported in portions, so that reading can stop where the line is full.
                    if excess == 999 { flush(); excess = 0 }
                }
            case .escaped:
                flush()
                if goOn { escape(name(of: value)) }
            }
        }
        flush()
    }

    public static func glyphs(in text: String, ascii: Bool = false) -> [Glyph] {
        var all: [Glyph] = []
        forEachGlyph(in: text, ascii: ascii) { all.append($0); return true }
        return all
    }

    /// The sanitised text as one string, for places without cells (messages, plain output).
    public static func visible(_ text: String, ascii: Bool = false) -> String {
        var result = ""
        forEachGlyph(in: text, ascii: ascii) { result += $0.text; return true }
        return result
    }

    /// Bytes that should be UTF-8; those that are not show as `‹0xFF›`.
    public static func visible(bytes: some Collection<UInt8>, ascii: Bool = false) -> String {
        var result = ""
        var decoder = UTF8()
        var iterator = Array(bytes).makeIterator()
        var pending = ""
        func flush() {
            if !pending.isEmpty { result += visible(pending, ascii: ascii) }
            pending = ""
        }
        var position = 0
        let all = Array(bytes)
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                pending.unicodeScalars.append(scalar)
                position += UTF8.width(scalar)
            case .emptyInput:
                flush()
                return result
            case .error:
                flush()
                // The decoder skips a maximal ill-formed run; name its first byte and start again behind it.
                guard position < all.count else { return result }
                let digits = String(all[position], radix: 16, uppercase: true)
                let byte = "0x" + (digits.count < 2 ? "0" : "") + digits
                result += ascii ? "<\(byte)>" : "\u{2039}\(byte)\u{203A}"
                position += 1
                decoder = UTF8()
                iterator = Array(all[position...]).makeIterator()
            }
        }
    }

    private enum Fate { case shown(width: Int), mark, escaped }

    private static func fate(of scalar: Unicode.Scalar) -> Fate {
        let value = scalar.value
        // Latin-1 letters and signs, without the no-break space and the soft hyphen.
        if value > 0xA0, value < 0x300 { return value == 0xAD ? .escaped : .shown(width: 1) }
        if isPlainSymbol(value) { return .shown(width: 1) }
        if isSpecial(value) { return .escaped }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            return .escaped
        case let category:
            guard let age = properties.age, age.major <= 15 else { return .escaped }
            if properties.isDefaultIgnorableCodePoint || properties.isEmojiModifier { return .escaped }
            if category == .nonspacingMark || category == .enclosingMark { return .mark }
            return .shown(width: CellWidth.isWide(value) ? 2 : 1)
        }
    }

    /// Signs of one column that every Unicode since 4.0 has, as the screen itself draws them: known without looking them up.
    private static func isPlainSymbol(_ value: UInt32) -> Bool {
        switch value {
        case 0x2010...0x2027: true  // dashes, quotes, bullet, ellipsis
        case 0x2190...0x21FF: true  // arrows
        case 0x2500...0x25FC: true  // lines, blocks, circles
        default: false
        }
    }

    /// Escaped for a reason that the general category does not tell.
    private static func isSpecial(_ value: UInt32) -> Bool {
        switch value {
        case 0x2039, 0x203A: true  // the quotes of a replacement
        case 0x2800: true  // braille blank: looks like a space
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: true  // conjoining Jamo: width differs between terminals
        case 0xFFFC, 0xFFFD: true  // stand for something else
        case 0x1F1E6...0x1F1FF: true  // regional indicators: a pair may be one flag or two letters
        default: false
        }
    }

    private static func name(of value: UInt32) -> String {
        switch value {
        case 9: return "\\t"
        case 10: return "\\n"
        case 13: return "\\r"
        default:
            let digits = String(value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
    }
}

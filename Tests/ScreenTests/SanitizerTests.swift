import Screen
import Testing

@Suite struct SanitizerTests {
    @Test("what could move, hide or reorder becomes visible", arguments: [
        ("plain", "plain"),
        ("\u{1B}]52;c;QUJD\u{07}", "‹U+001B›]52;c;QUJD‹U+0007›"),
        ("\u{1B}[2J", "‹U+001B›[2J"),
        ("a\tb\nc\rd", "a‹\\t›b‹\\n›c‹\\r›d"),
        ("a\r\nb", "a‹\\r›‹\\n›b"),
        ("\u{7F}\u{80}\u{9B}31m\u{9F}", "‹U+007F›‹U+0080›‹U+009B›31m‹U+009F›"),
        ("gpj.\u{202E}exe", "gpj.‹U+202E›exe"),
        ("\u{2066}a\u{2069}\u{200E}\u{061C}", "‹U+2066›a‹U+2069›‹U+200E›‹U+061C›"),
        ("a\u{200B}b\u{200D}c\u{FEFF}", "a‹U+200B›b‹U+200D›c‹U+FEFF›"),
        ("a\u{2028}b\u{2029}c", "a‹U+2028›b‹U+2029›c"),
        ("soft\u{AD}hyphen no\u{A0}break", "soft‹U+00AD›hyphen no‹U+00A0›break"),
        ("\u{3000}\u{2003}", "‹U+3000›‹U+2003›"),
        ("\u{E0041}\u{E007F}", "‹U+E0041›‹U+E007F›"),
        ("\u{FE0F}\u{E0100}", "‹U+FE0F›‹U+E0100›"),
        ("\u{378}\u{E000}\u{FFFF}", "‹U+0378›‹U+E000›‹U+FFFF›"),
        ("\u{FFFD}\u{FFFC}", "‹U+FFFD›‹U+FFFC›"),
        ("\u{1F1E9}\u{1F1EA}", "‹U+1F1E9›‹U+1F1EA›"),
        ("\u{115F}\u{1160}\u{3164}\u{FFA0}\u{2800}", "‹U+115F›‹U+1160›‹U+3164›‹U+FFA0›‹U+2800›"),
        ("‹U+202E›", "‹U+2039›U+202E‹U+203A›"),
        ("👨\u{200D}👩", "👨‹U+200D›👩"),
        ("👍\u{1F3FD}", "👍‹U+1F3FD›"),
        ("\u{301}a", "‹U+0301›a"),
        ("é e\u{301} ñ ß Ж 中 한 ไทย", "é e\u{301} ñ ß Ж 中 한 ไทย"),
    ])
    func visible(input: String, expected: String) {
        // Scalar by scalar: `==` on strings forgives what matters here.
        #expect(Array(Sanitizer.visible(input).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("what was made visible says so, and nothing else does")
    func flags() {
        let glyphs = Sanitizer.glyphs(in: "a\u{202E}b")
        #expect(glyphs.map(\.escaped) == [false] + Array(repeating: true, count: 8) + [false])
        #expect(glyphs.allSatisfy { $0.width == 1 })
    }

    @Test("combining marks are capped and counted")
    func marks() {
        let flood = "e" + String(repeating: "\u{301}", count: 20) + "f"
        let glyphs = Sanitizer.glyphs(in: flood)
        #expect(glyphs.first?.text.unicodeScalars.count == 1 + Sanitizer.maximumMarks)
        #expect(Sanitizer.visible(flood).hasSuffix("‹+17›f"))
        let huge = "e" + String(repeating: "\u{301}", count: 100_000)
        var seen = 0
        Sanitizer.forEachGlyph(in: huge) { _ in seen += 1; return seen < 40 }
        #expect(seen == 40)
    }

    @Test("bytes that are not UTF-8 are named", arguments: [
        ([0x61, 0xFF, 0x62], "a‹0xFF›b"), ([0xC3, 0xA9], "é"), ([0xED, 0xA0, 0x80], "‹0xED›‹0xA0›‹0x80›"), ([0xC3], "‹0xC3›"), ([], ""),
    ] as [([UInt8], String)])
    func bytes(input: [UInt8], expected: String) { #expect(Sanitizer.visible(bytes: input) == expected) }

    @Test("no scalar of any plane in use gets through as something that is not printable")
    func everyScalar() {
        for value in Array((0 as UInt32)...0x1FFFF) + Array(0xE0000...0xE0FFF) + [0xF0000, 0x10FFFF] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for glyph in Sanitizer.glyphs(in: String(scalar)) {
                #expect(glyph.width == 1 || glyph.width == 2)
                for shown in glyph.text.unicodeScalars where shown.value > 0x7E {
                    switch shown.properties.generalCategory {
                    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                        Issue.record("U+\(String(value, radix: 16)) came through")
                    default: break
                    }
                }
            }
        }
    }

    @Test("in ASCII the quotes are plain")
    func ascii() { #expect(Sanitizer.visible("a\u{1B}", ascii: true) == "a<U+001B>") }
}

@Suite struct CellWidthTests {
    @Test("width is columns", arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("中村", 4), ("한글", 4), ("ｶﾅ", 2), ("Ａ", 2), ("😀", 2), ("☺", 1), ("✓", 1), ("│", 1),
        ("\u{1B}", 8), ("a\u{200D}b", 10), ("ไทย", 3),
    ])
    func width(text: String, columns: Int) { #expect(CellWidth.of(text) == columns) }

    @Test("counting stops at the limit")
    func limit() { #expect(CellWidth.of(String(repeating: "é", count: 10_000), upTo: 5) == 6) }
}

@Suite struct CanvasTests {
    private func canvas(_ columns: Int, _ rows: Int = 1) -> Canvas { Canvas(size: Size(columns: columns, rows: rows), theme: .dark) }

    @Test("text is cut to its width with an ellipsis, never inside a wide glyph", arguments: [
        ("hello", 5, "hello"), ("hello", 4, "hel…"), ("中村さん", 8, "中村さん"), ("中村さん", 7, "中村さ…"), ("中村さん", 6, "中村 …"), ("中", 1, "…"),
        ("a\u{202E}b", 6, "a‹U+2…"), ("é", 1, "é"), ("", 3, ""),
    ])
    func cut(text: String, columns: Int, expected: String) {
        var canvas = canvas(10)
        canvas.put(text, at: Point(column: 0, row: 0), columns: columns)
        #expect(canvas.frame(mouse: false).lines == [expected])
    }

    @Test("nothing is drawn outside, wherever it is put", arguments: [(-3, 0), (8, 0), (0, -1), (0, 5), (20, 20), (-30, 0)])
    func outside(column: Int, row: Int) {
        var canvas = canvas(10, 2)
        canvas.put("日本語 text", at: Point(column: column, row: row), columns: 40)
        canvas.fill(Rect(column: column, row: row, columns: 50, rows: 50), role: .accent)
        canvas.box(Rect(column: column, row: row, columns: 50, rows: 50), title: "t")
        let frame = canvas.frame(mouse: true)
        #expect(frame.cells.count == 20)
    }

    @Test("overwriting one half of a wide glyph blanks the other")
    func halves() {
        var canvas = canvas(4)
        canvas.put("中村", at: Point(column: 0, row: 0), columns: 4)
        canvas.put("x", at: Point(column: 1, row: 0), columns: 1)
        #expect(canvas.frame(mouse: false).lines == [" x村"])
        canvas.put("y", at: Point(column: 2, row: 0), columns: 1)
        #expect(canvas.frame(mouse: false).lines == [" xy"])
    }

    @Test("text is aligned to the right and in the middle")
    func alignment() {
        var canvas = canvas(9, 2)
        canvas.put("12", at: Point(column: 0, row: 0), columns: 9, align: .right)
        canvas.put("abc", at: Point(column: 0, row: 1), columns: 9, align: .center)
        #expect(canvas.frame(mouse: false).lines == ["       12", "   abc"])
    }

    @Test("every theme keeps what matters apart without colour", arguments: Theme.all)
    func themes(theme: Theme) {
        #expect(theme.selected(theme[.text]) != theme[.text])
        #expect(theme[.escaped] != theme[.text])
        #expect(theme[.buttonFocused] != theme[.button])
        #expect(theme[.tabActive] != theme[.tab])
        #expect(Theme.named(theme.name) == theme)
        if theme.monochrome {
            for role in Role.allCases { #expect(theme[role].foreground == .terminal && theme[role].background == .terminal) }
        }
    }
}

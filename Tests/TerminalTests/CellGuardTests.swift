import Terminal
import Testing

@Suite("What a cell may hold, at the terminal's door")
struct CellGuardTests {
    /// Widths are the C library's, in a UTF-8 locale.
    init() { CharacterSet.useUTF8() }

    @Test(
        "control, format and other invisible characters become U+FFFD",
        arguments: [
            "\u{1B}", "\u{07}", "\r", "\n", "\t", "\u{0}", "\u{7F}", "\u{80}", "\u{9B}", "\u{9D}", "\u{AD}", "\u{200B}",
            "\u{200D}",
            "\u{200E}", "\u{202E}", "\u{2028}", "\u{2029}", "\u{2066}", "\u{FEFF}", "\u{E0041}", "\u{FFFE}", "\u{10FFFF}",
            "\u{378}",
            "\u{301}", "\u{FE0F}", "a\u{202E}", "a\u{200D}", "ab", "a\u{1B}", "\r\n",
        ])
    func hostile(text: String) {
        #expect(CellGuard.content(of: text) == CellGuard.Content(scalars: [0xFFFD], width: 1))
    }

    @Test(
        "printable characters pass, with their combining marks",
        arguments: [("a", [0x61]), (" ", [0x20]), ("é", [0xE9]), ("e\u{301}", [0x65, 0x301]), ("│", [0x2502]), ("‹", [0x2039])])
    func printable(text: String, scalars: [UInt32]) {
        #expect(CellGuard.content(of: text).scalars == scalars)
    }

    @Test("an empty cell is a blank")
    func empty() {
        #expect(CellGuard.content(of: "").scalars == [0x20])
    }

    @Test("more marks than a cell of curses holds are cut off")
    func manyMarks() {
        let content = CellGuard.content(of: "a" + String(repeating: "\u{301}", count: 1000))
        #expect(content.scalars == [0x61, 0x301, 0x301, 0x301, 0x301])
    }
}

import Screen
import Testing

@Suite("Cells")
struct CellTests {
    @Test(
        "a cell gives back the text it was given",
        arguments: ["", " ", "a", "~", "é", "漢", "🦊", "a\u{301}", "e\u{301}\u{302}\u{303}", "🦊\u{1D165}\u{1D165}\u{1D165}", "ab", "\u{1B}"])
    func text(_ text: String) {
        var cell = Cell(text: "x", style: 3)
        cell.text = text
        #expect(Array(cell.text.unicodeScalars) == Array(text.unicodeScalars))
        #expect(cell == Cell(text: text, style: 3))
        #expect(cell.style == 3)
        #expect(cell.isContinuation == text.isEmpty)
        #expect(cell.isBlank == (text == " "))
        #expect(cell.ascii == (text.utf8.count == 1 ? text.utf8.first : nil))
    }

    @Test("what has no room is left out at a scalar's border, and NUL stands for nothing")
    func limits() {
        let flood = "a" + String(repeating: "\u{301}", count: 100)
        #expect(Cell(text: flood, style: 0).text.unicodeScalars.count == 8)
        #expect(Cell(text: "\0", style: 0).text == "\u{FFFD}")
        #expect(!Cell(text: "\0", style: 0).isContinuation)
    }

    @Test("texts that differ in one scalar differ, and are found under different keys")
    func keys() {
        let texts = ["a", "b", "a\u{301}", "a\u{302}", "漢", "漢\u{301}", "", " "]
        #expect(Set(texts.map { Cell(text: $0, style: 0).textKey }).count == texts.count)
        #expect(Cell(text: "a", style: 0) != Cell(text: "a", style: 1))
    }
}

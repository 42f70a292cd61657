import RollcallUI
import Testing

@Suite struct ShellWordsTests {
    @Test(
        "a line is taken apart as a shell does",
        arguments: [
            ("", []), ("   ", []), ("a b", ["a", "b"]), ("  a   b ", ["a", "b"]), ("'a b' c", ["a b", "c"]),
            ("\"a b\"c", ["a bc"]), ("a\\ b", ["a b"]), ("'a\\b'", ["a\\b"]), ("\"a\\\"b\\\\c\\d\"", ["a\"b\\c\\d"]),
            ("''", [""]), ("--filter='user:a b'", ["--filter=user:a b"]), ("中 é", ["中", "é"]), ("a\\", ["a\\"]),
        ] as [(String, [String])])
    func words(text: String, words: [String]) {
        #expect(ShellWords(text).words == words)
        #expect(ShellWords(text).unclosed == nil)
    }

    @Test("a quotation mark that is not closed is named by its place", arguments: [("a 'b", 2), ("\"x\\\"", 0), ("'a' \"", 4)])
    func unclosed(text: String, place: Int) { #expect(ShellWords(text).unclosed == place) }

    @Test(
        "what is quoted is read as it was",
        arguments: ["a", "", "a b", "it's", "\"", "a\"b'c\\d", "\\", "中 村", "$HOME *", "'\"\\ "])
    func quoting(text: String) { #expect(ShellWords("x " + ShellWords.quoted(text)).words == ["x", text]) }

    @Test("the word being typed is known, and where it begins")
    func open() {
        #expect(ShellWords("ab cd").isLastOpen && ShellWords("ab cd").starts == [0, 3])
        #expect(!ShellWords("ab ").isLastOpen)
    }
}

import RollcallUI
import Screen
import Testing

@Suite struct KeyTextTests {
    @Test(
        "keys are read from what people write",
        arguments: [
            ("x", .character("x")), ("X", .character("X")), ("/", .character("/")), ("-", .character("-")),
            ("+", .character("+")),
            ("^", .character("^")), ("é", .character("é")), ("中", .character("中")), ("space", .character(" ")),
            ("comma", .character(",")), (",", .character(",")), ("ctrl-d", .control("d")), ("Ctrl-D", .control("d")),
            ("^D", .control("d")), ("^d", .control("d")), ("ctrl+d", .control("d")), ("C-d", .control("d")),
            ("ctrl-]", .control("]")), ("alt-x", .alt("x")), ("Alt-X", .alt("X")), ("m-x", .alt("x")), ("alt--", .alt("-")),
            ("alt-space", .alt(" ")), ("enter", .enter), ("Return", .enter), ("ctrl-m", .enter), ("ctrl-j", .enter), ("^I", .tab),
            ("tab", .tab), ("shift-tab", .backTab), ("S-Tab", .backTab), ("esc", .escape), ("ctrl-[", .escape),
            ("backspace", .backspace), ("ctrl-h", .backspace), ("del", .delete), ("insert", .insert), ("up", .up),
            ("PgDn", .pageDown),
            ("pageup", .pageUp), ("home", .home), ("END", .end), ("f1", .function(1)), ("F12", .function(12)),
        ] as [(String, Key)])
    func reading(text: String, key: Key) throws { #expect(try Key(text: text) == key) }

    @Test("what the printer writes the parser reads")
    func roundTrip() throws {
        var keys: [Key] = [
            .enter, .tab, .backTab, .escape, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end, .pageUp,
            .pageDown,
        ]
        keys += (1...12).map { .function($0) }
        keys += (0x20...0x7E).compactMap { Unicode.Scalar($0) }.flatMap { [.character(Character($0)), .alt(Character($0))] }
        // Without those that arrive as Tab, Enter and Backspace.
        keys += "abcdefgklnopqrstuvwxyz@\\]^_".map { .control($0) }
        for key in keys { #expect(try Key(text: key.label) == key, "\(key.label)") }
    }

    @Test(
        "what is no key is refused with what was expected",
        arguments: [
            ("", "expected a character such as x, or a name"), ("hyper-x", "expected a character such as x, or a name"),
            ("xx", "expected a character such as x, or a name"), ("f13", "expected a character such as x"), ("f0", "expected a"),
            ("f01", "expected a"), ("ctrl-1", "terminals send no such key"), ("ctrl-dd", "ctrl- goes with one letter"),
            ("ctrl-é", "ctrl- goes with one letter"), ("ctrl-", "expected a character"),
            ("alt-enter", "alt- goes with one character"),
            ("shift-a", "shift- goes with tab alone"), (" ", "a key is one printable character"),
            ("\u{1B}", "a key is one printable character"), ("\u{301}", "a key is one printable character"),
            ("e\u{301}", "a key is one printable character"), ("\u{202E}", "a key is one printable character"),
        ])
    func refusals(text: String, expected: String) {
        let error = #expect(throws: KeyTextError.self) { try Key(text: text) }
        #expect(error?.description.hasPrefix("\"\(text)\" is no key: ") == true)
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }
}

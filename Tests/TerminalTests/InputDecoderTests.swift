import Screen
import Terminal
import Testing

@Suite("Decoding what a terminal sends")
struct InputDecoderTests {
    /// All that comes of these bytes, given at once, and after the time-out.
    private func decode(_ text: String) -> [InputEvent] { decode(Array(text.utf8)) }

    private func decode(_ bytes: [UInt8], keys: KeySequences = KeySequences()) -> [InputEvent] {
        var decoder = InputDecoder(keys: keys)
        return decoder.feed(bytes, at: 0) + decoder.flush(at: 1000)
    }

    @Test(
        "keys",
        arguments: [
            ("a", Key.character("a")), ("Ü", .character("Ü")), ("漢", .character("漢")), ("\r", .enter), ("\n", .enter),
            ("\t", .tab),
            ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{3}", .control("c")), ("\u{1A}", .control("z")),
            ("\u{0}", .control("@")), ("\u{1C}", .control("\\")), ("\u{1B}", .escape), ("\u{1B}[A", .up), ("\u{1B}OB", .down),
            ("\u{1B}[1;5C", .right), ("\u{1B}[D", .left), ("\u{1B}[H", .home), ("\u{1B}[4~", .end), ("\u{1B}[8~", .end),
            ("\u{1B}[5~", .pageUp), ("\u{1B}[6;2~", .pageDown), ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete),
            ("\u{1B}[Z", .backTab), ("\u{1B}OP", .function(1)), ("\u{1B}[[E", .function(5)), ("\u{1B}[15~", .function(5)),
            ("\u{1B}[24~", .function(12)), ("\u{1B}[1;2P", .function(1)), ("\u{1B}x", .alt("x")), ("\u{1B}ü", .alt("ü")),
            ("\u{1B}[", .alt("[")), ("\u{1B}]", .alt("]")), ("\u{1B}O", .alt("O")), ("\u{1B}OM", .enter),
            ("\u{1B}[97;5u", .control("a")), ("\u{1B}[27;3;97~", .alt("a")), ("\u{1B}[27;5;9~", .tab), ("\u{1B}[9;2u", .backTab),
        ])
    func keys(text: String, key: Key) {
        #expect(decode(text) == [.key(key)])
    }

    @Test(
        "what no key sends is swallowed whole",
        arguments: [
            "\u{1B}[I", "\u{1B}[O", "\u{1B}[?1;2c", "\u{1B}[12;40R", "\u{1B}]11;rgb:0000/0000/0000\u{7}",
            "\u{1B}]52;c;aGk=\u{1B}\\",
            "\u{1B}P1+r436f=323536\u{1B}\\", "\u{1B}[M !!", "\u{1B}[99~", "\u{1B}[>0;276;0c", "\u{1B}[1;2;3;4;5y", "\u{85}",
            "\u{9B}",
        ])
    func swallowed(text: String) {
        #expect(decode(text) == [])
        #expect(decode(text + "q") == [.key(.character("q"))])
    }

    @Test("any split gives the same events")
    func splits() {
        let text = "a\u{1B}[A\u{1B}[1;5B漢\u{1B}[200~x\u{1B}[201y\u{1B}[201~é\u{1B}]0;t\u{1B}\\\u{1B}[<0;3;4Mz"
        let bytes = Array(text.utf8)
        var whole = InputDecoder()
        let expected = whole.feed(bytes, at: 0)
        #expect(expected.count == 8)
        for cut in 0...bytes.count {
            var decoder = InputDecoder()
            let events = decoder.feed(bytes[..<cut], at: 0) + decoder.feed(bytes[cut...], at: 0)
            #expect(events == expected, "cut at \(cut)")
        }
        var single = InputDecoder()
        #expect(bytes.flatMap { single.feed([$0], at: 0) } == expected)
    }

    @Test("a lone Escape waits 25 ms for what may follow, a begun sequence longer")
    func escape() {
        var decoder = InputDecoder()
        #expect(decoder.timeoutMilliseconds == nil)
        #expect(decoder.feed([0x1B], at: 0) == [])
        #expect(decoder.timeoutMilliseconds == 25)
        #expect(decoder.flush(at: 25) == [.key(.escape)])
        #expect(decoder.timeoutMilliseconds == nil)
        #expect(decoder.feed([0x1B, 0x5B], at: 30) == [])
        #expect(decoder.timeoutMilliseconds == 150)
        #expect(decoder.feed([0x41], at: 100) == [.key(.up)])
    }

    @Test("two Escapes are two keys, and an Escape before a key is a key")
    func escapes() {
        #expect(decode("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
        #expect(decode("\u{1B}\u{1B}[A") == [.key(.escape), .key(.up)])
        #expect(decode("\u{1B}\r") == [.key(.escape), .key(.enter)])
        #expect(decode("\u{1B}[1\u{1B}[B") == [.key(.down)])
    }

    @Test("a paste is one event, whatever is in it, and never a key")
    func paste() {
        #expect(decode("\u{1B}[200~x\ry\u{1B}[A\u{3}\u{1B}[201~q") == [.paste("x\ry\u{1B}[A\u{3}"), .key(.character("q"))])
        #expect(decode("\u{1B}[200~\u{1B}[201~") == [.paste("")])
        #expect(decode([0x1B, 0x5B, 0x32, 0x30, 0x30, 0x7E, 0xFF, 0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]) == [.paste("\u{FFFD}")])
    }

    @Test("a paste whose end has not come stays a paste")
    func openPaste() {
        var decoder = InputDecoder()
        #expect(decoder.feed(Array("\u{1B}[200~y".utf8), at: 0) == [])
        #expect(decoder.timeoutMilliseconds == nil)
        #expect(decoder.flush(at: 60_000) == [])
        #expect(decoder.feed(Array("\rx\u{1B}[201~".utf8), at: 70_000) == [.paste("y\rx")])
    }

    @Test("a paste beyond the limit is cut off there, and its end still found")
    func hugePaste() {
        var decoder = InputDecoder()
        #expect(decoder.feed(Array("\u{1B}[200~".utf8), at: 0) == [])
        let part = [UInt8](repeating: UInt8(ascii: "p"), count: 1 << 16)
        for _ in 0..<80 { #expect(decoder.feed(part, at: 0) == []) }
        guard case .paste(let text) = decoder.feed(Array("\u{1B}[201~".utf8), at: 0).first else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == InputDecoder.pasteLimit)
        #expect(decoder.feed(Array("j".utf8), at: 0) == [.key(.character("j"))])
    }

    @Test(
        "invalid UTF-8 becomes U+FFFD and harms nothing after it",
        arguments: [
            ([0xFF], 1), ([0xC0, 0xAF], 2), ([0xE2, 0x82], 1), ([0xED, 0xA0, 0x80], 3), ([0xF4, 0x90, 0x80, 0x80], 4),
            ([0x80], 1), ([0xF0, 0x9F, 0x98], 1),
        ] as [([UInt8], Int)])
    func invalid(bytes: [UInt8], count: Int) {
        let replacements = [InputEvent](repeating: .key(.character("\u{FFFD}")), count: count)
        #expect(decode(bytes + Array("q".utf8)) == replacements + [.key(.character("q"))])
    }

    @Test("the mouse: left button, wheel, double click; other buttons are nothing")
    func mouse() {
        var decoder = InputDecoder()
        func feed(_ text: String, at time: UInt64) -> [InputEvent] { decoder.feed(Array(text.utf8), at: time) }
        let point = Point(column: 4, row: 9)
        #expect(feed("\u{1B}[<0;5;10M", at: 0) == [.mouse(MouseEvent(.press, at: point))])
        #expect(feed("\u{1B}[<0;5;10m", at: 10) == [.mouse(MouseEvent(.release, at: point))])
        #expect(feed("\u{1B}[<0;5;10M", at: 200) == [.mouse(MouseEvent(.doubleClick, at: point))])
        #expect(feed("\u{1B}[<0;5;10M", at: 300) == [.mouse(MouseEvent(.press, at: point))])
        #expect(feed("\u{1B}[<0;5;10M", at: 900) == [.mouse(MouseEvent(.press, at: point))])
        #expect(feed("\u{1B}[<36;5;10M", at: 901) == [.mouse(MouseEvent(.drag, at: point))])
        #expect(
            feed("\u{1B}[<64;5;10M\u{1B}[<65;5;10M", at: 902) == [
                .mouse(MouseEvent(.wheelUp, at: point)), .mouse(MouseEvent(.wheelDown, at: point)),
            ])
        #expect(feed("\u{1B}[<2;5;10M\u{1B}[<0;0;0M\u{1B}[<0;99999999999999999999;1M\u{1B}[<M", at: 903) == [])
    }

    @Test("sequences of this terminal's terminfo are keys, also where they differ from xterm's")
    func terminfo() {
        let keys = KeySequences([
            (Array("\u{1B}[a".utf8), .up), (Array("\u{1B}Oa".utf8), .down), (Array("\u{1B}[[A".utf8), .function(9)),
        ])
        #expect(
            decode(Array("\u{1B}[a\u{1B}Oa\u{1B}[[A\u{1B}[B".utf8), keys: keys) == [
                .key(.up), .key(.down), .key(.function(9)), .key(.down),
            ])
    }

    @Test("random bytes neither trap nor stick", arguments: 0..<20 as Range<UInt64>)
    func random(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next() -> UInt8 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 32)
        }
        var decoder = InputDecoder()
        let alphabet = Array("\u{1B}[]OP<;0123~MmuRA\\\u{7}ü".utf8)
        for round in 0..<2_000 {
            let bytes = (0..<Int(next() % 40)).map { _ in next() % 3 == 0 ? next() : alphabet[Int(next()) % alphabet.count] }
            for event in decoder.feed(bytes, at: UInt64(round)) {
                if case .key(.character(let character)) = event {
                    #expect(character.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
                }
            }
            if next() % 4 == 0 { _ = decoder.flush(at: UInt64(round)) }
        }
        // A way out of any state: the end of a paste, of an answer, and of whatever else was begun.
        _ = decoder.feed(Array("\u{1B}[201~\u{7}\u{1B}\\".utf8), at: 0)
        _ = decoder.flush(at: 0)
        #expect(decoder.feed(Array("q".utf8), at: 0).last == .key(.character("q")))
    }
}

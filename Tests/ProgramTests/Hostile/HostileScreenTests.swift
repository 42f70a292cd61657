import Glibc
import Screen
import Testing

@Suite("Hostile text on every screen of the real program", .serialized, .timeLimit(.minutes(8)))
struct HostileScreenTests {
    /// The keys of a tour, with what they are for where it is not plain.
    private struct Step {
        var keys: String
        /// This key copies, so that the clipboard may be set.
        var copies = false
        init(_ keys: String, copies: Bool = false) {
            self.keys = keys
            self.copies = copies
        }
    }

    private static let paste = "\u{1B}[200~" + HostileText.all[0] + HostileText.all[12] + HostileText.all[19] + "\u{1B}[201~"
    private static let escape = "\u{1B}"

    /// Overlays that every tab has, each opened and left.
    private static let overlays: [Step] = [
        Step("a"), Step(escape), Step("?"), Step(paste), Step(escape), Step("?rev"), Step(escape), Step(":"), Step(paste),
        Step(escape),
        Step(":theme \u{202E}evil\r"), Step(escape), Step("@"), Step(escape), Step("/"), Step(paste), Step("\r"), Step(escape),
        Step(escape),
        Step("e"), Step(escape), Step("s"), Step(escape),
    ]
    private static let lists: [Step] =
        [
            Step("\r"), Step("jjjjjjjj"), Step("\r"), Step(escape), Step("z"), Step("z"), Step("x"), Step("\t" + paste),
            Step(escape),
            Step("X"), Step(paste), Step(escape), Step("y", copies: true), Step("Y", copies: true), Step("VVx"), Step(escape),
            Step("M"),
            Step("u"), Step(escape), Step("i"), Step(escape), Step("r"), Step(escape), Step("G"), Step("g"),
        ]
    /// Every tab filters and has its menu.
    private static let short: [Step] = [Step("a"), Step(escape), Step("/"), Step(paste), Step("\r"), Step(escape), Step(escape)]

    @Test(
        "the stream holds only what painting takes and characters that show themselves",
        arguments: [
            (Size(columns: 140, rows: 40), ["--theme", "dark"], [:]),
            (Size(columns: 80, rows: 24), ["--ascii", "--no-color"], ["NO_COLOR": "1"]),
        ] as [(Size, [String], [String: String])])
    func tour(size: Size, options: [String], environment: [String: String]) async throws {
        let store = try await HostileStore()
        let terminal = try PseudoTerminal(
            ["--store", "sqlite:\(store.path)", "--operator", "op\u{1B}]0;x\u{7}\u{202E}"] + options, scratch: store.scratch,
            size: size,
            environment: environment)
        #expect(terminal.waitForText("live"))
        var copied: [Range<Int>] = []
        for tab in 1...6 {
            var escapes: Set<String> = []
            var steps = [Step("\(tab)")]
            switch tab {
            case 1, 2: steps += Self.lists
            case 3: steps += [Step(Self.paste), Step("\r"), Step("jj"), Step("\r"), Step(Self.escape), Step("y", copies: true)]
            case 4:
                steps += [
                    Step("jjjjj"), Step("\r"), Step("R"), Step("t"), Step("t"), Step("\t"), Step("jj"), Step("w"),
                    Step(Self.paste), Step("\r"), Step(Self.escape),
                ]
            default:
                steps +=
                    [Step("jjj"), Step("\r"), Step(Self.escape), Step("y", copies: true), Step("G")]
                    + [Step](repeating: Step("k"), count: 20)
            }
            if tab == 1 { steps += [Step("c"), Step("jjj"), Step("1")] }
            if tab == 1 { steps += [Step](repeating: Step("j"), count: HostileText.all.count) }
            for step in steps + (tab == 1 ? Self.overlays : Self.short) {
                let before = terminal.raw.count
                terminal.send(step.keys)
                #expect(terminal.settle(), "the program rests after \(step.keys.debugDescription) on tab \(tab)")
                if step.copies { copied.append(before..<terminal.raw.count) }
                for part in terminal.screen.text.split(whereSeparator: { $0 == "‹" || $0 == "<" }) where part.hasPrefix("U+") {
                    escapes.insert(String(part.prefix(6)))
                }
                if terminal.hasEnded { break }
            }
            // What was planted was there to be seen, made visible.
            if tab != 6 { #expect(escapes.contains("U+202E"), "tab \(tab) showed only \(escapes)") }
            try #require(
                !terminal.hasEnded,
                "the program ended on tab \(tab) with \(terminal.waitForExit() ?? -1): \(terminal.screen.text)")
        }
        terminal.send("\u{1B}\u{1B}")
        terminal.settle()
        terminal.send("Q")
        #expect(terminal.waitForExit() == 0)
        #expect(terminal.isRestored)
        check(terminal, copied: copied)
        #expect(terminal.screen.unknown == [])
    }

    private func check(_ terminal: PseudoTerminal, copied: [Range<Int>] = []) {
        let guarded = StreamGuard(terminal.raw)
        #expect(guarded.violations == [])
        for (place, content) in guarded.clipboard {
            #expect(copied.contains { $0.contains(place) }, "the clipboard was set without a key for it, at \(place)")
            let bytes = Self.decoded(content)
            // Tabs separate the columns of a copied row.
            #expect(StreamGuard(bytes.filter { $0 != 0x09 }, allowsSequences: false).violations == [], "in the clipboard")
        }
        #expect(!copied.isEmpty ? !guarded.clipboard.isEmpty : guarded.clipboard.isEmpty)
    }

    private static func decoded(_ base64: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bits: UInt32 = 0
        var count = 0
        var bytes: [UInt8] = []
        for digit in base64.utf8 {
            guard let value = alphabet.firstIndex(of: digit) else { continue }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    @Test(
        "what the program says before there is a screen, or instead of one",
        arguments: [
            ["--theme", "\u{1B}]0;x\u{7}\u{202E}"], ["--store", "evil\u{1B}[2J\u{202E}://x"],
            ["--config", "/none/\u{1B}[31m\u{202E}"],
            ["--key-file", "/none/\u{1B}[31m\u{202E}\u{9B}", "--plain"], ["\u{1B}[31m\u{202E}\u{9B}1m"], ["--\u{1B}[31m\u{202E}"],
            ["help", "\u{1B}[31m\u{202E}"], ["sessions", "show", "\u{1B}[31m\u{202E}"],
            ["sessions", "list", "--sort", "\u{9D}0;x\u{9C}"],
            ["sessions", "list", "--filter", "fresh:\u{1B}[31m\u{202E}"], ["sessions", "list", "--after", "\u{1B}[31m"],
            ["users", "show", "\u{1B}[31m\u{202E}"], ["flows", "run", "/none/\u{1B}[31m\u{202E}.yaml"],
            ["cookie", "inspect", "--key-file", "/none/\u{1B}[31m\u{2028}", "x"],
            ["cookie", "inspect", "--now", "\u{1B}[31m", "x"],
        ])
    func messages(arguments: [String]) async throws {
        let scratch = try Scratch()
        let store = arguments.contains("--store") ? [] : ["--store", "sqlite:\(scratch.path)/none\u{1B}[31m.db", "--read-only"]
        let terminal = try PseudoTerminal(
            arguments + store, scratch: scratch, size: Size(columns: 200, rows: 60), environment: ["NO_COLOR": "1"])
        let status = terminal.waitForExit()
        #expect([1, 2, 64].contains(status), "ended with \(status.map { "\($0)" } ?? "nothing"), and: \(terminal.screen.text)")
        #expect(!terminal.raw.isEmpty)
        #expect(StreamGuard(terminal.raw, allowsSequences: false).violations == [])
    }
}

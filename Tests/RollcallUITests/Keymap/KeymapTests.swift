import RollcallUI
import Screen
import Testing

@Suite struct KeymapTests {
    @Test("no two bindings of one scope share a key, and no two have one id")
    func unambiguous() {
        #expect(Keymap.standard.conflicts.map { "\($0.0.label) \($0.1) \($0.2)" } == [])
        #expect(Set(Keymap.standard.bindings.map(\.id)).count == Keymap.standard.bindings.count)
    }

    @Test("ids begin with their scope, names are short, and what a binding does is a sentence")
    func records() {
        for binding in Keymap.standard.bindings {
            switch binding.scope {
            case .everywhere: #expect(binding.id.hasPrefix("shell."))
            case .tab(let tab): #expect(binding.id.hasPrefix(tab.title.lowercased() + "."), "\(binding.id)")
            }
            #expect(binding.name.count <= 20 && !binding.name.isEmpty, "\(binding.id)")
            #expect(binding.about.hasSuffix(".") && binding.about.first?.isUppercase == true, "\(binding.id)")
        }
    }

    @Test("a tab takes a key from all tabs only where it means the same, or as the Lab does")
    func shadows() {
        var shadows: Set<String> = []
        for tab in Tab.allCases {
            for binding in Keymap.standard.bindings
            where binding.scope == .everywhere && !Keymap.standard.reaches(binding, in: tab) {
                shadows.insert("\(tab.title) \(binding.id)")
            }
        }
        #expect(
            shadows == [
                "Lab shell.actions", "Lab shell.undo", "Lab shell.pause", "Lab shell.refresh", "Audit shell.undo",
                "Audit shell.refresh",
                "Health shell.refresh",
            ])
    }

    /// The KEYS of the design, and what has them.
    private static let designed: [(key: Key, tab: Tab, id: String)] = [
        (.character("j"), .sessions, "down"), (.down, .sessions, "down"), (.character("k"), .sessions, "up"),
        (.up, .sessions, "up"),
        (.character("g"), .sessions, "first"), (.home, .sessions, "first"), (.character("G"), .sessions, "last"),
        (.end, .sessions, "last"), (.control("d"), .sessions, "half-down"), (.control("u"), .sessions, "half-up"),
        (.pageUp, .sessions, "page-up"), (.pageDown, .sessions, "page-down"), (.tab, .sessions, "pane"),
        (.backTab, .sessions, "pane"),
        (.enter, .sessions, "open"), (.escape, .sessions, "shell.escape"), (.character("q"), .sessions, "shell.back"),
        (.character("Q"), .sessions, "shell.quit"), (.character("/"), .sessions, "filter"),
        (.character("u"), .sessions, "filter-user"), (.character("i"), .sessions, "filter-ip"),
        (.character("s"), .sessions, "sort"),
        (.character("S"), .sessions, "reverse"), (.character("<"), .sessions, "shell.wider"),
        (.character(">"), .sessions, "shell.narrower"), (.character("z"), .sessions, "shell.zoom"),
        (.character(" "), .sessions, "mark"), (.character("v"), .sessions, "range"), (.character("V"), .sessions, "mark-all"),
        (.character("M"), .sessions, "clear-marks"), (.character("x"), .sessions, "revoke"),
        (.character("X"), .sessions, "revoke-user"), (.character("U"), .sessions, "shell.undo"),
        (.character("a"), .sessions, "shell.actions"), (.character("c"), .sessions, "cookie"),
        (.character("y"), .sessions, "copy"),
        (.character("Y"), .sessions, "copy-row"), (.control("r"), .sessions, "shell.refresh"),
        (.character("p"), .sessions, "shell.pause"), (.character("R"), .lab, "run"), (.character("t"), .lab, "step"),
        (.character("b"), .lab, "break"), (.character("w"), .lab, "save"), (.character(":"), .health, "shell.palette"),
        (.character("?"), .lab, "shell.help"), (.character("@"), .audit, "shell.messages"),
        (.control("l"), .lab, "shell.repaint"),
        (.control("z"), .lab, "shell.suspend"), (.character("m"), .cookies, "shell.mouse"),
        (.control("c"), .lab, "shell.interrupt"),
        (.character("["), .audit, "shell.place-before"), (.character("]"), .audit, "shell.place-after"),
        (.character("h"), .sessions, "left"), (.left, .sessions, "left"), (.character("l"), .sessions, "right"),
        (.right, .sessions, "right"), (.character("n"), .sessions, "next-match"), (.character("N"), .tokens, "previous-match"),
        (.character("X"), .tokens, "revoke-user"), (.character("U"), .audit, "undo"),
        (.character("1"), .lab, "shell.tab-1"), (.character("6"), .lab, "shell.tab-6"),
    ]

    @Test("every key of the design has its binding")
    func design() {
        for (key, tab, id) in Self.designed {
            let wanted = id.contains(".") ? id : "\(tab.title.lowercased()).\(id)"
            #expect(Keymap.standard.binding(for: key, in: tab)?.id == wanted, "\(key.label)")
        }
    }
}

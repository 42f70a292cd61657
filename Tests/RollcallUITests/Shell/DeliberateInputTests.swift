import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct DeliberateInputTests {
    /// Every key of the keymap as text, with what confirms and line ends.
    private static let everything =
        Keymap.standard.bindings.flatMap(\.keys).compactMap { key -> Character? in
            if case .character(let character) = key { character } else { nil }
        } + "yYesQq\r\n\u{1B}\u{03}1\u{7F}"

    @Test("a paste is never a key: in no tab, overlay or text field does it run a binding", arguments: Tab.allCases)
    func pastes(tab: Tab) async throws {
        let openers: [[Key]] = [
            [], [.character("?")], [.character(":")], [.character("@")], [.character("a")], [.character("s")], [.character("x")],
            [.character("X")], [.character("/")], [.enter],
        ]
        for opener in openers {
            var driver = try await Driver.started(sessions: 10)
            await driver.press(.character("2"), .character("1"))
            if tab != .sessions { await driver.press(.character(Character("\(tab.rawValue)"))) }
            await driver.press(.down)
            for key in opener { await driver.press(key) }
            let before = driver.model
            driver.requests = []
            for text in [String(Self.everything), "y", "yes", "\n", "q"] {
                await driver.send(.input(.paste(text), at: driver.now))
            }
            let after = driver.model
            #expect(after.tab == before.tab && after.paused == before.paused && after.mouse == before.mouse)
            // What is pasted into a filter filters.
            if opener != [.character("/")] { #expect(after.sessions.selectedID == before.sessions.selectedID) }
            #expect(after.sessions.marks.isEmpty)
            #expect(after.sessions.sort == before.sessions.sort && after.layout == before.layout && after.theme == before.theme)
            #expect(after.lab.run?.steps.count == before.lab.run?.steps.count)
            #expect(Self.kind(after.overlay) == Self.kind(before.overlay), "\(opener)")
            #expect(driver.quit == nil && driver.copied == [] && driver.commands == [])
            for request in driver.requests {
                switch request {
                case .revoke, .restore, .record: Issue.record("a paste led to \(request)")
                default: break
                }
            }
        }
    }

    private static func kind(_ overlay: Overlay?) -> String {
        switch overlay {
        case nil: "none"
        case .act?: "act"
        case .menu?: "menu"
        case .help?: "help"
        case .palette?: "palette"
        case .messages?: "messages"
        case .list?: "list"
        }
    }

    @Test(
        "whatever is pressed, pasted, clicked or resized, nothing is revoked but by the key that confirms a dialog that was ready",
        arguments: 1...6 as ClosedRange<UInt64>)
    func random(seed: UInt64) async throws {
        var random = SeededGenerator(state: seed &* 77)
        var driver = try await Driver.started(sessions: 120, size: Size(columns: 100, rows: 30))
        let keys = RandomInputTests.keys + "yyyxxXXxyes1234 [][]:".map { Key.character($0) } + [.enter, .enter]
        var revoked = 0
        var queue: [InputEvent] = []
        for _ in 0..<700 {
            let event: InputEvent
            switch queue.isEmpty ? Int.random(in: 0..<100, using: &random) : -1 {
            case -1: event = queue.removeFirst()
            case 0..<8:
                // By chance alone it would come too seldom.
                event = .key(.character("x"))
                queue = [.key([.character("y"), .enter, .character("2")].randomElement(using: &random) ?? .enter)]
            case 8..<80: event = .key(keys.randomElement(using: &random) ?? .enter)
            case 80..<86:
                event = .paste(["y", "yes\n", "3", "alice", "sessions revoke --user bob"].randomElement(using: &random) ?? "")
            case 86..<95:
                let at = Point(column: Int.random(in: -1...101, using: &random), row: Int.random(in: -1...31, using: &random))
                event = .mouse(
                    MouseEvent([.press, .doubleClick, .drag, .wheelDown].randomElement(using: &random) ?? .press, at: at))
            default:
                let sizes = [(100, 30), (120, 40), (60, 15), (59, 14), (80, 24)]
                let (columns, rows) = sizes.randomElement(using: &random) ?? (80, 24)
                event = .resize(Size(columns: columns, rows: rows))
            }
            let before = driver.model
            driver.requests = []
            await driver.send(.input(event, at: driver.now))
            for case .revoke(let request) in driver.requests {
                revoked += 1
                guard case .act(let dialog)? = before.overlay, case .key(let key) = event else {
                    Issue.record("revoked without a dialog, by \(event)")
                    continue
                }
                #expect(dialog.ready && dialog.act == .revoke(request.choice))
                #expect(!before.screenLayout.tooSmall)
                switch dialog.confirmation {
                case .key(let character): #expect(key == .character(character) && dialog.focus == .cancel)
                case .typed(let wanted): #expect(key == .enter && dialog.typed.text == wanted)
                case .awaited: Issue.record("revoked before it was known how many match")
                }
            }
        }
        // Else the test would prove nothing.
        if seed == 1 { #expect(revoked > 0) }
    }

    @Test("Ctrl-C cancels what runs, and only a second one within two seconds quits")
    func interrupt() async throws {
        var driver = try await Driver.started(sessions: 10)
        await driver.press(.control("c"))
        #expect(driver.quit == nil)
        await driver.pass(seconds: 3)
        await driver.press(.control("c"))
        #expect(driver.quit == nil)
        await driver.press(.control("c"))
        #expect(driver.quit == 130)
    }

    @Test("on a screen too small for it nothing is opened or changed; q, Q, Ctrl-C and Ctrl-Z work")
    func tooSmall() async throws {
        var driver = try await Driver.started(sessions: 10, size: Size(columns: 40, rows: 10))
        for key in "xXyU:?@/a2 []".map({ Key.character($0) }) { await driver.press(key) }
        #expect(driver.model.overlay == nil && driver.model.tab == .sessions && driver.quit == nil)
        await driver.press(.character("Q"))
        #expect(driver.quit == 0)
    }
}

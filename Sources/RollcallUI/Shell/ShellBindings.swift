import Screen

/// The keys that mean the same in every tab.
enum ShellBindings {
    static let all: [Binding] = tabs + [
        Binding("shell.escape", [.escape], "close", "Close what is open, else clear the filter, else go back.", group: .move, scope: .everywhere) {
            $0.goBack(quitting: false)
        },
        Binding("shell.back", [.character("q")], "back", "Back; at the root, quit.", group: .move, scope: .everywhere, hint: 90) {
            $0.goBack(quitting: true)
        },
        Binding("shell.place-before", [.character("[")], "place before", "Back to where one was: tab, filter, order, selection, detail.",
                group: .move, scope: .everywhere,
                refusal: { $0.places.before.isEmpty ? "There is no place before this one." : nil }) { model in
            if let place = model.places.back() { model.go(to: place) }
        },
        Binding("shell.place-after", [.character("]")], "place after", "Forward again to where one had been.", group: .move,
                scope: .everywhere, refusal: { $0.places.after.isEmpty ? "There is no place after this one." : nil }) { model in
            if let place = model.places.forward() { model.go(to: place) }
        },
        Binding("shell.quit", [.character("Q")], "quit", "Leave.", group: .any, scope: .everywhere) { $0.emit(.quit(status: 0)) },
        Binding("shell.help", [.character("?")], "help", "Every key of this tab; type to search, Enter runs it.", group: .any,
                scope: .everywhere, hint: 91) { $0.overlay = .help(HelpOverlay()) },
        Binding("shell.palette", [.character(":")], "command", "A command, with completion.", group: .any, scope: .everywhere, hint: 92) {
            $0.overlay = .palette(Palette())
        },
        Binding("shell.messages", [.character("@")], "messages", "What was said.", group: .any, scope: .everywhere) {
            $0.overlay = .messages(first: OverlayView.lastMessages($0))
        },
        Binding("shell.actions", [.character("a")], "actions", "A menu of what can be done here.", group: .act, scope: .everywhere, hint: 20) {
            $0.openActions()
        },
        Binding("shell.undo", [.character("U")], "undo", "Restore the last revocation, where the store can.", group: .act, scope: .everywhere,
                dangerous: true, hint: 9,
                refusal: { model in
                    if model.undoable == nil { return "Nothing was revoked here that could be restored." }
                    return model.connection.isOffline ? "The store does not answer; nothing can be restored now." : nil
                }) { $0.undo() },
        Binding("shell.refresh", [.control("r")], "refresh", "Read again now.", group: .view, scope: .everywhere) { $0.refreshNow() },
        Binding("shell.pause", [.character("p")], "pause", "Stop or resume following the store.", group: .view, scope: .everywhere, hint: 30) {
            $0.paused.toggle()
            $0.toast($0.paused ? "Paused: the screen no longer follows the store." : "Following the store again.")
            if !$0.paused { $0.refreshNow() }
        },
        Binding("shell.zoom", [.character("z")], "zoom", "The detail over the whole screen, and back.", group: .view, scope: .everywhere) {
            $0.layout.zoomed.toggle()
            $0.layout.detailFocused = $0.layout.zoomed
            $0.tab.screen.shown(&$0)
        },
        Binding("shell.wider", [.character("<")], "wider detail", "Move the splitter towards the list.", group: .view, scope: .everywhere) {
            $0.layout.detailShare = min(70, $0.layout.detailShare + 5)
        },
        Binding("shell.narrower", [.character(">")], "narrower detail", "Move the splitter towards the detail.", group: .view, scope: .everywhere) {
            $0.layout.detailShare = max(20, $0.layout.detailShare - 5)
        },
        Binding("shell.mouse", [.character("m")], "mouse", "Mouse on or off.", group: .terminal, scope: .everywhere) {
            $0.mouse.toggle()
            $0.toast($0.mouse ? "The mouse is on." : "The mouse is off; the terminal selects text.")
        },
        Binding("shell.interrupt", [.control("c")], "cancel", "Cancel what runs; again within two seconds, quit (status 130).",
                group: .terminal, scope: .everywhere) { $0.interrupt() },
        Binding("shell.repaint", [.control("l")], "repaint", "Paint the screen anew.", group: .terminal, scope: .everywhere) { $0.emit(.repaint) },
        Binding("shell.suspend", [.control("z")], "suspend", "Stop the program; fg comes back.", group: .terminal, scope: .everywhere) { $0.emit(.suspend) },
    ]

    private static let tabs: [Binding] = Tab.allCases.map { tab in
        Binding("shell.tab-\(tab.rawValue)", [.character(Character(String(tab.rawValue)))], tab.title, "Show the tab \(tab.title).",
                group: .any, scope: .everywhere) { model in
            model.trail = []
            model.show(tab)
        }
    }
}

import Screen
import SessionRegistry

extension Model {
    /// Bindings of the tab in front, without dangerous ones where nothing may be changed.
    package var possibleBindings: [Binding] { keymap.bindings(in: tab).filter { !(readOnly && $0.dangerous) } }

    /// Runs a binding, or says why it is not possible.
    mutating func run(_ binding: Binding, key: Key?) {
        if readOnly, binding.dangerous { return toast("The store is open read-only.", .warning) }
        if let refusal = binding.refusal(self) { return toast(refusal, .warning) }
        openingKey = key
        binding.run(&self)
        openingKey = nil
    }

    mutating func handleOverlay(_ input: InputEvent, _ overlay: Overlay) {
        switch overlay {
        case .act(let dialog): handleDialog(input, dialog)
        case .menu(let menu): handleMenu(input, menu)
        case .help(let help): handleHelp(input, help)
        case .palette(let palette): handlePalette(input, palette)
        case .messages(let first): handleMessages(input, first)
        case .list(let overlay): handleListOverlay(input, overlay)
        }
    }

    // MARK: Menu

    private mutating func handleMenu(_ input: InputEvent, _ menu: Menu) {
        var menu = menu
        guard case .key(let key) = input else { return }
        let count = menu.entries.count
        switch key {
        case .escape, .character("q"), .control("c"):
            self.overlay = nil
            return
        case .enter:
            return choose(menu, menu.selected)
        case .down, .control("n"): if count > 0 { menu.selected = (menu.selected + 1) % count }
        case .up, .control("p"): if count > 0 { menu.selected = (menu.selected + count - 1) % count }
        case .home: menu.selected = 0
        case .end: menu.selected = max(0, count - 1)
        default:
            if let index = menu.entries.firstIndex(where: { $0.key == key }) { return choose(menu, index) }
            if key == .character("j"), count > 0 { menu.selected = (menu.selected + 1) % count }
            if key == .character("k"), count > 0 { menu.selected = (menu.selected + count - 1) % count }
        }
        self.overlay = .menu(menu)
    }

    mutating func choose(_ menu: Menu, _ index: Int) {
        guard menu.entries.indices.contains(index) else { return }
        let entry = menu.entries[index]
        if let refused = entry.refused { return toast(refused, .warning) }
        self.overlay = nil
        if let binding = keymap[id: entry.command] {
            run(binding, key: entry.key ?? .enter)
        } else if entry.command.hasPrefix("sort ") {
            let name = String(entry.command.dropFirst(5))
            if tab == .sessions, let field = SessionSort.Field(rawValue: name) { ListActions<SessionRecord>.sortBy(field, &self) }
            if tab == .tokens, let field = TokenSort.Field(rawValue: name) { ListActions<TokenRecord>.sortBy(field, &self) }
        }
    }

    mutating func openActions() {
        let bindings = possibleBindings.filter { ($0.group == .act || $0.group == .lab) && $0.id != "shell.actions" && $0.scope == .tab(tab) }
        guard !bindings.isEmpty else { return toast("This tab has no actions.", .warning) }
        overlay = .menu(Menu(title: "Actions", entries: bindings.map {
            Menu.Entry(title: $0.name, note: $0.about, key: $0.keys.first, command: $0.id, refused: $0.refusal(self))
        }))
    }

    // MARK: Help

    private mutating func handleHelp(_ input: InputEvent, _ help: HelpOverlay) {
        var help = help
        let entries = help.entries(self)
        switch input {
        case .key(.escape), .key(.control("c")):
            if help.field.isEmpty { overlay = nil; return }
            help.field.set("")
            help.selected = 0
        case .key(.enter):
            overlay = nil
            if entries.indices.contains(help.selected) { run(entries[help.selected], key: .enter) }
            return
        case .key(.down), .key(.control("n")): help.selected = min(max(0, entries.count - 1), help.selected + 1)
        case .key(.up), .key(.control("p")): help.selected = max(0, help.selected - 1)
        case .key(.pageDown): help.selected = min(max(0, entries.count - 1), help.selected + 10)
        case .key(.pageUp): help.selected = max(0, help.selected - 10)
        case .key(.character("?")) where help.field.isEmpty:
            overlay = nil
            return
        default:
            if help.field.handle(input) { help.selected = 0 }
        }
        overlay = .help(help)
    }

    // MARK: Messages

    private mutating func handleMessages(_ input: InputEvent, _ first: Int) {
        guard case .key(let key) = input else { return }
        let last = OverlayView.lastMessages(self)
        // The messages may have other lines than before, as after a resize.
        let first = min(first, last)
        switch key {
        case .down, .character("j"): overlay = .messages(first: min(last, first + 1))
        case .up, .character("k"): overlay = .messages(first: max(0, first - 1))
        case .pageDown, .control("d"), .character(" "): overlay = .messages(first: min(last, first + 10))
        case .pageUp, .control("u"): overlay = .messages(first: max(0, first - 10))
        case .home, .character("g"): overlay = .messages(first: 0)
        case .end, .character("G"): overlay = .messages(first: last)
        case .escape, .enter, .character("q"), .character("@"), .control("c"): overlay = nil
        default: break
        }
    }

    // MARK: Wheel

    /// Over an overlay the wheel walks its list, wherever the pointer is; it never chooses.
    mutating func turnWheel(_ step: Int, _ overlay: Overlay) {
        func moved(_ selected: Int, _ count: Int) -> Int { min(max(0, count - 1), max(0, selected + step)) }
        switch overlay {
        case .menu(var menu):
            menu.selected = moved(menu.selected, menu.entries.count)
            self.overlay = .menu(menu)
        case .help(var help):
            help.selected = moved(help.selected, help.entries(self).count)
            self.overlay = .help(help)
        case .palette(var palette):
            let offers = Completion.offers(palette.field.text, self)
            guard !offers.isEmpty else { return }
            palette.selected = palette.selected.map { moved($0, offers.count) } ?? (step > 0 ? 0 : nil)
            self.overlay = .palette(palette)
        case .messages(let first): self.overlay = .messages(first: moved(first, OverlayView.lastMessages(self) + 1))
        default: handleOverlay(.key(step > 0 ? .down : .up), overlay)
        }
    }
}

import Screen

/// `:`: a command with completion, and those before it.
package struct Palette: Equatable, Sendable {
    package var field = TextField(limit: 500)
    /// The offer under the cursor.
    package var selected: Int?
    package var complaint: String?
    /// Which command of the history the field shows, 0 the oldest.
    var walk: Int?
    package init() {}
}

extension Model {
    private static let longestHistory = 100

    mutating func handlePalette(_ input: InputEvent, _ palette: Palette) {
        var palette = palette
        palette.complaint = nil
        let offers = Completion.offers(palette.field.text, self)
        switch input {
        case .key(.escape), .key(.control("c")):
            overlay = nil
            return
        case .key(.backspace) where palette.field.isEmpty:
            overlay = nil
            return
        case .key(.enter):
            if let selected = palette.selected, offers.indices.contains(selected) {
                if offers[selected].takesMore { return take(offers[selected], palette) }
                palette.field.set(offers[selected].text)
            }
            return runCommand(palette)
        case .key(.tab):
            guard let offer = offers.indices.contains(palette.selected ?? 0) ? offers[palette.selected ?? 0] : nil else { break }
            return take(offer, palette)
        case .key(.up), .key(.control("p")), .key(.backTab):
            if let selected = palette.selected {
                palette.selected = selected > 0 ? selected - 1 : nil
            } else if palette.field.isEmpty || palette.walk != nil {
                walkHistory(&palette, by: -1)
            }
        case .key(.down), .key(.control("n")):
            if palette.walk != nil {
                walkHistory(&palette, by: 1)
            } else if !offers.isEmpty {
                palette.selected = min(offers.count - 1, (palette.selected ?? -1) + 1)
            }
        case .key(.pageDown):
            if !offers.isEmpty { palette.selected = min(offers.count - 1, (palette.selected ?? 0) + 8) }
        case .key(.pageUp):
            palette.selected = palette.selected.map { max(0, $0 - 8) }
        default:
            let before = palette.field.text
            _ = palette.field.handle(Self.onOneLine(input))
            if palette.field.text != before {
                palette.selected = nil
                palette.walk = nil
            }
        }
        overlay = .palette(palette)
    }

    /// What was pasted is text, never a key: a line end in it is a blank.
    private static func onOneLine(_ input: InputEvent) -> InputEvent {
        guard case .paste(let text) = input else { return input }
        return .paste(text.prefix(500).split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// Puts an offer into the field.
    mutating func take(_ offer: Completion, _ palette: Palette) {
        var palette = palette
        palette.field.set(offer.takesMore ? offer.text + " " : offer.text)
        palette.selected = nil
        palette.walk = nil
        overlay = .palette(palette)
    }

    private mutating func runCommand(_ palette: Palette) {
        var palette = palette
        let text = palette.field.text
        remember(text)
        overlay = nil
        openingKey = .enter
        defer { openingKey = nil }
        guard let complaint = Command.run(text, &self) else { return }
        palette.complaint = complaint
        overlay = .palette(palette)
    }

    private mutating func remember(_ text: String) {
        guard text.contains(where: { $0 != " " }) else { return }
        commandHistory.removeAll { $0 == text }
        commandHistory.append(text)
        if commandHistory.count > Self.longestHistory { commandHistory.removeFirst(commandHistory.count - Self.longestHistory) }
    }

    private func walkHistory(_ palette: inout Palette, by step: Int) {
        let next = (palette.walk ?? commandHistory.count) + step
        if commandHistory.indices.contains(next) {
            palette.walk = next
            palette.field.set(commandHistory[next])
        } else if next >= commandHistory.count {
            palette.walk = nil
            palette.field.set("")
        }
    }
}

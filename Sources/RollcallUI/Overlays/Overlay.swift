package import Screen

/// What lies over the tab and has the keyboard.
package enum Overlay: Equatable, Sendable {
    case act(ActDialog)
    case menu(Menu)
    case help(HelpOverlay)
    case palette(Palette)
    case messages(first: Int)
    /// A list's own: columns, saved filters, a text to find.
    case list(ListOverlay)
}

/// A short list to choose from: actions, columns to sort by.
package struct Menu: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package var title: String
        package var note: String
        /// The key that chooses it at once.
        package var key: Key?
        /// The binding it runs, or the column it sorts by.
        package var command: String
        package var refused: String?
    }
    package var title: String
    package var entries: [Entry]
    package var selected = 0
}

/// `?`: every binding of the tab, found by typing; Enter runs it.
package struct HelpOverlay: Equatable, Sendable {
    package var field = TextField(limit: 100)
    package var selected = 0

    func entries(_ model: Model) -> [Binding] {
        let words = field.text.lowercased().split(separator: " ")
        let found = model.possibleBindings.filter { binding in
            let text = "\(binding.name) \(binding.about) \(binding.id) \(binding.group.rawValue)".lowercased()
            return words.allSatisfy { word in
                text.contains(word) || binding.keys.contains { $0.label.lowercased() == word }
            }
        }
        // What has just the key that was typed comes first; then in groups, what one acts with first; within a group as they were
        // written down.
        func rank(_ binding: Binding) -> Int { binding.keys.contains { $0.label == field.text } ? -1 : binding.group.order }
        return found.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
    }
}

/// Filters that were used, and those that were given a name; kept between runs, and the same for both lists.
package struct FilterMemory: Equatable, Sendable {
    package struct Saved: Equatable, Sendable {
        package var name: String
        package var text: String
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// The newest first.
    package private(set) var history: [String] = []
    /// By name.
    package private(set) var saved: [Saved] = []

    package static let mostHistory = 50
    package static let mostSaved = 100
    /// Bytes that those with a name are written with, at most: they stay whatever else a file holds. A hundred of the longest fit, unless
    /// they are of characters that take more than one byte there.
    static let longestSaved = ScreenMemory.longestFile * 7 / 8
    /// Characters.
    package static let longestName = 40

    package init() {}

    /// Puts a text first; one that was there before moves up.
    package mutating func remember(_ text: String) {
        guard !text.isEmpty, history.first != text else { return }
        history.removeAll { $0 == text }
        history.insert(text, at: 0)
        if history.count > Self.mostHistory { history.removeLast(history.count - Self.mostHistory) }
    }

    /// Keeps a filter under a name; one of that name is replaced. `false`: there are too many, or they are too long together.
    package mutating func save(_ text: String, as name: String) -> Bool {
        var others = saved.filter { $0.name != name }
        guard others.count < Self.mostSaved else { return false }
        let place = others.firstIndex { name < $0.name } ?? others.count
        others.insert(Saved(name: name, text: text), at: place)
        guard ScreenMemory.json(others).utf8.count <= Self.longestSaved else { return false }
        saved = others
        return true
    }

    package mutating func remove(named name: String) { saved.removeAll { $0.name == name } }
}

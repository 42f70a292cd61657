package import CookieInspector
import LoginFlows
import Screen
package import SessionCore
import SessionRegistry

/// The Cookies tab's state: the inspected cookies, newest first.
package struct CookiesState: Equatable, Sendable {
    /// Older entries fall off the end.
    package static let mostEntries = 200

    package private(set) var entries: [CookieEntry] = []
    package private(set) var selection: Int?
    /// A cookie being typed.
    package var field: TextField?
    /// Configured keys; `nil` until known.
    package var keyCount: Int?
    package var keyProblem: String?
    package var keysRequest: Generation?
    /// Requests for inspection under way, and where their cookies came from.
    package var inspecting: [Generation: CookieEntry.Origin] = [:]
    package var failure: String?
    /// The keyboard is in the detail.
    package var detailFocused = false
    /// The line of the detail under the cursor.
    package var detailCursor = 0
    /// Hidden values of a payload on their way to being shown, or shown until a moment, and whose.
    package var reveal: Reveal?
    package var revealed: Int?
    private var lastID = 0

    package init() {}

    package var selectedIndex: Int? { selection.flatMap { id in entries.firstIndex { $0.id == id } } }
    package var selected: CookieEntry? { selectedIndex.map { entries[$0] } }

    /// Puts reports at the head of the list, in their order, and selects the first.
    package mutating func add(_ reports: [CookieReport], origin: CookieEntry.Origin, keys: Int, at now: Timestamp) {
        guard !reports.isEmpty else { return }
        let new = reports.prefix(Self.mostEntries).map { report in
            lastID += 1
            return CookieEntry(id: lastID, origin: origin, report: report, keys: keys, at: now)
        }
        if case .session = origin { entries.removeAll { $0.origin == origin } }
        entries = Array((new + entries).prefix(Self.mostEntries))
        selection = new.first?.id
        detailCursor = 0
        failure = nil
    }

    package mutating func select(at index: Int) {
        guard entries.indices.contains(index), entries[index].id != selection else { return }
        selection = entries[index].id
        detailCursor = 0
    }

    package mutating func removeSelected() {
        guard let index = selectedIndex else { return }
        entries.remove(at: index)
        detailCursor = 0
        selection = entries.isEmpty ? nil : entries[min(index, entries.count - 1)].id
        if entries.isEmpty { detailFocused = false }
    }

    package mutating func removeAll() {
        entries = []
        selection = nil
        detailCursor = 0
        detailFocused = false
    }

    /// Folds or unfolds the payload's line.
    package mutating func toggle(line: Int) {
        guard let index = selectedIndex else { return }
        entries[index].tree?.toggle(line: line)
    }

    /// Shows or hides what is hidden in the payload that is revealed.
    package mutating func show(_ all: Bool) {
        guard let index = entries.firstIndex(where: { $0.id == revealed }) else { return }
        entries[index].tree?.show(all)
    }

    package mutating func foldAll(_ fold: Bool) {
        guard let index = selectedIndex else { return }
        if fold { entries[index].tree?.foldAll() } else { entries[index].tree?.unfoldAll() }
    }
}

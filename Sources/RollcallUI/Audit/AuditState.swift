import CookieInspector
import LoginFlows
import Screen
package import SessionCore
package import SessionRegistry

/// The Audit tab's state: a window of events, newest first, that grows as one walks down.
///
/// What wants reading comes out of each change as an `AuditEffect`; the screen turns it into a request.
package struct AuditState: Equatable, Sendable {
    package enum Chain: Equatable, Sendable {
        case unknown
        case checking(events: Int64)
        case verdict(AuditChainVerdict, at: Timestamp)
        case failed(String)
        case stopped(events: Int64)
    }

    package static let pageSize = 100
    /// How many events the window keeps; one that grows beyond it loses its newest, and `g` reads those again.
    package static let windowLimit = 2_000

    package private(set) var events: [AuditEvent] = []
    /// The selected event's id, which survives reading anew.
    package private(set) var selection: Int64?
    package private(set) var filter = AuditFilter()
    package var chain = Chain.unknown
    package private(set) var reachedEnd = false
    /// The newest events of the store are above the window.
    package private(set) var isTrimmed = false
    /// The oldest event that was looked at, whether it matched or not.
    package private(set) var searchedTo: Int64?
    package var failure: String?
    /// The request for a page, and the one that verifies.
    package var loading: Generation?
    package var verifying: Generation?
    /// The filter being typed.
    package var prompt: TextField?
    /// The detail in place of the list, where there is no room beside it.
    package var showsDetail = false
    /// The first line of the detail that shows.
    package var detailTop = 0
    /// How many rows the window shall hold before the sieve stops asking for more.
    private var wanted = AuditState.pageSize
    private var purpose = Purpose.replace

    private enum Purpose { case replace, append, merge }

    package init() {}

    package var selectedIndex: Int? { selection.flatMap { id in events.firstIndex { $0.id == id } } }
    package var selected: AuditEvent? { selectedIndex.map { events[$0] } }
    package var hasRead: Bool { searchedTo != nil || reachedEnd }

    // MARK: Reading

    /// Reads the newest page; what is on screen stays until the answer comes.
    package mutating func reload() -> AuditEffect {
        purpose = .replace
        wanted = Self.pageSize
        return .load(filter.query(before: nil, limit: Self.pageSize))
    }

    /// The log grew: reads the newest page and puts what is new before the window. Not while another page is awaited.
    package mutating func refresh() -> AuditEffect? {
        guard loading == nil, !isTrimmed else { return nil }
        guard hasRead, failure == nil, !events.isEmpty else { return reload() }
        purpose = .merge
        return .load(filter.query(before: nil, limit: Self.pageSize))
    }

    /// `nil` if the new text asks the same.
    package mutating func setFilter(_ text: String) -> AuditEffect? {
        let new = AuditFilter(text)
        guard new != filter else { return nil }
        filter = new
        // Between two keystrokes the old rows that still match stay, so that the screen does not blink.
        events = events.filter(new.matches)
        searchedTo = nil
        reachedEnd = false
        return reload()
    }

    private mutating func more() -> AuditEffect? {
        guard loading == nil, !reachedEnd, let before = searchedTo else { return nil }
        purpose = .append
        wanted = events.count + Self.pageSize
        return .load(filter.query(before: before, limit: Self.pageSize))
    }

    // MARK: Moving

    /// Moves the selection; near the end of the window the next page is wanted.
    package mutating func move(by delta: Int) -> AuditEffect? {
        guard !events.isEmpty else { return nil }
        let (sum, overflow) = (selectedIndex ?? 0).addingReportingOverflow(delta)
        let index = overflow ? (delta < 0 ? 0 : events.count - 1) : min(events.count - 1, max(0, sum))
        select(at: index)
        return index >= events.count - 20 ? more() : nil
    }

    package mutating func moveToNewest() -> AuditEffect? {
        guard !isTrimmed else {
            selection = nil
            detailTop = 0
            return reload()
        }
        if !events.isEmpty { select(at: 0) }
        return nil
    }

    package mutating func moveToOldestLoaded() -> AuditEffect? {
        if !events.isEmpty { select(at: events.count - 1) }
        return more()
    }

    package mutating func select(at index: Int) {
        guard events.indices.contains(index), events[index].id != selection else { return }
        selection = events[index].id
        detailTop = 0
    }

    // MARK: Answers

    /// Takes a page in. A sieve lets few through: then the next page is wanted, until a screenful is found or the log ends.
    package mutating func receive(_ page: [AuditEvent]) -> AuditEffect? {
        loading = nil
        failure = nil
        let found = page.filter(filter.matches)
        switch purpose {
        case .merge:
            purpose = .append
            if let first = events.first?.id, let oldest = page.last?.id, oldest <= first {
                events.insert(contentsOf: found.filter { $0.id > first }, at: 0)
                if selectedIndex == nil { selection = events.first?.id }
                return nil
            }
            // More has happened than a page holds: begin again.
            return reload()
        case .replace:
            purpose = .append
            events = found
            isTrimmed = false
        case .append:
            let known = events.last?.id ?? .max
            events += found.filter { $0.id < known }
        }
        if events.count > Self.windowLimit, let here = selectedIndex {
            let excess = min(events.count - Self.windowLimit, here)
            events.removeFirst(excess)
            isTrimmed = isTrimmed || excess > 0
        }
        searchedTo = page.last?.id ?? searchedTo
        reachedEnd = page.count < Self.pageSize || page.last?.id == 1
        if selectedIndex == nil {
            selection = events.first?.id
            detailTop = 0
        }
        guard filter.isSieve, !reachedEnd, events.count < min(wanted, Self.windowLimit), let before = searchedTo else {
            return nil
        }
        return .load(filter.query(before: before, limit: Self.pageSize))
    }
}

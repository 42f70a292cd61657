import CookieInspector
import LoginFlows
import Screen
package import SessionCore
package import SessionRegistry

/// The Audit tab's state: a window onto the log, newest first, that moves with the cursor in both directions. However long the
/// log is, only the window is held.
///
/// What wants reading comes out of each change as an `AuditEffect`; the screen turns it into a request.
package struct AuditState: Equatable, Sendable {
    package struct ContentWidths: Equatable, Sendable {
        package var who = 0
        package var user = 0
        package var record = 0
        /// What stands without a user.
        package var alone = 0
        /// Of whom: the user, and behind it the record where one is named.
        package var whom: Int { max(alone, record == 0 ? user : user + 2 + record) }
    }

    package enum Chain: Equatable, Sendable {
        case unknown
        case checking(events: Int64)
        case verdict(AuditChainVerdict, at: Timestamp)
        case failed(String)
        case stopped(events: Int64)
    }

    package static let pageSize = 200
    /// A page where the words of the filter are looked for here: the store does not know them, so more is read at a time.
    package static let sievePageSize = 1_000
    /// How many events the window keeps; what grows beyond it is let go at the other end.
    package static let windowLimit = 1_000
    /// How near the window's edge the cursor comes before the next page is wanted.
    private static let margin = 80

    package private(set) var events: [AuditEvent] = []
    /// The widest operator and subject of the window, in columns; taken when a page comes.
    package private(set) var contentWidths = ContentWidths()
    /// The selected event's id, which survives reading anew.
    package private(set) var selection: Int64?
    /// The first row that shows; kept so that nothing jumps when pages come and go.
    package private(set) var top = 0
    package private(set) var filter = AuditFilter()
    package var chain = Chain.unknown
    /// What the broken place of the chain looks like.
    package var evidence: AuditEvidence?
    /// The window reaches to the oldest event, to the newest.
    package private(set) var reachedEnd = false
    package private(set) var reachedNewest = false
    /// The oldest and the newest event that were looked at, whether they matched or not.
    package private(set) var searchedTo: Int64?
    package private(set) var searchedFrom: Int64?
    /// The newest event of the whole log that was ever seen: how long the log is, as events are numbered without gaps.
    package private(set) var newestKnown: Int64 = 0
    package var failure: String?
    /// The requests for a page, for the verification, and for what lies at the broken place.
    package var loading: Generation?
    /// What `loading` asks.
    package var query: AuditQuery?
    package var verifying: Generation?
    package var examining: Generation?
    package var exporting: Generation?
    /// The filter being typed.
    package var prompt: TextField?
    /// The detail in place of the list, where there is no room beside it.
    package var showsDetail = false
    /// The first line of the detail that shows.
    package var detailTop = 0
    private var purpose = Purpose.newest
    /// How many rows the window shall hold before the sieve stops asking for more.
    private var wanted = AuditState.pageSize

    private enum Purpose { case newest, oldest, older, newer }

    package init() {}

    package var selectedIndex: Int? { selection.flatMap { id in events.firstIndex { $0.id == id } } }
    package var selected: AuditEvent? { selectedIndex.map { events[$0] } }
    package var brokenAt: Int64? {
        if case .verdict(.broken(let place, _), _) = chain { place } else { nil }
    }
    package var hasRead: Bool { searchedTo != nil || reachedEnd }
    /// Where the search for words of the filter has come to.
    package var searchedSoFar: Int64? { purpose == .oldest || purpose == .newer ? searchedFrom : searchedTo }

    // MARK: Reading

    private var limit: Int { filter.isSieve ? Self.sievePageSize : Self.pageSize }

    /// Reads the newest page; what is on screen stays until the answer comes.
    package mutating func reload() -> AuditEffect {
        begin(.newest)
        searchedTo = nil
        return .load(filter.query(limit: limit))
    }

    /// The log grew: reads what is newer than the window, if the window is at the newest. Not while another page is awaited.
    package mutating func refresh() -> AuditEffect? {
        guard loading == nil, failure != nil || reachedNewest || !hasRead else { return nil }
        guard hasRead, failure == nil, let from = searchedFrom else { return reload() }
        begin(.newer)
        return .load(filter.query(after: from, limit: limit))
    }

    /// `nil` if the new text asks the same.
    package mutating func setFilter(_ text: String) -> AuditEffect? {
        let new = AuditFilter(text)
        guard new != filter else { return nil }
        filter = new
        // Between two keystrokes the old rows that still match stay, so that the screen does not blink.
        events = events.filter(new.matches)
        top = 0
        reachedEnd = false
        reachedNewest = false
        return reload()
    }

    private mutating func begin(_ purpose: Purpose) {
        self.purpose = purpose
        wanted = (purpose == .older || purpose == .newer ? events.count : 0) + Self.pageSize
    }

    private mutating func older() -> AuditEffect? {
        guard loading == nil, !reachedEnd, let before = searchedTo else { return nil }
        begin(.older)
        return .load(filter.query(before: before, limit: limit))
    }

    private mutating func newer() -> AuditEffect? {
        guard loading == nil, !reachedNewest, let after = searchedFrom else { return nil }
        begin(.newer)
        return .load(filter.query(after: after, limit: limit))
    }

    // MARK: Moving

    /// Moves the selection; near either end of the window the next page is wanted.
    package mutating func move(by delta: Int, rows: Int) -> AuditEffect? {
        guard !events.isEmpty else { return nil }
        let (sum, overflow) = (selectedIndex ?? 0).addingReportingOverflow(delta)
        select(at: overflow ? (delta < 0 ? 0 : events.count - 1) : min(events.count - 1, max(0, sum)))
        settle(rows: rows)
        let index = selectedIndex ?? 0
        let margin = max(Self.margin, rows * 2)
        if delta > 0, index >= events.count - margin { return older() }
        return delta < 0 && index < margin ? newer() : nil
    }

    package mutating func moveToNewest(rows: Int) -> AuditEffect? {
        guard reachedNewest else {
            selection = nil
            return reload()
        }
        if !events.isEmpty { select(at: 0) }
        settle(rows: rows)
        return nil
    }

    /// To the first event of all, wherever the window is: the log is read from its other end.
    package mutating func moveToOldest(rows: Int) -> AuditEffect? {
        guard reachedEnd else {
            begin(.oldest)
            return .load(filter.query(after: 0, limit: limit))
        }
        if !events.isEmpty { select(at: events.count - 1) }
        settle(rows: rows)
        return nil
    }

    /// Puts the window around one event and selects it.
    package mutating func moveTo(_ id: Int64) -> AuditEffect? {
        if let index = events.firstIndex(where: { $0.id == id }) {
            select(at: index)
            return nil
        }
        selection = id
        begin(.newest)
        let (before, overflow) = id.addingReportingOverflow(Int64(Self.pageSize / 2))
        return .load(filter.query(before: overflow ? nil : before, limit: limit))
    }

    package mutating func select(at index: Int) {
        guard events.indices.contains(index), events[index].id != selection else { return }
        selection = events[index].id
        detailTop = 0
    }

    /// Moves the first row so that the selection is in sight; a third of a page at a time, so that walking repaints little.
    package mutating func settle(rows: Int) { top = visibleTop(rows: rows) }

    /// The first row for so many: as kept, unless the selection would be out of sight.
    package func visibleTop(rows: Int) -> Int {
        guard rows > 0, events.count > rows else { return 0 }
        let index = selectedIndex ?? 0
        var first = top
        if index < first { first = index - rows / 3 }
        if index >= first + rows { first = index - rows + 1 + rows / 3 }
        return min(max(0, first), events.count - rows)
    }

    // MARK: Answers

    /// Takes a page in. A sieve lets few through: then the next page is wanted, until a screenful is found or the log ends.
    package mutating func receive(_ page: [AuditEvent], for query: AuditQuery) -> AuditEffect? {
        loading = nil
        failure = nil
        let found = page.filter(filter.matches)
        let isLast = page.count < query.limit
        newestKnown = max(newestKnown, page.first?.id ?? 0)
        switch purpose {
        case .newest, .oldest:
            let first = query.before == nil && purpose == .newest
            events = found
            top = 0
            searchedFrom = page.first?.id ?? query.after
            searchedTo = page.last?.id ?? query.before
            reachedNewest = first || (purpose == .oldest && isLast)
            reachedEnd = purpose == .oldest || isLast || page.last?.id == 1
            if purpose == .oldest {
                select(at: events.count - 1)
            } else if selectedIndex == nil {
                selection = nil
                select(at: 0)
            }
            // What the sieve still lacks is looked for in the same direction.
            purpose = purpose == .oldest ? .newer : .older
        case .older:
            let known = events.last?.id ?? .max
            events += found.filter { $0.id < known }
            searchedTo = page.last?.id ?? searchedTo
            reachedEnd = isLast || page.last?.id == 1
        case .newer:
            let known = events.first?.id ?? 0
            let new = found.filter { $0.id > known }
            events.insert(contentsOf: new, at: 0)
            // At the very top the newest is what one wants to see; elsewhere nothing moves.
            if !(top == 0 && selectedIndex == new.count && reachedNewest) || selection == nil { top += new.count }
            searchedFrom = page.first?.id ?? searchedFrom
            reachedNewest = isLast
        }
        trim()
        measure()
        if selectedIndex == nil { selection = events.first?.id }
        return goOn()
    }

    private mutating func measure() {
        contentWidths = events.reduce(into: ContentWidths()) { widths, event in
            widths.who = max(widths.who, CellWidth.of(event.operatorName, upTo: 14))
            let (user, record) = AuditText.parts(event)
            widths.user = max(widths.user, CellWidth.of(user, upTo: 24))
            if user.isEmpty {
                widths.alone = max(widths.alone, CellWidth.of(record, upTo: 40))
            } else {
                widths.record = max(widths.record, CellWidth.of(record, upTo: 40))
            }
        }
    }

    /// Lets go of what is too much, at the end from which the cursor walks away.
    private mutating func trim() {
        let excess = events.count - Self.windowLimit
        guard excess > 0, let here = selectedIndex else { return }
        if purpose == .older {
            let count = min(excess, here)
            events.removeFirst(count)
            top = max(0, top - count)
            reachedNewest = reachedNewest && count == 0
            if count > 0 { searchedFrom = events.first?.id }
        } else {
            let count = min(excess, events.count - 1 - here)
            events.removeLast(count)
            reachedEnd = reachedEnd && count == 0
            if count > 0 { searchedTo = events.last?.id }
        }
    }

    /// The next page while a sieve has not found enough, or the log grew by more than a page.
    private mutating func goOn() -> AuditEffect? {
        let isEnough = !filter.isSieve || events.count >= min(wanted, Self.windowLimit)
        switch purpose {
        case .older:
            guard !isEnough, !reachedEnd, let before = searchedTo else { return nil }
            return .load(filter.query(before: before, limit: limit))
        case .newer:
            guard !isEnough, !reachedNewest, let after = searchedFrom else { return nil }
            return .load(filter.query(after: after, limit: limit))
        case .newest, .oldest: return nil
        }
    }
}

import Screen
package import SessionCore
package import SessionRegistry

/// A list of which only a window around what is visible is held, however long it is.
package struct ListModel<Row: ListedRecord>: Sendable {
    /// What is loaded, in order: the visible window and some pages around it.
    package private(set) var rows: [Row] = []
    /// Whether the loaded rows begin, or end, where the list does.
    package private(set) var atStart = true
    package private(set) var atEnd = true
    /// The time by which the loaded rows stand where they do: it decides what has expired.
    package var asOf = Timestamp(microseconds: 0)
    /// The first visible row, an index into `rows`.
    package private(set) var top = 0
    /// The selection is an id: it outlives refresh, sort and filter.
    package private(set) var selectedID: Row.ID?
    /// Somebody chose the selected row; otherwise it is the first one only because some row has to be, and a list that is sorted or
    /// filtered anew shows its start.
    var isChosen = false
    /// Nothing was ever loaded.
    package var loaded = false

    package var filter = Filter.all
    package var filterText = ""
    /// Whose rows are held: another filter's as long as the store has not answered.
    package private(set) var rowsFilter = Filter.all
    package var sort = Row.standardSort
    package var editor: FilterEditor?
    package var columns = ColumnChoice()
    /// The column under the cursor, by id; none before the cursor was moved.
    package var column: String?
    /// How wide the contents are, by column.
    var measured: [Int] = []
    /// What was selected when the filter began to be typed: taking it back brings the selection back too.
    var beforeFilter: Row?
    /// Marked rows as they were when they were marked: a dialog can name them wherever the window is.
    package var marks: [Row.ID: Row] = [:]
    /// All that match a filter, marked as such; then no row is marked by itself.
    package var markedFilter: MarkedFilter?
    /// What is marked as the selection moves.
    var range: MarkedRange<Row>?
    /// How many match, as far as they were counted: up to `countLimit` at first.
    package var total: Int?
    /// Where the window is in the list.
    var position = ListPosition()
    package var detail = DetailModel<Row>()
    /// The last detail that was read whole.
    var settledDetail: DetailModel<Row>?
    /// What the pane shows. While the selection runs on, the detail before it stays: redrawing the pane at each step of a held key
    /// would cost more bytes than the table, and nobody could read it.
    package var shownDetail: DetailModel<Row> { detail.dueAt == nil ? detail : settledDetail ?? detail }

    // Requests under way.
    var reading: (generation: Generation, kind: Reading, asOf: Timestamp)?
    var counting: Generation?
    var marking: Marking?
    /// What `n` and `N` look for.
    package var found: String?
    var finding: Finding?
    /// What a command named, on its way.
    var lookup: RecordLookup<Row>?
    var exporting: Exporting?
    /// Steps that could not be taken because the rows were not there yet.
    var owed = 0
    /// A change came in while a reading was under way.
    var stale = false

    package static var countLimit: Int { 10_000 }
    /// Rows held at most, in visible heights.
    private static var heightsHeld: Int { 7 }

    package init() {}

    /// Why a page was asked for.
    enum Reading: Equatable, Sendable {
        /// A new list from its start, or around a record.
        case fresh(anchored: Bool)
        case refresh
        case forward, backward
        case toStart, toEnd

        /// The rows may be others than those that were loaded, and not next to them.
        var isJump: Bool {
            switch self {
            case .fresh, .toStart, .toEnd: true
            case .refresh, .forward, .backward: false
            }
        }
    }

    package var selectedIndex: Int? { selectedID.flatMap { id in rows.firstIndex { $0.id == id } } }
    package var selected: Row? { selectedIndex.map { rows[$0] } }

    /// The words that a row holds because the filter asks for them, or that were searched for: marked in its cells.
    var searchedWords: [String] {
        let asked = filter.terms.compactMap { term -> String? in
            switch term.test {
            case .anywhere(let word), .agent(let word): term.negated ? nil : word
            case .ipPrefix(let prefix): term.negated ? nil : prefix
            default: nil
            }
        }
        return asked + (found.map { [$0] } ?? [])
    }

    package func row(_ index: Int) -> Row? { rows.indices.contains(index) ? rows[index] : nil }

    // MARK: Moving

    /// Selects `index` (clamped) and scrolls so that it shows among `height` rows. A step beyond the edge scrolls two thirds
    /// of a page: fewer repaints than a row at a time, with a third left for orientation.
    mutating func select(_ index: Int, height: Int) {
        guard !rows.isEmpty else { selectedID = nil; top = 0; return }
        let index = min(max(0, index), rows.count - 1)
        selectedID = rows[index].id
        reveal(index, height: height)
    }

    mutating func reveal(_ index: Int, height: Int) {
        let height = max(1, height)
        if index < top {
            top = index - min(height - 1, height * 2 / 3)
        } else if index >= top + height {
            top = index - height + 1 + min(height - 1, height * 2 / 3)
        }
        clampTop(height: height)
    }

    mutating func clampTop(height: Int) {
        top = max(0, min(top, rows.count - max(1, height)))
        // The selection stays among what shows.
        if let index = selectedIndex {
            if index < top { top = index }
            if index >= top + max(1, height) { top = index - max(1, height) + 1 }
        }
    }

    /// Moves by `steps`; what lies beyond the loaded rows is owed until they arrive.
    mutating func move(by steps: Int, height: Int) {
        guard !rows.isEmpty else { return }
        let current = selectedIndex ?? top
        // What is owed already counts too: forty quick steps are forty, however slowly the rows arrive.
        let target = current + min(max(steps + owed, -2_000_000), 2_000_000)
        select(target, height: height)
        if target >= rows.count, !atEnd { owed = min(100_000, target - rows.count + 1) }
        else if target < 0, !atStart { owed = max(-100_000, target) }
        else { owed = 0 }
    }

    /// Scrolls without moving the selection, unless it would leave what shows.
    mutating func scroll(by steps: Int, height: Int) {
        guard !rows.isEmpty else { return }
        let height = max(1, height)
        top = max(0, min(top + steps, rows.count - height))
        let index = selectedIndex ?? top
        selectedID = rows[min(max(index, top), min(rows.count, top + height) - 1)].id
    }

    // MARK: Pages

    /// Which page to read next so that a page lies on either side of what shows; `nil`: enough is there.
    func wanted(height: Int) -> Reading? {
        guard loaded else { return nil }
        if !atEnd, rows.count - (top + height) < height { return .forward }
        if !atStart, top < height { return .backward }
        return nil
    }

    func start(for reading: Reading, anchor: Row?) -> PageStart {
        switch reading {
        case .fresh(let anchored):
            if anchored, let anchor { return .at(anchor.cursor(sort, at: asOf)) }
            return .first
        case .refresh:
            if atStart { return .first }
            return rows.first.map { .at($0.cursor(sort, at: asOf)) } ?? .first
        case .forward: return rows.last.map { .after($0.cursor(sort, at: asOf)) } ?? .first
        case .backward: return rows.first.map { .before($0.cursor(sort, at: asOf)) } ?? .first
        case .toStart: return .first
        case .toEnd: return .last
        }
    }

    mutating func take(_ page: Page<Row>, for reading: Reading, height: Int) {
        loaded = true
        if reading != .forward, reading != .backward { rowsFilter = filter }
        let height = max(1, height)
        var anew = false
        if case .fresh = reading { anew = true }
        measure(page.elements, anew: anew)
        switch reading {
        case .fresh, .toStart, .toEnd:
            rows = page.elements
            atStart = page.previous == nil
            atEnd = page.next == nil
            position.before = nil
            if reading == .toEnd {
                select(rows.count - 1, height: height)
                top = max(0, rows.count - height)
            } else if reading == .toStart || selectedIndex == nil {
                top = 0
                select(0, height: height)
            } else {
                top = 0
                reveal(selectedIndex ?? 0, height: height)
            }
        case .refresh:
            takeRefresh(page, height: height)
        case .forward:
            let known = Set(rows.map(\.id))
            rows += page.elements.filter { !known.contains($0.id) }
            atEnd = page.next == nil
            let excess = rows.count - height * Self.heightsHeld
            let dropped = min(excess, max(0, top - height))
            if dropped > 0 { rows.removeFirst(dropped); top -= dropped; atStart = false; position.shift(by: -dropped) }
        case .backward:
            let known = Set(rows.map(\.id))
            let new = page.elements.filter { !known.contains($0.id) }
            rows = new + rows
            top += new.count
            position.shift(by: new.count)
            atStart = page.previous == nil
            let excess = rows.count - height * Self.heightsHeld
            let dropped = min(excess, max(0, rows.count - (top + 2 * height)))
            if dropped > 0 { rows.removeLast(dropped); atEnd = false }
            // Right after an anchored read the anchor sits at the top: give it company above.
            if let index = selectedIndex, index == top { top = max(0, index - height / 3) }
        }
        clampTop(height: height)
        if owed != 0 { let steps = owed; owed = 0; move(by: steps, height: height) }
    }

    /// The window read again: the selected row keeps its place on the screen, or its neighbour takes over if it is gone.
    private mutating func takeRefresh(_ page: Page<Row>, height: Int) {
        let oldIndex = selectedIndex
        let wasAtVeryTop = atStart && top == 0
        let offset = oldIndex.map { $0 - top }
        let topID = row(top)?.id
        rows = page.elements
        atStart = page.previous == nil
        atEnd = page.next == nil
        if let index = selectedIndex {
            if wasAtVeryTop, index < height {
                top = 0
            } else if let offset {
                top = index - offset
            }
        } else {
            if let topID, let index = rows.firstIndex(where: { $0.id == topID }) { top = index }
            clampTop(height: height)
            if let oldIndex { select(oldIndex, height: height) } else { select(0, height: height) }
        }
    }

    // MARK: Marks

    mutating func toggleMark() {
        guard let row = selected else { return }
        if marks.removeValue(forKey: row.id) == nil { marks[row.id] = row }
    }

    mutating func select(id: Row.ID) {
        selectedID = id
        isChosen = true
    }
}

/// What the detail pane shows.
package struct DetailModel<Row: ListedRecord>: Sendable {
    package var id: Row.ID?
    package var data: Row.Detail?
    package var tree: PayloadTree?
    /// The line with the cursor, and the first that shows.
    package var line = 0
    package var first = 0
    package var dueAt: Timestamp?
    package var request: Generation?
    package var problem: String?
    /// Hidden values that are shown, or about to be.
    package var reveal: Reveal?
}

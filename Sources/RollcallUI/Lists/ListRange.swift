import SessionCore
import SessionRegistry

/// `v` under way: what lies between the place where it was pressed and the selection is marked, wherever the selection goes.
struct MarkedRange<Row: ListedRecord>: Sendable {
    /// A request for what lies between two places, the first of which stands first in the list.
    struct Asking: Equatable, Sendable {
        var generation: Generation
        var first: PageCursor
        var last: PageCursor
        /// What was selected then.
        var selected: Row.ID
    }

    /// The row where it was pressed: marked wherever it has gone since.
    let start: Row
    /// Where that stood.
    let place: PageCursor
    /// What was marked before.
    let before: [Row.ID: Row]
    /// The rows are on their way, because the selection went past some that were never loaded. Until they come, none is marked.
    var asking: Asking?
}

extension ListModel {
    private func precedes(_ a: PageCursor, _ b: PageCursor) -> Bool { sort.direction == .ascending ? a < b : b < a }

    /// Whether the place where the range began is loaded, so that all of the range is.
    private func holds(_ place: PageCursor) -> Bool {
        guard let first = rows.first, let last = rows.last else { return false }
        return (atStart || !precedes(place, first.cursor(sort, at: asOf))) && (atEnd || !precedes(last.cursor(sort, at: asOf), place))
    }

    /// Marks what lies between the range's start and the selection. Of what is loaded no longer, it was marked when the selection passed
    /// it, and it is on the start's side of what is.
    ///
    /// - Parameter jumped: the selection did not pass what lies between.
    /// - Returns: `false`: the store has to be asked.
    mutating func followRange(jumped: Bool) -> Bool {
        guard let range, let selected else { return true }
        let (here, isWhole) = (selected.cursor(sort, at: asOf), holds(range.place))
        guard isWhole || !jumped else { return false }
        var marked = range.before
        marked[range.start.id] = range.start
        if !isWhole {
            let loaded = Set(rows.map(\.id))
            for (id, row) in marks where !loaded.contains(id) { marked[id] = row }
        }
        let (first, last) = precedes(here, range.place) ? (here, range.place) : (range.place, here)
        for row in rows {
            let cursor = row.cursor(sort, at: asOf)
            if !precedes(cursor, first), !precedes(last, cursor) { marked[row.id] = row }
        }
        marks = marked
        return true
    }

    /// What to ask for, to know what lies between the range's start and the selection.
    fileprivate func rangeToAsk() -> (first: PageCursor, last: PageCursor, selected: Row.ID)? {
        guard let range, let selected else { return nil }
        let here = selected.cursor(sort, at: asOf)
        return precedes(here, range.place) ? (here, range.place, selected.id) : (range.place, here, selected.id)
    }

    /// Takes the rows that were asked for. `false`: there are more than are marked one by one.
    fileprivate mutating func take(_ page: Page<Row>, of asking: MarkedRange<Row>.Asking) -> Bool {
        guard let range else { return true }
        let rows = page.elements.prefix { !precedes(asking.last, $0.cursor(sort, at: asOf)) }
        if rows.count == page.elements.count, page.next != nil { return false }
        marks = range.before
        marks[range.start.id] = range.start
        for row in rows { marks[row.id] = row }
        return true
    }
}

/// What keys and answers do to a range.
enum ListRanges<Row: ListedRecord> {
    static func toggle(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        guard list.range == nil else { return end(&model) }
        guard let start = list.selected else { return }
        model[keyPath: Row.path].range = MarkedRange(start: start, place: start.cursor(list.sort, at: list.asOf), before: list.marks)
        follow(&model)
    }

    /// The selection has moved.
    static func follow(_ model: inout Model, jumped: Bool = false) {
        guard let range = model[keyPath: Row.path].range else { return }
        if let asking = range.asking {
            guard model.isPending(asking.generation) else { return giveUp(&model) }
            // Its answer goes on from there; what is all loaded needs none.
            guard model[keyPath: Row.path].followRange(jumped: true) else { return }
            model.cancel(asking.generation)
            model[keyPath: Row.path].range?.asking = nil
        } else if !model[keyPath: Row.path].followRange(jumped: jumped) {
            ask(&model)
        }
    }

    private static func ask(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        guard let range = list.range, let (first, last, selected) = list.rangeToAsk() else { return }
        let request = Row.pageRequest(list.filter, list.sort, .at(first), limit: ListModel<Row>.countLimit, now: list.asOf)
        let generation = model.request(
            request, for: Row.tab, replacing: range.asking?.generation, job: "Marking the range", patient: true)
        model[keyPath: Row.path].range?.asking = .init(generation: generation, first: first, last: last, selected: selected)
        model[keyPath: Row.path].marks = range.before
    }

    /// Whether this was an answer to what is asked here.
    static func answered(_ result: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) -> Bool {
        guard let asking = model[keyPath: Row.path].range?.asking, asking.generation == generation else { return false }
        model[keyPath: Row.path].range?.asking = nil
        switch result {
        case .failure(let error):
            model[keyPath: Row.path].range = nil
            if error.code != .cancelled { model.toast("The range could not be read: \(error.message)", .failure) }
        case .success(let answer):
            guard let page = Row.page(in: answer) else { return true }
            guard model[keyPath: Row.path].take(page, of: asking) else {
                model[keyPath: Row.path].range = nil
                let all = model.keyLabel("\(Row.tab.title.lowercased()).mark-all")
                let most = MomentFormat.count(ListModel<Row>.countLimit)
                model.toast(
                    "The range is longer than \(most) \(Row.noun)s: nothing of it is marked. \(all) marks all that match.", .warning)
                return true
            }
            let list = model[keyPath: Row.path]
            if list.selectedID != asking.selected { follow(&model, jumped: !list.rows.contains { $0.id == asking.selected }) }
        }
        return true
    }

    /// Ends the range; what is marked stays.
    static func end(_ model: inout Model) {
        guard let range = model[keyPath: Row.path].range else { return }
        if range.asking != nil { return giveUp(&model) }
        model[keyPath: Row.path].range = nil
    }

    /// Ends a range that was not read, and says so: what was marked before is what is marked.
    private static func giveUp(_ model: inout Model) {
        if let asking = model[keyPath: Row.path].range?.asking { model.cancel(asking.generation) }
        model[keyPath: Row.path].range = nil
        model.toast("The range was not read to its end; nothing of it is marked.", .warning)
    }

    /// Whether what is marked is not yet what the range says; the status line says so then.
    static func isAwaited(_ model: inout Model) -> Bool {
        guard let asking = model[keyPath: Row.path].range?.asking else { return false }
        if model.isPending(asking.generation) {
            model.toast("The range is still being read.", .warning)
        } else {
            giveUp(&model)
        }
        return true
    }
}

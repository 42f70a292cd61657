import SessionCore
import SessionRegistry

/// A number of rows as it was last counted.
struct RowCount: Equatable, Sendable {
    var rows: Int
    /// The list has not changed since, as far as is known.
    var isExact = true
}

/// Which of how many rows the selection is, as far as that is known: the rows before the window, and those of the whole list.
///
/// Both are counted by the store, one after the other; pages, details and acts do not wait for that. While the window moves they are
/// kept in step, and where the store has changed since they are said to be about right.
struct ListPosition: Equatable, Sendable {
    /// Rows of the list before those that are loaded; `nil`: not counted yet.
    var before: RowCount?
    /// All that match, counted to the end; `nil`: only up to `ListModel.countLimit`, if at all.
    var whole: RowCount?
    /// Requests under way: for the rows before this one, and for all.
    var placing: (generation: Generation, row: Digest256)?
    var counting: Generation?
    /// When they were last asked for.
    var placedAt: Timestamp?
    var countedAt: Timestamp?

    /// A store that changes all the time is counted through no more often than this, in seconds.
    static let patience: Int64 = 10

    static func == (a: ListPosition, b: ListPosition) -> Bool { a.before == b.before && a.whole == b.whole }

    /// The store has changed.
    mutating func doubt() {
        before?.isExact = false
        whole?.isExact = false
    }

    /// Rows were taken in before the window (`count` above 0), or let go.
    mutating func shift(by count: Int) {
        guard let known = before else { return }
        before = known.rows >= count ? RowCount(rows: known.rows - count, isExact: known.isExact) : nil
    }
}

/// Finding out where the window is in its list.
enum ListPlacing<Row: ListedRecord> {
    /// A page has come: what is not known about the place is asked for.
    static func settle(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        if list.atStart { model[keyPath: Row.path].position.before = RowCount(rows: 0) }
        if list.atEnd, !list.atStart, list.position.before?.isExact != true, let whole = list.position.whole, whole.isExact {
            model[keyPath: Row.path].position.before = RowCount(rows: max(0, whole.rows - list.rows.count))
        }
        place(&model)
    }

    private static func place(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        guard let first = list.rows.first, list.position.before?.isExact != true else { return }
        // One that is not waited for any more was cancelled; whoever did that is not to be bothered again.
        guard list.position.placing == nil else { return }
        if list.position.before != nil, !isDue(list.position.placedAt, model) { return }
        let request = Row.placeRequest(list.filter, list.sort, first.cursor(list.sort, at: list.asOf), now: list.asOf)
        let generation = model.request(request, for: Row.tab, job: "Counting the rows before", patient: true)
        model[keyPath: Row.path].position.placing = (generation, first.cursor(list.sort, at: list.asOf).id)
        model[keyPath: Row.path].position.placedAt = model.now
    }

    /// There are as many as were counted first, or more: the rest is counted as well.
    static func countOn(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        guard list.position.counting == nil else { return }
        if let whole = list.position.whole, whole.isExact || !isDue(list.position.countedAt, model) { return }
        let generation = model.request(
            Row.countRequest(list.filter, limit: 1_000_000_000), for: Row.tab, job: "Counting \(Row.noun)s", patient: true)
        model[keyPath: Row.path].position.counting = generation
        model[keyPath: Row.path].position.countedAt = model.now
    }

    private static func isDue(_ last: Timestamp?, _ model: Model) -> Bool {
        last.map { model.now >= $0.advanced(bySeconds: ListPosition.patience) } ?? true
    }

    /// Another filter or order: nothing is known any more.
    static func forget(_ model: inout Model, filter: Bool) {
        let position = model[keyPath: Row.path].position
        if let placing = position.placing { model.cancel(placing.generation) }
        model[keyPath: Row.path].position.placing = nil
        model[keyPath: Row.path].position.before = nil
        guard filter else { return }
        if let counting = position.counting { model.cancel(counting) }
        model[keyPath: Row.path].position = ListPosition()
        model[keyPath: Row.path].total = nil
    }

    /// Whether this was an answer to what is asked here.
    static func answered(_ result: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) -> Bool {
        let position = model[keyPath: Row.path].position
        if position.counting == generation {
            model[keyPath: Row.path].position.counting = nil
            if case .success(.count(let count)) = result {
                model[keyPath: Row.path].total = count
                model[keyPath: Row.path].position.whole = RowCount(rows: count)
                settle(&model)
            }
            return true
        }
        guard let placing = position.placing, placing.generation == generation else { return false }
        model[keyPath: Row.path].position.placing = nil
        guard case .success(.count(let count)) = result else { return true }
        let list = model[keyPath: Row.path]
        if let index = list.rows.firstIndex(where: { $0.cursor(list.sort, at: list.asOf).id == placing.row }), count >= index {
            model[keyPath: Row.path].position.before = RowCount(rows: count - index)
        }
        // The window has gone elsewhere meanwhile.
        settle(&model)
        return true
    }

    /// "12 of 1,024"; with a tilde where the store has changed since it was counted.
    static func text(_ model: Model) -> String? {
        let list = model[keyPath: Row.path]
        guard let total = list.total, list.loaded else { return nil }
        let whole = list.position.whole
        var text = ""
        var row = 0
        if let index = list.selectedIndex, let before = list.position.before {
            row = before.rows + index + 1
            text = (before.isExact ? "" : "~") + "\(MomentFormat.count(row)) of "
        }
        if total < ListModel<Row>.countLimit { return text + MomentFormat.count(max(total, row)) }
        guard let whole else { return text + MomentFormat.count(max(total, row)) + "+" }
        return text + (whole.isExact ? "" : "~") + MomentFormat.count(max(whole.rows, row))
    }
}

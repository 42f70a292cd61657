import Screen
package import SessionCore
package import SessionRegistry

/// Everything that matches a filter, marked as the filter itself because it is too much to name row by row. What it meant is
/// pinned: the filter, how many matched, and when.
package struct MarkedFilter: Equatable, Sendable {
    package var filter: Filter
    /// As it was typed; empty: everything.
    package var text: String
    package var count: Int
    package var at: Timestamp
}

/// `V` under way.
struct Marking: Equatable, Sendable {
    var generation: Generation
    var filter: Filter
    var text: String
}

extension ListModel {
    func isMarked(_ row: Row, now: Timestamp) -> Bool {
        marks[row.id] != nil || markedFilter.map { row.matches($0.filter, now: now) } ?? false
    }

    /// How many are marked.
    var markedCount: Int { markedFilter?.count ?? marks.count }

    var hasMarks: Bool { markedFilter != nil || !marks.isEmpty }
}

/// What keys do to marks.
enum ListMarking<Row: ListedRecord> {
    static func toggle(_ model: inout Model) {
        guard model[keyPath: Row.path].markedFilter == nil else { return refuse(&model) }
        // The row that is toggled may be one of the range: it would be marked again by the next step.
        ListRanges<Row>.end(&model)
        model[keyPath: Row.path].toggleMark()
        ListActions<Row>.move(&model, by: 1)
    }

    static func toggleRange(_ model: inout Model) {
        guard model[keyPath: Row.path].markedFilter == nil else { return refuse(&model) }
        ListRanges<Row>.toggle(&model)
    }

    private static func refuse(_ model: inout Model) {
        model.toast("All that match are marked, as the filter itself; \(model.keyLabel("\(Row.tab.title.lowercased()).clear-marks")) clears that.", .warning)
    }

    /// Up to `countLimit` rows are marked one by one; more than that as the filter.
    static func all(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        if let total = list.total, total < ListModel<Row>.countLimit {
            askForRows(list.filter, text: list.filterText, &model)
        } else {
            askForCount(list.filter, text: list.filterText, &model)
        }
    }

    private static func askForRows(_ filter: Filter, text: String, _ model: inout Model) {
        let sort = model[keyPath: Row.path].sort
        ask(Row.pageRequest(filter, sort, .first, limit: ListModel<Row>.countLimit, now: model.now), filter, text, &model)
    }

    private static func askForCount(_ filter: Filter, text: String, _ model: inout Model) {
        ask(Row.countRequest(filter, limit: 1_000_000_000), filter, text, &model)
    }

    private static func ask(_ request: Request, _ filter: Filter, _ text: String, _ model: inout Model) {
        let old = model[keyPath: Row.path].marking?.generation
        let generation = model.request(request, for: Row.tab, replacing: old, job: "Marking all that match")
        model[keyPath: Row.path].marking = Marking(generation: generation, filter: filter, text: text)
    }

    static func answered(_ result: Result<Answer, StoreError>, _ marking: Marking, _ model: inout Model) {
        model[keyPath: Row.path].marking = nil
        switch result {
        case .success(.count(let count)) where count < ListModel<Row>.countLimit:
            // Of what was counted, whatever shows by now.
            askForRows(marking.filter, text: marking.text, &model)
        case .success(.count(let count)):
            mark(MarkedFilter(filter: marking.filter, text: marking.text, count: count, at: model.now), &model)
        case .success(let answer):
            guard let page = Row.page(in: answer) else { return }
            // More came since they were counted.
            if page.next != nil { return askForCount(marking.filter, text: marking.text, &model) }
            ListRanges<Row>.end(&model)
            model[keyPath: Row.path].markedFilter = nil
            for row in page.elements { model[keyPath: Row.path].marks[row.id] = row }
            model.toast("Marked all \(MomentFormat.count(page.elements.count)) that match.")
        case .failure(let error):
            if error.code != .cancelled { model.toast("Nothing was marked: \(error.message)", .failure) }
        }
    }

    private static func mark(_ marked: MarkedFilter, _ model: inout Model) {
        clear(&model)
        model[keyPath: Row.path].markedFilter = marked
        // It was counted through for that.
        if marked.filter == model[keyPath: Row.path].filter {
            model[keyPath: Row.path].total = marked.count
            model[keyPath: Row.path].position.whole = RowCount(rows: marked.count)
        }
        model.toast("All \(MomentFormat.count(marked.count)) that match are marked, as the filter itself.")
    }

    static func clear(_ model: inout Model) {
        ListRanges<Row>.end(&model)
        model[keyPath: Row.path].marks.removeAll()
        model[keyPath: Row.path].markedFilter = nil
    }
}

import Screen
import SessionCore
import SessionRegistry

/// `n` and `N`: the next and the previous place where a text stands. In the list the store is asked for what lies beyond the
/// window; in the detail the lines are gone through.
enum ListFinding<Row: ListedRecord> {
    static func start(_ model: inout Model) {
        model.overlay = .list(.find(TextField(model[keyPath: Row.path].found ?? "", limit: 200)))
    }

    static func find(_ text: String, _ model: inout Model) {
        model[keyPath: Row.path].found = text.isEmpty ? nil : text
        if !text.isEmpty { go(&model, forward: true, orHere: true) }
    }

    /// - Parameter orHere: the row under the cursor will do, as it does when a text was just typed.
    static func go(_ model: inout Model, forward: Bool, orHere: Bool = false) {
        guard let text = model[keyPath: Row.path].found else { return start(&model) }
        if model.layout.detailFocused || model.layout.zoomed { return goInDetail(text, &model, forward: forward, orHere: orHere) }
        let list = model[keyPath: Row.path]
        let wanted = Filter(terms: [.init(.anywhere(text))])
        let here = list.selectedIndex ?? list.top
        let indices = Array(list.rows.indices)
        let ahead = forward ? indices.filter { orHere ? $0 >= here : $0 > here } : indices.filter { $0 < here }.reversed()
        if let index = ahead.first(where: { list.rows[$0].matches(wanted, now: model.now) }) {
            return ListActions<Row>.select(&model, index: index)
        }
        let edge = forward ? (list.atEnd ? nil : list.rows.last) : (list.atStart ? nil : list.rows.first)
        let start = edge.map { forward ? PageStart.after($0.cursor(list.sort, at: list.asOf)) : .before($0.cursor(list.sort, at: list.asOf)) }
        ask(&model, text, start, forward: forward)
    }

    /// - Parameter start: `nil`: the list's edge was reached, go on from the other one.
    private static func ask(_ model: inout Model, _ text: String, _ start: PageStart?, forward: Bool) {
        let list = model[keyPath: Row.path]
        let filter = Filter(terms: list.filter.terms + [.init(.anywhere(text))])
        let request = Row.pageRequest(filter, list.sort, start ?? (forward ? .first : .last), limit: 1, now: model.now)
        let generation = model.request(
            request, for: Row.tab, replacing: list.finding?.generation, job: "Searching for \(text)", patient: true)
        model[keyPath: Row.path].finding = Finding(generation: generation, forward: forward, wrapped: start == nil)
    }

    static func answered(_ result: Result<Answer, StoreError>, _ finding: Finding, _ model: inout Model) {
        model[keyPath: Row.path].finding = nil
        guard let text = model[keyPath: Row.path].found else { return }
        switch result {
        case .failure(let error):
            if error.code != .cancelled { model.toast("The search failed: \(error.message)", .failure) }
        case .success(let answer):
            guard let page = Row.page(in: answer) else { return }
            guard let row = page.elements.first else {
                if finding.wrapped { return model.toast("No other \(Row.noun) holds \(text).", .warning) }
                return ask(&model, text, nil, forward: finding.forward)
            }
            if finding.wrapped {
                let isSame = row.id == model[keyPath: Row.path].selectedID
                model.toast(
                    isSame ? "No other \(Row.noun) holds \(text)." : "Went on from the \(finding.forward ? "start" : "end") of the list.")
            }
            if let index = model[keyPath: Row.path].rows.firstIndex(where: { $0.id == row.id }) {
                return ListActions<Row>.select(&model, index: index)
            }
            model[keyPath: Row.path].select(id: row.id)
            ListActions<Row>.read(&model, .fresh(anchored: true), anchor: row)
            ListActions<Row>.followSelection(&model, immediately: true)
        }
    }

    private static func goInDetail(_ text: String, _ model: inout Model, forward: Bool, orHere: Bool) {
        // What is folded away is searched too: a match inside opens it.
        model[keyPath: Row.path].detail.tree?.unfold { TextSearch.contains($0, text) }
        let detail = model[keyPath: Row.path].detail
        let lines = DetailLines.lines(model, Row.self)
        let found = lines.indices.filter { TextSearch.contains(DetailLineView.text(of: lines[$0], model, tree: detail.tree), text) }
        guard let first = found.first, let last = found.last else { return model.toast("The detail does not hold \(text).", .warning) }
        let next = forward ? found.first { orHere ? $0 >= detail.line : $0 > detail.line } : found.last { $0 < detail.line }
        let target = next ?? (forward ? first : last)
        DetailActions<Row>.move(&model, by: target - detail.line)
    }
}

/// A search under way.
struct Finding: Equatable, Sendable {
    var generation: Generation
    var forward: Bool
    /// It began at the other end of the list.
    var wrapped: Bool
}

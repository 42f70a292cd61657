import Screen
import SessionCore
import SessionRegistry

/// Records that a command named by the beginning of their ids, or by a filter, on their way from the store. Only what was found,
/// record by record, goes into the dialog.
struct RecordLookup<Row: ListedRecord>: Sendable {
    enum Purpose: Equatable, Sendable {
        case show
        case revoke(reason: String)
        case restore
    }

    private let purpose: Purpose
    /// Beginnings of ids that are still to be asked for, the one under way first; empty: a filter is under way.
    private var wanted: [String]
    private var found: [Row] = []
    private(set) var generation: Generation

    // MARK: Asking

    /// - Returns: `.refused` for what cannot be an id.
    static func begin(_ ids: [String], _ purpose: Purpose, _ model: inout Model) -> Verb.Answer {
        var wanted: [String] = []
        for text in ids {
            guard let id = IDPrefix(text)?.digits else {
                return .refused("\(text) is no id: expected six or more of its hexadecimal digits.")
            }
            if !wanted.contains(id) { wanted.append(id) }
        }
        guard let first = wanted.first else { return .refused("Name an id: six or more of its digits.") }
        guard wanted.count <= 100 else { return .refused("More than 100 ids; use a filter.") }
        let old = model[keyPath: Row.path].lookup?.generation
        model[keyPath: Row.path].lookup = RecordLookup(
            purpose: purpose, wanted: wanted, generation: ask(first, replacing: old, &model))
        return .done
    }

    /// Everything active that matches, up to the number that a dialog can pin.
    static func begin(matching filter: Filter, reason: String, _ model: inout Model) -> Verb.Answer {
        var filter = filter
        let saysState = filter.terms.contains { if case .state = $0.test { true } else { false } }
        if !saysState { filter.terms.append(Filter.Term(.state(.active))) }
        let request = Row.pageRequest(filter, Row.standardSort, .first, limit: ListModel<Row>.countLimit, now: model.now)
        let old = model[keyPath: Row.path].lookup?.generation
        model[keyPath: Row.path].lookup = RecordLookup(
            purpose: .revoke(reason: reason), wanted: [],
            generation: model.request(request, for: .shell, replacing: old, job: "Finding what matches"))
        return .done
    }

    private static func ask(_ id: String, replacing old: Generation?, _ model: inout Model) -> Generation {
        // Three are enough to know that it is not one.
        let request = Row.pageRequest(Filter(terms: [.init(.id(id))]), Row.standardSort, .first, limit: 3, now: model.now)
        return model.request(request, for: .shell, replacing: old, job: "Looking for \(id)")
    }

    // MARK: Answers

    static func answered(_ result: Result<Answer, StoreError>, _ model: inout Model) {
        guard var lookup = model[keyPath: Row.path].lookup else { return }
        model[keyPath: Row.path].lookup = nil
        let page: Page<Row>
        switch result {
        case .failure(let error): return model.toast("Nothing was done: \(error.message)", .failure)
        case .success(let answer):
            guard let read = Row.page(in: answer) else { return }
            page = read
        }
        if lookup.wanted.isEmpty {
            guard page.next == nil else {
                let most = MomentFormat.count(ListModel<Row>.countLimit)
                return model.toast("More than \(most) match; narrow the filter. Nothing was done.", .warning)
            }
            guard !page.elements.isEmpty else { return model.toast("No active \(Row.noun) matches.", .warning) }
            lookup.found = page.elements
            return lookup.finish(&model)
        }
        let id = lookup.wanted.removeFirst()
        guard let record = page.elements.first else {
            return model.toast("No \(Row.noun) has an id that begins with \(id). Nothing was done.", .warning)
        }
        guard page.elements.count == 1 else {
            return model.toast("Several \(Row.noun)s have an id that begins with \(id); give more digits.", .warning)
        }
        if !lookup.found.contains(where: { $0.id == record.id }) { lookup.found.append(record) }
        guard let next = lookup.wanted.first else { return lookup.finish(&model) }
        lookup.generation = ask(next, replacing: nil, &model)
        model[keyPath: Row.path].lookup = lookup
    }

    private func finish(_ model: inout Model) {
        // Nobody is pulled out of what was opened meanwhile.
        guard model.overlay == nil, !model.tab.screen.capturesText(model) else {
            return model.toast("Something else is open by now; give the command again.", .warning)
        }
        switch purpose {
        case .show:
            guard let record = found.first else { return }
            if model.tab != Row.tab { model.show(Row.tab) }
            DetailActions<Row>.goTo(record, &model)
            DetailActions<Row>.enter(&model)
        case .revoke(let reason):
            let rows = found.filter { $0.mark == nil }
            guard !rows.isEmpty else { return model.toast("That is revoked already.", .warning) }
            if model.tab != Row.tab { model.show(Row.tab) }
            var dialog = ActDialog(
                act: .revoke(Row.choice(rows.map(\.id))), noun: Row.noun,
                items: rows.map(ListActions<Row>.item), openedBy: .enter)
            dialog.reason.set(reason)
            model.open(dialog)
        case .restore:
            let rows = found.filter { $0.mark != nil }
            guard !rows.isEmpty else { return model.toast("That is not revoked.", .warning) }
            let what = rows.count == 1 ? "the \(Row.noun) of \(rows[0].owner ?? "anonymous")" : "\(rows.count) \(Row.noun)s"
            model.confirmRestore(Row.restoreChoice(rows.map(\.id)), what: what)
        }
    }
}

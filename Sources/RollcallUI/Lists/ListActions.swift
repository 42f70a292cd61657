import Screen
import SessionCore
import SessionRegistry

/// What keys and answers do to a list. Generic over the row, so that sessions and remember tokens behave alike.
enum ListActions<Row: ListedRecord> {
    // MARK: Reading

    static func read(_ model: inout Model, _ reading: ListModel<Row>.Reading, anchor: Row? = nil) {
        let height = model.listHeight
        let list = model[keyPath: Row.path]
        var limit = max(50, 2 * height)
        if reading == .refresh { limit = min(10_000, max(limit, list.rows.count)) }
        // A window is of one moment: what expires meanwhile would stand elsewhere in a list that is sorted by state.
        let isMore = reading == .forward || reading == .backward
        let now = isMore ? list.asOf : model.now
        let request = Row.pageRequest(list.filter, list.sort, list.start(for: reading, anchor: anchor), limit: limit, now: now)
        let generation = model.request(
            request, for: Row.tab, replacing: list.reading?.generation, job: "Reading \(Row.noun)s", patient: true)
        model[keyPath: Row.path].reading = (generation, reading, now)
    }

    static func count(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        let request = Row.countRequest(list.filter, limit: ListModel<Row>.countLimit)
        model[keyPath: Row.path].counting = model.request(
            request, for: Row.tab, replacing: list.counting, job: "Counting \(Row.noun)s", patient: true)
    }

    /// The list anew, with the selected record in sight if it is still part of it.
    static func reload(_ model: inout Model, anchor wanted: Row? = nil) {
        let list = model[keyPath: Row.path]
        let anchor = (wanted ?? list.selected).flatMap { $0.matches(list.filter, now: model.now) ? $0 : nil }
        model[keyPath: Row.path].owed = 0
        let anchored = anchor != nil && (wanted != nil || list.isChosen)
        if anchor == nil { model[keyPath: Row.path].isChosen = false }
        read(&model, .fresh(anchored: anchored), anchor: anchor)
        count(&model)
    }

    static func refresh(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        guard list.loaded else { return reload(&model) }
        if let reading = list.reading, model.isPending(reading.generation) {
            model[keyPath: Row.path].stale = true
            return
        }
        model[keyPath: Row.path].position.doubt()
        read(&model, .refresh)
        count(&model)
        loadDetail(&model, after: 0)
    }

    static func shown(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        if list.loaded { refresh(&model) } else if !model.isPending(list.reading?.generation) { reload(&model) }
    }

    static func prefetch(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        guard !model.isPending(list.reading?.generation), let wanted = list.wanted(height: model.listHeight) else { return }
        read(&model, wanted)
    }

    static func answered(_ result: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        let list = model[keyPath: Row.path]
        if let reading = list.reading, reading.generation == generation {
            model[keyPath: Row.path].reading = nil
            if case .failure(let error) = result, !model.connection.isOffline, error.code != .cancelled {
                model.toast("The \(Row.noun)s could not be read: \(error.message)", .failure)
            }
            guard case .success(let answer) = result, let page = Row.page(in: answer) else { return }
            // Anchored on a record that is no longer part of the list, or with nothing behind it: from the start instead.
            if reading.kind == .fresh(anchored: true), let id = list.selectedID, !page.elements.contains(where: { $0.id == id }) {
                return read(&model, .fresh(anchored: false))
            }
            // Re-read from the window's first row, but all of it is gone: go where the rows now are.
            if reading.kind == .refresh, page.elements.isEmpty, !list.atStart { return read(&model, .toEnd) }
            model[keyPath: Row.path].take(page, for: reading.kind, height: model.listHeight)
            model[keyPath: Row.path].asOf = reading.asOf
            ListPlacing<Row>.settle(&model)
            // Rows that are read again move no selection, except by steps that were owed.
            if reading.kind != .refresh || list.owed != 0 { ListRanges<Row>.follow(&model, jumped: reading.kind.isJump) }
            followSelection(&model, immediately: list.detail.data == nil)
            if model[keyPath: Row.path].stale {
                model[keyPath: Row.path].stale = false
                refresh(&model)
            } else {
                prefetch(&model)
            }
        } else if list.counting == generation {
            guard case .success(.count(let count)) = result else { return }
            if count < ListModel<Row>.countLimit {
                model[keyPath: Row.path].position.whole = RowCount(rows: count)
                model[keyPath: Row.path].total = count
                ListPlacing<Row>.settle(&model)
            } else {
                model[keyPath: Row.path].total = max(count, list.position.whole?.rows ?? 0)
                ListPlacing<Row>.countOn(&model)
            }
        } else if ListPlacing<Row>.answered(result, to: generation, &model) || ListRanges<Row>.answered(result, to: generation, &model) {
            return
        } else if let marking = list.marking, marking.generation == generation {
            ListMarking<Row>.answered(result, marking, &model)
        } else if let finding = list.finding, finding.generation == generation {
            ListFinding<Row>.answered(result, finding, &model)
        } else if let exporting = list.exporting, exporting.generation == generation {
            ListExporting<Row>.answered(result, &model)
        } else if list.detail.reveal == .asked(generation) {
            SessionReveal.answered(result, &model)
        } else if list.detail.request == generation {
            switch result {
            case .success(let answer):
                guard let data = Row.detail(in: answer) else { return }
                takeDetail(data, &model)
            case .failure(let error):
                model[keyPath: Row.path].detail.problem = error.message
            }
        }
    }

    // MARK: Moving

    static func move(_ model: inout Model, by steps: Int) {
        model[keyPath: Row.path].isChosen = true
        model[keyPath: Row.path].move(by: steps, height: model.listHeight)
        afterMove(&model)
    }

    static func select(_ model: inout Model, index: Int) {
        model[keyPath: Row.path].isChosen = true
        model[keyPath: Row.path].select(index, height: model.listHeight)
        afterMove(&model)
    }

    static func toStart(_ model: inout Model) {
        if model[keyPath: Row.path].atStart { select(&model, index: 0) } else { read(&model, .toStart) }
        model[keyPath: Row.path].isChosen = false
    }

    static func toEnd(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        if list.atEnd { select(&model, index: list.rows.count - 1) } else { read(&model, .toEnd) }
    }

    static func scroll(_ model: inout Model, by steps: Int) {
        model[keyPath: Row.path].scroll(by: steps, height: model.listHeight)
        afterMove(&model)
    }

    private static func afterMove(_ model: inout Model) {
        ListRanges<Row>.follow(&model)
        followSelection(&model, immediately: false)
        prefetch(&model)
    }

    // MARK: Detail

    /// Points the detail at the selection; its data is asked for once the selection rests.
    static func followSelection(_ model: inout Model, immediately: Bool) {
        let list = model[keyPath: Row.path]
        guard list.detail.id != list.selectedID else { return }
        if let old = list.detail.request { model.cancel(old) }
        if list.detail.data != nil {
            // What was shown for a moment does not outlive its selection.
            var settled = list.detail
            settled.reveal = nil
            settled.tree?.show(false)
            model[keyPath: Row.path].settledDetail = settled
        }
        model[keyPath: Row.path].detail = DetailModel()
        model[keyPath: Row.path].detail.id = list.selectedID
        guard list.selectedID != nil else { return }
        loadDetail(&model, after: immediately ? 0 : 120_000)
    }

    static func loadDetail(_ model: inout Model, after microseconds: Int64) {
        let list = model[keyPath: Row.path]
        guard let id = list.detail.id, model.screenLayout.place != .none else { return }
        if microseconds > 0 {
            let (due, overflow) = model.now.microseconds.addingReportingOverflow(microseconds)
            model[keyPath: Row.path].detail.dueAt = overflow ? model.now : Timestamp(microseconds: due)
            return
        }
        model[keyPath: Row.path].detail.dueAt = nil
        model[keyPath: Row.path].detail.request = model.request(Row.detailRequest(id), for: Row.tab, replacing: list.detail.request)
    }

    /// After a resize: a detail that has room now is asked for.
    static func settleDetail(_ model: inout Model) {
        let detail = model[keyPath: Row.path].detail
        guard detail.data == nil, detail.id != nil, detail.dueAt == nil, !model.isPending(detail.request) else { return }
        loadDetail(&model, after: 0)
    }

    static func ticked(_ model: inout Model) {
        let detail = model[keyPath: Row.path].detail
        if let due = detail.dueAt, due <= model.now { loadDetail(&model, after: 0) }
    }

    private static func takeDetail(_ data: Row.Detail, _ model: inout Model) {
        model[keyPath: Row.path].detail.data = data
        model[keyPath: Row.path].detail.problem = nil
        guard let session = data as? SessionDetail else { return }
        if let payload = session.payload {
            if model[keyPath: Row.path].detail.tree == nil {
                model[keyPath: Row.path].detail.tree = PayloadTree(.map(payload))
            } else {
                model[keyPath: Row.path].detail.tree?.update(.map(payload))
            }
        } else {
            model[keyPath: Row.path].detail.tree = nil
        }
    }

    // MARK: Filter and sort

    static func setFilter(_ text: String, _ model: inout Model) {
        do {
            let filter = try Filter(parsing: text)
            apply(filter, text: trimmed(text), &model)
        } catch {
            model.toast("The filter cannot be read: \(error.description)", .failure)
        }
    }

    static func setFilter(_ filter: Filter, _ model: inout Model) { apply(filter, text: filter.description, &model) }

    static func apply(_ filter: Filter, text: String, anchor: Row? = nil, _ model: inout Model) {
        if change(to: filter, text: text, &model) { reload(&model, anchor: anchor) }
    }

    /// Takes another filter in the present one's place; the rows are for the caller to read. `false`: it is the same.
    static func change(to filter: Filter, text: String, _ model: inout Model) -> Bool {
        let list = model[keyPath: Row.path]
        model[keyPath: Row.path].filterText = text
        guard list.filter != filter else { return false }
        model[keyPath: Row.path].filter = filter
        ListPlacing<Row>.forget(&model, filter: true)
        ListRanges<Row>.end(&model)
        // What was to be marked or found is no longer what shows.
        for generation in [list.marking?.generation, list.finding?.generation] {
            if let generation { model.cancel(generation) }
        }
        model[keyPath: Row.path].marking = nil
        model[keyPath: Row.path].finding = nil
        return true
    }

    static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    static func setSort(_ sort: ListSort<Row.Field>, _ model: inout Model) {
        guard model[keyPath: Row.path].sort != sort else { return }
        // Other rows lie between the same two in another order.
        ListRanges<Row>.end(&model)
        model[keyPath: Row.path].sort = sort
        ListPlacing<Row>.forget(&model, filter: false)
        reload(&model)
    }

    /// A column chosen again turns round; one chosen anew starts with what is usually wanted first.
    static func sortBy(_ field: Row.Field, _ model: inout Model) {
        let current = model[keyPath: Row.path].sort
        setSort(current.field == field ? current.reversed : usualSort(field), &model)
    }

    static func usualSort(_ field: Row.Field) -> ListSort<Row.Field> {
        ListSort(field, Row.usualDirection(field))
    }

    // MARK: Acting

    /// The marked rows, else the selected one, as a dialog's subject.
    static func revoke(_ model: inout Model, openedBy key: Key?) {
        guard !ListRanges<Row>.isAwaited(&model) else { return }
        let list = model[keyPath: Row.path]
        if let marked = list.markedFilter {
            return model.open(ActDialog(
                act: .revoke(Row.choice(matching: marked.filter)), noun: Row.noun, items: [],
                matching: .init(text: marked.text), openedBy: key))
        }
        let rows: [Row]
        if list.marks.isEmpty {
            rows = list.selected.map { [$0] } ?? []
        } else {
            // In the order of the list.
            rows = list.marks.values.sorted { a, b in
                let (first, second) = (a.cursor(list.sort, at: list.asOf), b.cursor(list.sort, at: list.asOf))
                return list.sort.direction == .ascending ? first < second : second < first
            }
        }
        guard !rows.isEmpty else { return model.toast("Nothing is selected.", .warning) }
        let items = rows.map(item)
        model.open(ActDialog(act: .revoke(Row.choice(rows.map(\.id))), noun: Row.noun, items: items, openedBy: key))
    }

    /// A row as a dialog names it.
    static func item(_ row: Row) -> ActDialog.Item {
        ActDialog.Item(title: row.owner ?? "anonymous", note: row.deviceName ?? "", id: row.hex, address: row.address ?? "")
    }

    /// Closes what is open in the list, from the innermost out; `false`: nothing was.
    static func back(_ model: inout Model) -> Bool {
        if model.layout.zoomed { model.layout.zoomed = false; model.layout.detailFocused = false; return true }
        if model.layout.detailFocused { model.layout.detailFocused = false; return true }
        let list = model[keyPath: Row.path]
        if list.range != nil { ListRanges<Row>.end(&model); return true }
        if list.found != nil { model[keyPath: Row.path].found = nil; return true }
        if list.hasMarks { ListMarking<Row>.clear(&model); return true }
        if !list.filter.terms.isEmpty || !list.filterText.isEmpty { apply(.all, text: "", &model); return true }
        return false
    }

    static func status(_ model: Model) -> String {
        let list = model[keyPath: Row.path]
        var parts: [String] = []
        if list.hasMarks { parts.append("\(MomentFormat.count(list.markedCount)) marked") }
        if list.range != nil { parts.append("range") }
        if let position = ListPlacing<Row>.text(model) { parts.append(position) }
        if list.editor != nil, let job = model.shownJob { parts = [job.title + model.theme.symbols.ellipsis] }
        return parts.joined(separator: "  ")
    }
}

import Screen
import SessionCore
import SessionRegistry

/// The keys of a list with its detail.
enum ListBindings<Row: ListedRecord> {
    private typealias Do = ListActions<Row>

    static func all() -> [Binding] { moving() + finding() + marking() + acting() }

    private static var scope: Scope { .tab(Row.tab) }
    private static var prefix: String { Row.tab.title.lowercased() }

    private static func inDetail(_ model: Model) -> Bool { model.layout.detailFocused || model.layout.zoomed }

    @Sendable private static func needsRow(_ model: Model) -> String? {
        model[keyPath: Row.path].selected == nil ? "There is no \(Row.noun) to act on." : nil
    }

    private static func step(_ model: inout Model, _ steps: Int) {
        if inDetail(model) { DetailActions<Row>.move(&model, by: steps) } else { Do.move(&model, by: steps) }
    }

    private static func moving() -> [Binding] {
        [
            Binding("\(prefix).down", [.character("j"), .down], "down", "The next row.", group: .move, scope: scope) { step(&$0, 1) },
            Binding("\(prefix).up", [.character("k"), .up], "up", "The row before.", group: .move, scope: scope) { step(&$0, -1) },
            Binding("\(prefix).first", [.character("g"), .home], "first", "The first row of the whole list.", group: .move, scope: scope) {
                if inDetail($0) { DetailActions<Row>.move(&$0, by: -1_000_000) } else { Do.toStart(&$0) }
            },
            Binding("\(prefix).last", [.character("G"), .end], "last", "The last row of the whole list.", group: .move, scope: scope) {
                if inDetail($0) { DetailActions<Row>.move(&$0, by: 1_000_000) } else { Do.toEnd(&$0) }
            },
            Binding("\(prefix).half-down", [.control("d")], "half page down", "Half a page down.", group: .move, scope: scope) {
                step(&$0, max(1, $0.listHeight / 2))
            },
            Binding("\(prefix).half-up", [.control("u")], "half page up", "Half a page up.", group: .move, scope: scope) {
                step(&$0, -max(1, $0.listHeight / 2))
            },
            Binding("\(prefix).page-down", [.pageDown, .control("f")], "page down", "A page down.", group: .move, scope: scope) {
                step(&$0, max(1, $0.listHeight - 1))
            },
            Binding("\(prefix).page-up", [.pageUp, .control("b")], "page up", "A page up.", group: .move, scope: scope) {
                step(&$0, -max(1, $0.listHeight - 1))
            },
            Binding(
                "\(prefix).open", [.enter], "open", "Open the detail; in it, fold or unfold, or go to the session under the cursor.",
                group: .move, scope: scope, hint: 10, refusal: needsRow
            ) { DetailActions<Row>.enter(&$0) },
            Binding("\(prefix).pane", [.tab, .backTab], "other pane", "Between list and detail.", group: .move, scope: scope) {
                DetailActions<Row>.switchPane(&$0)
            },
            Binding("\(prefix).left", [.character("h"), .left], "column left", "The column to the left; in the detail, fold.",
                    group: .move, scope: scope) {
                if inDetail($0) { DetailActions<Row>.fold(&$0) } else { $0[keyPath: Row.path].moveColumn(by: -1) }
            },
            Binding("\(prefix).right", [.character("l"), .right], "column right", "The column to the right; in the detail, unfold.",
                    group: .move, scope: scope) {
                if inDetail($0) { DetailActions<Row>.unfold(&$0) } else { $0[keyPath: Row.path].moveColumn(by: 1) }
            },
        ]
    }

    private static func finding() -> [Binding] {
        [
            Binding("\(prefix).filter", [.character("/")], "filter", "Filter as you type: words, user: ip: agent: state: fresh: remembered: older: seen: id:, -word excludes.",
                    group: .find, scope: scope, hint: 3) { FilterEditing<Row>.start(&$0) },
            Binding("\(prefix).filters", [.character("F")], "saved filters", "Pick or delete a saved filter.", group: .find, scope: scope,
                    refusal: { $0.filters.saved.isEmpty ? "No filter is saved: Ctrl-S saves one while it is typed." : nil }) {
                $0.overlay = .list(.filters(selected: 0))
            },
            Binding("\(prefix).find", [.character("f")], "find", "Find a text in the rows, or in the detail.", group: .find, scope: scope) {
                ListFinding<Row>.start(&$0)
            },
            Binding("\(prefix).next-match", [.character("n")], "next match", "The next place where the text stands.", group: .find,
                    scope: scope) { ListFinding<Row>.go(&$0, forward: true) },
            Binding("\(prefix).previous-match", [.character("N")], "previous match", "The place before where the text stands.", group: .find,
                    scope: scope) { ListFinding<Row>.go(&$0, forward: false) },
            Binding("\(prefix).filter-user", [.character("u")], "this user", "Only this user's.", group: .find, scope: scope, hint: 7,
                    refusal: { model in
                        needsRow(model) ?? (model[keyPath: Row.path].selected?.owner == nil ? "Nobody is logged in with this session." : nil)
                    }) { model in
                if let user = model[keyPath: Row.path].selected?.owner {
                    Do.setFilter(Filter(terms: [Filter.Term(.user(user))]), &model)
                }
            },
            Binding("\(prefix).filter-ip", [.character("i")], "this IP", "Only from this address.", group: .find, scope: scope, hint: 8,
                    refusal: { model in
                        needsRow(model) ?? (model[keyPath: Row.path].selected?.address == nil ? "The address is not known." : nil)
                    }) { model in
                guard let address = model[keyPath: Row.path].selected?.address else { return }
                if let parsed = SessionRegistry.IPAddress(parsing: address) {
                    Do.setFilter(Filter(terms: [.init(.ipNetwork(bytes: parsed.bytes, prefixLength: parsed.bytes.count * 8))]), &model)
                } else {
                    Do.setFilter(Filter(terms: [.init(.ipPrefix(address))]), &model)
                }
            },
            Binding("\(prefix).sort", [.character("s")], "sort", "Pick the column to sort by.", group: .sort, scope: scope, hint: 4) { model in
                let sort = model[keyPath: Row.path].sort
                let symbols = model.theme.symbols
                let entries = Row.Field.allCases.map { field in
                    let current = field == sort.field
                    let note = current ? (sort.direction == .ascending ? symbols.ascending : symbols.descending) + " again reverses" : ""
                    return Menu.Entry(title: field.rawValue, note: note, key: nil, command: "sort \(field.rawValue)", refused: nil)
                }
                // The column under the cursor first, else what is sorted by.
                let field = ListColumnActions<Row>.current(model)?.field ?? sort.field
                let selected = Array(Row.Field.allCases).firstIndex(of: field) ?? 0
                model.overlay = .menu(Menu(title: "Sort by", entries: entries, selected: selected))
            },
            Binding("\(prefix).reverse", [.character("S")], "reverse", "Reverse the order.", group: .sort, scope: scope) {
                Do.setSort($0[keyPath: Row.path].sort.reversed, &$0)
            },
        ] + columns()
    }

    private static func columns() -> [Binding] {
        let needsColumn: @Sendable (Model) -> String? = {
            let keys = "\($0.keyLabel("\(prefix).left")) and \($0.keyLabel("\(prefix).right"))"
            return ListColumnActions<Row>.current($0) == nil ? "No column is chosen: \(keys) choose one." : nil
        }
        @Sendable func widen(_ model: inout Model, _ steps: Int) {
            if let column = ListColumnActions<Row>.current(model) { ListColumnActions<Row>.widen(column, by: steps, &model) }
        }
        return [
            Binding("\(prefix).columns", [.character("C")], "columns", "Choose which columns show, and how wide.", group: .view, scope: scope) { model in
                let current = ListColumnActions<Row>.current(model)?.id
                model.overlay = .list(.columns(selected: Row.columns.firstIndex { $0.id == current } ?? 0))
            },
            Binding("\(prefix).wider-column", [.character("+")], "wider column", "Widen the column under the cursor.", group: .view, scope: scope,
                    refusal: needsColumn) { widen(&$0, 1) },
            Binding("\(prefix).narrower-column", [.character("-")], "narrower column", "Narrow the column under the cursor.", group: .view,
                    scope: scope, refusal: needsColumn) { widen(&$0, -1) },
            Binding("\(prefix).fit-column", [.character("=")], "fit column", "Make the column under the cursor as wide as its content.",
                    group: .view, scope: scope, refusal: needsColumn) { model in
                if let column = ListColumnActions<Row>.current(model) { model[keyPath: Row.path].columns.widths[column.id] = nil }
            },
        ]
    }

    private static func marking() -> [Binding] {
        let needsMarks: @Sendable (Model) -> String? = { $0[keyPath: Row.path].hasMarks ? nil : "Nothing is marked." }
        return [
            Binding("\(prefix).mark", [.character(" ")], "mark", "Mark or unmark the row.", group: .mark, scope: scope, hint: 5,
                    refusal: needsRow) { ListMarking<Row>.toggle(&$0) },
            Binding("\(prefix).range", [.character("v")], "range", "Mark a range: begin, move, end.", group: .mark, scope: scope,
                    refusal: needsRow) { ListMarking<Row>.toggleRange(&$0) },
            Binding("\(prefix).mark-all", [.character("V")], "mark all", "Mark all that match the filter, however many.", group: .mark,
                    scope: scope, refusal: needsRow) { ListMarking<Row>.all(&$0) },
            Binding("\(prefix).clear-marks", [.character("M")], "clear marks", "Unmark everything.", group: .mark, scope: scope,
                    refusal: needsMarks) { ListMarking<Row>.clear(&$0) },
        ]
    }

    private static func acting() -> [Binding] {
        let needsUser: @Sendable (Model) -> String? = { model in
            needsRow(model) ?? (model[keyPath: Row.path].selected?.owner == nil ? "Nobody is logged in with this session." : nil)
        }
        let revocable: @Sendable (Model) -> String? = { model in
            if model.connection.isOffline { return "The store does not answer; nothing can be revoked now." }
            let list = model[keyPath: Row.path]
            if list.hasMarks { return nil }
            guard let row = list.selected else { return "There is no \(Row.noun) to act on." }
            return row.mark == nil ? nil : "This \(Row.noun) is revoked already."
        }
        return [
            Binding("\(prefix).revoke", [.character("x")], "revoke", "Revoke the row, or all that are marked; asks first.", group: .act,
                    scope: scope, dangerous: true, hint: 1, refusal: revocable) { Do.revoke(&$0, openedBy: $0.openingKey) },
            Binding("\(prefix).revoke-user", [.character("X")], "revoke user", "Revoke every session and remember token of this user; asks first.",
                    group: .act, scope: scope, dangerous: true, hint: 2,
                    refusal: { $0.connection.isOffline ? "The store does not answer; nothing can be revoked now." : needsUser($0) }) { model in
                guard let user = model[keyPath: Row.path].selected?.owner else { return }
                model.open(ActDialog(act: .revoke(.user(user)), noun: "user", items: [], user: user, openedBy: model.openingKey))
            },
            Binding("\(prefix).copy", [.character("y")], "copy id", "Copy the id to the clipboard (OSC 52).", group: .act, scope: scope,
                    refusal: needsRow) { model in
                guard let row = model[keyPath: Row.path].selected else { return }
                model.emit(.copy(row.hex))
                model.toast("Copied the id of the \(Row.noun).")
            },
            Binding("\(prefix).copy-row", [.character("Y")], "copy row", "Copy the row, its columns separated by tabs.", group: .act, scope: scope,
                    refusal: needsRow) { model in
                guard let row = model[keyPath: Row.path].selected else { return }
                let cells = model[keyPath: Row.path].shownColumns.map { Sanitizer.visible($0.cell(row, model.now, model.theme).text) }
                model.emit(.copy(([row.hex] + cells).joined(separator: "\t")))
                model.toast("Copied the row.")
            },
            Binding("\(prefix).export", [.character("e")], "export", "Write what is marked, or all that match the filter, to a file.", group: .act,
                    scope: scope, hint: 40,
                    refusal: { model in
                        model.connection.isOffline ? "The store does not answer; nothing can be exported now." : needsRow(model)
                    }) { ListExporting<Row>.start(&$0) },
        ]
    }
}

import Screen
import SessionRegistry

/// What a list puts over itself: menus of columns and saved filters, and a line to type in.
package enum ListOverlay: Equatable, Sendable {
    /// Which columns show, and how wide; the entry under the cursor.
    case columns(selected: Int)
    case filters(selected: Int)
    /// The text that `n` and `N` look for.
    case find(TextField)
    /// Where to export to.
    case export(ExportPrompt)
}

extension Model {
    mutating func handleListOverlay(_ input: InputEvent, _ overlay: ListOverlay) {
        switch tab {
        case .sessions: ListOverlays<SessionRecord>.handle(input, overlay, &self)
        case .tokens: ListOverlays<TokenRecord>.handle(input, overlay, &self)
        case .audit:
            guard case .export(let prompt) = overlay else { return self.overlay = nil }
            prompt.handle(input, &self) { path, replaces, model in AuditExporting.ask(path, replaces: replaces, &model) }
        case .cookies, .lab, .health: self.overlay = nil
        }
    }

    /// A click on an entry.
    mutating func chooseInListOverlay(_ overlay: ListOverlay, _ index: Int) {
        switch overlay {
        case .columns:
            self.overlay = .list(.columns(selected: index))
            handleListOverlay(.key(.character(" ")), .columns(selected: index))
        case .filters: handleListOverlay(.key(.enter), .filters(selected: index))
        case .find, .export: break
        }
    }
}

/// What keys do in them.
enum ListOverlays<Row: ListedRecord> {
    static func handle(_ input: InputEvent, _ overlay: ListOverlay, _ model: inout Model) {
        switch overlay {
        case .columns(let selected): columns(input, selected, &model)
        case .filters(let selected): filters(input, selected, &model)
        case .find(let field): find(input, field, &model)
        case .export(let prompt): ListExporting<Row>.input(input, prompt, &model)
        }
    }

    /// Where Up, Down and their like lead in a menu; `nil`: the key is none of them.
    private static func moved(_ key: Key, _ selected: Int, count: Int) -> Int? {
        guard count > 0 else { return nil }
        switch key {
        case .down, .character("j"), .control("n"): return (selected + 1) % count
        case .up, .character("k"), .control("p"): return (selected + count - 1) % count
        case .home, .character("g"): return 0
        case .end, .character("G"): return count - 1
        default: return nil
        }
    }

    private static func columns(_ input: InputEvent, _ selected: Int, _ model: inout Model) {
        guard case .key(let key) = input else { return }
        let columns = Row.columns
        if let moved = moved(key, selected, count: columns.count) {
            model.overlay = .list(.columns(selected: moved))
            return
        }
        guard columns.indices.contains(selected) else { return }
        switch key {
        case .escape, .character("q"), .character("C"), .control("c"), .enter: model.overlay = nil
        case .character(" "): ListColumnActions<Row>.toggle(columns[selected], &model)
        case .character("+"), .right, .character("l"): ListColumnActions<Row>.widen(columns[selected], by: 1, &model)
        case .character("-"), .left, .character("h"): ListColumnActions<Row>.widen(columns[selected], by: -1, &model)
        case .character("="): model[keyPath: Row.path].columns.widths[columns[selected].id] = nil
        case .character("0"): model[keyPath: Row.path].columns = ColumnChoice()
        default: break
        }
    }

    private static func filters(_ input: InputEvent, _ selected: Int, _ model: inout Model) {
        guard case .key(let key) = input else { return }
        let saved = model.filters.saved
        if let moved = moved(key, selected, count: saved.count) {
            model.overlay = .list(.filters(selected: moved))
            return
        }
        switch key {
        case .escape, .character("q"), .character("F"), .control("c"): model.overlay = nil
        case .enter:
            model.overlay = nil
            guard saved.indices.contains(selected) else { return }
            model.filters.remember(saved[selected].text)
            ListActions<Row>.setFilter(saved[selected].text, &model)
        case .character("d"), .delete:
            guard saved.indices.contains(selected) else { return }
            model.filters.remove(named: saved[selected].name)
            model.toast("Deleted the saved filter \(saved[selected].name).")
            model.overlay = saved.count > 1 ? .list(.filters(selected: min(selected, saved.count - 2))) : nil
        default: break
        }
    }

    private static func find(_ input: InputEvent, _ field: TextField, _ model: inout Model) {
        var field = field
        switch input {
        case .key(.escape), .key(.control("c")): model.overlay = nil
        case .key(.enter):
            model.overlay = nil
            ListFinding<Row>.find(field.text, &model)
        default:
            _ = field.handle(input)
            model.overlay = .list(.find(field))
        }
    }
}

/// Which columns show, and how wide.
enum ListColumnActions<Row: ListedRecord> {
    static func toggle(_ column: ListColumn<Row>, _ model: inout Model) {
        guard column.rank > 0 else { return model.toast("The first column always shows.", .warning) }
        let shows = model[keyPath: Row.path].columns.shows(column)
        model[keyPath: Row.path].columns.switched[column.id] = shows == column.shown ? !shows : nil
        if shows, model[keyPath: Row.path].column == column.id { model[keyPath: Row.path].column = nil }
    }

    static func widen(_ column: ListColumn<Row>, by steps: Int, _ model: inout Model) {
        let list = model[keyPath: Row.path]
        // From the width it has on the screen, if it is there.
        let width = max(1, model.screenLayout.list.columns)
        let now = ColumnLayout(list, width: width).placed.first { $0.column.id == column.id }?.width
            ?? list.columns.widths[column.id] ?? column.usual
        model[keyPath: Row.path].widen(column.id, by: steps, from: now)
    }

    /// The column under the cursor, or why there is none.
    static func current(_ model: Model) -> ListColumn<Row>? {
        let list = model[keyPath: Row.path]
        return list.column.flatMap { id in Row.columns.first { $0.id == id } }
    }
}

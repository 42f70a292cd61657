import Screen
package import SessionRegistry

/// The filter being typed.
package struct FilterEditor: Equatable, Sendable {
    package var field: TextField
    package var error: FilterSyntaxError?
    /// The name being typed under which the filter will be saved.
    package var naming: TextField?
    /// What Esc goes back to.
    var previousText: String
    var previousFilter: Filter
    /// Which entry of the history is shown, and what was typed before.
    var recalled: Int?
    var draft = ""

    /// Walks the history: older by 1, newer by −1. `false`: there is nothing in that direction.
    mutating func recall(_ step: Int, _ history: [String]) -> Bool {
        let target = (recalled ?? -1) + step
        guard target >= -1, target < history.count, target != recalled ?? -1 else { return false }
        if recalled == nil { draft = field.text }
        recalled = target < 0 ? nil : target
        field.set(target < 0 ? draft : history[target])
        return true
    }
}

/// What keys do while a filter is typed.
enum FilterEditing<Row: ListedRecord> {
    static func start(_ model: inout Model) {
        let list = model[keyPath: Row.path]
        let text = list.filterText.isEmpty || list.filterText.hasSuffix(" ") ? list.filterText : list.filterText + " "
        model[keyPath: Row.path].beforeFilter = list.selected
        model[keyPath: Row.path].editor = FilterEditor(
            field: TextField(text, limit: Filter.longestText), error: nil, previousText: list.filterText,
            previousFilter: list.filter)
    }

    /// Enter keeps the filter, Esc takes it back, Up and Down walk the history, Ctrl-S gives it a name, all else edits.
    static func input(_ input: InputEvent, _ model: inout Model) -> Bool {
        guard var editor = model[keyPath: Row.path].editor else { return false }
        if editor.naming != nil { return name(input, editor, &model) }
        switch input {
        case .key(.enter):
            if let error = editor.error { model.toast(error.message, .warning); return true }
            // All of it, also what was still being typed.
            guard let filter = try? Filter(parsing: editor.field.text) else { return true }
            ListActions<Row>.apply(filter, text: ListActions<Row>.trimmed(editor.field.text), &model)
            model.dismissToast()
            model.filters.remember(model[keyPath: Row.path].filterText)
            model[keyPath: Row.path].editor = nil
        case .key(.escape):
            model[keyPath: Row.path].editor = nil
            let before = model[keyPath: Row.path].beforeFilter
            if let before, editor.previousFilter != model[keyPath: Row.path].filter { model[keyPath: Row.path].select(id: before.id) }
            ListActions<Row>.apply(editor.previousFilter, text: editor.previousText, anchor: before, &model)
        case .key(.control("c")), .key(.pageDown), .key(.pageUp):
            return false
        case .key(.up), .key(.down):
            if editor.recall(input == .key(.up) ? 1 : -1, model.filters.history) { edited(&editor, &model) }
        case .key(.control("s")):
            if let error = editor.error { model.toast("Not saved: \(error.message)", .warning); return true }
            guard !ListActions<Row>.trimmed(editor.field.text).isEmpty else {
                model.toast("There is no filter to save.", .warning)
                return true
            }
            editor.naming = TextField(limit: FilterMemory.longestName)
            model[keyPath: Row.path].editor = editor
        default:
            guard editor.field.handle(input) else { return true }
            editor.recalled = nil
            edited(&editor, &model)
        }
        return true
    }

    private static func edited(_ editor: inout FilterEditor, _ model: inout Model) {
        do {
            _ = try Filter(parsing: editor.field.text)
            editor.error = nil
            model[keyPath: Row.path].editor = editor
            let settled = settled(editor.field.text)
            if let filter = try? Filter(parsing: settled) {
                ListActions<Row>.apply(filter, text: ListActions<Row>.trimmed(settled), &model)
            }
        } catch {
            editor.error = error
            model[keyPath: Row.path].editor = editor
        }
    }

    /// What is typed without a last word that only begins to narrow a field (`sta`, `user:`): taken for itself it would empty the
    /// list on the way to what is meant. Enter takes it as it stands.
    private static func settled(_ text: String) -> String {
        let start = text.lastIndex(of: " ").map { text.index(after: $0) } ?? text.startIndex
        var word = text[start...]
        if word.hasPrefix("-") { word.removeFirst() }
        if word.hasSuffix(":") { word.removeLast() }
        let begins = !word.isEmpty && Filter.fieldNames.contains { $0.hasPrefix(word) }
        return begins ? String(text[..<start]) : text
    }

    private static func name(_ input: InputEvent, _ editor: FilterEditor, _ model: inout Model) -> Bool {
        var editor = editor
        switch input {
        case .key(.enter):
            let name = ListActions<Row>.trimmed(editor.naming?.text ?? "")
            guard !name.isEmpty else { return true }
            // All that is typed, also a last word that the list does not heed yet.
            let text = ListActions<Row>.trimmed(editor.field.text)
            if model.filters.save(text, as: name) {
                model.filters.remember(text)
                model.toast("Saved the filter as \(name); \(model.keyLabel("\(Row.tab.title.lowercased()).filters")) brings it back.", .success)
            } else {
                let isFull = model.filters.saved.count >= FilterMemory.mostSaved
                let why = isFull ? "There are \(FilterMemory.mostSaved) saved filters" : "The saved filters are too long together"
                model.toast("\(why): delete one first (\(model.keyLabel("\(Row.tab.title.lowercased()).filters"))).", .warning)
            }
            editor.naming = nil
        case .key(.escape), .key(.control("c")): editor.naming = nil
        default: _ = editor.naming?.handle(input)
        }
        model[keyPath: Row.path].editor = editor
        return true
    }
}

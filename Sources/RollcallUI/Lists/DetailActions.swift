import Screen
import SessionCore
import SessionRegistry

/// What keys do in the detail of a list.
enum DetailActions<Row: ListedRecord> {
    /// Enter: into the detail where it has room, else the detail fills the screen; within it, acts on the line.
    static func enter(_ model: inout Model) {
        if model.layout.detailFocused || model.layout.zoomed { return act(&model) }
        if model.screenLayout.place == .none { model.layout.zoomed = true }
        model.layout.detailFocused = true
        model[keyPath: Row.path].detail.line = 0
        model[keyPath: Row.path].detail.first = 0
        if model[keyPath: Row.path].detail.data == nil { ListActions<Row>.loadDetail(&model, after: 0) }
    }

    static func switchPane(_ model: inout Model) {
        if model.layout.detailFocused { model.layout.detailFocused = false; model.layout.zoomed = false } else { enter(&model) }
    }

    static func move(_ model: inout Model, by steps: Int) {
        let count = DetailLines.lines(model, Row.self).count
        guard count > 0 else { return }
        let rows = max(1, model.screenLayout.detail.rows - 1)
        var detail = model[keyPath: Row.path].detail
        detail.line = min(max(0, detail.line + steps), count - 1)
        if detail.line < detail.first { detail.first = detail.line }
        if detail.line >= detail.first + rows { detail.first = detail.line - rows + 1 }
        detail.first = max(0, min(detail.first, count - rows))
        model[keyPath: Row.path].detail = detail
    }

    static func scroll(_ model: inout Model, by steps: Int) {
        let count = DetailLines.lines(model, Row.self).count
        let rows = max(1, model.screenLayout.detail.rows - 1)
        let first = min(max(0, model[keyPath: Row.path].detail.first + steps), max(0, count - rows))
        model[keyPath: Row.path].detail.first = first
        model[keyPath: Row.path].detail.line = min(max(model[keyPath: Row.path].detail.line, first), first + rows - 1)
    }

    /// Folds the value under the cursor; one that cannot be folded leads to the one it is part of.
    static func fold(_ model: inout Model) {
        guard let index = treeLine(model), let tree = model[keyPath: Row.path].detail.tree, tree.lines.indices.contains(index) else { return }
        if tree.lines[index].folds, !tree.lines[index].folded {
            model[keyPath: Row.path].detail.tree?.toggle(line: index)
        } else if let parent = tree.parent(ofLine: index) {
            move(&model, by: parent - index)
        }
    }

    static func unfold(_ model: inout Model) {
        guard let index = treeLine(model), let tree = model[keyPath: Row.path].detail.tree, tree.lines.indices.contains(index) else { return }
        if tree.lines[index].folded { model[keyPath: Row.path].detail.tree?.toggle(line: index) }
    }

    /// The line of the payload's tree under the cursor.
    private static func treeLine(_ model: Model) -> Int? {
        let lines = DetailLines.lines(model, Row.self)
        let index = model[keyPath: Row.path].detail.line
        guard lines.indices.contains(index), case .tree(let line) = lines[index] else { return nil }
        return line
    }

    private static func act(_ model: inout Model) {
        let lines = DetailLines.lines(model, Row.self)
        let index = model[keyPath: Row.path].detail.line
        guard lines.indices.contains(index) else { return }
        switch lines[index] {
        case .tree(let line): model[keyPath: Row.path].detail.tree?.toggle(line: line)
        case .session(let session, _): goTo(session, &model)
        case .token(let token): goTo(token, &model)
        default: break
        }
    }

    /// Selects a record in its own tab; the filter gives way if it hides it.
    static func goTo<Target: ListedRecord>(_ record: Target, _ model: inout Model) {
        model.layout.detailFocused = false
        model.layout.zoomed = false
        ListRanges<Target>.end(&model)
        if !record.matches(model[keyPath: Target.path].filter, now: model.now) {
            _ = ListActions<Target>.change(to: .all, text: "", &model)
        }
        model[keyPath: Target.path].select(id: record.id)
        if model.tab != Target.tab { model.show(Target.tab) }
        ListActions<Target>.read(&model, .fresh(anchored: true), anchor: record)
        ListActions<Target>.count(&model)
        ListActions<Target>.followSelection(&model, immediately: true)
    }
}

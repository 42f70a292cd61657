import Screen
import SessionCore
import SessionRegistry

/// The question where to export to, and whether a file there may be replaced.
package struct ExportPrompt: Equatable, Sendable {
    package var field: TextField
    package var complaint: String?
    /// The file that is there; now it takes typing `yes`.
    package var replacing: String?

    /// Characters.
    static let longestPath = 1_000

    init(_ path: String) { field = TextField(path, limit: Self.longestPath) }

    init(replacing path: String) {
        field = TextField(limit: 10)
        replacing = path
    }
}

/// An export under way.
struct Exporting: Equatable, Sendable {
    var generation: Generation
    var export: ListExport
}

/// What `e` does: all that is marked, else all that match the filter, to a file.
enum ListExporting<Row: ListedRecord> {
    static func start(_ model: inout Model) {
        guard !ListRanges<Row>.isAwaited(&model) else { return }
        let name = "\(Row.tab.title.lowercased())-\(MomentFormat.day(model.now)).json"
        model.overlay = .list(.export(ExportPrompt(name)))
    }

    static func input(_ input: InputEvent, _ prompt: ExportPrompt, _ model: inout Model) {
        prompt.handle(input, &model) { path, replaces, model in ask(path, replaces: replaces, &model) }
    }

    /// What is exported now, in words.
    static func what(_ model: Model) -> String {
        let list = model[keyPath: Row.path]
        if let marked = list.markedFilter { return "all \(MomentFormat.count(marked.count)) that are marked" }
        if !list.marks.isEmpty { return list.marks.count == 1 ? "the marked \(Row.noun)" : "\(MomentFormat.count(list.marks.count)) marked \(Row.noun)s" }
        return list.filter.terms.isEmpty ? "all \(Row.noun)s" : "all that match the filter"
    }

    private static func ask(_ path: String, replaces: Bool, _ model: inout Model) {
        let list = model[keyPath: Row.path]
        let choice: ListExport.Choice
        var total = list.position.whole.map { Int64($0.rows) }
        if let marked = list.markedFilter {
            choice = Row.exportChoice(marked.filter, list.sort)
            total = Int64(marked.count)
        } else if list.marks.isEmpty {
            choice = Row.exportChoice(list.filter, list.sort)
        } else {
            choice = Row.exportChoice(list.marks.values.sorted { $0.hex < $1.hex }.map(\.id))
            total = Int64(list.marks.count)
        }
        let export = ListExport(choice: choice, path: path, replaces: replaces, actor: model.readOnly ? nil : model.actor())
        let generation = model.request(
            .export(export), for: Row.tab, replacing: list.exporting?.generation, job: "Exporting \(what(model))", total: total)
        model[keyPath: Row.path].exporting = Exporting(generation: generation, export: export)
    }

    static func answered(_ result: Result<Answer, StoreError>, _ model: inout Model) {
        model[keyPath: Row.path].exporting = nil
        switch result {
        case .success(.exported(.written(let path, let count))):
            let rows = "\(MomentFormat.count(count)) \(Row.noun)\(count == 1 ? "" : "s")"
            model.toast("Exported \(rows) to \(path).", .success)
        case .success(.exported(.exists(let path))):
            guard model.overlay == nil, model.tab == Row.tab else {
                return model.toast("Nothing was exported: there is a file \(path) already.", .warning)
            }
            model.overlay = .list(.export(ExportPrompt(replacing: path)))
        case .success(.exported(.refused(let message))): model.toast("Nothing was exported: \(message)", .failure)
        case .success: break
        case .failure(let error):
            if error.code != .cancelled { model.toast("Nothing was exported: \(error.message)", .failure) }
        }
    }
}

extension ExportPrompt {
    /// What a key does, whatever is exported: `ask` is called with the file's name and whether it may be replaced.
    func handle(_ input: InputEvent, _ model: inout Model, ask: (String, Bool, inout Model) -> Void) {
        var prompt = self
        prompt.complaint = nil
        switch input {
        case .key(.escape), .key(.control("c")):
            model.overlay = nil
            if prompt.replacing != nil { model.toast("Nothing was written.") }
            return
        case .key(.enter):
            if let path = prompt.replacing {
                model.overlay = nil
                if prompt.field.text == "yes" { return ask(path, true, &model) }
                return model.toast("Nothing was written: \(path) stays as it is.")
            }
            let path = prompt.field.text.trimmedSpaces
            guard !path.isEmpty, !path.hasSuffix("/") else {
                prompt.complaint = "Type the name of a file: .json, .csv, or .txt for text."
                break
            }
            model.overlay = nil
            return ask(path, false, &model)
        default: _ = prompt.field.handle(input)
        }
        model.overlay = .list(.export(prompt))
    }
}

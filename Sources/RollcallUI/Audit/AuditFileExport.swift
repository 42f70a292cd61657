import CookieInspector
import LoginFlows
import Screen
import SessionCore
package import SessionRegistry

/// The audit log, or the events that match the filter, on their way to a file of JSON Lines, newest first.
package struct AuditFileExport: Hashable, Sendable {
    package var filter: AuditFilter
    /// As it was typed: relative to where the program was started; `~/` is the home directory.
    package var path: String
    /// A file of that name may be replaced.
    package var replaces: Bool
    /// Who the log itself names; `nil`: the store is read-only and has no entry written.
    package var actor: Actor?

    package init(filter: AuditFilter, path: String, replaces: Bool, actor: Actor?) {
        self.filter = filter
        self.path = path
        self.replaces = replaces
        self.actor = actor
    }

    package var auditSubject: AuditEvent.Subject {
        .many(sessions: 0, tokens: 0, chosenBy: filter.isEmpty ? "audit log" : "audit log, filter: \(filter.text)")
    }
}

/// `e`: asks for a file and has the log written there.
enum AuditExporting {
    static func start(_ model: inout Model) {
        model.overlay = .list(.export(ExportPrompt("audit-\(MomentFormat.day(model.now)).jsonl")))
    }

    static func what(_ model: Model) -> String { model.audit.filter.isEmpty ? "the audit log" : "the events that match" }

    static func ask(_ path: String, replaces: Bool, _ model: inout Model) {
        let export = AuditFileExport(
            filter: model.audit.filter, path: path, replaces: replaces, actor: model.readOnly ? nil : model.actor())
        let total = model.audit.filter.isEmpty && model.audit.newestKnown > 0 ? model.audit.newestKnown : nil
        model.audit.exporting = model.request(
            .audit(.export(export)), for: .audit, replacing: model.audit.exporting, job: "Exporting \(what(model))", total: total)
    }

    static func answered(_ result: Result<Answer, StoreError>, _ model: inout Model) {
        model.audit.exporting = nil
        switch result {
        case .success(.audit(.exported(.written(let path, let count)))):
            model.toast("Exported \(MomentFormat.count(count)) event\(count == 1 ? "" : "s") to \(path).", .success)
        case .success(.audit(.exported(.exists(let path)))):
            guard model.overlay == nil, model.tab == .audit else {
                return model.toast("Nothing was exported: there is a file \(path) already.", .warning)
            }
            model.overlay = .list(.export(ExportPrompt(replacing: path)))
        case .success(.audit(.exported(.refused(let message)))): model.toast("Nothing was exported: \(message)", .failure)
        case .success: break
        case .failure(let error):
            if error.code != .cancelled { model.toast("Nothing was exported: \(error.message)", .failure) }
        }
    }
}

import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct AuditExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "The whole log as JSON Lines, the newest first; the export is an event itself.",
        discussion: """
            EXAMPLES
              rollcall audit export > audit.jsonl
            """)

    /// Accepted everywhere; this command has one form only.
    @OptionGroup(visibility: .hidden) var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global)
        let (output, actor) = (context.output, context.actor(reason: "audit log"))
        let progress = Progress("events exported")
        let records = !context.configuration.readOnly
        try context.withStore { store in
            if records {
                try await store.record(
                    .export, subject: .many(sessions: 0, tokens: 0, chosenBy: "audit log"), userID: nil, actor: actor)
            }
            var query = AuditQuery(limit: 500)
            var count = 0
            while true {
                let events = try await store.auditEvents(query)
                for event in events { output.json(event.json) }
                count += events.count
                progress.report(count)
                guard let last = events.last, events.count == query.limit else { break }
                query.before = last.id
            }
        }
        progress.end()
    }
}

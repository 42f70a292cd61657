import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct AuditList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The newest events first (the default).",
        discussion: """
            EXAMPLES
              rollcall audit list --user mallory
              rollcall audit list --limit 1000 --format json
            """)

    @Option(help: ArgumentHelp("Only what touches this user.", valueName: "id"))
    var user: String?
    @Option(help: ArgumentHelp("Only what touches this session.", valueName: "id"))
    var session: String?
    @Option(help: ArgumentHelp("Only this revocation and what took it back.", valueName: "id"))
    var revocation: String?
    @Option(help: ArgumentHelp("At most this many.", valueName: "n"))
    var limit = 100
    @Option(help: ArgumentHelp("Go on after the page that ended with this event.", valueName: "cursor"))
    var after: Int64?
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit is \(limit); expected 1 or more.") }
    }

    func run() throws {
        let context = try CommandContext(global, format)
        let (user, session, limit, after) = (user, session, limit, after)
        let revocation = try Restoring.revocation(revocation)
        let (now, output) = (context.now, context.output)
        let next: Int64? = try context.withStore { store in
            var id: SessionID?
            if let session { id = try await IDArgument.session(session, in: store) }
            var table = TextTable(
                [
                    .init("EVENT", right: true), .init("WHEN"), .init("WHO", 20), .init("ACTION"), .init("WHAT", 48),
                    .init("USER", 28),
                    .init("REVOCATION"), .init("WHY", 60),
                ], output)
            var query = AuditQuery(session: id, user: user, revocation: revocation, before: after, limit: 1)
            var left = limit
            while true {
                query.limit = min(left, 500)
                let events = try await store.auditEvents(query)
                if output.isJSON {
                    for event in events { output.json(event.json) }
                } else if !events.isEmpty {
                    table.print(events.map { $0.row(at: now) })
                }
                left -= events.count
                guard let last = events.last, events.count == query.limit else { return nil }
                if left <= 0 { return last.id }
                query.before = last.id
            }
        }
        guard let next else { return }
        if output.isJSON { output.json(["next": .string(String(next))]) } else { Messages.note("next page: --after \(next)") }
    }
}

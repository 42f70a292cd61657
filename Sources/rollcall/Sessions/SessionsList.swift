import ArgumentParser
import RollcallSupport
import Screen
import SessionCore
import SessionRegistry

struct SessionsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Who is logged in.",
        discussion: """
            EXAMPLES
              rollcall sessions list --filter 'ip:10.0.0.0/8 -agent:curl' --sort created:asc
              rollcall sessions list --user ada --state all --format json
            """)

    @OptionGroup var list: ListOptions
    @Option(
        help: ArgumentHelp(
            "One of \(SortOption.names(SessionSort.Field.self)). Default: seen:desc.", valueName: "field[:asc|:desc]"))
    var sort: String?
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let filter = try list.parsedFilter()
        let order = try Self.order(sort)
        let start = try list.start()
        let now = context.now
        let output = context.output
        let (next, found) = try context.withStore { store in
            var table = TextTable(
                [
                    .init("ID", 12), .init("USER", 28), .init("DEVICE", 28), .init("IP", 39), .init("STARTED"), .init("SEEN"),
                    .init("EXPIRES"), .init("FRESH"), .init("REMEMBERED"), .init("STATE") { StatePaint.paint($0) },
                ], output)
            return try await list.pages(from: start) { start, limit in
                try await store.sessions(SessionQuery(filter: filter, sort: order, start: start, limit: limit, now: now))
            } show: { page in
                if output.isJSON {
                    for session in page { output.json(session.json(at: now)) }
                } else if !page.isEmpty {
                    table.print(page.map { $0.row(at: now) })
                }
            }
        }
        ListEnd.report(next, output)
        try list.checkAnswer(found, what: "session")
    }

    private static func order(_ text: String?) throws(Failure) -> SessionSort {
        guard let text else { return .standard }
        let option = try SortOption(text)
        guard let field = SessionSort.Field(rawValue: option.field) else {
            throw SortOption.failure(text, "one of " + SortOption.names(SessionSort.Field.self))
        }
        return SessionSort(field, option.direction ?? field.usualDirection)
    }
}

/// What follows the last row of a list.
enum ListEnd {
    static func report(_ next: PageCursor?, _ output: Output) {
        guard let next else { return }
        if output.isJSON { output.json(["next": .string(next.text)]) } else { Messages.note("next page: --after \(next.text)") }
    }
}

/// States in colour, beside their word.
enum StatePaint {
    @Sendable static func paint(_ state: String) -> Output.Paint? {
        switch state {
        case "active": .green
        case "expired": .dim
        case "revoked": .red
        default: nil
        }
    }
}

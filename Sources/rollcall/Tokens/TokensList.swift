import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct TokensList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Which devices are remembered.",
        discussion: """
            EXAMPLES
              rollcall tokens list --user ada
              rollcall tokens list --sort uses:desc --limit 20
            """)

    @OptionGroup var list: ListOptions
    @Option(
        help: ArgumentHelp(
            "One of \(SortOption.names(TokenSort.Field.self)). Default: used:desc.", valueName: "field[:asc|:desc]"))
    var sort: String?
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let filter = try list.parsedFilter()
        let order = try Self.order(sort)
        let start = try list.start()
        let (now, output) = (context.now, context.output)
        let (next, found) = try context.withStore { store in
            var table = TextTable(
                [
                    .init("ID", 12), .init("USER", 28), .init("DEVICE", 28), .init("IP", 39), .init("ISSUED"), .init("USED"),
                    .init("USES", right: true), .init("EXPIRES"), .init("STATE") { StatePaint.paint($0) }, .init("THEFT"),
                ], output)
            return try await list.pages(from: start) { start, limit in
                try await store.tokens(TokenQuery(filter: filter, sort: order, start: start, limit: limit, now: now))
            } show: { page in
                if output.isJSON {
                    for token in page { output.json(token.json(at: now)) }
                } else if !page.isEmpty {
                    table.print(page.map { $0.row(at: now) })
                }
            }
        }
        ListEnd.report(next, output)
        try list.checkAnswer(found, what: "remember token")
    }

    private static func order(_ text: String?) throws(Failure) -> TokenSort {
        guard let text else { return .standard }
        let option = try SortOption(text)
        guard let field = TokenSort.Field(rawValue: option.field) else {
            throw SortOption.failure(text, "one of " + SortOption.names(TokenSort.Field.self))
        }
        return TokenSort(field, option.direction ?? field.usualDirection)
    }
}

extension TokenRecord {
    func row(at now: Timestamp) -> [String] {
        [
            String(id.hex.prefix(12)), userID, device ?? "-", ip ?? "-", RelativeTime.text(createdAt, now: now),
            RelativeTime.text(lastUsedAt, now: now), String(uses), RelativeTime.text(expiresAt, now: now),
            state(at: now).rawValue,
            theftDetectedAt == nil ? "" : "detected " + RelativeTime.text(theftDetectedAt, now: now),
        ]
    }
}

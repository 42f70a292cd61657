import ArgumentParser
import RollcallSupport
import SessionRegistry

struct TokensRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Take a revocation of remember tokens back.",
        discussion: """
            EXAMPLES
              rollcall tokens restore --revocation r12
            """)

    @Argument(help: "Ids, or six or more of their first characters.")
    var ids: [String] = []
    @Option(help: ArgumentHelp("The whole of this revocation: sessions and tokens.", valueName: "id"))
    var revocation: String?
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func validate() throws { try Restoring.validate(ids, revocation) }

    func run() throws {
        let context = try CommandContext(global, format)
        let whole = try Restoring.revocation(revocation)
        let (ids, actor, output) = (ids, context.actor(), context.output)
        let status = try context.withStore(changes: true) { store in
            var choice: RestoreRequest.Choice
            if let whole {
                choice = .revocation(whole)
            } else {
                var found: [TokenID] = []
                for text in ids { found.append(try await IDArgument.token(text, in: store)) }
                choice = .tokens(found)
            }
            return try await Restoring.run(RestoreRequest(choice, actor: actor), on: store, output)
        }
        if status != 0 { throw ExitCode(status) }
    }
}

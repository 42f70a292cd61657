import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct SessionsRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Take a revocation back.",
        discussion: """
            EXAMPLES
              rollcall sessions restore --revocation r12
              rollcall sessions restore 3f9a1c
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
                var found: [SessionID] = []
                for text in ids { found.append(try await IDArgument.session(text, in: store)) }
                choice = .sessions(found)
            }
            return try await Restoring.run(RestoreRequest(choice, actor: actor), on: store, output)
        }
        if status != 0 { throw ExitCode(status) }
    }
}

/// What sessions restore and tokens restore have in common.
enum Restoring {
    static func validate(_ ids: [String], _ revocation: String?) throws {
        guard ids.isEmpty != (revocation == nil) else {
            throw ValidationError(
                ids.isEmpty ? "Nothing is named; expected ids or --revocation." : "Expected either ids or --revocation, not both."
            )
        }
    }

    static func revocation(_ text: String?) throws(Failure) -> RevocationID? {
        guard let text else { return nil }
        guard let id = RevocationID(text) else { throw Failure(.usage, "--revocation \(text): expected an id such as r12") }
        return id
    }

    static func run(_ request: RestoreRequest, on store: any RegistryStore, _ output: Output) async throws -> Int32 {
        let outcome = try await store.restore(request)
        let count = outcome.sessions + outcome.tokens
        if output.isJSON {
            output.json(["restored": .integer(count), "sessions": .integer(outcome.sessions), "tokens": .integer(outcome.tokens)])
        } else if count > 0 {
            output.line(
                "restored \(Count.words(outcome.sessions, "session")) and \(Count.words(outcome.tokens, "remember token"))")
        }
        guard count > 0 else {
            Messages.note("nothing to restore: nothing of it is revoked now, or it has expired meanwhile")
            return 1
        }
        return 0
    }
}

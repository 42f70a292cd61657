import ArgumentParser
import RollcallSupport
import SessionRegistry

struct TokensRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Forget remembered devices, and end the sessions that came from them.",
        discussion: """
            EXAMPLES
              rollcall tokens revoke 77c1d0 --reason 'phone sold'
              rollcall tokens revoke --user ada --yes
            """)

    @OptionGroup var what: RevokeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let filter = try FilterOption.parse(what.filter)
        let (what, actor, now, output) = (what, context.actor(reason: what.reason), context.now, context.output)
        let status = try context.withStore(changes: !what.dryRun) { store in
            let choice: RevocationRequest.Choice
            if what.all {
                choice = .tokensMatching(.all)
            } else if let user = what.user {
                choice = .tokensMatching(Filter(terms: [Filter.Term(.user(user))]))
            } else if what.filter != nil {
                choice = .tokensMatching(filter)
            } else {
                var ids: [TokenID] = []
                for text in what.ids { ids.append(try await IDArgument.token(text, in: store)) }
                choice = .tokens(ids)
            }
            return try await Revocation(
                request: RevocationRequest(choice, actor: actor), dryRun: what.dryRun, yes: what.yes, command: "tokens", now: now,
                output: output
            ).run(on: store)
        }
        if status != 0 { throw ExitCode(status) }
    }
}

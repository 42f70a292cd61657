import ArgumentParser
import RollcallSupport
import SessionRegistry

struct SessionsRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Throw sessions out.",
        discussion: """
            Shows what would go and asks, unless --yes. A session that a remember token could bring back takes that token along, \
            unless --keep-tokens. --user ends all sessions and remember tokens of the user.

            EXAMPLES
              rollcall sessions revoke 3f9a1c --reason 'laptop lost'
              rollcall sessions revoke --filter 'older:30d' --dry-run
              rollcall sessions revoke --user mallory --yes
            """)

    @OptionGroup var what: RevokeOptions
    @Flag(help: "Leave remember tokens alone: they can bring the login back.")
    var keepTokens = false
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let filter = try FilterOption.parse(what.filter)
        let actor = context.actor(reason: what.reason)
        let (what, keepTokens, now, output) = (what, keepTokens, context.now, context.output)
        let status = try context.withStore(changes: !what.dryRun) { store in
            let choice: RevocationRequest.Choice
            if what.all {
                choice = .everything
            } else if let user = what.user {
                choice = .user(user)
            } else if what.filter != nil {
                choice = .sessionsMatching(filter)
            } else {
                var ids: [SessionID] = []
                for text in what.ids { ids.append(try await IDArgument.session(text, in: store)) }
                choice = .sessions(ids)
            }
            return try await Revocation(
                request: RevocationRequest(choice, actor: actor, keepTokens: keepTokens), dryRun: what.dryRun, yes: what.yes,
                command: "sessions", now: now, output: output
            ).run(on: store)
        }
        if status != 0 { throw ExitCode(status) }
    }
}

import ArgumentParser
import RollcallSupport
import SessionRegistry

struct TokensShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One remember token.",
        discussion: """
            EXAMPLES
              rollcall tokens show 77c1d0
            """)

    @Argument(help: "The token's id, or six or more of its first characters.")
    var id: String
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let text = id
        let token = try context.withStore { store in
            let id = try await IDArgument.token(text, in: store)
            guard let token = try await store.token(id) else { throw IDArgument.missing("remember token", text) }
            return token
        }
        let now = context.now
        if context.output.isJSON {
            context.output.json(token.json(at: now))
            return
        }
        var details = Details()
        details.add("id", token.id.hex)
        details.add("user", token.userID)
        details.add("state", token.state(at: now).rawValue)
        details.add("issued", RelativeTime.full(token.createdAt, now: now))
        details.add("last used", RelativeTime.full(token.lastUsedAt, now: now))
        details.add("uses", String(token.uses))
        details.add("expires", RelativeTime.full(token.expiresAt, now: now))
        details.add("ip", token.ip)
        details.add("device", token.device)
        details.add("user agent", token.userAgent)
        if token.theftDetectedAt != nil { details.add("theft detected", RelativeTime.full(token.theftDetectedAt, now: now)) }
        details.add(token.revocation, now: now)
        details.print(context.output)
    }
}

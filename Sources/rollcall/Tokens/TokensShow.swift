import ArgumentParser
import RollcallSupport
import SessionCore
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
        token.details(at: now).print(context.output)
    }
}

extension TokenRecord {
    func details(at now: Timestamp) -> Details {
        var details = Details()
        details.add("id", id.hex)
        details.add("user", userID)
        details.add("state", state(at: now).rawValue)
        details.add("issued", RelativeTime.full(createdAt, now: now))
        details.add("last used", RelativeTime.full(lastUsedAt, now: now))
        details.add("uses", String(uses))
        details.add("expires", RelativeTime.full(expiresAt, now: now))
        details.add("ip", ip)
        details.add("device", device)
        details.add("user agent", userAgent)
        if theftDetectedAt != nil { details.add("theft detected", RelativeTime.full(theftDetectedAt, now: now)) }
        details.add(revocation, now: now)
        return details
    }
}

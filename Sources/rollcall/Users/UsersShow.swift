import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct UsersShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One mock user.",
        discussion: """
            EXAMPLES
              rollcall users show ada
            """)

    @Argument(help: "The user's id.")
    var id: String
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let (id, now) = (id, context.now)
        let (user, active) = try context.withStore { store in
            let user = try await UserChange.user(id, in: store)
            let filter = Filter(terms: [Filter.Term(.user(id)), Filter.Term(.state(.active))])
            return (user, try await store.countSessions(filter, now: now, upTo: 10_000))
        }
        if context.output.isJSON {
            var json = user.json
            json["active_sessions"] = .integer(active)
            context.output.json(json)
            return
        }
        var details = Details()
        details.add("id", user.id)
        details.add("email", user.email)
        details.add("active", user.active.word)
        details.add("password", user.passwordHash.split(separator: "$").first.map { "hashed by \($0)" })
        details.add("API key", (user.apiKeyDigest != nil).word)
        details.add("active sessions", active >= 10_000 ? "10,000 or more" : String(active))
        details.print(context.output)
    }
}

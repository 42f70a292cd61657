import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct UsersRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a mock user: ends all sessions and remember tokens of the user.",
        discussion: """
            EXAMPLES
              rollcall users remove mallory
            """)

    @Argument(help: "The user's id.")
    var id: String
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let (id, actor) = (id, context.actor())
        let user = try context.withStore(changes: true) { store in
            let user = try await UserChange.user(id, in: store)
            guard try await store.removeUser(id, actor: actor) else { throw Failure(.negative, "no mock user has the id \(id)") }
            return user
        }
        UserChange.report(user, "removed", context.output)
    }
}

import ArgumentParser
import RollcallSupport
import SessionRegistry

struct UsersSetPassword: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password", abstract: "Change a mock user's password. Sessions go on; revoke them if they should not.",
        discussion: """
            EXAMPLES
              rollcall users set-password ada
              echo 'battery staple' | rollcall users set-password ada --password-stdin
            """)

    @Argument(help: "The user's id.")
    var id: String
    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let id = id
        _ = try context.withStore(changes: true) { store in try await UserChange.user(id, in: store) }
        let password = passwordStdin ? try Prompt.lineOfStandardInput("password") : try Prompt.newPassword(for: id)
        let hash = try UserSeed.hashed(password, random: UserChange.random)
        try UserChange.run(id, context, "changed the password of") { $0.passwordHash = hash }
    }
}

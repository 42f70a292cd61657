import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct UsersAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a mock user.",
        discussion: """
            Asks for the password, or takes it from standard input with --password-stdin. With --api-key-stdin as well, the \
            password is the first line and the API key the second.

            EXAMPLES
              rollcall users add --email ada@example.test --id ada
              echo 'correct horse' | rollcall users add --email bob@example.test --password-stdin
            """)

    @Option(help: ArgumentHelp("The email that the user logs in with.", valueName: "email"))
    var email: String
    @Option(help: ArgumentHelp("Default: the email's part before the @.", valueName: "id"))
    var id: String?
    @Flag(help: "The account cannot log in until it is activated.")
    var inactive = false
    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false
    @Flag(help: "Read an API key from standard input.")
    var apiKeyStdin = false
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("--email \(email): expected name@host.")
        }
        if let id, id.isEmpty { throw ValidationError("--id is empty; expected an id.") }
    }

    func run() throws {
        let context = try CommandContext(global, format)
        let (email, id) = (email, id ?? String(email.prefix { $0 != "@" }))
        let taken = try context.withStore(changes: true) { store -> String? in
            if try await store.user(id: id) != nil { return "the id \(id) belongs to another user; give another with --id" }
            if try await store.user(email: email) != nil { return "the email \(email) belongs to another user; give another" }
            return nil
        }
        if let taken { throw Failure(.negative, taken) }
        let password = passwordStdin ? try Prompt.lineOfStandardInput("password") : try Prompt.newPassword(for: id)
        let digest = apiKeyStdin ? UserSeed.digest(ofAPIKey: try Prompt.lineOfStandardInput("API key")) : nil
        let user = UserRecord(
            id: id, email: email, passwordHash: try UserSeed.hashed(password, random: UserChange.random), active: !inactive,
            apiKeyDigest: digest)
        let actor = context.actor()
        try context.withStore(changes: true) { store in try await store.put(user, actor: actor) }
        UserChange.report(user, "added", context.output)
    }
}

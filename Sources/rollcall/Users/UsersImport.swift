import ArgumentParser
import LoginFlows
import RollcallSupport
import SessionCore
import SessionRegistry

struct UsersImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Add or replace mock users from a file.",
        discussion: """
            YAML or JSON: a list of users, or a map with the one key users, each as flow files have it: id, email, password or \
            password_hash, active, api_key. Clear passwords are hashed. Nothing is changed if any user of the file is wrong.

            EXAMPLES
              rollcall users import people.yaml
            """)

    @Argument(help: "The file; - is standard input.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    private static let fileLimit = 16 * 1_048_576

    func run() throws {
        let context = try CommandContext(global, format)
        let name = file == "-" ? "standard input" : file
        let bytes =
            file == "-"
            ? try File.readStandardInput(what: "users", limit: Self.fileLimit)
            : try File.read(file, what: "users file", limit: Self.fileLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.outside, "\(name): not UTF-8 text; expected YAML or JSON")
        }
        var records: [UserRecord] = []
        do {
            for user in try FlowReader.users(yaml: text, file: name) {
                records.append(try UserSeed.record(user, file: name, random: UserChange.random))
            }
        } catch let error as FlowError {
            throw Failure(.outside, error.description)
        }
        guard !records.isEmpty else { throw Failure(.negative, "\(name) holds no user") }
        let (users, actor) = (records, context.actor(reason: "import"))
        try context.withStore(changes: true) { store in
            do throws(StoreError) {
                try await store.put(users, actor: actor)
            } catch {
                guard error.code == .conflict else { throw error }
                throw Failure(.outside, "\(name): \(error.message); nothing was changed")
            }
        }
        if context.output.isJSON {
            context.output.json(["imported": .integer(records.count)])
        } else {
            context.output.line("imported \(Count.words(records.count, "user"))")
        }
    }
}

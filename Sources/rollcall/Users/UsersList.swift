import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct UsersList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All mock users, by id.",
        discussion: """
            EXAMPLES
              rollcall users list
            """)

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let output = context.output
        try context.withStore { store in
            var table = TextTable([.init("ID", 40), .init("EMAIL", 60), .init("ACTIVE"), .init("API KEY")], output)
            var last: String?
            while true {
                let users = try await store.users(after: last, limit: 500)
                if output.isJSON {
                    for user in users { output.json(user.json) }
                } else if !users.isEmpty {
                    table.print(users.map { [$0.id, $0.email, $0.active.word, ($0.apiKeyDigest != nil).word] })
                }
                guard users.count == 500, let end = users.last else { return }
                last = end.id
            }
        }
    }
}

extension UserRecord {
    /// Neither the password's hash nor the key's digest.
    var json: SessionMap {
        ["id": .string(id), "email": .string(email), "active": .bool(active), "has_api_key": .bool(apiKeyDigest != nil)]
    }
}

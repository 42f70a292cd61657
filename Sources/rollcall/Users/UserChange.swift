import RollcallSupport
import SessionCore
import SessionRegistry

/// What the commands that change a mock user have in common.
enum UserChange {
    static func user(_ id: String, in store: any RegistryStore) async throws -> UserRecord {
        guard let user = try await store.user(id: id) else { throw Failure(.negative, "no mock user has the id \(id)") }
        return user
    }

    /// Reads the user, lets `change` work on the row, writes it and reports it.
    static func run(
        _ id: String, _ context: CommandContext, _ done: String, _ change: @Sendable @escaping (inout UserRecord) -> Void
    ) throws {
        let actor = context.actor()
        let user = try context.withStore(changes: true) { store in
            var user = try await Self.user(id, in: store)
            change(&user)
            try await store.put(user, actor: actor)
            return user
        }
        report(user, done, context.output)
    }

    static func report(_ user: UserRecord, _ done: String, _ output: Output) {
        if output.isJSON {
            output.json(user.json)
        } else {
            output.line(TextTable.fitted("\(done) \(user.id) <\(user.email)>", to: 200).text)
        }
    }

    /// The operating system's randomness, for salts.
    @Sendable static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

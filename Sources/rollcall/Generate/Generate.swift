import ArgumentParser
import RollcallSupport
import SQLiteRegistry
import SessionCore
import SessionRegistry

/// `rollcall generate`
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fill a store with made-up sessions, for load tests.",
        discussion: """
            The users are called user1, user2, …; they are names in sessions, not mock users. The same seed gives the same ids.

            EXAMPLES
              rollcall generate --sessions 100000 --store sqlite:/tmp/load.db
              rollcall generate --sessions 1000000 --users 50000 --seed 1 --store sqlite:/tmp/load.db
            """)

    @Option(help: ArgumentHelp("How many sessions.", valueName: "n"))
    var sessions: Int
    @Option(help: ArgumentHelp("Of how many users. Default: one for twenty sessions.", valueName: "n"))
    var users: Int?
    @Option(help: ArgumentHelp("Default: another one each time.", valueName: "n"))
    var seed: UInt64?
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1...100_000_000).contains(sessions) else {
            throw ValidationError("--sessions is \(sessions); expected a number from 1 to 100000000.")
        }
        if let users, users < 1 { throw ValidationError("--users is \(users); expected 1 or more.") }
    }

    func run() throws {
        let context = try CommandContext(global, format)
        let users = users ?? max(1, sessions / 20)
        let (sessions, now) = (sessions, context.now)
        let seed = seed ?? UInt64.random(in: .min ... .max)
        let progress = Progress("sessions")
        let count = try context.withStore(changes: true) { store in
            guard let store = store as? SQLiteRegistry else {
                throw Failure(.outside, "store \(store.description.url) cannot be filled; use sqlite:PATH")
            }
            let items = GeneratedSessions(count: sessions, users: users, seed: seed, now: now)
            return try await store.fill(items, now: now) { progress.report($0, of: sessions) }
        }
        progress.end()
        if context.output.isJSON {
            context.output.json(["sessions": .integer(count), "users": .integer(users), "seed": .string(String(seed))])
        } else {
            context.output.line("added \(Count.words(count, "session")) of \(Count.words(users, "user")), seed \(seed)")
        }
    }
}

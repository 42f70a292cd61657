import ArgumentParser
import RollcallSupport
import SessionRegistry

/// What sessions revoke and tokens revoke have in common.
struct RevokeOptions: ParsableArguments {
    @Argument(help: "Ids, or six or more of their first characters.")
    var ids: [String] = []

    @Option(help: ArgumentHelp("All that match.", valueName: "expr"))
    var filter: String?

    @Option(help: ArgumentHelp("All of this user.", valueName: "id"))
    var user: String?

    @Flag(help: "All of everybody.")
    var all = false

    @Option(help: ArgumentHelp("Why, for the audit log.", valueName: "text"))
    var reason: String?

    @Flag(help: "Only show what would go.")
    var dryRun = false

    @Flag(help: "Do not ask.")
    var yes = false

    func validate() throws {
        let ways = [!ids.isEmpty, filter != nil, user != nil, all].count { $0 }
        guard ways == 1 else {
            throw ValidationError(
                ways == 0
                    ? "Nothing is named; expected ids, --filter, --user or --all."
                    : "Expected only one of ids, --filter, --user and --all.")
        }
    }
}

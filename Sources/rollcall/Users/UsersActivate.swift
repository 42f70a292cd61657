import ArgumentParser
import RollcallSupport
import SessionRegistry

struct UsersActivate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Let a mock user log in again.",
        discussion: """
            EXAMPLES
              rollcall users activate mallory
            """)

    @Argument(help: "The user's id.")
    var id: String
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try UserChange.run(id, CommandContext(global, format), "activated") { $0.active = true }
    }
}

struct UsersDeactivate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate", abstract: "Keep a mock user out: ends all sessions and remember tokens of the user.",
        discussion: """
            EXAMPLES
              rollcall users deactivate mallory
            """)

    @Argument(help: "The user's id.")
    var id: String
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        try UserChange.run(id, CommandContext(global, format), "deactivated") { $0.active = false }
    }
}

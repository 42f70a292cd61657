import ArgumentParser

/// `rollcall flows …`
struct Flows: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run scripted logins against mock users.", subcommands: [FlowsRun.self])
}

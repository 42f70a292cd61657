import ArgumentParser

/// Measures this package. It is no product: the scripts in Resources/scripts/bench run it.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall-bench", abstract: "What the session core and its HTTP middleware cost.",
        discussion: "Run by core.py and server.py in Resources/scripts/bench, which compare it with C, Python and a bare server.",
        subcommands: [CoreInputs.self, CoreRates.self, BenchServer.self, BenchResponses.self])
}

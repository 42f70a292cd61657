import ArgumentParser

/// `rollcall tokens …`
struct Tokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show, revoke and restore remember tokens.",
        subcommands: [TokensList.self, TokensShow.self, TokensRevoke.self, TokensRestore.self])
}

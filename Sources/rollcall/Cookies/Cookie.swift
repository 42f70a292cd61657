import ArgumentParser

/// `rollcall cookie …`
struct Cookie: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look inside cookies, and sign them.", subcommands: [CookieInspect.self, CookieSign.self])
}

import ArgumentParser

/// `rollcall sessions …`
struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show, revoke, restore and purge sessions.",
        discussion: """
            A filter is words, all of which must match: a bare word is found in user id, IP address or device; \
            user: ip: (prefix or CIDR) agent: state: fresh:yes|no remembered:yes|no older:30d seen:5m id: narrow a field; \
            -word excludes; "two words" quotes.
            """,
        subcommands: [SessionsList.self, SessionsShow.self, SessionsRevoke.self, SessionsRestore.self, SessionsPurge.self])
}

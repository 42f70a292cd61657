/// A line as typed in the plain mode, understood.
package enum PlainCommand: Hashable, Sendable {
    case nothing
    /// The text is a filter; empty: the one that is followed.
    case list(String)
    case tokens(String)
    case audit
    /// The next page of what was listed last.
    case next
    case show(String)
    case revoke([String])
    case revokeUser(String)
    case undo
    /// What is followed from now on; empty: everything.
    case filter(String)
    case status
    case pause
    case resume
    case help
    case quit
    /// What is wrong with the line, in a sentence.
    case unclear(String)

    /// A line is at most this long; no command needs more.
    package static let maximumLength = 16_384

    package init(_ line: String) {
        let trimmed = Self.trimmed(line[...])
        let word = trimmed.prefix { $0 != " " && $0 != "\t" }
        let rest = Self.trimmed(trimmed.dropFirst(word.count))
        switch word.lowercased() {
        case "": self = .nothing
        case "list", "l", "sessions": self = .list(rest)
        case "tokens": self = .tokens(rest)
        case "next", "n": self = Self.bare(.next, word, rest)
        case "show": self = Self.showing(rest)
        case "revoke": self = Self.revoking(rest)
        case "undo": self = Self.bare(.undo, word, rest)
        case "audit": self = Self.bare(.audit, word, rest)
        case "filter": self = .filter(rest)
        case "status": self = Self.bare(.status, word, rest)
        case "pause": self = Self.bare(.pause, word, rest)
        case "resume": self = Self.bare(.resume, word, rest)
        case "help", "?", "h": self = .help
        case "quit", "q", "exit": self = Self.bare(.quit, word, rest)
        default: self = .unclear("\(PlainText.short(word)) is no command. Type help for those there are.")
        }
    }

    private static func bare(_ command: PlainCommand, _ word: Substring, _ rest: String) -> PlainCommand {
        rest.isEmpty ? command : .unclear("\(word.lowercased()) stands alone; nothing was done.")
    }

    private static func showing(_ rest: String) -> PlainCommand {
        let ids = words(rest)
        guard ids.count == 1 else { return .unclear("show takes one id: six or more of its first characters.") }
        return .show(ids[0])
    }

    private static func revoking(_ rest: String) -> PlainCommand {
        let ids = words(rest)
        guard let first = ids.first else {
            return .unclear("revoke takes ids, or the word user and a user id. Nothing was revoked.")
        }
        if first == "user" {
            // The rest of the line as it stands: a user id may hold spaces.
            let user = trimmed(rest.dropFirst(first.count))
            return user.isEmpty ? .unclear("revoke user takes a user id. Nothing was revoked.") : .revokeUser(user)
        }
        return .revoke(ids)
    }

    private static func words(_ text: String) -> [String] { text.split { $0 == " " || $0 == "\t" }.map(String.init) }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let last = text.unicodeScalars.last, last == " " || last == "\t" || last == "\r" {
            text.unicodeScalars.removeLast()
        }
        return String(text.drop { $0 == " " || $0 == "\t" })
    }

    /// A line each, for `help`.
    package static let explanations = [
        "list FILTER: sessions that match, the newest seen first. Without a filter: what is followed.",
        "next: the next page of the last list.",
        "show ID: one session or remember token, with all that is known. Six characters of the id are enough.",
        "revoke ID ID: these sessions or remember tokens. It says what goes, and asks.",
        "revoke user ID: every session and remember token of this user. It says what goes, and asks.",
        "undo: takes the last revocation of this run back.",
        "tokens FILTER: remember tokens that match.",
        "audit: who did what, the newest first.",
        "filter FILTER: follow only sessions and tokens that match. Without a filter: everything.",
        "status: the numbers again.",
        "pause and resume: hold the changes back, and go on.",
        "quit: leave.",
        "A filter is words that all must match, such as: user:ada ip:10.0.0.0/8 older:30d -curl",
    ]
}

/// Why the terminal cannot show a screen. The description says what to do.
package enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Standard input or output ("standard input") is a file, a pipe or closed.
    case notATerminal(String)
    /// The environment has no `TERM`, or an empty one.
    case typeMissing
    /// No terminfo entry has this name.
    case typeUnknown(String)
    /// The terminal cannot place its cursor ("dumb").
    case typeUnable(String)
    /// The system refused something that a screen needs.
    case system(String, code: Int32)

    package var description: String {
        switch self {
        case .notATerminal(let what):
            "\(what) is not a terminal: the screen needs one (for scripts, use the subcommands: rollcall --help)"
        case .typeMissing:
            "TERM is not set, so the kind of terminal is unknown: set it, for example TERM=xterm-256color"
        case .typeUnknown(let name):
            "the terminal type “\(Self.printable(name))” (from TERM) is not in this system's terminfo: "
                + "set TERM to one that is, for example xterm-256color, or install its entry (Debian: ncurses-term)"
        case .typeUnable(let name):
            "a terminal of type “\(Self.printable(name))” (from TERM) cannot place its cursor: use one that can, "
                + "for example with TERM=xterm-256color"
        case .system(let what, let code):
            "the terminal could not be set up: \(what) failed (error \(code))"
        }
    }

    /// TERM is outside data: nothing but plain ASCII of it goes to the terminal, and not much.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(64).map { (0x20...0x7E).contains($0.value) ? $0 : "?" }))
    }
}

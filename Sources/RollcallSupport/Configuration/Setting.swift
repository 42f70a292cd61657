/// The settings of `config.toml`, each of which also has a variable: `ui.theme` is `ROLLCALL_UI_THEME`.
package enum Setting: String, CaseIterable, Sendable {
    /// Text, a store URL (default: `sqlite:` in the XDG data directory).
    case store
    /// Text, whom the audit log names (default: `$USER`).
    case operatorName = "operator"
    /// Bool (default false): refuse every change.
    case readOnly = "read_only"
    /// `text` (default) or `json`.
    case format
    /// `auto` (default) or `never`.
    case color
    /// List of paths (default none): keys for `cookie inspect` and `cookie sign`. The variable separates paths by `:`.
    case keyFiles = "key_files"
    /// Text (default `dark`): the name of a theme.
    case theme = "ui.theme"
    /// Bool (default false): draw without box characters.
    case ascii = "ui.ascii"
    /// Bool (default true): listen to the mouse.
    case mouse = "ui.mouse"
    /// Text (default `127.0.0.1`): the address that `rollcall serve` listens on.
    case serveHost = "serve.host"
    /// Integer from 0 to 65535 (default 8080).
    case servePort = "serve.port"

    enum Kind {
        case text, bool, list
        case oneOf([String])
        case integer(ClosedRange<Int>)

        var expected: String {
            switch self {
            case .text: "text"
            case .bool: "true or false"
            case .list: "a list of texts"
            case .oneOf(let words): words.joined(separator: " or ")
            case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
        }
    }

    var kind: Kind {
        switch self {
        case .store, .operatorName, .theme, .serveHost: .text
        case .readOnly, .ascii, .mouse: .bool
        case .format: .oneOf(["text", "json"])
        case .color: .oneOf(["auto", "never"])
        case .keyFiles: .list
        case .servePort: .integer(0...65_535)
        }
    }

    /// `ROLLCALL_…`.
    package var variable: String {
        "ROLLCALL_" + rawValue.uppercased().map { $0 == "." ? "_" : $0 }.reduce(into: "") { $0.append($1) }
    }

    /// The variable that holds key bindings, as `revoke=x undo=U`.
    package static let keysVariable = "ROLLCALL_KEYS"
}

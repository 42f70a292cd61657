/// What a cell is for; a theme says how that looks.
public enum Role: Int, CaseIterable, Sendable {
    /// Ordinary text, and text that matters less, and less still.
    case text, secondary, faint
    /// The one colour that draws the eye: what is active.
    case accent
    /// The first thing to read in a pane; a column's heading.
    case title, heading
    /// Frames and rules, and those of the pane that has the keyboard.
    case border, borderFocused
    case tab, tabActive
    /// States. Never the only sign of a meaning: a word or symbol stands beside.
    case good, warning, danger
    /// A badge on a coloured ground: READ-ONLY, OFFLINE.
    case badge, badgeDanger
    /// A marked row's sign; text found by the filter.
    case mark, match
    /// Code points that the sanitiser made visible.
    case escaped
    /// Key hints: the key, what it does, and one that is not possible now.
    case key, hint, hintOff
    /// What is typed, and the mistake in it.
    case input, inputError
    case toast, toastDanger
    /// A button, and the one that has the focus.
    case button, buttonFocused, buttonDanger
    /// The ground of a dialog.
    case dialog
    /// Values in a payload, by type.
    case name, string, number, word
}

/// How every role looks, and with which symbols lines are drawn.
public struct Theme: Hashable, Sendable {
    public var name: String
    private var styles: [Style]
    /// The ground of the selected row, in a pane with the keyboard and in one without.
    public var selection: Style
    public var selectionUnfocused: Style
    public var symbols: Symbols
    /// No colours: bold, dim, underline and reverse carry what symbols and words do not.
    public var monochrome: Bool

    public init(
        name: String, selection: Style, selectionUnfocused: Style, symbols: Symbols = .unicode, monochrome: Bool = false,
        style: (Role) -> Style
    ) {
        self.name = name
        self.selection = selection
        self.selectionUnfocused = selectionUnfocused
        self.symbols = symbols
        self.monochrome = monochrome
        styles = Role.allCases.map(style)
    }

    public subscript(role: Role) -> Style {
        get { role.rawValue < styles.count ? styles[role.rawValue] : .plain }
        set { if role.rawValue < styles.count { styles[role.rawValue] = newValue } }
    }

    /// `style` on the ground of the selected row.
    public func selected(_ style: Style, focused: Bool = true) -> Style {
        let ground = focused ? selection : selectionUnfocused
        var result = style
        if ground.foreground != .terminal {
            // The two go together: the ground's text on a badge's ground, or on the black of high contrast, could not be read.
            result.foreground = ground.foreground
            result.background = ground.background
        } else if ground.background != .terminal, result.background == .terminal {
            result.background = ground.background
        }
        result.attributes.formUnion(ground.attributes)
        if focused { result.attributes.remove(.dim) }
        return result
    }

    /// `style` where a searched word is: its ground stays, and the underline tells it without colour.
    public func matched(_ style: Style) -> Style {
        let match = self[.match]
        var result = style
        // On a ground that sets its own foreground, that stays readable.
        if match.foreground != .terminal, style.background == .terminal || selection.foreground == .terminal { result.foreground = match.foreground }
        result.attributes.formUnion(match.attributes)
        result.attributes.formUnion([.underline, .bold])
        return result
    }

    /// The same with symbols that every terminal has.
    public func withASCII() -> Theme {
        var copy = self
        copy.symbols = .ascii
        return copy
    }

    /// By the name a person types; `nil` if there is none.
    public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }
    public static let all: [Theme] = [.dark, .light, .highContrast, .colourBlind, .monochrome]
}

/// The characters that are not text: lines, signs, bars.
public struct Symbols: Hashable, Sendable {
    public var ascii: Bool
    public var horizontal, vertical, topLeft, topRight, bottomLeft, bottomRight: String
    public var teeDown, teeUp, teeRight, teeLeft, cross: String
    public var ellipsis, ascending, descending, pointer, mark, bullet: String
    public var folded, unfolded, leaf: String
    public var active, expired, revoked, yes, no, unknown: String
    public var live, paused, offline, warning, crumb, arrow, prompt: String
    /// Rising levels, for sparklines; and a bar's cell.
    public var levels: [String]
    public var bar, barRest: String
    public var thumb: String

    public static let unicode = Symbols(
        ascii: false, horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
        teeDown: "┬", teeUp: "┴", teeRight: "├", teeLeft: "┤", cross: "┼",
        ellipsis: "…", ascending: "▲", descending: "▼", pointer: "▌", mark: "◆", bullet: "·",
        folded: "▸", unfolded: "▾", leaf: " ",
        active: "●", expired: "○", revoked: "✕", yes: "✓", no: "·", unknown: "–",
        live: "●", paused: "‖", offline: "✕", warning: "!", crumb: "»", arrow: "→", prompt: "/",
        levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], bar: "█", barRest: "░", thumb: "┃")

    public static let ascii = Symbols(
        ascii: true, horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
        teeDown: "+", teeUp: "+", teeRight: "+", teeLeft: "+", cross: "+",
        ellipsis: "~", ascending: "^", descending: "v", pointer: ">", mark: "*", bullet: "-",
        folded: "+", unfolded: "-", leaf: " ",
        active: "o", expired: ".", revoked: "x", yes: "y", no: "-", unknown: "?",
        live: "*", paused: "=", offline: "x", warning: "!", crumb: ">", arrow: ">", prompt: "/",
        levels: [".", ":", "-", "=", "+", "*", "#", "@"], bar: "#", barRest: ".", thumb: "#")
}

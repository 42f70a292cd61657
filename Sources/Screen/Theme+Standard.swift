extension Theme {
    public static let dark = Theme(
        name: "dark", selection: Style(.palette(255), on: .palette(237), .bold), selectionUnfocused: Style(.palette(250), on: .palette(235))
    ) { role in
        switch role {
        case .text, .input, .string: .plain
        case .secondary, .hint: Style(.palette(248))
        case .faint, .tab, .word: Style(.palette(244))
        case .accent, .mark, .name: Style(.palette(80))
        case .title: Style(.palette(255), on: .terminal, .bold)
        case .heading: Style(.palette(245))
        case .border: Style(.palette(239))
        case .borderFocused: Style(.palette(80))
        case .tabActive: Style(.palette(16), on: .palette(80), .bold)
        case .good: Style(.palette(114))
        case .warning: Style(.palette(179))
        case .danger: Style(.palette(203))
        case .badge: Style(.palette(16), on: .palette(179), .bold)
        case .badgeDanger: Style(.palette(231), on: .palette(160), .bold)
        case .match: Style(.palette(80), on: .terminal, .underline)
        case .escaped: Style(.palette(215), on: .terminal, .underline)
        case .key: Style(.palette(80), on: .terminal, .bold)
        case .hintOff: Style(.palette(239))
        case .inputError: Style(.palette(203), on: .terminal, .underline)
        case .toast: Style(.palette(255), on: .terminal, .bold)
        case .toastDanger: Style(.palette(203), on: .terminal, .bold)
        case .button: Style(.palette(250), on: .palette(238))
        case .buttonFocused: Style(.palette(16), on: .palette(80), .bold)
        case .buttonDanger: Style(.palette(217), on: .palette(238))
        case .dialog: .plain
        case .number: Style(.palette(179))
        }
    }

    public static let light = Theme(
        name: "light", selection: Style(.palette(16), on: .palette(254), .bold), selectionUnfocused: Style(.palette(236), on: .palette(255))
    ) { role in
        switch role {
        case .text, .input, .string: .plain
        case .secondary, .hint: Style(.palette(240))
        case .faint, .tab, .word: Style(.palette(243))
        case .accent, .mark, .name: Style(.palette(24))
        case .title: Style(.palette(16), on: .terminal, .bold)
        case .heading: Style(.palette(242))
        case .border: Style(.palette(250))
        case .borderFocused: Style(.palette(24))
        case .tabActive: Style(.palette(231), on: .palette(24), .bold)
        case .good: Style(.palette(28))
        case .warning: Style(.palette(94))
        case .danger: Style(.palette(124))
        case .badge: Style(.palette(231), on: .palette(94), .bold)
        case .badgeDanger: Style(.palette(231), on: .palette(124), .bold)
        case .match: Style(.palette(24), on: .terminal, .underline)
        case .escaped: Style(.palette(130), on: .terminal, .underline)
        case .key: Style(.palette(24), on: .terminal, .bold)
        case .hintOff: Style(.palette(249))
        case .inputError: Style(.palette(124), on: .terminal, .underline)
        case .toast: Style(.palette(16), on: .terminal, .bold)
        case .toastDanger: Style(.palette(124), on: .terminal, .bold)
        case .button: Style(.palette(236), on: .palette(253))
        case .buttonFocused: Style(.palette(231), on: .palette(24), .bold)
        case .buttonDanger: Style(.palette(124), on: .palette(253))
        case .dialog: .plain
        case .number: Style(.palette(94))
        }
    }

    /// White, yellow and cyan on black, nothing dim: for glare, projectors and low vision.
    public static let highContrast = Theme(
        name: "high-contrast", selection: Style(.ansi(0), on: .ansi(11), .bold), selectionUnfocused: Style(.ansi(0), on: .ansi(7))
    ) { role in
        let white = Style(.ansi(15), on: .ansi(0))
        return switch role {
        case .text, .secondary, .faint, .input, .string, .hint, .tab, .dialog, .border, .word: white
        case .accent, .mark, .name, .number: Style(.ansi(14), on: .ansi(0), .bold)
        case .title, .toast: Style(.ansi(15), on: .ansi(0), .bold)
        case .heading: Style(.ansi(15), on: .ansi(0), [.bold, .underline])
        case .borderFocused, .key: Style(.ansi(11), on: .ansi(0), .bold)
        case .tabActive, .buttonFocused: Style(.ansi(0), on: .ansi(11), .bold)
        case .good: Style(.ansi(10), on: .ansi(0), .bold)
        case .warning: Style(.ansi(11), on: .ansi(0), .bold)
        case .danger, .toastDanger, .inputError: Style(.palette(210), on: .ansi(0), [.bold, .underline])
        case .badge: Style(.ansi(0), on: .ansi(11), .bold)
        case .badgeDanger: Style(.ansi(15), on: .palette(88), [.bold, .underline])
        case .match: Style(.ansi(14), on: .ansi(0), [.bold, .underline])
        case .escaped: Style(.ansi(0), on: .palette(213))
        case .hintOff: Style(.ansi(7), on: .ansi(0), .dim)
        case .button: Style(.ansi(15), on: .palette(238))
        case .buttonDanger: Style(.ansi(15), on: .palette(88), .bold)
        }
    }

    /// Okabe and Ito's palette: told apart with every common colour vision deficiency; blue is good, vermilion is danger.
    public static let colourBlind: Theme = {
        var theme = Theme.dark
        theme.name = "colour-blind"
        let blue = Color.rgb(86, 180, 233), orange = Color.rgb(230, 159, 0), vermilion = Color.rgb(213, 94, 0)
        let yellow = Color.rgb(240, 228, 66)
        for role in [Role.accent, .mark, .name, .borderFocused, .key, .match, .good] { theme[role].foreground = blue }
        for role in [Role.tabActive, .buttonFocused] { theme[role].background = blue }
        for role in [Role.danger, .toastDanger, .inputError] {
            theme[role].foreground = vermilion
            theme[role].attributes.insert(.bold)
        }
        theme[.badgeDanger] = Style(.palette(16), on: vermilion, .bold)
        theme[.buttonDanger] = Style(.palette(216), on: .palette(238), .bold)
        theme[.badge].background = orange
        theme[.warning].foreground = yellow
        theme[.number].foreground = orange
        theme[.escaped].foreground = orange
        return theme
    }()

    /// For NO_COLOR and terminals without colours.
    public static let monochrome = Theme(
        name: "monochrome", selection: Style(.terminal, on: .terminal, .reverse),
        selectionUnfocused: Style(.terminal, on: .terminal, .underline), monochrome: true
    ) { role in
        switch role {
        case .text, .input, .string, .hint, .dialog, .number, .secondary, .good: .plain
        case .faint, .tab, .border, .hintOff, .word: Style(.terminal, on: .terminal, .dim)
        case .accent, .title, .key, .mark, .borderFocused, .toast, .name, .warning: Style(.terminal, on: .terminal, .bold)
        case .heading, .match: Style(.terminal, on: .terminal, .underline)
        case .tabActive, .badge, .badgeDanger, .buttonFocused, .escaped: Style(.terminal, on: .terminal, .reverse)
        case .danger, .toastDanger, .inputError: Style(.terminal, on: .terminal, [.bold, .underline])
        case .button, .buttonDanger: .plain
        }
    }
}

package import Screen

/// Keys as text: the one printer, for footer, help and documentation, and the one parser, for the configuration.
///
/// `x` · `ctrl-d`, `^D` · `alt-x` · `enter`, `tab`, `shift-tab`, `space`, `backspace`, `del`, `ins`, `esc` · `up`, `down`, `left`,
/// `right`, `home`, `end`, `pgup`, `pgdn` · `f1` … `f12`. Names in any case; a single character stands for itself.
extension Key {
    /// As the screen writes it: `x`, `^D`, `Enter`. `init(text:)` reads the same key from it.
    package var label: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "^" + String(character).uppercased()
        case .alt(" "): "Alt-Space"
        case .alt(let character): "Alt-" + String(character)
        case .enter: "Enter"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .escape: "Esc"
        case .backspace: "Bksp"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .function(let number): "F\(number)"
        }
    }

    /// Reads a key from what a person wrote.
    ///
    /// - Throws: a sentence that says what was expected; also for what no terminal sends (`ctrl-1`), and for names of keys that
    ///   arrive as another (`ctrl-i` is `tab`), which are taken as that other.
    package init(text: String) throws(KeyTextError) {
        if text.count == 1, let scalar = text.unicodeScalars.first {
            guard Self.isPrintable(scalar), text.unicodeScalars.count == 1 else {
                throw KeyTextError(text, "a key is one printable character, or a name such as ctrl-d, enter or space")
            }
            self = .character(Character(scalar))
            return
        }
        if text.first == "^", text.count == 2, let last = text.last {
            self = try Self.control(last, text)
            return
        }
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "-" || $0 == "+" }
        if parts.count == 2, !parts[1].isEmpty {
            let rest = String(parts[1])
            switch parts[0].lowercased() {
            case "ctrl", "control", "c":
                guard rest.count == 1, let character = rest.first else {
                    throw KeyTextError(text, "ctrl- goes with one letter, as in ctrl-d")
                }
                self = try Self.control(character, text)
                return
            case "alt", "meta", "m":
                guard case .character(let character) = try Key(text: rest) else {
                    throw KeyTextError(text, "alt- goes with one character, as in alt-x")
                }
                self = .alt(character)
                return
            case "shift", "s":
                guard rest.lowercased() == "tab" else {
                    throw KeyTextError(text, "shift- goes with tab alone; write a capital letter as itself")
                }
                self = .backTab
                return
            default: break
            }
        }
        guard let key = Self.named(text.lowercased()) else {
            throw KeyTextError(text, "expected a character such as x, or a name such as ctrl-d, alt-x, enter, space, pgdn or f5")
        }
        self = key
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar != " " else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator,
            .nonspacingMark, .spacingMark, .enclosingMark:
            return false
        default: return true
        }
    }

    private static func control(_ character: Character, _ text: String) throws(KeyTextError) -> Key {
        guard let lower = character.lowercased().first, lower.isASCII, character.lowercased().count == 1 else {
            throw KeyTextError(text, "ctrl- goes with one letter, as in ctrl-d")
        }
        switch lower {
        case "i": return .tab
        case "m", "j": return .enter
        case "h", "?": return .backspace
        case "[": return .escape
        case "a"..."z", "@", "\\", "]", "^", "_": return .control(lower)
        default: throw KeyTextError(text, "terminals send no such key; ctrl- goes with a letter, as in ctrl-d")
        }
    }

    private static func named(_ name: String) -> Key? {
        switch name {
        case "enter", "return": return .enter
        case "tab": return .tab
        case "backtab": return .backTab
        case "esc", "escape": return .escape
        case "space": return .character(" ")
        // In lists of the variable a comma stands between keys.
        case "comma": return .character(",")
        case "backspace", "bksp", "bs": return .backspace
        case "del", "delete": return .delete
        case "ins", "insert": return .insert
        case "up": return .up
        case "down": return .down
        case "left": return .left
        case "right": return .right
        case "home": return .home
        case "end": return .end
        case "pgup", "pageup": return .pageUp
        case "pgdn", "pgdown", "pagedown": return .pageDown
        default:
            guard name.first == "f", name.count <= 3, let number = Int(name.dropFirst()), (1...12).contains(number),
                name == "f\(number)"
            else { return nil }
            return .function(number)
        }
    }
}

/// Why a text is no key.
package struct KeyTextError: Error, Equatable, Sendable, CustomStringConvertible {
    package var text: String
    package var expected: String

    init(_ text: String, _ expected: String) {
        self.text = text
        self.expected = expected
    }

    package var description: String { "\"\(text)\" is no key: \(expected)" }
}

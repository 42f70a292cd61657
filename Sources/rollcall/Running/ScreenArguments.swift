/// The arguments of a plain call of the terminal UI, read without the parser.
///
/// The screen is to be there at once, and the parser needs longer to understand two options than the store to answer. What is
/// not exactly as expected here (`nil`) goes to the parser, which also complains about mistakes.
struct ScreenArguments {
    private var flags: Set<String> = []
    private var values: [String: String] = [:]
    private var keyFiles: [String] = []
    private var keyVariables: [String] = []

    private static let flags: Set<String> = ["--read-only", "--no-color", "--ascii", "--no-mouse"]
    private static let single: Set<String> = ["--store", "--config", "--operator", "--theme"]

    init?(_ arguments: [String]) {
        var isNamed = false
        var place = 0
        while place < arguments.count {
            let argument = arguments[place]
            place += 1
            if argument == "ui", !isNamed {
                isNamed = true
                continue
            }
            if Self.flags.contains(argument) {
                flags.insert(argument)
                continue
            }
            let name: String, value: String
            if let equals = argument.firstIndex(of: "=") {
                name = String(argument[..<equals])
                value = String(argument[argument.index(after: equals)...])
            } else {
                guard place < arguments.count else { return nil }
                name = argument
                value = arguments[place]
                place += 1
            }
            // Said twice, left empty, or perhaps an option itself: that is for the parser.
            guard !value.isEmpty, !value.hasPrefix("-") else { return nil }
            switch name {
            case "--key-file": keyFiles.append(value)
            case "--key-env": keyVariables.append(value)
            default:
                guard Self.single.contains(name), values.updateValue(value, forKey: name) == nil else { return nil }
            }
        }
    }

    /// The command as the parser would have made it. Every option must have its value: one that was not parsed has none.
    var command: OpenUI {
        var global = GlobalOptions()
        global.store = values["--store"]
        global.config = values["--config"]
        global.operator = values["--operator"]
        global.readOnly = flags.contains("--read-only")
        global.noColor = flags.contains("--no-color")
        var keys = KeyOptions()
        keys.keyFile = keyFiles
        keys.keyEnv = keyVariables
        var screen = ScreenOptions()
        screen.theme = values["--theme"]
        screen.ascii = flags.contains("--ascii")
        screen.noMouse = flags.contains("--no-mouse")
        // A call for sentences is left to the parser: it starts no screen.
        screen.plain = false
        var format = FormatOption()
        format.format = nil
        var command = OpenUI()
        command.global = global
        command.keys = keys
        command.screen = screen
        command.format = format
        return command
    }
}

/// The settings in force: an option of the command line outranks a variable, that the configuration file, that the default.
package struct Configuration: Sendable {
    /// Keys of the terminal UI given to a binding, as somebody wrote them: the keymap reads them.
    package struct KeyBinding: Hashable, Sendable {
        /// As the keymap names it: `sessions.revoke`, or `revoke` alone.
        package var binding: String
        /// `x`, `ctrl-r`; none takes the binding's keys away.
        package var keys: [String]
        /// Where it was said, for error messages: `/home/ada/.config/rollcall/config.toml:7`.
        package var origin: String

        package init(binding: String, keys: [String], origin: String) {
            self.binding = binding
            self.keys = keys
            self.origin = origin
        }
    }

    package enum Color: String, Sendable { case auto, never }
    package enum Format: String, Sendable { case text, json }

    package var store: StoreLocation
    package var operatorName: String
    package var readOnly: Bool
    package var format: Format
    package var color: Color
    package var keyFiles: [String]
    package var theme: String?
    package var ascii: Bool
    package var mouse: Bool
    package var serveHost: String
    package var servePort: Int
    /// In the order in which they are to be applied.
    package var keys: [KeyBinding]
    private var origins: [Setting: String] = [:]

    /// Where a setting was given, as messages begin with it: `/etc/rollcall.toml:3: ui.theme`, or the variable's name. `nil` if it
    /// has its default.
    package func origin(of setting: Setting) -> String? { origins[setting] }

    /// What the command line said; `nil` where it was silent.
    package struct Options: Sendable {
        package var store: String?
        package var configurationPath: String?
        package var operatorName: String?
        /// `true` or not said: there is no option to undo a configured read-only.
        package var readOnly: Bool
        package var format: Format?
        package var noColor: Bool

        package init(
            store: String? = nil, configurationPath: String? = nil, operatorName: String? = nil, readOnly: Bool = false,
            format: Format? = nil, noColor: Bool = false
        ) {
            self.store = store
            self.configurationPath = configurationPath
            self.operatorName = operatorName
            self.readOnly = readOnly
            self.format = format
            self.noColor = noColor
        }
    }

    /// Reads the configuration file (once) and the variables.
    ///
    /// - Throws: `Failure` for a file that was named and is not there, for an unknown setting or one of the wrong kind (with its
    ///   line), and for a variable or store URL that cannot be read. A default configuration file that is missing is not an error.
    package init(options: Options, environment: ProcessEnvironment) throws(Failure) {
        var file: ConfigurationFile?
        if let path = options.configurationPath ?? environment["ROLLCALL_CONFIG"] {
            file = try ConfigurationFile(path: environment.expandingHome(path))
        } else if let path = environment.configurationPath, File.exists(path) {
            file = try ConfigurationFile(path: path)
        }

        var values = file?.values ?? [:]
        origins = file?.origins ?? [:]
        for setting in Setting.allCases {
            guard let text = environment[setting.variable] else { continue }
            guard let value = SettingValue(variable: text, kind: setting.kind) else {
                throw Failure(.outside, "\(setting.variable) is \"\(text)\"; expected \(setting.kind.expected)")
            }
            values[setting] = value
            origins[setting] = setting.variable
        }
        func text(_ setting: Setting) -> String? { if case .text(let text)? = values[setting] { text } else { nil } }
        func flag(_ setting: Setting) -> Bool? { if case .bool(let flag)? = values[setting] { flag } else { nil } }

        if let url = options.store {
            store = try StoreLocation(url, environment: environment, misuse: .usage)
        } else if let url = text(.store) {
            store = try StoreLocation(url, environment: environment, misuse: .outside)
        } else {
            store = try StoreLocation("sqlite:", environment: environment, misuse: .outside)
        }
        operatorName = options.operatorName ?? text(.operatorName) ?? environment.userName ?? "unknown"
        readOnly = options.readOnly || flag(.readOnly) == true
        format = options.format ?? text(.format).flatMap(Format.init) ?? .text
        color = options.noColor || environment["NO_COLOR"] != nil ? .never : text(.color).flatMap(Color.init) ?? .auto
        if case .list(let paths)? = values[.keyFiles] { keyFiles = paths.map(environment.expandingHome) } else { keyFiles = [] }
        theme = text(.theme)
        ascii = flag(.ascii) ?? false
        mouse = flag(.mouse) ?? true
        serveHost = text(.serveHost) ?? "127.0.0.1"
        if case .integer(let port)? = values[.servePort] { servePort = port } else { servePort = 8080 }
        keys = file?.keys ?? []
        if let text = environment[Setting.keysVariable] { keys += try Self.bindings(text) }
    }

    /// `sessions.revoke=x undo=U,f5`. The comma itself is `comma`.
    private static func bindings(_ text: String) throws(Failure) -> [KeyBinding] {
        var bindings: [KeyBinding] = []
        for word in text.split(separator: " ") {
            guard let equals = word.firstIndex(of: "="), equals != word.startIndex, word.index(after: equals) != word.endIndex
            else {
                throw Failure(.outside, "\(Setting.keysVariable) holds \"\(word)\"; expected binding=key, as in sessions.revoke=x")
            }
            let keys = word[word.index(after: equals)...].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            bindings.append(KeyBinding(binding: String(word[..<equals]), keys: keys, origin: Setting.keysVariable))
        }
        return bindings
    }
}

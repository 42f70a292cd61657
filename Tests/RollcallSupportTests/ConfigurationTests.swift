import RollcallSupport
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    private static let home = ["HOME": "/home/ada", "USER": "ada"]

    private func configuration(
        _ toml: String? = nil, variables: [String: String] = [:], options: (inout Configuration.Options) -> Void = { _ in }
    ) throws -> Configuration {
        var given = Configuration.Options()
        var file: TemporaryFile?
        if let toml {
            file = try TemporaryFile(toml)
            given.configurationPath = file?.path
        }
        options(&given)
        defer { file?.remove() }
        return try Configuration(
            options: given, environment: ProcessEnvironment(Self.home.merging(variables) { $1 }))
    }

    @Test("without anything said, the defaults hold")
    func defaults() throws {
        let configuration = try configuration()
        #expect(configuration.store.url == "sqlite:/home/ada/.local/share/rollcall/rollcall.db")
        #expect(configuration.operatorName == "ada")
        #expect(!configuration.readOnly)
        #expect(configuration.format == .text)
        #expect(configuration.color == .auto)
        #expect(configuration.serveHost == "127.0.0.1" && configuration.servePort == 8080)
        #expect(configuration.mouse && !configuration.ascii && configuration.theme == nil && configuration.keys.isEmpty)
    }

    @Test("the file's settings are taken over")
    func file() throws {
        let configuration = try configuration(
            """
            store = "sqlite:/srv/a.db"
            operator = "grace"
            read_only = true
            format = "json"
            color = "never"
            key_files = ["/etc/k1", "~/k2"]
            [ui]
            theme = "light"
            ascii = true
            mouse = false
            [serve]
            host = "::1"
            port = 9000
            [keys]
            revoke = "d"
            "tokens.copy" = "ctrl-y"
            [keys.sessions]
            revoke = ["x", "del"]
            open = []
            """)
        #expect(configuration.store.path == "/srv/a.db")
        #expect(configuration.operatorName == "grace" && configuration.readOnly && configuration.format == .json)
        #expect(configuration.color == .never && configuration.keyFiles == ["/etc/k1", "/home/ada/k2"])
        #expect(configuration.theme == "light" && configuration.ascii && !configuration.mouse)
        #expect(configuration.serveHost == "::1" && configuration.servePort == 9000)
        #expect(
            configuration.keys.map { "\($0.binding) \($0.keys) \($0.origin.split(separator: ":").last ?? "")" } == [
                "revoke [\"d\"] 15", "sessions.open [] 19", "sessions.revoke [\"x\", \"del\"] 18", "tokens.copy [\"ctrl-y\"] 16",
            ])
        #expect(configuration.origin(of: .theme)?.hasSuffix(":8: ui.theme") == true)
        #expect(configuration.origin(of: .serveHost)?.hasSuffix(":12: serve.host") == true)
    }

    @Test("an option outranks a variable, and that the file")
    func precedence() throws {
        let toml = "operator = 'file'\nstore = 'sqlite:/file.db'"
        #expect(try configuration(toml).operatorName == "file")
        let variables = ["ROLLCALL_OPERATOR": "variable", "ROLLCALL_STORE": "sqlite:/variable.db"]
        #expect(try configuration(toml, variables: variables).operatorName == "variable")
        let all = try configuration(toml, variables: variables) {
            $0.operatorName = "option"
            $0.store = "sqlite:/option.db"
        }
        #expect(all.operatorName == "option" && all.store.path == "/option.db")
        #expect(try configuration(toml, variables: variables).store.path == "/variable.db")
    }

    @Test("every setting has a variable", arguments: Setting.allCases)
    func variables(_ setting: Setting) {
        #expect(setting.variable == "ROLLCALL_" + setting.rawValue.uppercased().replacing(".", with: "_"))
    }

    @Test(
        "a wrong file is refused with its line",
        arguments: [
            ("stoer = 'x'", ":1: unknown setting stoer; expected one of "),
            ("\n\n[ui]\n# a comment\nthme = 'dark'", ":5: unknown setting ui.thme; expected one of "),
            ("store = 'sqlite:/a'\nread_only = 'yes'", ":2: read_only is the text \"yes\"; expected true or false"),
            ("ui.ascii = 1", ":1: ui.ascii is 1; expected true or false"),
            ("[serve]\nport = 70000", ":2: serve.port is 70000; expected a whole number from 0 to 65535"),
            ("format = 'xml'", ":1: format is the text \"xml\"; expected text or json"),
            ("key_files = [1]", ":1: key_files is a list that holds something else than text; expected a list of texts"),
            ("ui = 3", ":1: ui is integer; expected a table"),
            ("[keys]\n\nrevoke = 3", ":3: keys.revoke is no key; expected text such as \"x\" or \"ctrl-r\", or a list of them"),
            ("[keys.sessions]\nopen = 'x'\nrevoke = ''", ":3: keys.sessions.revoke is no key; expected text such as"),
            ("[keys.sessions.revoke]\nkey = 'x'", ":1: keys.sessions.revoke is no key; expected text such as"),
            ("keys.sessions = { revoke = ['x', ''] }", ":1: keys.sessions.revoke is no key; expected text such as"),
            ("operator = ''", ":1: operator is empty; expected text"),
        ])
    func refusals(toml: String, message: String) throws {
        let failure = #expect(throws: Failure.self) { try configuration(toml) }
        #expect(failure?.kind == .outside)
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    @Test("what is not TOML is refused with its line")
    func syntax() throws {
        let failure = #expect(throws: Failure.self) { try configuration("store = 'x'\nformat = = 2") }
        #expect(failure?.message.contains(".toml:2: ") == true, "\(failure?.message ?? "")")
    }

    @Test("a file that was named and is missing is refused; the default one may be missing")
    func missing() {
        let failure = #expect(throws: Failure.self) { try configuration { $0.configurationPath = "/nowhere/config.toml" } }
        #expect(
            failure?.message == "configuration file /nowhere/config.toml: No such file or directory; expected a readable file")
    }

    @Test(
        "a wrong variable is refused by name",
        arguments: [
            ("ROLLCALL_READ_ONLY", "maybe", "ROLLCALL_READ_ONLY is \"maybe\"; expected true or false"),
            ("ROLLCALL_SERVE_PORT", "x", "ROLLCALL_SERVE_PORT is \"x\"; expected a whole number from 0 to 65535"),
            ("ROLLCALL_KEYS", "revoke", "ROLLCALL_KEYS holds \"revoke\"; expected binding=key, as in sessions.revoke=x"),
        ])
    func wrongVariables(name: String, value: String, message: String) {
        let failure = #expect(throws: Failure.self) { try configuration(variables: [name: value]) }
        #expect(failure?.message == message)
    }

    @Test("key bindings of the variable come after those of the file, which they outrank")
    func keyBindings() throws {
        let configuration = try configuration(
            "[keys]\nrevoke = 'd'\nundo = 'z'", variables: ["ROLLCALL_KEYS": "revoke=ctrl-x undo=U,f5 filter=comma x=="])
        #expect(
            configuration.keys.map { "\($0.binding) \($0.keys)" } == [
                "revoke [\"d\"]", "undo [\"z\"]", "revoke [\"ctrl-x\"]", "undo [\"U\", \"f5\"]", "filter [\"comma\"]", "x [\"=\"]",
            ])
        #expect(configuration.keys.last?.origin == "ROLLCALL_KEYS")
    }

    @Test("a setting tells where it was given, the variable before the file")
    func origins() throws {
        #expect(try configuration("ui.theme = 'light'").origin(of: .theme)?.hasSuffix(".toml:1: ui.theme") == true)
        let both = try configuration("ui.theme = 'light'", variables: ["ROLLCALL_UI_THEME": "dark"])
        #expect(both.origin(of: .theme) == "ROLLCALL_UI_THEME" && both.theme == "dark")
        #expect(try configuration().origin(of: .theme) == nil)
    }

    @Test("NO_COLOR turns colour off whatever the file says")
    func noColor() throws {
        #expect(try configuration("color = 'auto'", variables: ["NO_COLOR": "1"]).color == .never)
        #expect(try configuration { $0.noColor = true }.color == .never)
    }
}

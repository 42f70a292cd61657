import ArgumentParser
import RollcallSupport
import RollcallUI
import Screen
import SessionRegistry

/// The terminal UI: what `rollcall` alone does.
struct OpenUI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ui", abstract: "Open the terminal UI (the default).",
        discussion: """
            EXAMPLES
              rollcall
              rollcall --store sqlite:/var/lib/app/rollcall.db --read-only
              rollcall --plain
            """)

    @OptionGroup var screen: ScreenOptions
    @OptionGroup var keys: KeyOptions
    /// Accepted everywhere; this command has one form only.
    @OptionGroup(visibility: .hidden) var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let environment = ProcessEnvironment.current()
        let configuration = try Configuration(options: global.options(), environment: environment)
        let location = configuration.store
        let (readOnly, operatorName) = (configuration.readOnly, configuration.operatorName)
        var options = try screen.options(configuration, keys, environment, storeURL: location.url)
        options.programVariables = ProgramVariables(configuration, global, keys).on(store: { location.url })
        let status = try screen.run(
            options,
            openStore: { try await StoreOpener.open(location, readOnly: readOnly, operatorName: operatorName) })
        Interactive.leave(status)
    }
}

/// The options of the screen.
struct ScreenOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The name of a theme. Default: $ROLLCALL_UI_THEME, the configuration file.", valueName: "name"))
    var theme: String?
    @Flag(help: "Draw without box characters.")
    var ascii = false
    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false
    @Flag(help: "No screen: changes as sentences, line by line, and commands as lines; for screen readers.")
    var plain = false

    /// Opens the screen, or what stands in for it.
    func run(
        _ options: InteractiveOptions, openStore: @escaping @Sendable () async throws -> any RegistryStore,
        background: (@Sendable (any RegistryStore) async -> Void)? = nil
    ) throws -> Int32 {
        plain
            ? try PlainScreen.run(options, openStore: openStore, background: background)
            : Interactive.run(options, openStore: openStore, background: background)
    }

    /// - Throws: `Failure` for a theme that there is not, and for keys that cannot be assigned so: before the screen opens.
    func options(
        _ configuration: Configuration, _ keys: KeyOptions, _ environment: ProcessEnvironment, storeURL: String
    ) throws(Failure) -> InteractiveOptions {
        var options = InteractiveOptions(
            storeURL: storeURL, readOnly: configuration.readOnly, operatorName: configuration.operatorName,
            color: configuration.color != .never, ascii: ascii || configuration.ascii, theme: try chosenTheme(configuration),
            keymap: try configuration.keymap(), mouse: configuration.mouse && !noMouse)
        let files = keys.keyFile.isEmpty && keys.keyEnv.isEmpty ? configuration.keyFiles : keys.keyFile
        do {
            let ring = try KeyRing.read(files: files, variables: keys.keyEnv, environment: environment)
            options.keys = ring.keys
            options.keyProblem = ring.warnings.first
        } catch {
            // Cookies can be looked into without a key; the screen says what is missing.
            options.keyProblem = error.message
        }
        let (readOnly, operatorName) = (configuration.readOnly, configuration.operatorName)
        options.openOther = { text in
            let location = try StoreLocation(text, environment: environment, misuse: .usage)
            // A slip of the finger makes no store.
            guard File.size(location.path) ?? 0 > 0 else {
                throw StoreError(.unreadable, "there is no store at \(location.path)")
            }
            return (try await StoreOpener.open(location, readOnly: readOnly, operatorName: operatorName), location.url)
        }
        return options
    }

    private func chosenTheme(_ configuration: Configuration) throws(Failure) -> Theme? {
        let names = Theme.all.map(\.name).joined(separator: ", ")
        if let theme {
            guard let found = Theme.named(theme) else { throw Failure(.usage, "--theme \(theme): expected one of \(names)") }
            return found
        }
        guard let name = configuration.theme else { return nil }
        guard let found = Theme.named(name) else {
            throw Failure(.outside, "\(configuration.origin(of: .theme) ?? "ui.theme") is \"\(name)\"; expected one of \(names)")
        }
        return found
    }
}

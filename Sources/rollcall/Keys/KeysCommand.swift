import ArgumentParser
import RollcallSupport
import RollcallUI
import SessionCore

/// `rollcall keys`
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "The keys of the terminal UI, as they are configured.",
        discussion: """
            The last column is the name that the tables [keys] of the configuration file take.

            EXAMPLES
              rollcall keys --tab sessions
              rollcall keys --format json | jq -r 'select(.changes) | .binding'
            """)

    @Option(help: ArgumentHelp("Only what works in this tab: sessions, tokens, cookies, lab, audit or health.", valueName: "tab"))
    var tab: String?
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let keymap = try context.configuration.keymap()
        var bindings = keymap.bindings
        if let tab {
            guard let wanted = Tab.allCases.first(where: { $0.title.lowercased() == tab.lowercased() }) else {
                let names = Tab.allCases.map { $0.title.lowercased() }.joined(separator: ", ")
                throw Failure(.usage, "--tab \(tab): expected one of \(names)")
            }
            bindings = keymap.bindings(in: wanted)
        }
        guard !context.output.isJSON else {
            for binding in bindings { context.output.json(Self.json(binding)) }
            return
        }
        var table = TextTable([.init("KEYS", 20), .init("DOES", 24), .init("TAB"), .init("BINDING", 40)], context.output)
        table.print(
            bindings.map { binding in
                [
                    binding.keys.map(\.label).joined(separator: " "), binding.name, Self.tab(of: binding) ?? "all",
                    binding.id,
                ]
            })
    }

    private static func tab(of binding: Binding) -> String? {
        if case .tab(let tab) = binding.scope { tab.title.lowercased() } else { nil }
    }

    private static func json(_ binding: Binding) -> SessionMap {
        [
            "binding": .string(binding.id), "tab": tab(of: binding).map { .string($0) } ?? .null,
            "keys": .list(binding.keys.map { .string($0.label) }), "name": .string(binding.name), "about": .string(binding.about),
            "changes": .bool(binding.dangerous),
        ]
    }
}

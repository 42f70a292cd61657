package import Screen

/// All bindings, and which key means which where.
package struct Keymap: Sendable {
    package let bindings: [Binding]
    private let byKey: [Scope: [Key: Int]]
    private let byID: [String: Int]

    package init(_ bindings: [Binding]) {
        self.bindings = bindings
        var byKey: [Scope: [Key: Int]] = [:], byID: [String: Int] = [:]
        for (index, binding) in bindings.enumerated() {
            byID[binding.id] = index
            for key in binding.keys where byKey[binding.scope]?[key] == nil { byKey[binding.scope, default: [:]][key] = index }
        }
        self.byKey = byKey
        self.byID = byID
    }

    package static let standard = Keymap(Tab.allCases.flatMap { $0.screen.bindings } + ShellBindings.all)

    /// The binding a key has in a tab: the tab's own, else the shell's.
    package func binding(for key: Key, in tab: Tab) -> Binding? {
        (byKey[.tab(tab)]?[key] ?? byKey[.everywhere]?[key]).map { bindings[$0] }
    }

    package subscript(id id: String) -> Binding? { byID[id].map { bindings[$0] } }

    /// Whether a key of the binding runs it in this tab.
    package func reaches(_ binding: Binding, in tab: Tab) -> Bool {
        binding.keys.contains { self.binding(for: $0, in: tab)?.id == binding.id }
    }

    /// What can be reached in a tab, its own first; a shell binding whose every key the tab has taken is left out.
    package func bindings(in tab: Tab) -> [Binding] {
        let own = bindings.filter { $0.scope == .tab(tab) }
        let taken = Set(byKey[.tab(tab)].map { Array($0.keys) } ?? [])
        return own + bindings.filter { $0.scope == .everywhere && ($0.keys.isEmpty || !$0.keys.allSatisfy(taken.contains)) }
    }

    /// The key that a sentence names for a binding: its first, or, where it has none, the command that runs it.
    package func label(_ id: String) -> String {
        guard let index = byID[id] else { return ":\(id)" }
        return bindings[index].keys.first?.label ?? ":\(id)"
    }

    /// Two bindings of one scope on one key.
    package var conflicts: [(Key, String, String)] {
        var found: [(Key, String, String)] = []
        var seen: [Scope: [Key: String]] = [:]
        for binding in bindings {
            for key in binding.keys {
                if let other = seen[binding.scope]?[key] { found.append((key, other, binding.id)) }
                seen[binding.scope, default: [:]][key] = binding.id
            }
        }
        return found
    }
}

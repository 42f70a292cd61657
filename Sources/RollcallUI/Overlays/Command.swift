import Screen
import SessionRegistry

/// The commands of `:`. Every binding is one under its id; these take arguments or have names of their own.
enum Command {
    struct Offer: Equatable {
        var text: String
        var note: String
        var takesMore: Bool
    }

    private static let words: [(name: String, note: String, argument: Bool)] = [
        ("filter", "show what matches: user: ip: agent: state: fresh: remembered: older: seen: id:", true),
        ("sort", "sort by a column, such as sort user or sort seen:desc", true),
        ("theme", "change the colours", true),
        ("store", "what is open", false),
        ("revoke", "revoke the selection or what is marked", false),
        ("revoke-user", "revoke everything of the selected user", false),
        ("restore", "take a revocation back, such as restore r12", true),
        ("undo", "take the last revocation back", false),
        ("messages", "what was said", false),
        ("help", "every key of this tab", false),
        ("refresh", "read again now", false),
        ("pause", "stop or resume following the store", false),
        ("mouse", "mouse on or off", false),
        ("quit", "leave", false),
    ]

    static func completions(of text: String, _ model: Model) -> [Offer] {
        let trimmed = text.drop { $0 == " " }
        let parts = trimmed.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first.map(String.init) else { return all(model) }
        if parts.count > 1 {
            let rest = String(parts[1])
            return arguments(of: head, model).filter { $0.hasPrefix(rest) && $0 != rest }
                .map { Offer(text: "\(head) \($0)", note: "", takesMore: false) }
        }
        let offers = all(model)
        let starting = offers.filter { $0.text.hasPrefix(head) }
        return starting + offers.filter { !$0.text.hasPrefix(head) && $0.text.contains(head) }
    }

    private static func all(_ model: Model) -> [Offer] {
        let dangerous: Set = ["revoke", "revoke-user", "restore", "undo"]
        return words.filter { !(model.readOnly && dangerous.contains($0.name)) }.map { Offer(text: $0.name, note: $0.note, takesMore: $0.argument) }
            + Tab.allCases.map { Offer(text: $0.title.lowercased(), note: "show the tab", takesMore: false) }
            + model.possibleBindings.filter { $0.scope != .everywhere }.map { Offer(text: $0.id, note: $0.about, takesMore: false) }
    }

    private static func arguments(of head: String, _ model: Model) -> [String] {
        switch head {
        case "theme": Theme.all.map(\.name)
        case "sort" where model.tab == .tokens: TokenSort.Field.allCases.map(\.rawValue)
        case "sort": SessionSort.Field.allCases.map(\.rawValue)
        case "filter": ["user:", "ip:", "agent:", "state:active", "state:expired", "state:revoked", "fresh:yes", "fresh:no", "remembered:yes", "remembered:no", "older:", "seen:", "id:"]
        case "restore": model.undoable.map { [$0.revocation.description] } ?? []
        default: []
        }
    }

    /// Runs a command; answers what is wrong with it, or `nil`.
    static func run(_ text: String, _ model: inout Model) -> String? {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let head = parts.first else { return nil }
        var argument = parts.count > 1 ? parts[1] : ""
        while argument.last == " " { argument.removeLast() }
        if let tab = Tab.allCases.first(where: { $0.title.lowercased() == head }) { model.show(tab); return nil }
        switch head {
        case "q", "quit", "exit": model.emit(.quit(status: 0))
        case "theme": return theme(argument, &model)
        case "filter": return listCommand(&model, sessions: { ListActions<SessionRecord>.setFilter(argument, &$0) },
                                          tokens: { ListActions<TokenRecord>.setFilter(argument, &$0) })
        case "sort": return sort(argument, &model)
        case "store":
            let rights = model.readOnly ? "read-only" : model.store.canRestore ? "revocations can be restored" : "revocations cannot be restored"
            model.toast("\(model.store.url), \(rights), acting as \(model.operatorName)")
        case "restore":
            guard !model.readOnly else { return "The store is open read-only." }
            guard let revocation = RevocationID(argument) else { return "restore takes a revocation, such as r12." }
            model.confirmRestore(.revocation(revocation), what: revocation.description)
        case "revoke": return runBinding(model.tab == .tokens ? "tokens.revoke" : "sessions.revoke", &model)
        case "revoke-user": return runBinding(model.tab == .tokens ? "tokens.revoke-user" : "sessions.revoke-user", &model)
        case "undo": return runBinding("shell.undo", &model)
        case "messages", "help", "refresh", "pause", "mouse": return runBinding("shell.\(head)", &model)
        default: return runBinding(head, &model)
        }
        return nil
    }

    private static func runBinding(_ id: String, _ model: inout Model) -> String? {
        guard let binding = model.keymap[id: id] else { return "There is no command \(id); Tab completes." }
        if case .tab(let tab) = binding.scope, tab != model.tab { model.show(tab) }
        model.run(binding, key: .enter)
        return nil
    }

    private static func theme(_ name: String, _ model: inout Model) -> String? {
        guard let theme = Theme.named(name) else { return "There is no theme \(name); there are " + Theme.all.map(\.name).joined(separator: ", ") + "." }
        // NO_COLOR is a promise: only its own theme then.
        let ascii = model.theme.symbols.ascii
        model.theme = ascii ? theme.withASCII() : theme
        return nil
    }

    private static func sort(_ argument: String, _ model: inout Model) -> String? {
        let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
        let direction = parts.count > 1 ? SortDirection(rawValue: parts[1]) : nil
        if parts.count > 1, direction == nil { return "The direction is asc or desc." }
        let name = parts.first ?? ""
        switch model.tab {
        case .sessions:
            guard let field = SessionSort.Field(rawValue: name) else {
                return "sort takes " + SessionSort.Field.allCases.map(\.rawValue).joined(separator: ", ") + "."
            }
            if let direction { ListActions<SessionRecord>.setSort(ListSort(field, direction), &model) }
            else { ListActions<SessionRecord>.sortBy(field, &model) }
        case .tokens:
            guard let field = TokenSort.Field(rawValue: name) else {
                return "sort takes " + TokenSort.Field.allCases.map(\.rawValue).joined(separator: ", ") + "."
            }
            if let direction { ListActions<TokenRecord>.setSort(ListSort(field, direction), &model) }
            else { ListActions<TokenRecord>.sortBy(field, &model) }
        default: return "This tab has no columns to sort by."
        }
        return nil
    }

    private static func listCommand(_ model: inout Model, sessions: (inout Model) -> Void, tokens: (inout Model) -> Void) -> String? {
        switch model.tab {
        case .sessions: sessions(&model)
        case .tokens: tokens(&model)
        default: return "This tab has no filter of that kind."
        }
        return nil
    }
}

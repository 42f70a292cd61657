import Screen
import SessionRegistry

/// The commands of `:`: words of the screen itself, the program's verbs (`Verb`), and every binding under its id.
package enum Command {
    /// A word of the screen.
    package struct Word: Sendable {
        package var name: String
        package var about: String
        /// What it takes: `nil`, nothing.
        package var argument: String?
        package var changes = false
    }

    package static let words: [Word] = [
        Word(name: "filter", about: "show what matches, in the front tab", argument: "EXPR"),
        Word(name: "sort", about: "sort the front tab by a column", argument: "FIELD[:asc|:desc]"),
        Word(name: "revoke", about: "revoke the selection or what is marked; asks first", changes: true),
        Word(name: "revoke-user", about: "revoke everything of the selected user; asks first", changes: true),
        Word(name: "restore", about: "take a revocation back; asks first", argument: "r12", changes: true),
        Word(name: "undo", about: "take the last revocation back", changes: true),
        Word(name: "export", about: "write the front tab's list to a file"),
        Word(name: "theme", about: "change the colours", argument: "NAME"),
        Word(name: "store", about: "what is open, and who acts; with a URL, opens that store instead", argument: "[URL]"),
        Word(name: "messages", about: "what was said"),
        Word(name: "help", about: "every key of this tab"),
        Word(name: "refresh", about: "read again now"),
        Word(name: "pause", about: "stop or resume following the store"),
        Word(name: "mouse", about: "mouse on or off"),
        Word(name: "quit", about: "leave"),
    ]

    // MARK: Running

    /// Runs a command; answers what is wrong with it, or `nil`.
    static func run(_ text: String, _ model: inout Model) -> String? {
        var text = text[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        // As one would type it in a shell.
        if text.hasPrefix("rollcall ") { text = text.dropFirst(9).drop { $0 == " " } }
        guard !text.isEmpty else { return nil }
        let head = String(text.prefix { $0 != " " })
        // A filter has quotes of its own, so that these take the rest as it is.
        if words.contains(where: { $0.name == head }) || ["q", "exit"].contains(head) {
            return run(word: head, String(text.dropFirst(head.count).drop { $0 == " " }), &model)
        }
        let line = ShellWords(String(text))
        if let place = line.unclosed { return "The quotation mark at place \(place + 1) is not closed." }
        if let verb = Verb.matching(line.words) { return run(verb, Array(line.words.dropFirst(verb.words.count)), &model) }
        let group = Verb.all.filter { $0.words.first == head }
        if line.words.count == 1 {
            if let tab = Tab.allCases.first(where: { $0.title.lowercased() == head }) {
                model.show(tab)
                return nil
            }
            if model.keymap[id: head] != nil {
                model.runBinding(head)
                return nil
            }
        }
        if !group.isEmpty {
            let names = group.compactMap { $0.words.dropFirst().first }
            let wrong = line.words.dropFirst().first.map { ", not \($0)" } ?? ""
            return "\(head) takes \(names.dropLast().joined(separator: ", ")) or \(names.last ?? "")\(wrong)."
        }
        let known = words.map(\.name) + Verb.all.compactMap(\.words.first) + Tab.allCases.map { $0.title.lowercased() }
        let nearest = Spelling.nearest(to: head, among: known + model.possibleBindings.map(\.id))
        return "There is no command \(head)\(nearest.map { "; did you mean \($0)?" } ?? "; Tab completes.")"
    }

    private static func run(_ verb: Verb, _ words: [String], _ model: inout Model) -> String? {
        if verb.changes, model.readOnly { return "The store is open read-only." }
        let arguments: VerbArguments
        do {
            arguments = try VerbArguments(words, of: verb)
        } catch {
            return error.sentence
        }
        switch verb.screen(arguments, &model) {
        case .done: return nil
        case .refused(let sentence): return sentence
        case .program:
            model.emit(.runCommand(verb.words + words))
            return nil
        }
    }

    private static func run(word: String, _ argument: String, _ model: inout Model) -> String? {
        let known = words.first { $0.name == word }
        if known?.changes == true, model.readOnly { return "The store is open read-only." }
        if known?.argument == nil, !argument.isEmpty { return "\(word) takes nothing." }
        let tab = model.tab.title.lowercased()
        switch word {
        case "q", "quit", "exit": model.emit(.quit(status: 0))
        case "theme": return theme(argument, &model)
        case "filter": return filter(argument, &model)
        case "sort": return sort(argument, &model)
        case "store" where !argument.isEmpty: return model.askForStore(argument)
        case "store":
            let rights =
                model.readOnly
                ? "read-only" : model.store.canRestore ? "revocations can be restored" : "revocations cannot be restored"
            model.toast("\(model.store.url), \(rights), acting as \(model.operatorName)")
        case "restore":
            guard let revocation = RevocationID(argument) else { return "restore takes a revocation, such as r12." }
            model.confirmRestore(.revocation(revocation), what: revocation.description)
        case "revoke", "revoke-user":
            model.runBinding("\(model.tab == .tokens ? "tokens" : "sessions").\(word)")
        case "export":
            guard model.keymap[id: "\(tab).export"] != nil else { return "\(model.tab.title) has nothing to export." }
            model.runBinding("\(tab).export")
        default: model.runBinding("shell.\(word)")
        }
        return nil
    }

    private static func theme(_ name: String, _ model: inout Model) -> String? {
        guard let theme = Theme.named(name) else {
            let names = Theme.all.map(\.name).joined(separator: ", ")
            return name.isEmpty ? "theme takes one of \(names)." : "There is no theme \(name); there are \(names)."
        }
        // NO_COLOR is a promise: only its own theme then.
        let ascii = model.theme.symbols.ascii
        model.theme = ascii ? theme.withASCII() : theme
        return nil
    }

    private static func filter(_ text: String, _ model: inout Model) -> String? {
        if model.tab == .audit {
            AuditScreen.filter(text, &model)
            return nil
        }
        do {
            _ = try Filter(parsing: text)
        } catch {
            return "filter: \(error.description)."
        }
        switch model.tab {
        case .sessions: ListActions<SessionRecord>.setFilter(text, &model)
        case .tokens: ListActions<TokenRecord>.setFilter(text, &model)
        default: return "\(model.tab.title) has no filter."
        }
        return nil
    }

    private static func sort(_ text: String, _ model: inout Model) -> String? {
        switch model.tab {
        case .sessions: sort(text, SessionRecord.self, &model)
        case .tokens: sort(text, TokenRecord.self, &model)
        default: "\(model.tab.title) has no columns to sort by."
        }
    }

    /// The column that is sorted by already turns round.
    private static func sort<Row: ListedRecord>(_ text: String, _: Row.Type, _ model: inout Model) -> String? {
        switch ListVerbs<Row>.sort(text) {
        case .failure(let misuse): return misuse.sentence
        case .success(let sort):
            if text.contains(":") { ListActions<Row>.setSort(sort, &model) } else { ListActions<Row>.sortBy(sort.field, &model) }
            return nil
        }
    }
}

extension Model {
    /// Runs a binding by its id, in its own tab, as if its key had been pressed.
    mutating func runBinding(_ id: String) {
        guard let binding = keymap[id: id] else { return }
        if case .tab(let tab) = binding.scope, tab != self.tab { show(tab) }
        run(binding, key: .enter)
    }
}

import LoginFlows
import Screen
import SessionRegistry

/// What could be typed next after `:`.
struct Completion: Equatable {
    /// The whole line with it.
    var text: String
    /// As the list shows it.
    var label: String
    var note: String
    /// A blank follows: there is more to say.
    var takesMore: Bool

    static func offers(_ text: String, _ model: Model) -> [Completion] {
        let line = ShellWords(text)
        let typed = line.isLastOpen ? line.words.last ?? "" : ""
        let done = line.isLastOpen ? Array(line.words.dropLast()) : line.words
        // What stands before the word that is being typed.
        let before = line.isLastOpen ? String(text.prefix(line.starts.last ?? 0)) : text
        if let word = done.first, let offers = arguments(ofWord: word, text, model) { return offers }
        if let verb = Verb.matching(done), !(verb.changes && model.readOnly) {
            return arguments(of: verb, Array(done.dropFirst(verb.words.count)), typed: typed, before: before, model)
        }
        return commands(line.words.isEmpty ? "" : (done + [typed]).joined(separator: " "), model)
    }

    // MARK: Commands

    private static func commands(_ typed: String, _ model: Model) -> [Completion] {
        var all = Command.words.filter { !($0.changes && model.readOnly) && isPossible($0, model) }.map {
            Completion(text: $0.name, label: $0.name, note: $0.about, takesMore: $0.argument != nil)
        }
        all += Tab.allCases.map {
            let name = $0.title.lowercased()
            return Completion(text: name, label: name, note: "show the tab \($0.title)", takesMore: false)
        }
        all += Verb.all.filter { !($0.changes && model.readOnly) }.map { verb in
            let needsMore = if case .one = verb.operands { true } else { verb.changes || verb.operands == .many(.flow) }
            return Completion(text: verb.name, label: verb.name, note: verb.about, takesMore: needsMore)
        }
        all += model.possibleBindings.map { binding in
            let keys = binding.keys.map(\.label).joined(separator: " ")
            let note = binding.refusal(model) ?? binding.about
            return Completion(
                text: binding.id, label: binding.id, note: keys.isEmpty ? note : "\(keys)  \(note)", takesMore: false)
        }
        let typed = typed.lowercased()
        guard !typed.isEmpty else { return all }
        let starting = all.filter { $0.text.hasPrefix(typed) }
        return starting + all.filter { !$0.text.hasPrefix(typed) && $0.text.contains(typed) }
    }

    private static func isPossible(_ word: Command.Word, _ model: Model) -> Bool {
        switch word.name {
        case "export": model.keymap[id: "\(model.tab.title.lowercased()).export"] != nil
        case "filter": model.tab == .sessions || model.tab == .tokens || model.tab == .audit
        case "sort", "revoke", "revoke-user": model.tab == .sessions || model.tab == .tokens
        default: true
        }
    }

    // MARK: Arguments

    private static func arguments(ofWord word: String, _ text: String, _ model: Model) -> [Completion]? {
        guard Command.words.contains(where: { $0.name == word }) else { return nil }
        let rest = String(text.drop { $0 == " " }.dropFirst(word.count).drop { $0 == " " })
        let candidates: [String]
        switch word {
        case "theme": candidates = Theme.all.map(\.name)
        case "sort":
            candidates =
                model.tab == .tokens ? TokenSort.Field.allCases.map(\.rawValue) : SessionSort.Field.allCases.map(\.rawValue)
        case "store": candidates = ["sqlite:"]
        case "restore": candidates = revocations(model)
        case "filter":
            return filterTerms(rest, model).map { Completion(text: "filter " + $0, label: $0, note: "", takesMore: false) }
        default: candidates = []
        }
        return candidates.filter { $0.hasPrefix(rest) && $0 != rest }.map {
            Completion(text: "\(word) \($0)", label: $0, note: "", takesMore: false)
        }
    }

    private static func arguments(of verb: Verb, _ given: [String], typed: String, before: String, _ model: Model) -> [Completion]
    {
        var offers: [Completion] = []
        func offer(_ value: Verb.Value) {
            for (text, note) in values(value, typed: typed, model) where text.hasPrefix(typed) && text != typed {
                offers.append(Completion(text: before + ShellWords.quoted(text), label: text, note: note, takesMore: true))
            }
        }
        if let last = given.last, let option = verb.options.first(where: { $0.name == last }), let value = option.value {
            offer(value)
            return offers
        }
        if !typed.hasPrefix("-"), let value = verb.operands.value { offer(value) }
        guard typed.isEmpty || typed.hasPrefix("-") else { return offers }
        for option in verb.options where option.name.hasPrefix(typed) && option.name != typed && !given.contains(option.name) {
            let label = option.value.map { "\(option.name) \($0.label)" } ?? option.name
            offers.append(Completion(text: before + option.name, label: label, note: option.about, takesMore: true))
        }
        return offers
    }

    /// What is known on the screen; nothing is asked of anybody for it.
    private static func values(_ value: Verb.Value, typed: String, _ model: Model) -> [(String, String)] {
        switch value {
        case .text, .file: return []
        case .words(let words): return words.map { ($0, "") }
        case .revocation: return revocations(model).map { ($0, "") }
        case .flow: return model.lab.flows.filter { $0.flow != nil }.map { ($0.file, $0.flow?.name ?? "") }
        case .user: return users(model).map { ($0, "") }
        case .session: return ids(model.sessions.rows)
        case .token: return ids(model.tokens.rows)
        case .filter: return filterTerms(typed, model).map { ($0, "") }
        }
    }

    private static func ids<Row: ListedRecord>(_ rows: [Row]) -> [(String, String)] {
        rows.prefix(200).map {
            (String($0.hex.prefix(12)), [$0.owner ?? "anonymous", $0.deviceName].compactMap { $0 }.joined(separator: "  "))
        }
    }

    private static func users(_ model: Model) -> [String] {
        var seen: Set<String> = []
        let all =
            model.sessions.rows.prefix(500).compactMap(\.userID) + model.tokens.rows.prefix(500).map(\.userID)
            + model.lab.users.map(\.id)
        return all.filter { !$0.isEmpty && seen.insert($0).inserted }.sorted()
    }

    private static func revocations(_ model: Model) -> [String] {
        var seen: Set<String> = []
        let all =
            [model.undoable?.revocation.description].compactMap { $0 }
            + model.audit.events.prefix(200).compactMap { $0.revocation?.description }
        return all.filter { seen.insert($0).inserted }
    }

    private static let terms = [
        "user:", "ip:", "agent:", "state:active", "state:expired", "state:revoked", "fresh:yes", "fresh:no", "remembered:yes",
        "remembered:no", "older:30d", "seen:5m", "id:",
    ]

    /// Whole filters that go on from what is typed: its last word completed.
    private static func filterTerms(_ typed: String, _ model: Model) -> [String] {
        let split = typed.lastIndex(of: " ").map { typed.index(after: $0) } ?? typed.startIndex
        let before = typed[..<split]
        var last = typed[split...]
        var minus = ""
        if last.hasPrefix("-") { minus = "-"; last = last.dropFirst() }
        var candidates = terms
        if last.hasPrefix("user:") { candidates = users(model).map { Filter.Test.user($0).description } }
        return candidates.filter { $0.hasPrefix(last) && $0 != last }.map { before + minus + $0 }
    }
}

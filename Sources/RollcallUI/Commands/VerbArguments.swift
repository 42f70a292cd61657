/// What stands behind a verb, checked against its options.
package struct VerbArguments: Equatable, Sendable {
    package private(set) var operands: [String] = []
    package private(set) var options: [String: [String]] = [:]
    /// As it was given, for the program.
    package let words: [String]

    /// - Throws: a sentence that names the option or word, and what was expected.
    package init(_ words: [String], of verb: Verb) throws(VerbMisuse) {
        self.words = words
        var rest = words[...]
        var isOver = false
        while let word = rest.popFirst() {
            if isOver || !word.hasPrefix("-") || word == "-" {
                operands.append(word)
            } else if word == "--" {
                isOver = true
            } else {
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let name = parts.first ?? word
                guard let option = verb.options.first(where: { $0.name == name }) else { throw Self.unknown(name, verb) }
                guard option.value != nil else {
                    if parts.count > 1 { throw VerbMisuse("\(name) takes no value.") }
                    options[name, default: []].append("")
                    continue
                }
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw VerbMisuse("\(name) needs a value: \(option.value?.label ?? "").")
                }
                options[name, default: []].append(value)
            }
        }
        switch verb.operands {
        case .none:
            if let extra = operands.first { throw VerbMisuse("\(verb.name) takes no \(extra).") }
        case .optional:
            if operands.count > 1 {
                throw VerbMisuse("\(verb.name) takes one word; \(operands[1]) is a second. Quote what has blanks.")
            }
        case .one(let value):
            guard let first = operands.first, !first.isEmpty else { throw VerbMisuse("\(verb.name) needs \(value.label).") }
            if operands.count > 1 {
                throw VerbMisuse("\(verb.name) takes one word; \(operands[1]) is a second. Quote what has blanks.")
            }
        case .many: break
        }
    }

    private static func unknown(_ name: String, _ verb: Verb) -> VerbMisuse {
        if let reason = Verb.refused[name] { return VerbMisuse(reason) }
        if Verb.settled.contains(name) { return VerbMisuse("\(name) is not taken here: the screen has settled it.") }
        let nearest = Spelling.nearest(to: name, among: verb.options.map(\.name)).map { "; did you mean \($0)?" } ?? "."
        return VerbMisuse("\(verb.name) has no option \(name)\(nearest)")
    }

    package func has(_ name: String) -> Bool { options[name] != nil }
    /// The last word counts.
    package subscript(name: String) -> String? { options[name]?.last }
    /// Whether nothing else was given than what the screen understands.
    package func has(only names: Set<String>) -> Bool { options.keys.allSatisfy(names.contains) }
}

package struct VerbMisuse: Error, Equatable, Sendable {
    package var sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}

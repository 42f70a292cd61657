extension Filter: CustomStringConvertible {
    /// The filter's text; `Filter(parsing:)` reads the same filter from it.
    public var description: String { terms.map(\.description).joined(separator: " ") }
}

extension Filter.Term: CustomStringConvertible {
    public var description: String { (negated ? "-" : "") + test.description }
}

extension Filter.Test: CustomStringConvertible {
    public var description: String {
        switch self {
        case .anywhere(let word): Self.word(word, bare: true)
        case .user(let id): "user:" + Self.word(id)
        case .ipPrefix(let prefix): "ip:" + Self.word(prefix)
        case .ipNetwork(let bytes, let length):
            "ip:" + (IPNetwork(bytes: bytes, prefixLength: length)?.description ?? "0.0.0.0/0")
        case .agent(let text): "agent:" + Self.word(text)
        case .state(let state): "state:\(state.rawValue)"
        case .fresh(let yes): "fresh:" + (yes ? "yes" : "no")
        case .remembered(let yes): "remembered:" + (yes ? "yes" : "no")
        case .notSeenFor(let seconds): "older:" + DurationText.text(seconds: seconds)
        case .seenWithin(let seconds): "seen:" + DurationText.text(seconds: seconds)
        case .id(let prefix): "id:" + Self.word(prefix)
        }
    }

    /// In quotes wherever the parser would otherwise see something else than this word.
    private static func word(_ text: String, bare: Bool = false) -> String {
        let plain =
            !text.isEmpty
            && !text.unicodeScalars.contains {
                $0 == "\"" || $0.properties.isWhitespace || $0.properties.generalCategory == .control
            }
            && !(bare && (text.utf8.first == UInt8(ascii: "-") || text.utf8.contains(UInt8(ascii: ":"))))
        guard !plain else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}

import SessionCore

extension Filter {
    /// A filter has at most this many characters, and this many terms.
    public static let longestText = 4_096
    /// The greatest number of terms in a filter.
    public static let mostTerms = 64

    /// Reads the text form: words separated by white space, all of which must match.
    ///
    ///     ann ip:10.0.0.0/8 -state:revoked older:30d "two words" user:"Ann B."
    ///
    /// `user:` (the whole user id), `ip:` (the beginning of the address as written, or a CIDR block), `agent:` (in the user agent
    /// or device), `state:active|expired|revoked`, `fresh:yes|no`, `remembered:yes|no`, `older:30d` (not seen for), `seen:5m`
    /// (seen within), `id:` (the beginning of the id) narrow a field; a bare word is found in user id, IP address or device. `-`
    /// before a word excludes. Quotes keep spaces, colons and a leading `-` together; inside them `\"` and `\\` are a quote and a
    /// backslash. An empty text is `Filter.all`: records of every state.
    ///
    /// `ip:10.0.0.1` is a beginning, so it matches 10.0.0.12 as well; `ip:10.0.0.1/32` is that one address.
    public init(parsing text: String) throws(FilterSyntaxError) {
        var scanner = FilterScanner(text)
        var terms: [Term] = []
        if scanner.characters.count > Self.longestText {
            throw FilterSyntaxError(
                "a filter has at most \(Self.longestText) characters, this has \(scanner.characters.count)",
                offset: Self.longestText, length: 1, text: text)
        }
        while let word = try scanner.nextWord() {
            if terms.count == Self.mostTerms {
                throw FilterSyntaxError(
                    "a filter has at most \(Self.mostTerms) words", offset: word.start, length: word.length, text: text)
            }
            terms.append(try word.term(in: text))
        }
        self.init(terms: terms)
    }
}

/// Cuts a filter into words. It works on Unicode scalars: a combining mark must not hide a quote or a space from it.
private struct FilterScanner {
    let characters: [Unicode.Scalar]
    private let text: String
    private var position = 0

    init(_ text: String) {
        self.text = text
        characters = Array(text.unicodeScalars)
    }

    mutating func nextWord() throws(FilterSyntaxError) -> FilterWord? {
        while position < characters.count, characters[position].properties.isWhitespace { position += 1 }
        guard position < characters.count else { return nil }
        var word = FilterWord(start: position)
        if characters[position] == "-" {
            word.negated = true
            position += 1
        }
        word.contentStart = position
        while position < characters.count, !characters[position].properties.isWhitespace {
            let character = characters[position]
            if character == "\"" {
                word.quoted = true
                try quotedPart(into: &word)
            } else {
                // Only a colon outside quotes, with nothing quoted before it, ends a field's name.
                if character == ":", word.colon == nil, !word.quoted { word.colon = word.content.count }
                word.content.append(character)
                position += 1
            }
        }
        word.length = position - word.start
        return word
    }

    private mutating func quotedPart(into word: inout FilterWord) throws(FilterSyntaxError) {
        let opening = position
        position += 1
        while position < characters.count {
            let character = characters[position]
            position += 1
            if character == "\"" { return }
            if character == "\\", position < characters.count, characters[position] == "\"" || characters[position] == "\\" {
                word.content.append(characters[position])
                position += 1
            } else {
                word.content.append(character)
            }
        }
        throw FilterSyntaxError("this quote is not closed", offset: opening, length: characters.count - opening, text: text)
    }
}

extension Filter {
    /// What a word narrows with a colon behind it.
    package static let fieldNames = ["user", "ip", "agent", "state", "fresh", "remembered", "older", "seen", "id"]
}

/// One word of a filter, its quotes taken off.
private struct FilterWord {
    var start: Int
    var length = 0
    var negated = false
    var quoted = false
    /// Where the word begins after `-`.
    var contentStart = 0
    var content: [Unicode.Scalar] = []
    /// Where in `content` the field's name ends.
    var colon: Int?

    init(start: Int) { self.start = start }

    static let fields = Filter.fieldNames.dropLast().joined(separator: ", ") + " or " + (Filter.fieldNames.last ?? "")

    func term(in text: String) throws(FilterSyntaxError) -> Filter.Term {
        guard let colon else {
            guard !content.isEmpty else {
                throw FilterSyntaxError(
                    negated && !quoted ? "a word to exclude must follow '-'" : "an empty word matches everything: leave it out",
                    offset: start, length: length, text: text)
            }
            return Filter.Term(.anywhere(Self.text(content[...])), negated: negated)
        }
        let name = Self.text(content[..<colon])
        let value = Self.text(content[(colon + 1)...])
        return Filter.Term(try test(field: name, endingAt: colon, value: value, in: text), negated: negated)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }

    private func test(
        field name: String, endingAt colon: Int, value: String, in text: String
    ) throws(FilterSyntaxError) -> Filter.Test {
        let valueStart = contentStart + colon + 1
        func wrong(_ message: String) -> FilterSyntaxError {
            FilterSyntaxError(message, offset: valueStart, length: start + length - valueStart, text: text)
        }
        func flag() throws(FilterSyntaxError) -> Bool {
            switch value.lowercased() {
            case "yes": true
            case "no": false
            default: throw wrong("\(name.lowercased()): is yes or no")
            }
        }
        func seconds() throws(FilterSyntaxError) -> Int64 {
            guard let seconds = DurationText.seconds(parsing: value) else {
                throw wrong("\(name.lowercased()): takes \(DurationText.expected)")
            }
            return seconds
        }
        let field = name.lowercased()
        if value.isEmpty, !quoted, Filter.fieldNames.contains(field)
        {
            throw wrong("\(field): needs a value")
        }
        switch field {
        case "user": return .user(value)
        case "ip": return try ip(value, wrong)
        case "agent":
            guard !value.isEmpty else { throw wrong("agent: needs a value") }
            return .agent(value)
        case "state":
            guard let state = RecordState(rawValue: value.lowercased()) else {
                throw wrong("state: is active, expired or revoked")
            }
            return .state(state)
        case "fresh": return .fresh(try flag())
        case "remembered": return .remembered(try flag())
        case "older": return .notSeenFor(seconds: try seconds())
        case "seen": return .seenWithin(seconds: try seconds())
        case "id":
            guard !value.isEmpty, value.utf8.allSatisfy({ Hex.value($0) != nil }) else {
                throw wrong("id: takes the beginning of an id, which has only the digits 0-9 and a-f")
            }
            guard value.utf8.count <= 64 else { throw wrong("an id has 64 digits, this has \(value.utf8.count)") }
            return .id(value.lowercased())
        default:
            // Part of an IPv6 address is a word like any other.
            let whole = Self.text(content[...])
            if IPText.looksLikeAddress(whole) { return .anywhere(whole) }
            throw FilterSyntaxError(
                "there is no field '\(name):' (expected \(Self.fields)); quote the word to search for it as it is",
                offset: contentStart, length: colon + 1, text: text)
        }
    }

    private func ip(_ value: String, _ wrong: (String) -> FilterSyntaxError) throws(FilterSyntaxError) -> Filter.Test {
        if value.utf8.contains(UInt8(ascii: "/")) {
            guard let network = IPNetwork(parsing: value) else {
                throw wrong("this is not a CIDR block (expected for example 10.0.0.0/8 or 2001:db8::/32)")
            }
            return .ipNetwork(bytes: network.bytes, prefixLength: network.prefixLength)
        }
        guard IPText.looksLikeAddress(value) else {
            throw wrong("this is not the beginning of an IP address (expected for example 10.0. or 2001:db8:)")
        }
        return .ipPrefix(value)
    }
}

/// What may be part of an address as written.
enum IPText {
    static func looksLikeAddress(_ text: String) -> Bool {
        let zone = text.utf8.firstIndex(of: UInt8(ascii: "%")) ?? text.utf8.endIndex
        let digits = text.utf8[..<zone]
        return !digits.isEmpty && digits.allSatisfy { Hex.value($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }
}

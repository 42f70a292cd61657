/// The characters of a YAML stream, with a place in them.
struct YAMLInput {
    private let characters: [Unicode.Scalar]
    private(set) var index = 0
    /// From 1.
    private(set) var line = 1
    /// From 0, in characters.
    private(set) var column = 0

    /// What stands after the last character. It is in no text, as YAML has no control characters but line ends and tabs.
    static let end: Unicode.Scalar = "\0"

    /// - Throws: if there is a character that YAML 1.1 (section 5.1) takes only as an escape.
    init(_ text: String) throws(FlowError) {
        characters = Array(text.unicodeScalars)
        var line = 1
        for (place, character) in characters.enumerated() {
            if character.endsLine(before: place + 1 < characters.count ? characters[place + 1] : Self.end) { line += 1 }
            guard character.isAllowedInYAML else {
                let digits = String(character.value, radix: 16, uppercase: true)
                let code = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
                throw FlowError(
                    "is not YAML: the character U+\(code) cannot stand as it is: write it as an escape in double quotes.",
                    line: line)
            }
        }
    }

    func peek(_ offset: Int = 0) -> Unicode.Scalar {
        let place = index + offset
        return place < characters.count ? characters[place] : Self.end
    }

    mutating func forward(_ count: Int = 1) {
        for _ in 0..<count where index < characters.count {
            let character = characters[index]
            index += 1
            if character.endsLine(before: peek()) {
                line += 1
                column = 0
            } else if character != "\u{FEFF}" {
                column += 1
            }
        }
    }

    /// Takes so many characters.
    mutating func take(_ count: Int) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: characters[index..<min(index + count, characters.count)])
        forward(count)
        return String(text)
    }

    /// Takes one line end, if there is one: what it stands for, else "".
    mutating func takeBreak() -> String {
        switch peek() {
        case "\r":
            forward(peek(1) == "\n" ? 2 : 1)
            return "\n"
        case "\n", "\u{85}":
            forward()
            return "\n"
        case "\u{2028}", "\u{2029}": return take(1)
        default: return ""
        }
    }

    mutating func skipSpaces() { while peek() == " " { forward() } }

    /// How many characters from here on fulfil the condition.
    func count(while condition: (Unicode.Scalar) -> Bool) -> Int {
        var length = 0
        while index + length < characters.count, condition(characters[index + length]) { length += 1 }
        return length
    }

    /// `---` or `...` at the beginning of a line, with nothing joined to it.
    func isAtDocumentMark(_ mark: Unicode.Scalar) -> Bool {
        column == 0 && peek() == mark && peek(1) == mark && peek(2) == mark && peek(3).isYAMLBlankOrEnd
    }
}

extension Unicode.Scalar {
    var isYAMLBreak: Bool {
        switch self {
        case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    var isYAMLBreakOrEnd: Bool { isYAMLBreak || self == YAMLInput.end }
    var isYAMLBlank: Bool { self == " " || self == "\t" }
    var isYAMLBlankOrEnd: Bool { isYAMLBlank || isYAMLBreakOrEnd }

    /// What the names of anchors, directives and tag handles consist of.
    var isYAMLWord: Bool {
        switch self {
        case "0"..."9", "A"..."Z", "a"..."z", "-", "_": true
        default: false
        }
    }

    fileprivate func endsLine(before next: Unicode.Scalar) -> Bool {
        self == "\r" ? next != "\n" : isYAMLBreak
    }

    fileprivate var isAllowedInYAML: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: true
        default: false
        }
    }
}

/// A line taken apart as a shell does: words, `'…'` as it stands, `"…"` with `\"` and `\\`, and `\` before any character. Nothing
/// is expanded.
package struct ShellWords: Equatable, Sendable {
    package private(set) var words: [String] = []
    /// Where each word begins in the text, in characters.
    package private(set) var starts: [Int] = []
    /// The last word goes up to the end of the text: more could be typed onto it.
    package private(set) var isLastOpen = false
    /// Where a quotation mark opens that nothing closes, in characters from 0.
    package private(set) var unclosed: Int?

    package init(_ text: String) {
        var word: String?
        var start = 0
        var quote: (mark: Character, at: Int)?
        var escapes = false
        for (index, character) in text.enumerated() {
            if word == nil, character != " " { start = index }
            if escapes {
                // In double quotes a backslash before anything else is itself.
                if let quote, character != quote.mark, character != "\\" { word = (word ?? "") + "\\" }
                word = (word ?? "") + String(character)
                escapes = false
            } else if let open = quote {
                if character == open.mark {
                    quote = nil
                } else if character == "\\", open.mark == "\"" {
                    escapes = true
                } else {
                    word = (word ?? "") + String(character)
                }
            } else if character == "'" || character == "\"" {
                quote = (character, index)
                word = word ?? ""
            } else if character == "\\" {
                escapes = true
                word = word ?? ""
            } else if character == " " {
                if let done = word {
                    words.append(done)
                    starts.append(start)
                }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        unclosed = quote?.at
        if let last = word {
            words.append(escapes ? last + "\\" : last)
            starts.append(start)
            isLastOpen = true
        }
    }

    /// A word so written that it is read as this text.
    package static func quoted(_ text: String) -> String {
        let plain = !text.isEmpty && text.allSatisfy { $0 != " " && $0 != "'" && $0 != "\"" && $0 != "\\" }
        if plain { return text }
        if !text.contains("'") { return "'\(text)'" }
        return "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
    }
}

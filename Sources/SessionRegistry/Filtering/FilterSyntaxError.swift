/// Why a filter could not be read, and where.
public struct FilterSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence: what is wrong, and what was expected.
    public var message: String
    /// Where in the text, in characters from 0; the text's length if something is missing at its end.
    public var offset: Int
    /// How many characters are wrong there, at least 1.
    public var length: Int
    /// The text that could not be read.
    public var text: String

    /// - Parameters:
    ///   - offset: in Unicode scalars, as the parser counts; so is `length`.
    package init(_ message: String, offset: Int, length: Int, text: String) {
        let scalars = Array(text.unicodeScalars)
        let start = min(max(0, offset), scalars.count)
        let end = min(start + max(0, length), scalars.count)
        func characters(_ part: ArraySlice<Unicode.Scalar>) -> Int { String(String.UnicodeScalarView(part)).count }
        self.message = message
        self.offset = characters(scalars[..<start])
        self.length = max(1, characters(scalars[start..<end]))
        self.text = text
    }

    /// Two lines: the filter, and below it carets under the place. Control characters of the filter are replaced; a long filter
    /// is cut to what is near the place.
    ///
    ///     user:ann fresh:maybe
    ///                    ^^^^^
    public var pointer: String {
        let window = 60
        let characters = Array(text)
        let place = min(offset, characters.count)
        let start = place > window ? place - window : 0
        let end = min(characters.count, place + window)
        let line = characters[start..<end].map { character in
            character.unicodeScalars.contains {
                $0.properties.generalCategory == .control || $0.value == 0x2028 || $0.value == 0x2029
            }
                ? "\u{FFFD}" : String(character)
        }
        let carets = max(1, min(length, end - place))
        let lead = start > 0 ? "…" : ""
        let indent = String(repeating: " ", count: place - start + lead.count)
        return lead + line.joined() + (end < characters.count ? "…" : "") + "\n" + indent + String(repeating: "^", count: carets)
    }

    /// The message on one line, with the place counted from 1.
    public var description: String { "\(message) (at character \(offset + 1))" }
}

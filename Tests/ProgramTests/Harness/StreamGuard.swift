/// Reads everything that a program has written to its terminal, and names whatever is not on a short list: the sequences that
/// painting a screen takes, and characters that show themselves. It knows nothing of the program's own sanitiser.
struct StreamGuard {
    /// What is not allowed, with its place; empty if all is well.
    private(set) var violations: [String] = []
    /// Contents of the clipboard that were set (OSC 52), with their places.
    private(set) var clipboard: [(place: Int, base64: String)] = []
    private let bytes: [UInt8]
    private var place = 0
    private var marksOnCell = 0

    /// - Parameter allowsSequences: `false` for output that is to be lines of text and nothing else.
    init(_ bytes: [UInt8], allowsSequences: Bool = true) {
        self.bytes = bytes
        while place < bytes.count {
            switch bytes[place] {
            case 0x0A, 0x0D: place += 1
            case 0x08 where allowsSequences, 0x09 where allowsSequences: place += 1
            case 0x1B where allowsSequences: escape()
            case 0x20...0x7E:
                marksOnCell = 0
                place += 1
            case 0x80...: character()
            default: violate("control character", length: 1)
            }
        }
    }

    private mutating func violate(_ what: String, length: Int) {
        if violations.count < 20 {
            let around = bytes[max(0, place - 24)..<min(bytes.count, place + max(length, 24))]
            violations.append(
                "\(what) at \(place): \(around.map { $0 >= 0x20 && $0 < 0x7F ? String(UnicodeScalar($0)) : "<\(String($0, radix: 16))>" }.joined())"
            )
        }
        place += max(1, length)
    }

    // MARK: - Characters

    private mutating func character() {
        let rest = bytes[place..<min(bytes.count, place + 4)]
        var iterator = rest.makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return violate("not UTF-8", length: 1) }
        let length = UTF8.width(scalar)
        switch Self.kind(of: scalar) {
        case .shown: marksOnCell = 0
        case .mark:
            marksOnCell += 1
            // A cell of curses holds four.
            if marksOnCell > 4 { return violate("flood of combining marks", length: length) }
        case .forbidden: return violate("U+\(String(scalar.value, radix: 16, uppercase: true))", length: length)
        }
        place += length
    }

    enum Kind { case shown, mark, forbidden }

    /// Letters, digits, punctuation and symbols show themselves. What is invisible, reorders, joins, stands for something
    /// else, or has a width on which terminals disagree, does not.
    static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0xFFFC, 0xFFFD, 0x2800, 0x1160...0x11FF, 0xD7B0...0xD7FF, 0x1F1E6...0x1F1FF: return .forbidden
        default: break
        }
        if scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isEmojiModifier { return .forbidden }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return .forbidden
        case .spaceSeparator: return scalar == " " ? .shown : .forbidden
        case .nonspacingMark, .enclosingMark: return .mark
        default: return .shown
        }
    }

    // MARK: - Sequences

    private mutating func escape() {
        guard place + 1 < bytes.count else { return violate("escape at the end", length: 1) }
        switch bytes[place + 1] {
        case UInt8(ascii: "["): control()
        case UInt8(ascii: "]"): command()
        // Save and restore the cursor, keypad, scroll backwards.
        case UInt8(ascii: "7"), UInt8(ascii: "8"), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "M"): place += 2
        case UInt8(ascii: "("):
            // Line drawing, and back.
            let set = place + 2 < bytes.count ? bytes[place + 2] : 0
            if set == UInt8(ascii: "B") || set == UInt8(ascii: "0") { place += 3 } else { violate("character set", length: 3) }
        default: violate("escape sequence", length: 2)
        }
    }

    private mutating func control() {
        var end = place + 2
        while end < bytes.count, !(0x40...0x7E).contains(bytes[end]) {
            guard (0x20...0x3F).contains(bytes[end]), end - place < 64 else {
                return violate("broken control sequence", length: 2)
            }
            end += 1
        }
        guard end < bytes.count else { return violate("unfinished control sequence", length: 2) }
        let parameters = String(decoding: bytes[(place + 2)..<end], as: UTF8.self)
        if Self.isAllowed(parameters, final: Character(UnicodeScalar(bytes[end]))) {
            place = end + 1
        } else {
            violate("control sequence", length: end + 1 - place)
        }
    }

    /// DEC modes that a screen needs: cursor keys, wrap, cursor, mouse, alternate screen, bracketed paste, frames at once.
    private static let modes: Set<Int> = [1, 7, 12, 25, 1000, 1002, 1006, 1049, 2004, 2026]

    static func isAllowed(_ parameters: String, final: Character) -> Bool {
        if parameters.hasPrefix("?") {
            let numbers = parameters.dropFirst().split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
            return (final == "h" || final == "l") && numbers.allSatisfy { $0.map(modes.contains) ?? false }
        }
        let fields = parameters.split(separator: ";", omittingEmptySubsequences: false)
        guard fields.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } && $0.count <= 5 }) else { return false }
        let numbers = fields.map { Int($0) ?? 0 }
        switch final {
        case "A", "B", "C", "D", "E", "G", "H", "J", "K", "L", "M", "P", "S", "T", "X", "Z", "@", "b", "d", "r":
            return numbers.count <= 2
        case "h", "l": return numbers == [4]
        // Saves and restores the title, which is never set.
        case "t": return numbers == [22, 0, 0] || numbers == [23, 0, 0]
        case "m": return isRendition(numbers)
        default: return false
        }
    }

    /// Bold, dim, italic, underline, reverse, colours, and back. Not blinking, not hidden.
    private static func isRendition(_ numbers: [Int]) -> Bool {
        var rest = numbers[...]
        while let number = rest.popFirst() {
            switch number {
            case 0, 1, 2, 3, 4, 7, 22, 23, 24, 27, 30...37, 39, 40...47, 49, 90...97, 100...107: continue
            case 38, 48:
                guard let kind = rest.popFirst() else { return false }
                let count = kind == 5 ? 1 : kind == 2 ? 3 : 0
                guard count > 0, rest.count >= count, rest.prefix(count).allSatisfy({ $0 <= 255 }) else { return false }
                rest = rest.dropFirst(count)
            default: return false
            }
        }
        return true
    }

    /// The clipboard is the one operating system command, and only a key of the person's sets it: the caller knows when.
    private mutating func command() {
        let prefix = Array("\u{1B}]52;c;".utf8)
        guard bytes[place...].starts(with: prefix) else { return violate("operating system command", length: 2) }
        var end = place + prefix.count
        while end < bytes.count, bytes[end] != 0x07 {
            let isBase64 =
                switch bytes[end] {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
                default: false
                }
            guard isBase64 else { return violate("clipboard that is not base64", length: 2) }
            end += 1
        }
        clipboard.append((place, String(decoding: bytes[(place + prefix.count)..<end], as: UTF8.self)))
        place = end + 1
    }
}

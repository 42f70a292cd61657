/// Keeps U+FEFF where a text begins with it: Yams takes a text's first character for a byte order mark, and drops it.
///
/// Before the text is parsed another character, or another escape, is put for each; in what the parser hands out they are put back.
/// The others are of the private use area, chosen so that the text has neither them nor their escapes.
struct ByteOrderMarks {
    /// What is to be parsed.
    let text: String
    /// The second hexadecimal digits of the characters U+F0FF to U+F7FF that stand for the character itself, for the escape's `e`, and
    /// for its `E`; `nil` if there is nothing to keep.
    private let digits: (mark: UInt8, lower: UInt8, upper: UInt8)?

    init(_ yaml: String) {
        var bytes = Array(yaml.utf8)
        let found = bytes.indices.filter { Self.isMark(bytes, $0) || Self.isEscape(bytes, $0, digit: "eE") }
        let free = found.isEmpty ? [] : (0..<8 as Range<UInt8>).filter { digit in
            !bytes.indices.contains { place in
                Self.isCharacter(bytes, place, digit) || Self.isEscape(bytes, place, digit: String(digit))
            }
        }
        guard free.count >= 3 else {
            text = yaml
            digits = nil
            return
        }
        let digits = (mark: free[0], lower: free[1], upper: free[2])
        for place in found {
            if Self.isMark(bytes, place) {
                bytes[place + 1] = Self.second(digits.mark)
            } else {
                bytes[place + 1] = 0x30 + (bytes[place + 1] == UInt8(ascii: "e") ? digits.lower : digits.upper)
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
        self.digits = digits
    }

    /// A parsed text with what it held before.
    func restored(_ scalar: String) -> String {
        guard let digits else { return scalar }
        var bytes = Array(scalar.utf8)
        for place in bytes.indices {
            if [digits.mark, digits.lower, digits.upper].contains(where: { Self.isCharacter(bytes, place, $0) }) {
                bytes[place + 1] = 0xBB
            } else if Self.isEscape(bytes, place, digit: String(digits.lower)) {
                bytes[place + 1] = UInt8(ascii: "e")
            } else if Self.isEscape(bytes, place, digit: String(digits.upper)) {
                bytes[place + 1] = UInt8(ascii: "E")
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func second(_ digit: UInt8) -> UInt8 { 0x80 | digit << 2 | 3 }

    private static func isMark(_ bytes: [UInt8], _ place: Int) -> Bool { isCharacter(bytes, place, second: 0xBB) }

    private static func isCharacter(_ bytes: [UInt8], _ place: Int, _ digit: UInt8) -> Bool {
        isCharacter(bytes, place, second: second(digit))
    }

    private static func isCharacter(_ bytes: [UInt8], _ place: Int, second: UInt8) -> Bool {
        bytes[place] == 0xEF && place + 2 < bytes.count && bytes[place + 1] == second && bytes[place + 2] == 0xBF
    }

    /// `feff` with one of these digits as the second.
    private static func isEscape(_ bytes: [UInt8], _ place: Int, digit: String) -> Bool {
        func isF(_ place: Int) -> Bool { bytes[place] | 0x20 == UInt8(ascii: "f") }
        return isF(place) && place + 3 < bytes.count && isF(place + 2) && isF(place + 3) && digit.utf8.contains(bytes[place + 1])
    }
}

/// Keeps keys apart that are canonically equivalent, such as "é" in one character and in two: Yams takes them for one key that stands
/// twice, Python and this program do not.
///
/// Each character beyond ASCII is written as its number before the text is parsed, and put back in what the parser hands out.
struct ExactKeys {
    /// What is to be parsed.
    let text: String
    /// Stands around the numbers; of the private use area, and not in the text.
    private let quote: Unicode.Scalar

    /// `nil` if nothing would be another.
    init?(_ yaml: String) {
        let present = Set(yaml.unicodeScalars.filter { !$0.isASCII })
        let free = (0xE000...0xE0FF).lazy.compactMap { Unicode.Scalar($0 as UInt32) }.first { !present.contains($0) }
        guard let quote = free, !present.isSubset(of: Self.breaks) else { return nil }
        var text = String.UnicodeScalarView()
        for scalar in yaml.unicodeScalars {
            if scalar.isASCII || Self.breaks.contains(scalar) {
                text.append(scalar)
            } else {
                text.append(quote)
                text.append(contentsOf: String(scalar.value, radix: 16).unicodeScalars)
                text.append(quote)
            }
        }
        self.text = String(text)
        self.quote = quote
    }

    /// These end a line in YAML 1.1.
    private static let breaks: Set<Unicode.Scalar> = ["\u{85}", "\u{2028}", "\u{2029}"]

    /// A parsed text with its own characters.
    func restored(_ scalar: String) -> String {
        let parts = scalar.unicodeScalars.split(separator: quote, omittingEmptySubsequences: false)
        guard parts.count > 1 else { return scalar }
        var text = String.UnicodeScalarView()
        for (place, part) in parts.enumerated() {
            if place % 2 == 1, let value = UInt32(String(part), radix: 16), let character = Unicode.Scalar(value) {
                text.append(character)
            } else {
                text.append(contentsOf: part)
            }
        }
        return String(text)
    }
}

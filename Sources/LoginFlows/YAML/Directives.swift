/// Directives that YAML 1.2 (6.8) has a reader pass over, as PyYAML does, while libyaml refuses the text: those of other names than
/// `YAML` and `TAG`, and later versions of YAML 1 than it knows.
enum Directives {
    /// Whether libyaml says this of such a directive.
    static func isRefusal(_ problem: String) -> Bool {
        problem.contains("found unknown directive name") || problem.contains("found incompatible YAML document")
    }

    /// The text with a directive that libyaml takes in place of the one in that line; `nil` if it is to be refused.
    /// - Parameter line: from 1.
    static func replacing(line: Int, in yaml: String) -> String? {
        let scalars = yaml.unicodeScalars
        guard let range = range(ofLine: line, in: scalars), scalars[range].first == "%" else { return nil }
        let words = scalars[range].split { $0 == " " || $0 == "\t" }.map { String($0) }
        // A directive of one's own must be followed by `---` as the other must, and means nothing to a document that does not use it.
        var known = "%TAG !directive-\(line)! tag:"
        if words[0] == "%YAML" {
            guard words.count > 1, Int(words[1].prefix { $0 != "." }) == 1 else { return nil }
            known = "%YAML 1.1"
        }
        return String(scalars[..<range.lowerBound]) + known + String(scalars[range.upperBound...])
    }

    /// Lines end as in YAML 1.1, which is what libyaml counts.
    private static func range(ofLine line: Int, in scalars: String.UnicodeScalarView) -> Range<String.Index>? {
        var start = scalars.startIndex
        for _ in 1..<max(line, 1) {
            guard let end = scalars[start...].firstIndex(where: isBreak) else { return nil }
            start = scalars.index(after: end)
            if scalars[end] == "\r", start < scalars.endIndex, scalars[start] == "\n" { start = scalars.index(after: start) }
        }
        return start..<(scalars[start...].firstIndex(where: isBreak) ?? scalars.endIndex)
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) }
}

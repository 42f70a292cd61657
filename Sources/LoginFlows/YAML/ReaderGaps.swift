import Yams

/// What PyYAML reads as YAML and JSON have it, and libyaml refuses: for each, the text is written so that libyaml takes it too, and means the same.
enum ReaderGaps {
    /// The text with what was refused written in another way; `nil` if the refusal stands.
    static func mended(_ yaml: String, after error: YamlError) -> String? {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            // JSON writes characters beyond the 16-bit plane as two escapes.
            if problem.contains("Unicode character escape") { return JSONEscapes.joiningSurrogates(yaml) }
            let lines = Lines(yaml)
            if problem.contains("found unknown directive name") || problem.contains("found incompatible YAML document") {
                return lines.replacingDirective(in: mark.line)
            }
            if problem.contains("found unexpected ':'") { return lines.spacingColon(in: mark.line, column: mark.column) }
            if problem.contains("found a tab character where an indentation space is expected"), let start = context?.mark {
                return lines.indentingScalar(in: start.line, column: start.column)
            }
            return nil
        default: return nil
        }
    }
}

/// A text whose lines and columns are counted as libyaml counts them: from 1, in characters, and lines as in YAML 1.1.
private struct Lines {
    private let scalars: [Unicode.Scalar]
    /// Where each line begins.
    private let starts: [Int]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var starts = [0]
        for (place, scalar) in scalars.enumerated() where Self.isBreak(scalar) {
            let isFirstOfTwo = scalar == "\r" && place + 1 < scalars.count && scalars[place + 1] == "\n"
            if !isFirstOfTwo { starts.append(place + 1) }
        }
        self.starts = starts
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) }

    /// A line without its end.
    private func line(_ number: Int) -> ArraySlice<Unicode.Scalar>? {
        guard starts.indices.contains(number - 1) else { return nil }
        return scalars[starts[number - 1]...].prefix { !Self.isBreak($0) }
    }

    private func text(replacing range: Range<Int>, with new: String) -> String {
        var text = String.UnicodeScalarView(scalars[..<range.lowerBound])
        text.append(contentsOf: new.unicodeScalars)
        text.append(contentsOf: scalars[range.upperBound...])
        return String(text)
    }

    /// Directives of other names than `YAML` and `TAG`, and later versions of YAML 1 than libyaml knows, are to be passed over (YAML 1.2,
    /// 6.8). One of one's own must be followed by `---` as the other must, and means nothing to a document that does not use it.
    func replacingDirective(in number: Int) -> String? {
        guard let line = line(number), line.first == "%" else { return nil }
        let words = line.split { $0 == " " || $0 == "\t" }.map { String(String.UnicodeScalarView($0)) }
        guard words[0] == "%YAML" else { return text(replacing: line.indices, with: "%TAG !directive-\(number)! tag:") }
        guard words.count > 1, Int(words[1].prefix { $0 != "." }) == 1 else { return nil }
        return text(replacing: line.indices, with: "%YAML 1.1")
    }

    /// Between brackets a colon ends a plain key where one of these follows at once: `{a:,b: 1}`.
    func spacingColon(in number: Int, column: Int) -> String? {
        guard let line = line(number), line.indices.contains(line.startIndex + column - 1) else { return nil }
        let colon = line.startIndex + column - 1
        guard line[colon] == ":", colon + 1 < line.endIndex, ",[]{}".unicodeScalars.contains(line[colon + 1]) else { return nil }
        return text(replacing: (colon + 1)..<(colon + 1), with: " ")
    }

    /// A block scalar whose first line begins with a tab, behind its indentation, which has to be told then.
    func indentingScalar(in number: Int, column: Int) -> String? {
        guard let header = line(number), header.indices.contains(header.startIndex + column - 1),
            let parent = Self.indentation(before: header.prefix(column - 1))
        else { return nil }
        let indicator = header.startIndex + column - 1
        var widest = parent + 1
        for number in (number + 1)...(starts.count + 1) {
            guard let line = line(number) else { return nil }
            let spaces = line.prefix { $0 == " " }.count
            widest = max(widest, spaces)
            if spaces < line.count { break }
        }
        let depth = widest - max(parent, 0)
        guard "|>".unicodeScalars.contains(header[indicator]), (1...9).contains(depth) else { return nil }
        return text(replacing: (indicator + 1)..<(indicator + 1), with: String(depth))
    }

    /// The indentation of the list or map that a line's last value belongs to; `nil` if there is no such thing in this line.
    private static func indentation(before: ArraySlice<Unicode.Scalar>) -> Int? {
        var rest = before
        var indentation: Int?
        func skipSpaces() { rest = rest.drop { $0 == " " } }
        skipSpaces()
        while let first = rest.first, first == "-" || first == "?", rest.dropFirst().first == " " {
            indentation = rest.startIndex - before.startIndex
            rest = rest.dropFirst()
            skipSpaces()
        }
        let hasKey = zip(rest, Array(rest.dropFirst()) + [" "]).contains { $0 == ":" && $1 == " " }
        return hasKey ? rest.startIndex - before.startIndex : indentation
    }
}

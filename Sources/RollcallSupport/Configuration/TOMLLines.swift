/// Finds the line of a key in a TOML document that has parsed: the parser keeps lines only of syntax errors.
///
/// Knows table headers, bare, quoted and dotted keys, and skips multi-line strings; a key inside an inline table is found at
/// the table's line.
struct TOMLLines {
    /// Dotted path to line, from 1.
    private var lines: [String: Int] = [:]

    init(_ text: String) {
        var table = ""
        var fence: String?
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let open = fence {
                if raw.contains(open) { fence = nil }
                continue
            }
            let line = raw.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[") {
                table = Self.path(line.drop { $0 == "[" }, until: "]")
                if lines[table] == nil { lines[table] = index + 1 }
            } else if !line.isEmpty, !line.hasPrefix("#") {
                let key = Self.path(line, until: "=")
                let path = table.isEmpty ? key : table + "." + key
                if lines[path] == nil { lines[path] = index + 1 }
                for open in ["\"\"\"", "'''"] where line.contains(open) {
                    if line.components(of: open) % 2 == 1 { fence = open }
                }
            }
        }
    }

    /// The line of this key, else of the nearest table around it, else of the first key below it.
    func line(of path: String) -> Int {
        var candidate = Substring(path)
        while true {
            if let line = lines[String(candidate)] { return line }
            guard let dot = candidate.lastIndex(of: ".") else { break }
            candidate = candidate[..<dot]
        }
        return lines.filter { $0.key.hasPrefix(path + ".") }.map(\.value).min() ?? 1
    }

    /// The key at the beginning of `text`, up to an unquoted `end`: its parts without quotes and blanks, joined by dots.
    private static func path(_ text: Substring, until end: Character) -> String {
        var result = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { result.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == end {
                break
            } else if character != " ", character != "\t", character != "\r" {
                result.append(character)
            }
        }
        return result
    }
}

extension Substring {
    /// How often `word` occurs, without overlaps.
    fileprivate func components(of word: String) -> Int {
        var count = 0
        var rest = self
        while let range = rest.firstRange(of: word) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}

/// A header that is a list of items (RFC 9110, 5.6.1), as Werkzeug 3.1.9's `parse_list_header` (`werkzeug/http.py`) reads it.
enum HeaderList {
    /// The items without the quotes around them; none if a quote is not closed. Those that are empty are left out.
    static func items(_ header: String) -> [String] {
        var items: [[Unicode.Scalar]] = [[]]
        var isEscaped = false
        var isQuoted = false
        for scalar in header.unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isEscaped = scalar == "\\"
                isQuoted = scalar != "\""
            } else if scalar == "," {
                items.append([])
                continue
            } else {
                isQuoted = scalar == "\""
            }
            items[items.count - 1].append(scalar)
        }
        return isQuoted ? [] : items.map(trimmed).filter { !$0.isEmpty }.map(unquoted)
    }

    private static func trimmed(_ item: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
        let start = item.drop(while: isBlank)
        return start.prefix((start.lastIndex { !isBlank($0) } ?? start.startIndex - 1) + 1 - start.startIndex)
    }

    private static func unquoted(_ item: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        guard item.count >= 2, item.first == "\"", item.last == "\"" else {
            text.append(contentsOf: item)
            return String(text)
        }
        var isEscaped = false
        for scalar in item.dropFirst().dropLast() {
            isEscaped = scalar == "\\" && !isEscaped
            if !isEscaped { text.append(scalar) }
        }
        return String(text)
    }
}

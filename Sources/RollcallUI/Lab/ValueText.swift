import CookieInspector
import LoginFlows
import Screen
package import SessionCore
import SessionRegistry

/// A session value on one line, for people: JSON without tags, cut where it grows long.
package enum ValueText {
    /// At most about `limit` characters, however large or deep the value is; what was cut is marked by `…`.
    package static func short(_ value: SessionValue, limit: Int = 200) -> String {
        var text = ""
        write(value, into: &text, limit: limit, depth: 0)
        return text.utf8.count > limit * 4 || text.count > limit ? String(text.prefix(limit)) + "…" : text
    }

    private static func write(_ value: SessionValue, into text: inout String, limit: Int, depth: Int) {
        guard text.utf8.count <= limit * 4 else { return }
        switch value {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += "\(number)"
        case .bigInteger(let digits): text += digits.prefix(limit + 1)
        case .double(let number): text += "\(number)"
        case .string(let string): text += "\"" + string.prefix(limit + 1) + "\""
        case .markup(let string): text += "markup \"" + string.prefix(limit + 1) + "\""
        case .uuid(let digits): text += "uuid \(digits.prefix(64))"
        case .bytes(let bytes): text += "\(bytes.count) bytes"
        case .date(let date), .zonedDate(let date, _): text += MomentFormat.full(date)
        case .list(let items): writeItems(items, "[", "]", into: &text, limit: limit, depth: depth)
        case .tuple(let items): writeItems(items, "(", ")", into: &text, limit: limit, depth: depth)
        case .map(let map):
            guard depth < 8 else {
                text += "{…}"
                return
            }
            text += "{"
            for (index, pair) in map.pairs.enumerated() {
                guard text.utf8.count <= limit * 4 else { break }
                if index > 0 { text += ", " }
                text += "\"" + pair.key.prefix(limit) + "\": "
                if SecretField.isHidden(pair.key), SecretField.holdsSomething(pair.value) {
                    text += "(hidden)"
                } else {
                    write(pair.value, into: &text, limit: limit, depth: depth + 1)
                }
            }
            text += "}"
        }
    }

    private static func writeItems(
        _ items: [SessionValue], _ open: String, _ close: String, into text: inout String, limit: Int, depth: Int
    ) {
        guard depth < 8 else {
            text += "\(open)…\(close)"
            return
        }
        text += open
        for (index, item) in items.enumerated() {
            guard text.utf8.count <= limit * 4 else { break }
            if index > 0 { text += ", " }
            write(item, into: &text, limit: limit, depth: depth + 1)
        }
        text += close
    }
}

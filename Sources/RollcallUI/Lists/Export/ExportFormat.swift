import Screen
package import SessionCore
import SessionRegistry

/// The form of an exported file.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// One object a line, with the keys of the command line's `--format json`.
    case json
    /// RFC 4180, with the same keys as its first row.
    case csv
    /// Columns for people.
    case text

    /// By the ending of the file's name; what is neither JSON nor CSV is text.
    package init(path: String) {
        let name = path.lowercased()
        if name.hasSuffix(".json") || name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
            self = .json
        } else if name.hasSuffix(".csv") {
            self = .csv
        } else {
            self = .text
        }
    }

    /// What stands before the first record.
    package func head<Row: ListedRecord>(_ type: Row.Type) -> String {
        switch self {
        case .json: ""
        case .csv: Row.exportKeys.joined(separator: ",") + "\r\n"
        case .text: Self.aligned(Row.exportColumns.map { ($0.title, $0.width) })
        }
    }

    /// A record as a line, its end included.
    package func line<Row: ListedRecord>(_ row: Row, now: Timestamp) -> String {
        let json = row.json(at: now)
        switch self {
        case .json: return JSONLine.text(.map(json)) + "\n"
        case .csv: return Row.exportKeys.map { Self.field(Self.text(json[$0])) }.joined(separator: ",") + "\r\n"
        case .text: return Self.aligned(Row.exportColumns.map { (Self.visible(json[$0.key]), $0.width) })
        }
    }

    private static func text(_ value: SessionValue?) -> String {
        switch value {
        case .string(let text)?: text
        case .integer(let number)?: String(number)
        case .bool(let flag)?: flag ? "true" : "false"
        default: ""
        }
    }

    private static func visible(_ value: SessionValue?) -> String {
        switch value {
        case .bool(let flag)?: return flag ? "yes" : "no"
        default:
            let text = text(value)
            return text.isEmpty ? "-" : Sanitizer.visible(text)
        }
    }

    /// One field of CSV. What a spreadsheet would run as a formula (`=`, `+`, `-`, `@` and their full-width twins, also behind
    /// white space) gets an apostrophe before it; what could act on a terminal is made visible, so that a record is one line.
    private static func field(_ text: String) -> String {
        var text = Sanitizer.visible(text)
        let first = text.first { $0 != " " }
        if let first, "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".contains(first) { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0 == ";" || $0 == "'" || $0 == " " }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Nothing is cut: what is longer than its column pushes the rest.
    private static func aligned(_ cells: [(String, Int)]) -> String {
        var line = ""
        for (index, (text, width)) in cells.enumerated() {
            line += text
            if index < cells.count - 1 { line += String(repeating: " ", count: max(0, width - CellWidth.of(text)) + 2) }
        }
        return line + "\n"
    }
}

import SessionCore

/// Writes flows as YAML, so that `FlowReader` reads the same flows back. What has its default value is left out.
public enum FlowWriter {
    public static func yaml(_ flows: [Flow]) -> String {
        flows.map(yaml).joined(separator: "---\n")
    }

    /// One line of JSON, as Python's `json` writes it (so `NaN` for what JSON cannot say).
    public static func json(_ flow: Flow) -> String { JSONText.line(.map(FlowDocumentForm.flow(flow))) }

    public static func yaml(_ flow: Flow) -> String {
        var lines: [String] = []
        for (key, value) in FlowDocumentForm.flow(flow).pairs { lines += block(key, value, depth: 0) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The settings get a line each, and so do users, steps, and what a step holds; all else stays on one line.
    private static func block(_ key: String, _ value: SessionValue, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        let start = indent + YAMLText.scalar(key) + ":"
        switch (key, value) {
        case ("blueprint_login_views", .map(let map)):
            let pairs = map.pairs.map { pair in
                (pair.key == FlowDocumentForm.nullKey ? "null" : YAMLText.scalar(pair.key)) + ": " + YAMLText.value(pair.value)
            }
            return [start + " {" + pairs.joined(separator: ", ") + "}"]
        case ("app", .map(let map)), ("config", .map(let map)), ("login_manager", .map(let map)):
            guard !map.isEmpty else { break }
            return [start] + map.pairs.flatMap { block($0.key, $0.value, depth: depth + 1) }
        case ("users", .list(let rows)):
            return [start] + rows.map { indent + "  - " + YAMLText.value($0) }
        case ("steps", .list(let steps)):
            return [start]
                + steps.flatMap { step -> [String] in
                    guard case .map(let map) = step else { return [] }
                    return map.pairs.enumerated().map { place, pair in
                        indent + (place == 0 ? "  - " : "    ") + YAMLText.scalar(pair.key) + ": " + YAMLText.value(pair.value)
                    }
                }
        default: break
        }
        return [start + " " + YAMLText.value(value)]
    }
}

/// Values as YAML on one line that every reader takes for the same.
enum YAMLText {
    /// Plain where nothing can be misread, else in double quotes.
    static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// Any session value; those that YAML lacks in Flask's tagged form.
    static func value(_ value: SessionValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .double(let value):
            value.isNaN ? ".nan" : value.isInfinite ? (value < 0 ? "-.inf" : ".inf") : number(value)
        case .string(let text): scalar(text)
        case .list(let items): "[" + items.map(self.value).joined(separator: ", ") + "]"
        case .map(let map): "{" + map.pairs.map { "\(scalar($0.key)): \(self.value($0.value))" }.joined(separator: ", ") + "}"
        case .date(let time), .zonedDate(let time, _): time.iso8601
        case .bytes(let bytes): "!!binary \"" + String(decoding: PythonBase64.encodeStandard(bytes), as: UTF8.self) + "\""
        case .tuple, .markup, .uuid: self.value(TaggedJSON.tagged(value))
        }
    }

    /// YAML 1.1 takes an exponent only after a point.
    private static func number(_ value: Double) -> String {
        let text = PythonFloat.repr(value)
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }

    /// Letters, digits and a few marks; nothing that YAML 1.1 or 1.2 reads as another type, and no number but a duration.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 100 else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        if isDigit(first) {
            // 15m, 30d: a number needs no other letter than these, and 1.1's octal and hexadecimal begin with 0.
            return first != 0x30 && "smhd".utf8.contains(text.utf8.last ?? 0) && text.utf8.dropLast().allSatisfy(isDigit)
        }
        guard isLetter(first) || first == 0x2F || first == 0x5F else { return false }
        let marks = Set("_-./@%=+".utf8)
        guard text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || marks.contains($0) }) else { return false }
        return !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: out += "\\\""
            case 0x5C: out += "\\\\"
            case 0x0A: out += "\\n"
            case 0x09: out += "\\t"
            case 0x0D: out += "\\r"
            case 0x00..<0x20, 0x7F..<0xA0: out += "\\x" + hex(scalar.value, 2)
            case 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: out += "\\u" + hex(scalar.value, 4)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

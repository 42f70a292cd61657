/// Takes cookies out of the lines that people paste.
enum CookieLine {
    /// Every cookie in `input`, in order; blank lines are passed over.
    static func cookies(in input: String, name: String?) -> [ReceivedCookie] {
        input.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.flatMap { cookies(inLine: Substring($0), name: name) }
    }

    private static func cookies(inLine raw: Substring, name: String?) -> [ReceivedCookie] {
        let line = trimmed(raw)
        guard !line.isEmpty else { return [] }
        func wanted(_ cookie: ReceivedCookie) -> Bool { name == nil || cookie.name == name }
        if let rest = headerValue(line, "Set-Cookie") { return [setCookie(rest)].filter(wanted) }
        if let rest = headerValue(line, "Cookie") { return list(rest).filter(wanted) }

        let parts = line.split(separator: ";", omittingEmptySubsequences: true)
        if let first = parts.first, parts.count > 1, first.contains("=") {
            let names = parts.dropFirst().map { pair($0).name.lowercased() }
            if names.contains(where: SetCookieAttributes.names.contains) { return [setCookie(line)].filter(wanted) }
            if parts.dropFirst().allSatisfy({ $0.contains("=") }) { return list(line).filter(wanted) }
        }
        if let name {
            let value = line.hasPrefix(name + "=") ? line.dropFirst(name.count + 1) : line
            return [ReceivedCookie(name: name, value: unquoted(value))]
        }
        if let equals = line.firstIndex(of: "="), isName(line[..<equals]), !isBareValue(line, firstEquals: equals) {
            return [ReceivedCookie(name: String(line[..<equals]), value: unquoted(line[line.index(after: equals)...]))]
        }
        return [ReceivedCookie(name: nil, value: unquoted(line))]
    }

    /// A part of a header at its first `=`, without the blanks around both. A part without `=` is a name.
    static func pair(_ part: Substring) -> (name: String, value: String) {
        guard let equals = part.firstIndex(of: "=") else { return (String(trimmed(part)), "") }
        return (String(trimmed(part[..<equals])), String(trimmed(part[part.index(after: equals)...])))
    }

    private static func headerValue(_ line: Substring, _ header: String) -> Substring? {
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == header.lowercased() else { return nil }
        return trimmed(line[line.index(after: colon)...])
    }

    private static func setCookie(_ text: Substring) -> ReceivedCookie {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let (name, value) = pair(parts.first ?? "")
        return ReceivedCookie(name: name, value: unquoted(value[...]), attributes: SetCookieAttributes(parts.dropFirst()))
    }

    private static func list(_ text: Substring) -> [ReceivedCookie] {
        text.split(separator: ";").compactMap { part in
            guard part.contains("=") else { return nil }
            let (name, value) = pair(part)
            return ReceivedCookie(name: name, value: unquoted(value[...]))
        }
    }

    /// A token (RFC 6265, section 4.1.1, by RFC 2616) of a length that names have.
    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"()<>@,;:\\\"/[]?={}|".utf8.contains(byte)
            }
    }

    /// Whether the `=` is the padding of base64 inside a value rather than the end of a name: it is followed by nothing, by more
    /// padding, by `--` (Rails) or, behind what begins as JSON in base64 does, by a dot (Starlette).
    private static func isBareValue(_ line: Substring, firstEquals: Substring.Index) -> Bool {
        let head = line[..<firstEquals]
        guard head.utf8.count >= 12 else { return false }
        let rest = line[firstEquals...].drop { $0 == "=" }
        if rest.isEmpty || rest.hasPrefix("--") { return true }
        let padding = line[firstEquals...].prefix { $0 == "=" }.count
        return rest.hasPrefix(".") && (padding == 2 || head.hasPrefix("ey") || head.hasPrefix("W")) && !head.contains("_")
    }

    /// The value without surrounding quotes and with the escapes of Werkzeug and Python's `http.cookies` undone: `\054` is an
    /// octal byte of UTF-8, `\"` a character (Werkzeug 3.1, `sansio/http.py`).
    static func unquoted(_ text: Substring) -> String {
        let value = trimmed(text)
        guard value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") else { return String(value) }
        let inner = Array(value.utf8.dropFirst().dropLast())
        var bytes: [UInt8] = []
        var index = 0
        while index < inner.count {
            guard inner[index] == UInt8(ascii: "\\"), index + 1 < inner.count else {
                bytes.append(inner[index])
                index += 1
                continue
            }
            let digits = inner[(index + 1)...].prefix(3)
            if digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }),
                let byte = UInt8(exactly: digits.reduce(0) { $0 * 8 + Int($1 - 0x30) })
            {
                bytes.append(byte)
                index += 4
            } else {
                bytes.append(inner[index + 1])
                index += 2
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.unicodeScalars.first, first == " " || first == "\t" { text.unicodeScalars.removeFirst() }
        while let last = text.unicodeScalars.last, last == " " || last == "\t" { text.unicodeScalars.removeLast() }
        return text
    }
}

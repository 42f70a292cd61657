/// What of a cookie's value may be drawn. A cookie opens a login as long as it lives, so no screen shows one whole: of a
/// signed cookie the beginning of its readable part, of a secret only how long it is.
package enum CookieMask {
    /// A short form for lists and headers, never enough to use the cookie: `eyJfdXNlcl9…(signature hidden)`.
    ///
    /// Complexity: linear in the value; only its first 64 characters are ever copied.
    package static func shown(_ value: String) -> String {
        let bare = unquoted(value)
        guard !bare.isEmpty else { return "(empty)" }
        if let bar = bare.lastIndex(of: "|") {
            let payload = bare[..<bar]
            return (isSecret(payload) ? hidden(payload.utf8.count) : clipped(payload)) + "|(signature hidden)"
        }
        let parts = bare.split(separator: ".", omittingEmptySubsequences: true)
        if parts.count >= 2, let first = parts.first, isReadable(first, in: bare) {
            return (bare.hasPrefix(".") ? "." : "") + clipped(first, to: 12) + "(signature hidden)"
        }
        return hidden(bare.utf8.count)
    }

    /// A Set-Cookie header with its value masked; the attributes are shown as they are.
    package static func setCookie(_ header: String) -> String {
        let parts = header.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { return hidden(header.utf8.count) }
        let attributes = parts.count > 1 ? ";" + parts[1] : ""
        return "\(pair[..<equals])=\(shown(String(pair[pair.index(after: equals)...])))\(attributes)"
    }

    /// What an expectation says of a Set-Cookie header: an attribute as it stands, a value masked.
    package static func setCookieText(_ text: String) -> String {
        guard let equals = text.firstIndex(of: "="), text[text.index(after: equals)...].utf8.count > 24 else { return text }
        return setCookie(text)
    }

    /// The text of an input line while a cookie is typed: what follows the first characters of each value is drawn as dots,
    /// character for character, so that the cursor stays where it is.
    package static func typed(_ text: [Character], ascii: Bool = false) -> [Character] {
        let dot: Character = ascii ? "*" : "•"
        var visible = 0
        var masked: [Character] = []
        masked.reserveCapacity(text.count)
        for character in text {
            switch character {
            case "=", ";", ":", " ":
                visible = 0
                masked.append(character)
            default:
                visible += 1
                masked.append(visible <= 6 ? character : dot)
            }
        }
        // A name before `=` is no secret: uncover it.
        var start = 0
        for index in text.indices {
            if text[index] == ";" || text[index] == ":" { start = index + 1 }
            // Base64's padding is no end of a name: something else must follow.
            let next = text.dropFirst(index + 1).first
            if text[index] == "=", index - start <= 40, let next, next != "=", next != ";" {
                for place in start..<max(start, index) { masked[place] = text[place] }
                start = text.count
            }
        }
        return masked
    }

    /// Whether a payload is `series.verifier` of a remember series: two random texts and a dot between them.
    package static func isSecret(_ payload: some StringProtocol) -> Bool {
        let halves = payload.split(separator: ".", omittingEmptySubsequences: false)
        return halves.count == 2 && halves.allSatisfy { half in half.utf8.count >= 16 && half.utf8.allSatisfy(isBase64) }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2F, 0x3D, 0x5F: true
        default: false
        }
    }

    package static func hidden(_ count: Int) -> String { "(\(count) characters hidden)" }

    private static func unquoted(_ value: String) -> Substring {
        let text = value.drop { $0 == " " }
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return text.dropFirst().dropLast()
    }

    /// Base64 of JSON begins with `eyJ`, `e30` or `W`; Flask puts a dot before what it compressed.
    private static func isReadable(_ first: Substring, in bare: Substring) -> Bool {
        first.hasPrefix("eyJ") || first.hasPrefix("e30") || first.hasPrefix("ey")
            || (bare.hasPrefix(".") && first.hasPrefix("eJ"))
    }

    private static func clipped(_ text: Substring, to limit: Int = 24) -> String {
        text.count > limit ? String(text.prefix(limit)) + "…" : String(text)
    }
}

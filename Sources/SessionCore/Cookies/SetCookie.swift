/// One Set-Cookie header, written as Werkzeug 3.1 does (`werkzeug/http.py`, `dump_cookie`): the order of attributes, the
/// quoting of odd values and the date's format are its.
public struct SetCookie: Hashable, Sendable {
    /// How long the browser keeps a cookie.
    public enum Lifetime: Hashable, Sendable {
        /// Until the browser closes.
        case browserSession
        /// Until this moment, written to the second (`Expires`).
        case until(Timestamp)
        /// Expired at once: the browser drops the cookie.
        case deleted
    }

    /// The value as the application means it, before quoting.
    public var value: String
    /// How long the browser keeps it.
    public var lifetime: Lifetime
    /// Name and attributes.
    public var settings: CookieSettings

    /// A cookie to be written.
    public init(value: String, lifetime: Lifetime, settings: CookieSettings) {
        self.value = value
        self.lifetime = lifetime
        self.settings = settings
    }

    /// What is wrong with the settings.
    public enum Problem: Error, Hashable, Sendable {
        /// SameSite is not `Strict`, `Lax` or `None`.
        case sameSite
        /// The domain is not a host name: a label is empty or longer than 63 characters.
        case domain
        /// The name or the domain has a line break, with which a header would end and another begin.
        case lineBreak
    }

    /// The header's value, without `Set-Cookie: `.
    public func headerValue() throws(Problem) -> String {
        var domain: String?
        if let given = settings.domain {
            let host = given.unicodeScalars.prefix { $0 != ":" }.drop { $0 == "." }
            guard let encoded = HostName.encode(String(String.UnicodeScalarView(host))) else { throw .domain }
            domain = encoded
        }
        var sameSite: String?
        if let given = settings.sameSite {
            guard let name = Self.sameSite(given) else { throw .sameSite }
            sameSite = name
        }
        var header = settings.name + "=" + Self.quoted(value)
        if let domain { header += "; Domain=" + domain }
        switch lifetime {
        case .browserSession: break
        case .until(let time): header += "; Expires=" + time.httpDate
        case .deleted: header += "; Expires=" + Timestamp(seconds: 0).httpDate + "; Max-Age=0"
        }
        if settings.secure || settings.partitioned { header += "; Secure" }
        if settings.httpOnly { header += "; HttpOnly" }
        if let path = settings.path { header += "; Path=" + PercentEncoding.quote(path, safe: .cookiePath) }
        if let sameSite { header += "; SameSite=" + sameSite }
        if settings.partitioned { header += "; Partitioned" }
        guard !header.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { throw .lineBreak }
        return header
    }

    /// Python's `title()` where it comes to one of the three; `nil` elsewhere.
    private static func sameSite(_ text: String) -> String? {
        var text = text.lowercased()
        // Two letters that become an S, and an St, at the beginning of a word.
        for (letter, plain) in [("\u{17F}", "s"), ("\u{FB06}", "st")] where text.unicodeScalars.first == letter.unicodeScalars.first {
            text = plain + String(text.unicodeScalars.dropFirst())
        }
        return ["strict": "Strict", "lax": "Lax", "none": "None"][text]
    }

    /// The value as it stands in the header: in quotes, with escapes, if RFC 6265 does not allow it as it is.
    public static func quoted(_ value: String) -> String {
        if value.utf8.allSatisfy({ plain[Int($0)] }) { return value }
        var out: [UInt8] = [UInt8(ascii: "\"")]
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out += [UInt8(ascii: "\\"), byte]
            // Werkzeug leaves 0x1A to 0x1F unescaped, and so does this.
            case 0x00...0x19, UInt8(ascii: ","), UInt8(ascii: ";"), 0x7F...0xFF:
                out += [UInt8(ascii: "\\"), 0x30 + byte >> 6, 0x30 + byte >> 3 & 7, 0x30 + byte & 7]
            default:
                out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
        return String(decoding: out, as: UTF8.self)
    }

    /// The characters that need no quotes.
    private static let plain: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        let characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_!#$%&'()*+-./:<=>?@[]^`{|}~"
        for character in characters.utf8 { table[Int(character)] = true }
        return table
    }()
}

/// The cookies of a request, read as Werkzeug 3.1 does (`werkzeug/sansio/http.py`, `parse_cookie`): RFC 6265 cookie pairs, and
/// values in quotes with backslash escapes.
public struct RequestCookies: Sendable {
    /// In the order of the header; a name may come several times.
    public private(set) var pairs: [(name: String, value: String)] = []

    /// - Parameter header: the Cookie header; several are joined by `;`. What cannot be read is skipped up to the next `;`.
    public init(header: String?) {
        guard var header, !header.isEmpty else { return }
        header.withUTF8 { read($0) }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while at <= bytes.count {
            if let (pair, end) = Self.pair(bytes, from: at) {
                pairs.append(pair)
                at = end
            } else if at < bytes.count, let semicolon = bytes[at...].firstIndex(of: UInt8(ascii: ";")) {
                at = semicolon + 1
            } else {
                return
            }
        }
    }

    /// The first cookie of this name.
    public subscript(name: String) -> String? {
        pairs.first { ExactText.isSame($0.name, name) }?.value
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ";")
    }

    /// A cookie pair that begins here, with the position after its `;`.
    private static func pair(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> ((name: String, value: String), Int)? {
        func skipSpace(_ from: Int) -> Int {
            var at = from
            while at < bytes.count, isSpace(bytes[at]) { at += 1 }
            return at
        }
        var at = skipSpace(start)
        let nameStart = at
        while at < bytes.count, !isSpace(bytes[at]), !endsName(bytes[at]) { at += 1 }
        guard at > nameStart else { return nil }
        let name = String(decoding: bytes[nameStart..<at], as: UTF8.self)
        at = skipSpace(at)
        var value = ""
        if at < bytes.count, bytes[at] == UInt8(ascii: "=") {
            at = skipSpace(at + 1)
            if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
                guard let (text, end) = quoted(bytes, from: at + 1) else { return nil }
                value = text
                at = end
            } else {
                let valueStart = at
                while at < bytes.count, !isSpace(bytes[at]), bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: ";") {
                    at += 1
                }
                value = String(decoding: bytes[valueStart..<at], as: UTF8.self)
            }
            at = skipSpace(at)
        }
        if at == bytes.count { return ((name, value), bytes.count + 1) }
        guard bytes[at] == UInt8(ascii: ";") else { return nil }
        return ((name, value), at + 1)
    }

    /// The text up to the closing quote, without its escapes, with the position after the quote.
    private static func quoted(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (String, Int)? {
        var out: [UInt8] = []
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                return (String(decoding: out, as: UTF8.self), at + 1)
            case UInt8(ascii: "\\"):
                guard at + 1 < bytes.count, bytes[at + 1] != 0x0A else { return nil }
                if at + 3 < bytes.count, (0x30...0x33).contains(bytes[at + 1]), (0x30...0x37).contains(bytes[at + 2]),
                    (0x30...0x37).contains(bytes[at + 3])
                {
                    out.append((bytes[at + 1] - 0x30) << 6 | (bytes[at + 2] - 0x30) << 3 | (bytes[at + 3] - 0x30))
                    at += 4
                } else {
                    out.append(bytes[at + 1])
                    at += 2
                }
            default:
                out.append(bytes[at])
                at += 1
            }
        }
        return nil
    }
}

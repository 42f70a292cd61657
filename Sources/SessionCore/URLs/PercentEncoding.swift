/// Percent-encoding as Python's `urllib.parse` does it (3.11), with the sets of characters that Werkzeug 3.1 leaves alone.
enum PercentEncoding {
    /// Characters besides letters, digits and `_.-~` that stay as they are.
    struct Safe: Sendable {
        fileprivate let table: [Bool]

        init(_ characters: String) {
            var table = [Bool](repeating: false, count: 256)
            let always = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~"
            for byte in (always + characters).utf8 { table[Int(byte)] = true }
            self.table = table
        }

        static let nothing = Safe("")
        /// `dump_cookie`'s path.
        static let cookiePath = Safe("%!$&'()*+,/:=@")
        static let path = Safe("%!$&'()*+,/:;=@")
        static let query = Safe("%!$&'()*+,/:;=?@")
        static let fragment = Safe("%!#$&'()*+,/:;=?@")
        static let user = Safe("%!$&'()*+,;=")
    }

    /// Python's `quote(text, safe=…)`.
    static func quote(_ text: String, safe: Safe) -> String {
        if text.utf8.allSatisfy({ safe.table[Int($0)] }) { return text }
        var out: [UInt8] = []
        for byte in text.utf8 {
            if safe.table[Int(byte)] { out.append(byte) } else { append(byte, to: &out) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Python's `quote_plus(text)`: a space becomes `+`.
    static func quotePlus(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if byte == 0x20 {
                out.append(UInt8(ascii: "+"))
            } else if Safe.nothing.table[Int(byte)] {
                out.append(byte)
            } else {
                append(byte, to: &out)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let upperDigits = Array("0123456789ABCDEF".utf8)

    private static func append(_ byte: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "%"))
        out.append(upperDigits[Int(byte >> 4)])
        out.append(upperDigits[Int(byte & 15)])
    }

    /// The bytes that a text stands for: `%` and two hexadecimal digits are one byte, anything else is itself.
    static func decodedBytes(_ text: some Collection<UInt8>) -> [UInt8] {
        let bytes = Array(text)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if let byte = escape(bytes, at) {
                out.append(byte)
                at += 3
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return out
    }

    /// Python's `unquote(text)`: what is not UTF-8 becomes U+FFFD.
    static func unquote(_ text: some Collection<UInt8>) -> String { String(decoding: decodedBytes(text), as: UTF8.self) }

    private static func escape(_ bytes: [UInt8], _ at: Int) -> UInt8? {
        guard at + 2 < bytes.count, bytes[at] == UInt8(ascii: "%"), let high = Hex.value(bytes[at + 1]),
            let low = Hex.value(bytes[at + 2])
        else { return nil }
        return high << 4 | low
    }

    /// Werkzeug's `_make_unquote_part`: decodes what is valid UTF-8, but leaves controls, space, `%`, DEL and `kept` encoded.
    static func unquoteSafely(_ text: String, keeping kept: String) -> String {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var run: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard let byte = escape(bytes, at) else {
                run.append(bytes[at])
                at += 1
                continue
            }
            if byte <= 0x20 || byte == 0x25 || byte == 0x7F || kept.utf8.contains(byte) {
                flush(&run, into: &out)
                out += bytes[at..<(at + 3)]
            } else {
                run.append(byte)
            }
            at += 3
        }
        flush(&run, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends the run, with the bytes that are not UTF-8 encoded again.
    private static func flush(_ run: inout [UInt8], into out: inout [UInt8]) {
        defer { run.removeAll() }
        if String(validating: run, as: UTF8.self) != nil {
            out += run
            return
        }
        var at = 0
        while at < run.count {
            let width =
                switch run[at] {
                case 0x00..<0x80: 1
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 0
                }
            if width > 0, at + width <= run.count, String(validating: run[at..<(at + width)], as: UTF8.self) != nil {
                out += run[at..<(at + width)]
                at += width
            } else {
                append(run[at], to: &out)
                at += 1
            }
        }
    }
}

import SessionCore

/// Query strings and request targets as Werkzeug 3.1 reads them.
enum QueryDecoding {
    /// `name=value` pairs in order (`urllib.parse.parse_qsl` of Python 3.11 with Werkzeug's error handler): `+` is a space,
    /// pieces without `=` have an empty value, and bytes that are not UTF-8 stay percent-encoded.
    static func pairs(_ query: String) -> [(name: String, value: String)] {
        query.utf8.split(separator: 0x26).map { piece in
            let parts = piece.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(parts.first ?? piece), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }

    /// The first value of that name: `request.args.get`.
    static func first(_ name: String, in pairs: [(name: String, value: String)]) -> String? {
        pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// Percent-encoding undone. Escapes are joined into characters only with their neighbours, as in Python's `unquote`, which
    /// decodes each run of ASCII on its own.
    private static func decoded(_ text: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        var run: [UInt8] = []
        func flush() {
            out += keepingInvalid(run)
            run = []
        }
        for byte in percentDecoded(text, plusIsSpace: true) {
            if byte.escaped || byte.value < 0x80 {
                run.append(byte.value)
            } else {
                flush()
                out.append(byte.value)
            }
        }
        flush()
        return String(decoding: out, as: UTF8.self)
    }

    /// The path that the router sees: percent-encoding undone, with U+FFFD for what is not UTF-8.
    static func path(_ path: String) -> String {
        String(decoding: percentDecoded(path.utf8, plusIsSpace: false).map(\.value), as: UTF8.self)
    }

    private static func percentDecoded(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> [(value: UInt8, escaped: Bool)] {
        let bytes = Array(text)
        var out: [(value: UInt8, escaped: Bool)] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if bytes[at] == 0x25, at + 2 < bytes.count, let high = Hex.value(bytes[at + 1]), let low = Hex.value(bytes[at + 2]) {
                out.append((high << 4 | low, true))
                at += 3
            } else {
                out.append((plusIsSpace && bytes[at] == 0x2B ? 0x20 : bytes[at], false))
                at += 1
            }
        }
        return out
    }

    /// The bytes with every one that is not part of UTF-8 percent-encoded again.
    private static func keepingInvalid(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        var out: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let length = lengthOfCharacter(bytes[at])
            let end = min(at + length, bytes.count)
            if length > 0, String(validating: bytes[at..<end], as: UTF8.self) != nil {
                out += bytes[at..<end]
                at = end
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                out += [0x25, digits[Int(bytes[at] >> 4)], digits[Int(bytes[at] & 15)]]
                at += 1
            }
        }
        return out
    }

    private static func lengthOfCharacter(_ first: UInt8) -> Int {
        switch first {
        case 0..<0x80: 1
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: 0
        }
    }
}

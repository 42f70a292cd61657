/// Python's `str()` and `repr()` of session values, which Flask-Login applies to whatever a session holds as user id.
package enum PythonText {
    /// Python's `str(value)`.
    package static func str(_ value: SessionValue) -> String {
        switch value {
        case .string(let text), .markup(let text): text
        case .uuid(let digits): hyphenated(digits)
        case .date(let time): spaced(time) + "+00:00"
        default: repr(value)
        }
    }

    /// Python's `repr(value)`.
    package static func repr(_ value: SessionValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .double(let value): PythonFloat.repr(value)
        case .string(let text): repr(text)
        case .list(let items): "[" + items.map(repr).joined(separator: ", ") + "]"
        case .tuple(let items):
            items.count == 1 ? "(" + items.map(repr).joined() + ",)" : "(" + items.map(repr).joined(separator: ", ") + ")"
        case .map(let map): "{" + map.pairs.map { repr($0.key) + ": " + repr($0.value) }.joined(separator: ", ") + "}"
        case .bytes(let bytes): repr(bytes)
        case .markup(let text): "Markup(" + repr(text) + ")"
        case .uuid(let digits): "UUID('" + hyphenated(digits) + "')"
        case .date(let time): dateRepr(time)
        }
    }

    /// `b'…'`, as Flask-Login puts the address and the user agent into the session's identifier.
    package static func repr(_ bytes: some Collection<UInt8>) -> String {
        let quote = bytes.contains(0x27) && !bytes.contains(0x22) ? UInt8(0x22) : 0x27
        var out: [UInt8] = [UInt8(ascii: "b"), quote]
        for byte in bytes {
            switch byte {
            case quote, 0x5C: out += [0x5C, byte]
            case 0x09: out += "\\t".utf8
            case 0x0A: out += "\\n".utf8
            case 0x0D: out += "\\r".utf8
            case 0x20..<0x7F: out.append(byte)
            default: out += "\\x".utf8 + Hex.pair(byte)
            }
        }
        out.append(quote)
        return String(decoding: out, as: UTF8.self)
    }

    private static func repr(_ text: String) -> String {
        let quote: Unicode.Scalar = text.utf8.contains(0x27) && !text.utf8.contains(0x22) ? "\"" : "'"
        var out = String.UnicodeScalarView()
        out.append(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": out += ["\\", scalar]
            case "\t": out += "\\t".unicodeScalars
            case "\n": out += "\\n".unicodeScalars
            case "\r": out += "\\r".unicodeScalars
            case " "..."~": out.append(scalar)
            default:
                if isPrintable(scalar) {
                    out.append(scalar)
                } else {
                    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
                    let digits = String(scalar.value, radix: 16)
                    out +=
                        ("\\" + letter + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits).unicodeScalars
                }
            }
        }
        out.append(quote)
        return String(out)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator: false
        default: true
        }
    }

    private static func hyphenated(_ digits: String) -> String {
        let d = Array(digits.utf8)
        guard d.count == 32 else { return digits }
        let parts = [d[0..<8], d[8..<12], d[12..<16], d[16..<20], d[20..<32]]
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    private static func spaced(_ time: Timestamp) -> String {
        let iso = Array(Timestamp(seconds: time.seconds).iso8601.utf8.dropLast())
        return String(decoding: iso.map { $0 == UInt8(ascii: "T") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    private static func dateRepr(_ time: Timestamp) -> String {
        let t = CivilTime(time)
        let seconds = t.second == 0 ? "" : ", \(t.second)"
        return
            "datetime.datetime(\(t.year), \(t.month), \(t.day), \(t.hour), \(t.minute)\(seconds), tzinfo=datetime.timezone.utc)"
    }
}

package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two lower-case digits.
    package static func pair(_ byte: UInt8) -> [UInt8] { [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }

    package static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return out
    }

    package static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}

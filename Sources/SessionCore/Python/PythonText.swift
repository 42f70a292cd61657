/// Python's `str()` and `repr()` of session values, which Flask-Login applies to whatever a session holds as user id.
package enum PythonText {
    /// Python's `str(value)`.
    package static func str(_ value: SessionValue) -> String {
        switch value {
        case .string(let text), .markup(let text): text
        case .uuid(let digits): hyphenated(digits)
        case .date(let time): spaced(time) + "+00:00"
        case .zonedDate(let time, let offset): spaced(time.advanced(bySeconds: Int64(offset) * 60)) + clockText(offset)
        default: repr(value)
        }
    }

    /// Python's `str(value)`; `nil` if it has more than so many bytes, after little more work than for writing these.
    package static func str(_ value: SessionValue, maximumLength: Int) -> String? {
        let text: String
        switch value {
        case .list, .tuple, .map:
            var out: [UInt8] = []
            write(value, to: &out, limit: maximumLength)
            guard out.count <= maximumLength else { return nil }
            text = String(decoding: out, as: UTF8.self)
        default: text = str(value)
        }
        return text.utf8.count <= maximumLength ? text : nil
    }

    /// Python's `repr(value)`.
    package static func repr(_ value: SessionValue) -> String {
        var out: [UInt8] = []
        write(value, to: &out, limit: .max)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends `repr(value)`, and stops between two values once there are more than `limit` bytes.
    private static func write(_ value: SessionValue, to out: inout [UInt8], limit: Int) {
        guard out.count <= limit else { return }
        switch value {
        case .null: out += "None".utf8
        case .bool(let value): out += (value ? "True" : "False").utf8
        case .integer(let value): out += String(value).utf8
        case .bigInteger(let digits): out += digits.utf8
        case .double(let value): out += PythonFloat.repr(value).utf8
        case .string(let text): write(text, to: &out)
        case .list(let items):
            out += "[".utf8
            write(items, to: &out, limit: limit)
            out += "]".utf8
        case .tuple(let items):
            out += "(".utf8
            write(items, to: &out, limit: limit)
            out += (items.count == 1 ? ",)" : ")").utf8
        case .map(let map):
            out += "{".utf8
            for (place, pair) in map.pairs.enumerated() {
                guard out.count <= limit else { return }
                if place > 0 { out += ", ".utf8 }
                write(pair.key, to: &out)
                out += ": ".utf8
                write(pair.value, to: &out, limit: limit)
            }
            out += "}".utf8
        case .bytes(let bytes): out += repr(bytes).utf8
        case .markup(let text):
            out += "Markup(".utf8
            write(text, to: &out)
            out += ")".utf8
        case .uuid(let digits): out += "UUID('\(hyphenated(digits))')".utf8
        case .date(let time): out += dateRepr(time, offset: 0).utf8
        case .zonedDate(let time, let offset): out += dateRepr(time, offset: offset).utf8
        }
    }

    private static func write(_ items: [SessionValue], to out: inout [UInt8], limit: Int) {
        for (place, item) in items.enumerated() {
            guard out.count <= limit else { return }
            if place > 0 { out += ", ".utf8 }
            write(item, to: &out, limit: limit)
        }
    }

    /// `b'…'`, as Flask-Login puts the address and the user agent into the session's identifier.
    package static func repr(_ bytes: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        write(bytes, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends `b'…'`.
    static func write(_ bytes: some Collection<UInt8>, to out: inout [UInt8]) {
        let quote = bytes.contains(0x27) && !bytes.contains(0x22) ? UInt8(0x22) : 0x27
        out.append(UInt8(ascii: "b"))
        out.append(quote)
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
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        let quote: Unicode.Scalar = text.utf8.contains(0x27) && !text.utf8.contains(0x22) ? "\"" : "'"
        out.append(UInt8(truncatingIfNeeded: quote.value))
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": out += [0x5C, UInt8(truncatingIfNeeded: scalar.value)]
            case "\t": out += "\\t".utf8
            case "\n": out += "\\n".utf8
            case "\r": out += "\\r".utf8
            case " "..."~": out.append(UInt8(truncatingIfNeeded: scalar.value))
            default:
                if isPrintable(scalar) {
                    out += UTF8.encode(scalar) ?? .init()
                } else {
                    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
                    let digits = String(scalar.value, radix: 16)
                    out += ("\\" + letter + String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits).utf8
                }
            }
        }
        out.append(UInt8(truncatingIfNeeded: quote.value))
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator: false
        default: PythonUnicode.knows(scalar)
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

    /// `+05:30`.
    private static func clockText(_ offset: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (offset < 0 ? "-" : "+") + padded(abs(offset) / 60) + ":" + padded(abs(offset) % 60)
    }

    /// - Parameter offset: minutes east of UTC.
    private static func dateRepr(_ time: Timestamp, offset: Int) -> String {
        let t = CivilTime(time.advanced(bySeconds: Int64(offset) * 60))
        let seconds = t.second == 0 ? "" : ", \(t.second)"
        let delta = offset < 0 ? "days=-1, seconds=\((offset + 1_440) * 60)" : "seconds=\(offset * 60)"
        let zone = offset == 0 ? "utc" : "timezone(datetime.timedelta(\(delta)))"
        return "datetime.datetime(\(t.year), \(t.month), \(t.day), \(t.hour), \(t.minute)\(seconds), tzinfo=datetime."
            + (offset == 0 ? "timezone." : "") + "\(zone))"
    }
}

package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two lower-case digits.
    package static func pair(_ byte: UInt8) -> [UInt8] { [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }

    /// Writes two digits for each byte into `out`, as far as it has room; how many digits.
    static func write(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let count = min(bytes.count, out.count / 2)
        digits.withUnsafeBufferPointer { digits in
            for place in 0..<count {
                out[2 * place] = digits[Int(bytes[place] >> 4)]
                out[2 * place + 1] = digits[Int(bytes[place] & 15)]
            }
        }
        return 2 * count
    }

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

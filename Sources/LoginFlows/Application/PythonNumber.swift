import SessionCore

/// Python's `float(text)`.
enum PythonNumber {
    /// `nil` where Python raises `ValueError`. Spaces around are dropped, `_` may stand between digits, digits may be of any
    /// script, and `inf`, `infinity` and `nan` are numbers.
    static func float(_ text: String) -> Double? {
        var scalars = text.unicodeScalars[...]
        PythonInteger.trim(&scalars)
        var bytes: [UInt8] = []
        for scalar in scalars {
            if let digit = PythonUnicode.digit(scalar) {
                bytes.append(0x30 + UInt8(digit))
            } else if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else {
                return nil
            }
        }
        guard let plain = withoutUnderscores(bytes) else { return nil }
        var unsigned = plain[...]
        let negative = unsigned.first == 0x2D
        if negative || unsigned.first == 0x2B { unsigned.removeFirst() }
        switch String(decoding: unsigned, as: UTF8.self).lowercased() {
        case "inf", "infinity": return negative ? -.infinity : .infinity
        case "nan": return .nan
        default: break
        }
        return decimal(Array(unsigned)).map { negative ? -$0 : $0 }
    }

    /// `12`, `1.5`, `1.`, `.5`, each with or without an exponent; no sign.
    private static func decimal(_ bytes: [UInt8]) -> Double? {
        var at = 0
        func digits() -> Int {
            let start = at
            while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
            return at - start
        }
        let whole = digits()
        var fraction = 0
        if at < bytes.count, bytes[at] == 0x2E {
            at += 1
            fraction = digits()
        }
        guard whole + fraction > 0 else { return nil }
        let mantissa = String(decoding: bytes[..<at], as: UTF8.self)
        if at < bytes.count, bytes[at] == 0x65 || bytes[at] == 0x45 {
            at += 1
            if at < bytes.count, bytes[at] == 0x2B || bytes[at] == 0x2D { at += 1 }
            guard digits() > 0 else { return nil }
        }
        guard at == bytes.count else { return nil }
        // Swift reads neither "5." nor ".5" without a digit on both sides of the point.
        let exponent = String(decoding: bytes[mantissa.utf8.count...], as: UTF8.self)
        return Double((whole == 0 ? "0" : "") + mantissa + (mantissa.utf8.last == 0x2E ? "0" : "") + exponent)
    }

    /// `nil` if an underscore does not stand between two digits.
    private static func withoutUnderscores(_ bytes: [UInt8]) -> [UInt8]? {
        func isDigit(_ index: Int) -> Bool { bytes.indices.contains(index) && (0x30...0x39).contains(bytes[index]) }
        for (index, byte) in bytes.enumerated() where byte == 0x5F && !(isDigit(index - 1) && isDigit(index + 1)) { return nil }
        return bytes.filter { $0 != 0x5F }
    }
}

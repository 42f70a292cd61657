/// Python's `float(text)`.
enum PythonNumber {
    /// `nil` where Python raises `ValueError`. Spaces around are dropped, `_` may stand between digits, digits may be of any
    /// script, and `inf`, `infinity` and `nan` are numbers.
    static func float(_ text: String) -> Double? {
        var scalars = text.unicodeScalars[...]
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains(scalar)
        }
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        var bytes: [UInt8] = []
        for scalar in scalars {
            if scalar.properties.generalCategory == .decimalNumber, let digit = scalar.properties.numericValue {
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
        guard case .some(let number) = CoreSchema.number(String(decoding: plain, as: UTF8.self)), !unsigned.contains(0x78),
            !unsigned.contains(0x6F)
        else { return nil }
        switch number {
        case .integer(let value): return Double(value)
        case .bigInteger(let digits): return Double(digits)
        case .double(let value): return value
        default: return nil
        }
    }

    /// `nil` if an underscore does not stand between two digits.
    private static func withoutUnderscores(_ bytes: [UInt8]) -> [UInt8]? {
        func isDigit(_ index: Int) -> Bool { bytes.indices.contains(index) && (0x30...0x39).contains(bytes[index]) }
        for (index, byte) in bytes.enumerated() where byte == 0x5F && !(isDigit(index - 1) && isDigit(index + 1)) { return nil }
        return bytes.filter { $0 != 0x5F }
    }
}

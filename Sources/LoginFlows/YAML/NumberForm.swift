import SessionCore

/// How YAML 1.1 writes numbers: `0b`, `0x`, a leading zero for octal, colons for base 60, underscores between digits.
enum NumberForm {
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    // MARK: Which form a text has

    /// `1.5`, `1.`, `.5`, `1.0e+3`, `1:30.5`, `.inf`, `-.inf`, `.nan`. An exponent needs a point and a sign.
    static func isFloat(_ text: String) -> Bool {
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN": return true
        default: break
        }
        var form = Form(text)
        if form.skip(".") { return form.digits() && form.exponentOrEnd() }
        _ = form.skip("+-")
        guard form.digits() else { return false }
        let parts = form.baseSixtyParts()
        guard form.skip(".") else { return false }
        form.skipDigitsAndUnderscores()
        return parts > 0 ? form.isAtEnd : form.exponentOrEnd()
    }

    static func isInteger(_ text: String) -> Bool {
        var form = Form(text)
        _ = form.skip("+-")
        if form.skip("0") {
            if form.isAtEnd { return true }
            if form.skip("b") { return form.rest { $0 == 0x30 || $0 == 0x31 } }
            if form.skip("x") { return form.rest { Hex.value($0) != nil } }
            return form.rest { (0x30...0x37).contains($0) }
        }
        guard form.digits() else { return false }
        _ = form.baseSixtyParts()
        return form.isAtEnd
    }

    private struct Form {
        private let bytes: [UInt8]
        private var at = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        var isAtEnd: Bool { at == bytes.count }

        mutating func skip(_ characters: String) -> Bool {
            guard at < bytes.count, characters.utf8.contains(bytes[at]) else { return false }
            at += 1
            return true
        }

        mutating func skipDigitsAndUnderscores() {
            while at < bytes.count, isDigit(bytes[at]) || bytes[at] == 0x5F { at += 1 }
        }

        /// A digit, and then digits and underscores.
        mutating func digits() -> Bool {
            guard at < bytes.count, isDigit(bytes[at]) else { return false }
            skipDigitsAndUnderscores()
            return true
        }

        /// `:0` to `:59`, any number of times.
        mutating func baseSixtyParts() -> Int {
            var parts = 0
            while at + 1 < bytes.count, bytes[at] == 0x3A, isDigit(bytes[at + 1]) {
                let hasTwo = bytes[at + 1] < 0x36 && at + 2 < bytes.count && isDigit(bytes[at + 2])
                at += hasTwo ? 3 : 2
                parts += 1
            }
            return parts
        }

        mutating func exponentOrEnd() -> Bool {
            if isAtEnd { return true }
            guard skip("eE"), skip("+-"), at < bytes.count else { return false }
            return bytes[at...].allSatisfy(isDigit)
        }

        /// At least one, and nothing but such digits and underscores.
        func rest(_ isDigit: (UInt8) -> Bool) -> Bool {
            !isAtEnd && bytes[at...].allSatisfy { isDigit($0) || $0 == 0x5F }
        }
    }

    // MARK: Which number it is

    /// Python's `float` of the text without underscores, in lower case.
    static func float(_ text: String) -> Double? {
        var bytes = Array(text.lowercased().utf8).filter { $0 != 0x5F }
        let isNegative = bytes.first == 0x2D
        if isNegative || bytes.first == 0x2B { bytes.removeFirst() }
        let plain = String(decoding: bytes, as: UTF8.self)
        let number: Double?
        switch plain {
        case ".inf": number = .infinity
        case ".nan": return .nan
        case _ where bytes.contains(0x3A):
            var sum = 0.0
            var base = 1.0
            for part in plain.split(separator: ":", omittingEmptySubsequences: false).reversed() {
                guard let value = PythonNumber.float(String(part)) else { return nil }
                sum += value * base
                base *= 60
            }
            number = sum
        default: number = PythonNumber.float(plain)
        }
        return number.map { isNegative ? -$0 : $0 }
    }

    /// Python prints no longer integers.
    private static let mostDigits = 4_300

    /// The number in decimal. `nil` for what is none, and beyond 4,300 digits.
    static func integer(_ text: String) -> String? {
        var bytes = Array(text.utf8).filter { $0 != 0x5F }
        let isNegative = bytes.first == 0x2D
        if isNegative || bytes.first == 0x2B { bytes.removeFirst() }
        guard bytes.count <= 4 * mostDigits else { return nil }
        var number = Magnitude()
        if bytes.starts(with: "0b".utf8) || bytes.starts(with: "0x".utf8) || (bytes.first == 0x30 && bytes.count > 1) {
            let isOctal = isDigit(bytes[1])
            let radix: UInt32 = isOctal ? 8 : bytes[1] == 0x62 ? 2 : 16
            let digits = bytes.dropFirst(isOctal ? 1 : 2)
            guard !digits.isEmpty else { return nil }
            for byte in digits {
                guard let digit = Hex.value(byte), digit < radix else { return nil }
                number.append(UInt32(digit), radix: radix)
            }
        } else {
            for (place, part) in bytes.split(separator: 0x3A, omittingEmptySubsequences: false).enumerated() {
                var value = Magnitude()
                guard !part.isEmpty, part.allSatisfy(isDigit) else { return nil }
                for byte in part { value.append(UInt32(byte - 0x30), radix: 10) }
                if place == 0 { number = value } else { number.append(value.small, radix: 60) }
            }
        }
        let digits = number.decimal
        guard digits.utf8.count <= mostDigits else { return nil }
        return (isNegative && digits != "0" ? "-" : "") + digits
    }

    /// A whole number of any size, in base 1,000,000,000, the last digits first.
    private struct Magnitude {
        private var words: [UInt32] = []

        mutating func append(_ digit: UInt32, radix: UInt32) {
            var carry = UInt64(digit)
            for place in words.indices {
                let product = UInt64(words[place]) * UInt64(radix) + carry
                words[place] = UInt32(product % 1_000_000_000)
                carry = product / 1_000_000_000
            }
            if carry > 0 { words.append(UInt32(carry)) }
        }

        /// Of a number below 1,000,000,000.
        var small: UInt32 { words.first ?? 0 }

        var decimal: String {
            guard let last = words.last else { return "0" }
            return String(last)
                + words.dropLast().reversed().map { word in
                    let digits = String(word)
                    return String(repeating: "0", count: 9 - digits.utf8.count) + digits
                }.joined()
        }
    }
}

/// A whole number as Python's `int(text)` reads it.
package enum PythonInteger: Hashable, Sendable {
    case small(Int)
    /// Beyond 64 bits.
    case big(isNegative: Bool)

    /// CPython reads no more digits (`sys.set_int_max_str_digits`).
    private static let mostDigits = 4_300

    /// `nil` where Python raises `ValueError`. Blanks around are dropped, a sign may stand in front, single underscores between digits,
    /// and digits may be of any script.
    package init?(_ text: String) {
        var rest = Substring(text).unicodeScalars
        Self.trim(&rest)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        var value: Int? = 0
        var count = 0
        var followsDigit = false
        for scalar in rest {
            if scalar == "_" {
                guard followsDigit else { return nil }
                followsDigit = false
                continue
            }
            guard let digit = PythonUnicode.digit(scalar) else { return nil }
            followsDigit = true
            count += 1
            value = value.flatMap { value in
                let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, overflow2) = isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
                return overflow || overflow2 ? nil : sum
            }
        }
        guard followsDigit, count <= Self.mostDigits else { return nil }
        self = value.map { .small($0) } ?? .big(isNegative: isNegative)
    }

    /// Drops the blanks that `int()` and `float()` pass over. The separators U+001C to U+001F are none (CPython 3.11,
    /// `_PyUnicode_TransformDecimalAndSpaceToASCII`).
    package static func trim(_ text: inout Substring.UnicodeScalarView) {
        while let first = text.first, first.properties.isWhitespace { text.removeFirst() }
        while let last = text.last, last.properties.isWhitespace { text.removeLast() }
    }

    /// The number, if it has at most 64 bits.
    package var small: Int? { if case .small(let value) = self { value } else { nil } }
}

/// Durations as people type them: `30d`, `12h`, `5m`, `90s`, `2w`, or plain seconds.
public enum DurationText {
    /// What an error message should say was expected.
    public static let expected = "a number and a unit (s, m, h, d or w), such as 30d or 5m, or plain seconds"

    /// Whole seconds, from 0 to about 290,000 years (so that it fits a `Timestamp`); `nil` for anything else, a sign, a
    /// fraction and a space included.
    public static func seconds(parsing text: some StringProtocol) -> Int64? {
        var digits = Array(text.utf8)
        var unit: Int64 = 1
        switch digits.last {
        case UInt8(ascii: "s"), UInt8(ascii: "S"): digits.removeLast()
        case UInt8(ascii: "m"), UInt8(ascii: "M"): unit = 60; digits.removeLast()
        case UInt8(ascii: "h"), UInt8(ascii: "H"): unit = 3_600; digits.removeLast()
        case UInt8(ascii: "d"), UInt8(ascii: "D"): unit = 86_400; digits.removeLast()
        case UInt8(ascii: "w"), UInt8(ascii: "W"): unit = 604_800; digits.removeLast()
        default: break
        }
        guard !digits.isEmpty else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowAgain) = tens.addingReportingOverflow(Int64(digit - 0x30))
            guard !overflow, !overflowAgain else { return nil }
            value = sum
        }
        let (seconds, overflow) = value.multipliedReportingOverflow(by: unit)
        return overflow || seconds > .max / 1_000_000 ? nil : seconds
    }

    /// The shortest text that parses back to these seconds: `90s`, `5m`, `30d`.
    public static func text(seconds: Int64) -> String {
        for (unit, letter) in [(Int64(86_400), "d"), (3_600, "h"), (60, "m")] where seconds != 0 && seconds % unit == 0 {
            return "\(seconds / unit)\(letter)"
        }
        return "\(seconds)s"
    }
}

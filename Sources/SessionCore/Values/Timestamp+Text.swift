// Dates as text, without Foundation: RFC 9110 5.6.7 (HTTP dates), ISO 8601, and what Python's email package accepts.

/// A date of the proleptic Gregorian calendar, as Python and ISO 8601 use it.
package struct CivilTime: Hashable, Sendable {
    package var year: Int64
    package var month: Int64
    package var day: Int64
    package var hour: Int64
    package var minute: Int64
    package var second: Int64
    package var microsecond: Int64
    /// 0 is Monday.
    package var weekday: Int64

    package init(_ time: Timestamp) {
        let seconds = time.seconds
        microsecond = time.microseconds &- seconds &* 1_000_000
        var days = seconds / 86_400
        var rest = seconds % 86_400
        if rest < 0 {
            rest += 86_400
            days -= 1
        }
        (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
        weekday = ((days + 3) % 7 + 7) % 7
        // Counted in eras of 400 years that begin on 1 March, so that the leap day is a year's last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// `nil` unless it is a date of the years 1 to 9999 and a time of day (no leap second).
    package static func timestamp(
        year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64, microsecond: Int64 = 0
    ) -> Timestamp? {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1, day <= daysInMonth(month, of: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second), (0...999_999).contains(microsecond)
        else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return Timestamp(microseconds: (days * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000_000 + microsecond)
    }
}

private let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
private let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
}

extension Timestamp {
    /// `2026-01-01T00:00:00Z`, with a fraction only if there is one.
    public var iso8601: String {
        let t = CivilTime(self)
        var fraction = ""
        if t.microsecond != 0 {
            fraction = "." + padded(t.microsecond, 6)
            while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        }
        return padded(t.year, 4) + "-" + padded(t.month, 2) + "-" + padded(t.day, 2) + "T" + padded(t.hour, 2) + ":"
            + padded(t.minute, 2) + ":" + padded(t.second, 2) + fraction + "Z"
    }

    /// `Thu, 01 Jan 2026 00:00:00 GMT`: Werkzeug's `http_date`, also of a cookie's Expires. Fractions are dropped.
    public var httpDate: String {
        let t = CivilTime(self)
        return dayNames[Int(t.weekday)] + ", " + padded(t.day, 2) + " " + monthNames[Int(t.month - 1)] + " " + padded(t.year, 4)
            + " " + padded(t.hour, 2) + ":" + padded(t.minute, 2) + ":" + padded(t.second, 2) + " GMT"
    }

    /// Reads `2026-01-01`, `2026-01-01T00:00`, with seconds, a fraction (to the microsecond; more digits are dropped), and
    /// `Z` or an offset such as `+02:00`; without either, UTC. `nil` for anything else.
    public init?(iso8601 text: String) {
        let bytes = Array(text.utf8)
        var at = 0
        func number(_ width: Int) -> Int64? {
            guard at + width <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[at..<at + width] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            at += width
            return value
        }
        func skip(_ characters: String) -> Bool {
            guard at < bytes.count, characters.utf8.contains(bytes[at]) else { return false }
            at += 1
            return true
        }
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2) else { return nil }
        var (hour, minute, second, micro): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        var offset: Int64 = 0
        if at < bytes.count {
            guard skip("Tt "), let h = number(2), skip(":"), let m = number(2) else { return nil }
            (hour, minute) = (h, m)
            if skip(":") {
                guard let s = number(2) else { return nil }
                second = s
                if skip(".,") {
                    var scale: Int64 = 100_000
                    let start = at
                    while let digit = number(1) {
                        micro += digit * scale
                        scale /= 10
                    }
                    guard at > start else { return nil }
                }
            }
            if !skip("Zz"), at < bytes.count {
                let negative = bytes[at] == UInt8(ascii: "-")
                guard skip("+-"), let h = number(2) else { return nil }
                var m: Int64 = 0
                if at < bytes.count {
                    _ = skip(":")
                    guard let given = number(2) else { return nil }
                    m = given
                }
                guard h <= 23, m <= 59 else { return nil }
                offset = (h * 3_600 + m * 60) * (negative ? -1 : 1)
            }
        }
        guard at == bytes.count,
            let time = CivilTime.timestamp(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: micro)
        else { return nil }
        self = time.advanced(bySeconds: -offset)
    }
}

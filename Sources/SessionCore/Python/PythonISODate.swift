/// Python 3.11's `datetime.fromisoformat`, which reads most of ISO 8601 and a little more.
package enum PythonISODate {
    /// The moment that a text names; without an offset, in UTC. `nil` where Python raises.
    ///
    /// A date is `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-Www-D`, `YYYYWwwD` or a week without its day. After it may stand any one character
    /// and a time of day: `HH`, `HH:MM`, `HH:MM:SS` or the same without colons, a fraction after `.` or `,` (what is finer than
    /// microseconds is dropped), and `Z` or an offset in the same forms as the time.
    package static func moment(_ text: String) -> Timestamp? {
        guard text.unicodeScalars.prefix(7).count == 7 else { return nil }
        let text = ISOText(text)
        guard let dateEnd = text.dateEnd, let (year, month, day) = text.date(endingAt: dateEnd) else { return nil }
        var time = ISOText.Clock()
        var offset: Int64 = 0
        if dateEnd < text.count {
            let start = dateEnd + text.widthOfCharacter(at: dateEnd)
            let zone = text.zone(from: start)
            guard let (clock, hasRest) = text.clock(from: start, to: zone) else { return nil }
            time = clock
            switch text[zone] {
            case _ where zone >= text.count: if hasRest { return nil }
            case UInt8(ascii: "Z"): if text[zone + 1] != 0 { return nil }
            default:
                guard let (east, hasRest) = text.clock(from: zone + 1, to: text.count), !hasRest else { return nil }
                // A fraction alone is no offset to Python.
                offset = east.seconds == 0 ? 0 : east.seconds * 1_000_000 + east.microsecond
                if text[zone] == UInt8(ascii: "-") { offset = -offset }
            }
        }
        guard abs(offset) < 86_400 * 1_000_000,
            let local = CivilTime.timestamp(
                year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second,
                microsecond: time.microsecond)
        else { return nil }
        return Timestamp(microseconds: local.microseconds - offset)
    }
}

/// The bytes of a date and time. Beyond their end stand zeros, as in C.
private struct ISOText {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    var count: Int { bytes.count }

    subscript(place: Int) -> UInt8 { bytes.indices.contains(place) ? bytes[place] : 0 }

    private func isDigit(_ place: Int) -> Bool { (0x30...0x39).contains(self[place]) }

    private func number(_ place: Int, _ width: Int) -> Int64? {
        var value: Int64 = 0
        for place in place..<(place + width) {
            guard isDigit(place) else { return nil }
            value = value * 10 + Int64(self[place] - 0x30)
        }
        return value
    }

    private static let dash = UInt8(ascii: "-")
    private static let week = UInt8(ascii: "W")

    // MARK: The date

    /// Where the date must end: decided by its first characters, as what follows it may begin with anything.
    var dateEnd: Int? {
        if count == 7 { return 7 }
        if self[4] == Self.dash {
            guard self[5] == Self.week else { return 10 }
            guard self[8] == Self.dash else { return 8 }
            // A day, or a dash before an hour.
            if count == 9 { return nil }
            return isDigit(10) ? 8 : 10
        }
        guard self[4] == Self.week else { return 8 }
        var end = 7
        while isDigit(end) { end += 1 }
        // The digits of a time come in pairs: one that is left over is the day.
        return end < 9 ? end : end % 2 == 0 ? 7 : 8
    }

    func date(endingAt end: Int) -> (year: Int64, month: Int64, day: Int64)? {
        guard let year = number(0, 4) else { return nil }
        let hasDashes = self[4] == Self.dash
        var place = hasDashes ? 5 : 4
        func skipDash() -> Bool {
            guard hasDashes else { return true }
            place += 1
            return self[place - 1] == Self.dash
        }
        if self[place] == Self.week {
            guard let week = number(place + 1, 2) else { return nil }
            place += 3
            guard place < end else { return Self.day(year: year, week: week, weekday: 1) }
            guard skipDash(), let weekday = number(place, 1) else { return nil }
            return Self.day(year: year, week: week, weekday: weekday)
        }
        guard let month = number(place, 2) else { return nil }
        place += 2
        guard skipDash(), let day = number(place, 2), place + 2 == end else { return nil }
        return (year, month, day)
    }

    /// The day of an ISO week; weekday 1 is Monday. A year's first week is that of its first Thursday.
    private static func day(year: Int64, week: Int64, weekday: Int64) -> (year: Int64, month: Int64, day: Int64)? {
        guard (1...7).contains(weekday), let first = CivilTime.timestamp(year: year, month: 1, day: 1, hour: 0, minute: 0, second: 0)
        else { return nil }
        // 0 is Monday.
        let startsOn = CivilTime(first).weekday
        let isLeap = CivilTime.daysInMonth(2, of: year) == 29
        guard (1...52).contains(week) || (week == 53 && (startsOn == 3 || (startsOn == 2 && isLeap))) else { return nil }
        let firstMonday = startsOn <= 3 ? -startsOn : 7 - startsOn
        let moment = first.advanced(bySeconds: (firstMonday + (week - 1) * 7 + weekday - 1) * 86_400)
        guard moment.isWritable else { return nil }
        let date = CivilTime(moment)
        return (date.year, date.month, date.day)
    }

    // MARK: The time of day

    struct Clock {
        var hour: Int64 = 0
        var minute: Int64 = 0
        var second: Int64 = 0
        var microsecond: Int64 = 0

        var seconds: Int64 { hour * 3_600 + minute * 60 + second }
    }

    func widthOfCharacter(at place: Int) -> Int {
        switch self[place] {
        case 0..<0x80: 1
        case 0xE0..<0xF0: 3
        case 0xF0...: 4
        default: 2
        }
    }

    /// Where the offset begins, or `count`.
    func zone(from start: Int) -> Int {
        var place = start
        while place < count, !"+-Z".utf8.contains(self[place]) { place += 1 }
        return place
    }

    /// A time of day that ends there, and whether anything is left behind it: one character may be, if an offset follows.
    func clock(from start: Int, to end: Int) -> (Clock, hasRest: Bool)? {
        var clock = Clock()
        var place = start
        var hasColons = false
        for part in [\Clock.hour, \.minute, \.second] {
            guard let value = number(place, 2) else { return nil }
            clock[keyPath: part] = value
            let next = self[place + 2]
            place += 3
            if part == \.hour { hasColons = next == UInt8(ascii: ":") }
            if place >= end { return (clock, next != 0) }
            if hasColons, next == UInt8(ascii: ":") { continue }
            if next == UInt8(ascii: ".") || next == UInt8(ascii: ",") { break }
            if hasColons { return nil }
            place -= 1
        }
        let width = min(end - place, 6)
        guard let fraction = number(place, width) else { return nil }
        clock.microsecond = (width..<6).reduce(fraction) { value, _ in value * 10 }
        place += width
        while isDigit(place) { place += 1 }
        return (clock, self[place] != 0)
    }
}

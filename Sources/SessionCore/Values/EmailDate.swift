/// A date as Python's `email` package reads it: a moment, and how far from UTC the clock stood that showed it.
package struct EmailDate: Hashable, Sendable {
    package var moment: Timestamp
    /// Minutes east of UTC.
    package var offset: Int

    package init(moment: Timestamp, offset: Int) {
        self.moment = moment
        self.offset = offset
    }

    /// What a text turned out to be.
    package enum Reading: Hashable, Sendable {
        case date(EmailDate)
        /// No date: Werkzeug's `parse_date` returns `None`.
        case none
        /// Numbers so large that Python raises what Werkzeug does not expect.
        case overflow
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let longMonths = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]
    private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let zones: [String: Int] = [
        "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "AST": -400, "ADT": -300, "EST": -500, "EDT": -400, "CST": -600, "CDT": -500,
        "MST": -700, "MDT": -600, "PST": -800, "PDT": -700,
    ]

    /// Reads a date as Werkzeug 3.1's `parse_date` does: whatever Python 3.11's `email.utils.parsedate_to_datetime` accepts,
    /// which besides HTTP dates are older and malformed forms.
    package static func read(_ text: String) -> Reading {
        guard let parts = parts(of: text) else { return .none }
        var numbers: [PythonInteger] = []
        for text in [parts.year, parts.day] + parts.time {
            guard let number = PythonInteger(text) else { return .none }
            numbers.append(number)
        }
        let offset: Int
        switch zoneOffset(parts.zone) {
        case .none: return .none
        case .overflow: return .overflow
        case .minutes(let minutes): offset = minutes
        }
        // C's `int`, which a `datetime` is made of.
        var values: [Int64] = []
        for number in numbers {
            guard let value = number.small.flatMap({ Int32(exactly: $0) }) else { return .overflow }
            values.append(Int64(value))
        }
        if values[0] < 100 { values[0] += values[0] > 68 ? 1_900 : 2_000 }
        guard let local = CivilTime.timestamp(
            year: values[0], month: parts.month, day: values[1], hour: values[2], minute: values[3], second: values[4])
        else { return .none }
        return .date(EmailDate(moment: local.advanced(bySeconds: -Int64(offset) * 60), offset: offset))
    }

    // MARK: Words

    private struct Parts {
        var day: String
        var month: Int64
        var year: String
        /// Hour, minute, second.
        var time: [String]
        var zone: String
    }

    private static func parts(of text: String) -> Parts? {
        var words = text.unicodeScalars.split(whereSeparator: PythonUnicode.isSpace).map { String($0) }
        guard let first = words.first else { return nil }
        if first.unicodeScalars.last == "," || weekdays.contains(first.lowercased()) {
            words.removeFirst()
        } else if let comma = first.unicodeScalars.lastIndex(of: ",") {
            words[0] = String(first.unicodeScalars[comma...].dropFirst())
        }
        if words.count == 3 {
            let parts = split(words[0], "-")
            if parts.count == 3 { words = parts + words[1...] }
        }
        if words.count == 4 {
            let time = words[3]
            if let sign = time.unicodeScalars.firstIndex(of: "+") ?? time.unicodeScalars.firstIndex(of: "-"), sign > time.startIndex {
                words[3...] = [String(time[..<sign]), String(time[sign...])]
            } else {
                words.append("")
            }
        }
        guard words.count >= 5 else { return nil }
        var (day, month, year, clock, zone) = (words[0], words[1], words[2], words[3], words[4])
        guard !day.isEmpty, !month.isEmpty, !year.isEmpty else { return nil }
        month = month.lowercased()
        if monthNumber(month) == nil { (day, month) = (month, day.lowercased()) }
        guard let number = monthNumber(month) else { return nil }
        dropComma(&day)
        if let colon = year.unicodeScalars.firstIndex(of: ":"), colon > year.startIndex { swap(&year, &clock) }
        dropComma(&year)
        guard let yearStart = year.unicodeScalars.first else { return nil }
        let startsWithDigit = yearStart.properties.numericType == .decimal || yearStart.properties.numericType == .digit
        if !startsWithDigit { swap(&year, &zone) }
        dropComma(&clock)
        var time = split(clock, ":")
        if time.count == 1 { time = split(clock, ".") }
        if time.count == 2 { time.append("0") }
        guard time.count == 3 else { return nil }
        return Parts(day: day, month: number, year: year, time: time, zone: zone)
    }

    private static func dropComma(_ text: inout String) {
        if text.unicodeScalars.last == "," { text.unicodeScalars.removeLast() }
    }

    private static func monthNumber(_ name: String) -> Int64? {
        (months.firstIndex(of: name) ?? longMonths.firstIndex(of: name)).map { Int64($0 + 1) }
    }

    private static func split(_ text: String, _ separator: Unicode.Scalar) -> [String] {
        text.unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }

    // MARK: The offset

    private enum Offset {
        case minutes(Int)
        case none
        case overflow
    }

    /// Hours and minutes as one number: `+0530`. What is no number is UTC.
    private static func zoneOffset(_ zone: String) -> Offset {
        let name = zone.uppercased()
        let number: Int
        if let known = zones[name] {
            number = known
        } else {
            switch PythonInteger(name) {
            case nil: number = 0
            case .big: return .overflow
            case .small(let value): number = value
            }
        }
        // Beyond a day there is no such zone; beyond a thousand million days no such length of time.
        let magnitude = number.magnitude
        let (hours, minutes) = (magnitude / 100, magnitude % 100)
        guard hours <= 1_000_000_000 * 24 else { return .overflow }
        let total = Int(hours * 60 + minutes)
        guard total < 1_000_000_000 * 24 * 60 else { return .overflow }
        guard total < 24 * 60 else { return .none }
        return .minutes(number < 0 ? -total : total)
    }
}

extension Timestamp {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let longMonths = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]
    private static let weekdays: Set<String> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let zones: [String: Int64] = [
        "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "AST": -400, "ADT": -300, "EST": -500, "EDT": -400, "CST": -600, "CDT": -500,
        "MST": -700, "MDT": -600, "PST": -800, "PDT": -700,
    ]

    /// Reads a date as Werkzeug 3.1's `parse_date` does: whatever Python 3.11's `email.utils.parsedate_to_datetime` accepts,
    /// which besides HTTP dates are older and malformed forms. Flask reads dates in sessions, and browsers' tools read Expires,
    /// this way. `nil` where Python finds no date.
    public init?(httpDate text: String) {
        var words = text.unicodeScalars.split { $0.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains($0) }.map {
            String($0)
        }
        guard let first = words.first else { return nil }
        if first.hasSuffix(",") || Self.weekdays.contains(first.lowercased()) {
            words.removeFirst()
        } else if let comma = first.lastIndex(of: ",") {
            words[0] = String(first[first.index(after: comma)...])
        }
        if words.count == 3 {
            let parts = Self.split(words[0], "-")
            if parts.count == 3 { words = parts + words[1...] }
        }
        if words.count == 4 {
            let time = words[3]
            if let sign = time.firstIndex(of: "+") ?? time.firstIndex(of: "-"), sign > time.startIndex {
                words[3...] = [String(time[..<sign]), String(time[sign...])]
            } else {
                words.append("")
            }
        }
        guard words.count >= 5 else { return nil }
        var (day, month, year, clock, zone) = (words[0], words[1], words[2], words[3], words[4])
        guard !day.isEmpty, !month.isEmpty, !year.isEmpty else { return nil }
        month = month.lowercased()
        if Self.monthNumber(month) == nil { (day, month) = (month, day.lowercased()) }
        guard let monthNumber = Self.monthNumber(month) else { return nil }
        if day.hasSuffix(",") { day.removeLast() }
        if let colon = year.firstIndex(of: ":"), colon > year.startIndex { swap(&year, &clock) }
        if year.hasSuffix(",") { year.removeLast() }
        guard let yearStart = year.unicodeScalars.first else { return nil }
        let startsWithDigit = yearStart.properties.numericType == .decimal || yearStart.properties.numericType == .digit
        if !startsWithDigit { swap(&year, &zone) }
        if clock.hasSuffix(",") { clock.removeLast() }
        var parts = Self.split(clock, ":")
        if parts.count == 1 { parts = Self.split(clock, ".") }
        if parts.count == 2 { parts.append("0") }
        guard parts.count == 3, var yearNumber = Self.integer(year), let dayNumber = Self.integer(day),
            let hour = Self.integer(parts[0]), let minute = Self.integer(parts[1]), let second = Self.integer(parts[2])
        else { return nil }
        if yearNumber < 100 { yearNumber += yearNumber > 68 ? 1_900 : 2_000 }
        var offset = Self.zones[zone.uppercased()] ?? Self.integer(zone) ?? 0
        let sign: Int64 = offset < 0 ? -1 : 1
        guard abs(offset) < 1_000_000 else { return nil }
        offset = abs(offset)
        offset = sign * (offset / 100 * 3_600 + offset % 100 * 60)
        guard abs(offset) < 86_400,
            let time = CivilTime.timestamp(
                year: yearNumber, month: monthNumber, day: dayNumber, hour: hour, minute: minute, second: second)
        else { return nil }
        self = time.advanced(bySeconds: -offset)
    }

    private static func monthNumber(_ name: String) -> Int64? {
        (months.firstIndex(of: name) ?? longMonths.firstIndex(of: name)).map { Int64($0 + 1) }
    }

    private static func split(_ text: String, _ separator: Character) -> [String] {
        text.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }

    /// Python's `int()` of a short text.
    private static func integer(_ text: String) -> Int64? {
        guard text.utf8.count <= 12 else { return nil }
        return Int64(text)
    }
}

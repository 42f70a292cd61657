import SessionCore

/// A time as PyYAML reads one without quotes: `2026-01-01`, `2026-01-01T09:30:00Z`, `2026-1-1 9:30:00.5 +2`.
struct YAMLTime {
    var moment: Timestamp
    /// Nothing but a date: Python's `date`, else its `datetime`.
    var isDate: Bool
    /// Minutes east of UTC; `nil` if the text had neither `Z` nor an offset, which is taken for UTC.
    var offset: Int64?

    /// What the session holds, as Flask writes it: a `datetime` has a tag, a `date` has none.
    var value: SessionValue { isDate ? .string(moment.httpDate) : .date(moment) }

    /// Python's `str()`.
    var pythonText: String {
        let local = moment.advanced(bySeconds: (offset ?? 0) * 60).iso8601.dropLast()
        if isDate { return String(local.prefix(10)) }
        var text = String(local.prefix(10)) + " " + local.dropFirst(11)
        if let point = text.firstIndex(of: ".") {
            text += String(repeating: "0", count: 7 - text[point...].count)
        }
        guard let offset else { return text }
        func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return text + (offset < 0 ? "-" : "+") + padded(abs(offset) / 60) + ":" + padded(abs(offset) % 60)
    }

    /// Whether the text has the form of a time (`yaml/resolver.py`); it may still name no day or hour that there is.
    static func hasForm(_ text: String) -> Bool { Parts(text, strict: true) != nil }

    /// `nil` for what is no time. In UTC it may still be none that Python's calendar holds.
    init?(_ text: String) {
        guard let parts = Parts(text, strict: false),
            let local = CivilTime.timestamp(
                year: parts.year, month: parts.month, day: parts.day, hour: parts.hour, minute: parts.minute,
                second: parts.second, microsecond: parts.microsecond),
            abs(parts.offset ?? 0) < 24 * 60
        else { return nil }
        moment = local.advanced(bySeconds: -(parts.offset ?? 0) * 60)
        isDate = parts.isDate
        offset = parts.offset
    }

    private struct Parts {
        var year: Int64 = 0, month: Int64 = 0, day: Int64 = 0
        var hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0, microsecond: Int64 = 0
        var isDate = false
        var offset: Int64?

        private let bytes: [UInt8]
        private var at = 0

        /// - Parameter strict: a date alone has two digits for month and day.
        init?(_ text: String, strict: Bool) {
            bytes = Array(text.utf8)
            guard bytes.count <= 100, let year = number(4...4), skip("-"), let month = number(1...2), skip("-") else {
                return nil
            }
            let monthWidth = at - 6
            guard let day = number(1...2) else { return nil }
            (self.year, self.month, self.day) = (year, month, day)
            if at == bytes.count {
                isDate = true
                if strict, monthWidth != 2 || at != 10 { return nil }
                return
            }
            if !skip("Tt") {
                guard skipBlanks() else { return nil }
            }
            guard let hour = number(1...2), skip(":"), let minute = number(2...2), skip(":"), let second = number(2...2) else {
                return nil
            }
            (self.hour, self.minute, self.second) = (hour, minute, second)
            if skip(".") { takeFraction() }
            if at == bytes.count { return }
            _ = skipBlanks()
            if skip("Z") {
                offset = 0
            } else {
                guard at < bytes.count else { return nil }
                let isWest = bytes[at] == UInt8(ascii: "-")
                guard skip("+-"), let hours = number(1...2) else { return nil }
                var minutes: Int64 = 0
                if skip(":") {
                    guard let given = number(2...2) else { return nil }
                    minutes = given
                }
                offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
            }
            guard at == bytes.count else { return nil }
        }

        private mutating func number(_ width: ClosedRange<Int>) -> Int64? {
            var value: Int64 = 0
            let start = at
            while at < bytes.count, at - start < width.upperBound, (0x30...0x39).contains(bytes[at]) {
                value = value * 10 + Int64(bytes[at] - 0x30)
                at += 1
            }
            return at - start >= width.lowerBound ? value : nil
        }

        private mutating func takeFraction() {
            var scale: Int64 = 100_000
            while let digit = number(1...1) {
                microsecond += digit * scale
                scale /= 10
            }
        }

        private mutating func skip(_ characters: String) -> Bool {
            guard at < bytes.count, characters.utf8.contains(bytes[at]) else { return false }
            at += 1
            return true
        }

        private mutating func skipBlanks() -> Bool {
            let start = at
            while skip(" \t") {}
            return at > start
        }
    }
}

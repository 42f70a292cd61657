package import SessionCore

/// Times as people read them.
package enum MomentFormat {
    /// A duration in its largest unit: `now`, `12s`, `3m`, `2h`, `5d`, `3w`, `2y`; at most four columns.
    package static func short(seconds: Int64) -> String {
        let s = max(0, seconds)
        return switch s {
        case 0: "now"
        case ..<60: "\(s)s"
        case ..<3_600: "\(s / 60)m"
        case ..<86_400: "\(s / 3_600)h"
        case ..<(86_400 * 14): "\(s / 86_400)d"
        case ..<(86_400 * 364): "\(s / (86_400 * 7))w"
        default: s / (86_400 * 365) > 99 ? "∞" : "\(max(1, s / (86_400 * 365)))y"
        }
    }

    /// How long ago (`3m`), or ahead (`in 3m`).
    package static func relative(_ moment: Timestamp, now: Timestamp) -> String {
        let seconds = now.seconds(since: moment)
        return seconds >= 0 ? short(seconds: seconds) : "in " + short(seconds: seconds == .min ? .max : -seconds)
    }

    /// `3m ago`; `now` stays.
    package static func ago(_ moment: Timestamp, now: Timestamp) -> String {
        let text = relative(moment, now: now)
        return text == "now" || text.hasPrefix("in ") ? text : text + " ago"
    }

    /// `2026-11-22 14:03:09Z`
    package static func full(_ moment: Timestamp) -> String {
        let (year, month, day, hour, minute, second) = civil(moment)
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2)) \(pad(hour, 2)):\(pad(minute, 2)):\(pad(second, 2))Z"
    }

    /// `2026-11-22 14:03Z`
    package static func minutes(_ moment: Timestamp) -> String {
        let (year, month, day, hour, minute, _) = civil(moment)
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2)) \(pad(hour, 2)):\(pad(minute, 2))Z"
    }

    /// `2026-11-22`
    package static func day(_ moment: Timestamp) -> String { String(minutes(moment).prefix { $0 != " " }) }

    /// `14:03:09`
    package static func clock(_ moment: Timestamp) -> String {
        let (_, _, _, hour, minute, second) = civil(moment)
        return "\(pad(hour, 2)):\(pad(minute, 2)):\(pad(second, 2))"
    }

    /// `1,024`
    package static func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return number < 0 ? "-" + result : result
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Days from the civil calendar (proleptic Gregorian), by Howard Hinnant's `civil_from_days`.
    private static func civil(_ moment: Timestamp) -> (Int64, Int64, Int64, Int64, Int64, Int64) {
        let seconds = moment.seconds
        var day = seconds / 86_400, rest = seconds % 86_400
        if rest < 0 { rest += 86_400; day -= 1 }
        day += 719_468
        let era = (day >= 0 ? day : day - 146_096) / 146_097
        let ofEra = day - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1, rest / 3_600, rest / 60 % 60, rest % 60)
    }
}

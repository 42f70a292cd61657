import SessionCore

/// Times as people say them: `3 min ago`, `in 29 d`.
enum RelativeTime {
    static func text(_ time: Timestamp?, now: Timestamp) -> String {
        guard let time else { return "-" }
        let seconds = now.seconds(since: time)
        if seconds < 0 { return "in " + span(time.seconds(since: now)) }
        return seconds < 5 ? "now" : span(seconds) + " ago"
    }

    /// The largest unit that fits, rounded down.
    static func span(_ seconds: Int64) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3_600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3_600) h"
        case ..<(730 * 86_400): "\(seconds / 86_400) d"
        default: "\(seconds / (365 * 86_400)) y"
        }
    }

    /// `2026-01-01 00:00:00 UTC (3 min ago)`
    static func full(_ time: Timestamp?, now: Timestamp) -> String {
        guard let time else { return "-" }
        let iso = Timestamp(seconds: time.seconds).iso8601
        return iso.replacing("T", with: " ").replacing("Z", with: " UTC") + " (" + text(time, now: now) + ")"
    }
}

/// A moment in UTC, counted in microseconds since 1970-01-01T00:00:00Z: the resolution of Python's `datetime`, so that
/// fractional durations come out as Flask's do.
///
/// The core never asks for the time: every function that needs it takes a `Timestamp`.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since the epoch; negative before 1970.
    public var microseconds: Int64

    /// - Parameter microseconds: since 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Whole Unix seconds, UTC. Values beyond what microseconds in 64 bits can hold are clamped.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        microseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole Unix seconds, rounded down.
    public var seconds: Int64 {
        let quotient = microseconds / 1_000_000
        return microseconds % 1_000_000 < 0 ? quotient - 1 : quotient
    }

    /// Python's `int(time.time())`: rounded towards zero, and in a far year up, where a `float` cannot tell the last microseconds of a
    /// second from the next.
    var truncatedSeconds: Int64 {
        guard microseconds >= 0 else { return microseconds / 1_000_000 }
        return Int64(Double(seconds) + Double(microseconds % 1_000_000) / 1e6)
    }

    /// 10000-01-01T00:00:00Z: Python's calendar ends before it.
    static let endOfCalendar = Timestamp(seconds: 253_402_300_800)

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

    /// This moment moved by `seconds` (negative: back). Saturates instead of overflowing.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        let delta = Timestamp(seconds: seconds).microseconds
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        return Timestamp(microseconds: overflow ? (delta < 0 ? .min : .max) : sum)
    }

    /// Whole seconds from `earlier` to this moment, rounded down.
    public func seconds(since earlier: Timestamp) -> Int64 {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        guard !overflow else { return microseconds < earlier.microseconds ? .min / 1_000_000 : .max / 1_000_000 }
        return Timestamp(microseconds: difference).seconds
    }
}

/// A length of time, exact to the microsecond, with the range and rounding of Python's `timedelta`.
public struct TimeSpan: Hashable, Comparable, Sendable {
    /// Whole seconds, rounded down.
    public let wholeSeconds: Int64
    /// What remains: 0 to 999,999 microseconds.
    public let microseconds: Int64

    /// `timedelta` holds at most 999,999,999 days either way.
    private static let leastSeconds: Int64 = -999_999_999 * 86_400
    private static let endSeconds: Int64 = 1_000_000_000 * 86_400

    private init(wholeSeconds: Int64, microseconds: Int64) {
        self.wholeSeconds = wholeSeconds
        self.microseconds = microseconds
    }

    /// Whole seconds; beyond Python's range the nearest that is within it.
    public static func seconds(_ seconds: Int64) -> TimeSpan {
        TimeSpan(wholeSeconds: min(max(seconds, leastSeconds), endSeconds - 1), microseconds: 0)
    }

    /// Whole minutes; beyond Python's range the nearest that is within it.
    public static func minutes(_ minutes: Int64) -> TimeSpan { times(minutes, 60) }

    /// Whole hours; beyond Python's range the nearest that is within it.
    public static func hours(_ hours: Int64) -> TimeSpan { times(hours, 3_600) }

    /// Whole days; beyond Python's range the nearest that is within it.
    public static func days(_ days: Int64) -> TimeSpan { times(days, 86_400) }

    private static func times(_ count: Int64, _ unit: Int64) -> TimeSpan {
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        return .seconds(overflow ? (count < 0 ? .min : .max) : product)
    }

    /// Whole seconds as Python's `timedelta(seconds=…)` takes them; `nil` beyond its range.
    public init?(exactSeconds seconds: Int64) {
        guard seconds >= Self.leastSeconds, seconds < Self.endSeconds else { return nil }
        self.init(wholeSeconds: seconds, microseconds: 0)
    }

    /// Seconds as Python's `timedelta(seconds=…)` takes a float: rounded to the nearest microsecond, halves to even.
    /// `nil` for NaN, infinities and what is beyond `timedelta`'s range (Python raises there).
    public init?(pythonSeconds seconds: Double) {
        guard seconds.isFinite, abs(seconds) < 1e14 else { return nil }
        // The steps of CPython 3.11, Modules/_datetimemodule.c, accum() and delta_new(), so that no rounding differs.
        let whole = seconds.rounded(.towardZero)
        var total = Int128(whole) * 1_000_000
        let scaled = (seconds - whole) * 1_000_000
        let scaledWhole = scaled.rounded(.towardZero)
        total += Int128(scaledWhole)
        let leftover = scaled - scaledWhole
        if leftover != 0 {
            var rounded = leftover.rounded(.toNearestOrAwayFromZero)
            if abs(rounded - leftover) == 0.5 {
                let odd: Double = total & 1 == 1 ? 1 : 0
                rounded = 2 * ((leftover + odd) * 0.5).rounded(.toNearestOrAwayFromZero) - odd
            }
            total += Int128(rounded)
        }
        var (quotient, remainder) = total.quotientAndRemainder(dividingBy: 1_000_000)
        if remainder < 0 {
            remainder += 1_000_000
            quotient -= 1
        }
        guard quotient >= Int128(Self.leastSeconds), quotient < Int128(Self.endSeconds) else { return nil }
        self.init(wholeSeconds: Int64(quotient), microseconds: Int64(remainder))
    }

    /// `_remember_seconds` as Flask-Login 0.6.3 computes it: all microseconds as a float, divided by a million.
    public var totalSeconds: Double {
        Double(Int128(wholeSeconds) * 1_000_000 + Int128(microseconds)) / 1_000_000
    }

    /// Python's `int(span.total_seconds())`: towards zero.
    public var truncatedSeconds: Int64 {
        wholeSeconds < 0 && microseconds > 0 ? wholeSeconds + 1 : wholeSeconds
    }

    public static func < (a: TimeSpan, b: TimeSpan) -> Bool {
        (a.wholeSeconds, a.microseconds) < (b.wholeSeconds, b.microseconds)
    }
}

extension Timestamp {
    /// 0001-01-01T00:00:00Z and the last microsecond of the year 9999: what Python's `datetime` can hold.
    private static let writableSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Whether a date of the years 1 to 9999 can say this moment.
    package var isWritable: Bool { Self.writableSeconds.contains(seconds) }

    /// This moment moved by `span`; `nil` where Python's `datetime` overflows, before the year 1 and after 9999.
    public func adding(_ span: TimeSpan) -> Timestamp? {
        guard isWritable else { return nil }
        let (sum, overflow) = seconds.addingReportingOverflow(span.wholeSeconds)
        guard !overflow, (-62_135_596_801...253_402_300_799).contains(sum) else { return nil }
        let own = microseconds - seconds * 1_000_000
        let result = Timestamp(microseconds: sum * 1_000_000 + own + span.microseconds)
        return result.isWritable ? result : nil
    }
}

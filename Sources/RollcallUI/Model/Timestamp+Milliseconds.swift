import SessionCore

extension Timestamp {
    /// Saturates, as `advanced(bySeconds:)` does.
    func advanced(byMilliseconds milliseconds: Int64) -> Timestamp {
        let (delta, tooFar) = milliseconds.multipliedReportingOverflow(by: 1_000)
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        return Timestamp(microseconds: tooFar || overflow ? (milliseconds < 0 ? .min : .max) : sum)
    }
}

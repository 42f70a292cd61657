import CookieInspector
import LoginFlows
import Screen
package import SessionCore
import SessionRegistry

/// The Health tab's state: the last report and how long the store took to answer the last ones.
package struct HealthState: Equatable, Sendable {
    package private(set) var report: HealthReport?
    package private(set) var readAt: Timestamp?
    /// Of the latest answers, oldest first, in microseconds.
    package private(set) var latencies: [Int64] = []
    package var request: Generation?
    /// For how long something must have ended before it is purged, while that is asked.
    package var form: Form?
    /// The count of what a purge would delete, under way, and the moment it is counted for.
    package var counting: Generation?
    package var cutoff: Timestamp?
    package var failure: String?
    /// The first line that shows.
    package var top = 0

    /// How often it is read again while it is in front: its sums cost the store something.
    package static let interval: Int64 = 10
    package static let mostLatencies = 60

    package init() {}

    /// What was read is known to be old.
    package mutating func expire() { readAt = nil }

    /// The shortest, the middle and the longest of the latest answers, in microseconds.
    package var latencySummary: (minimum: Int64, median: Int64, maximum: Int64)? {
        let sorted = latencies.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        return (first, sorted[sorted.count / 2], last)
    }

    package mutating func receive(_ report: HealthReport, at now: Timestamp) {
        self.report = report
        readAt = now
        failure = nil
        request = nil
        latencies.append(max(0, report.latency))
        if latencies.count > Self.mostLatencies { latencies.removeFirst(latencies.count - Self.mostLatencies) }
    }
}

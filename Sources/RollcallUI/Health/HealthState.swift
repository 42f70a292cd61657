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
    package var failure: String?
    /// The first line that shows.
    package var top = 0

    /// How often it is read again while it is in front: its sums cost the store something.
    package static let interval: Int64 = 10
    package static let mostLatencies = 60

    package init() {}

    package mutating func receive(_ report: HealthReport, at now: Timestamp) {
        self.report = report
        readAt = now
        failure = nil
        request = nil
        latencies.append(max(0, report.latency))
        if latencies.count > Self.mostLatencies { latencies.removeFirst(latencies.count - Self.mostLatencies) }
    }
}

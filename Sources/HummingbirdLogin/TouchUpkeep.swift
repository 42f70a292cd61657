import SessionCore
import SessionRegistry
import Synchronization

/// Sees to it that last-seen times are written where no `LoginMaintenance` runs: they decide when a session is over, so that an
/// application which forgot the service must not lose its users' sessions.
final class TouchUpkeep: Sendable {
    /// Seconds. Longer than `LoginMaintenance` takes, so that nothing is left to do where it runs.
    private static let patience: Int64 = 15
    private let flushedAt = Atomic<Int64>(0)

    /// Whether the caller should flush now; true for one caller at a time.
    func isDue(_ now: Timestamp) -> Bool {
        let last = flushedAt.load(ordering: .relaxed)
        guard now.seconds - last >= Self.patience || now.seconds < last else { return false }
        return flushedAt.compareExchange(expected: last, desired: now.seconds, ordering: .relaxed).exchanged
    }

    /// Somebody else flushed.
    func flushed(_ now: Timestamp) { flushedAt.store(now.seconds, ordering: .relaxed) }
}

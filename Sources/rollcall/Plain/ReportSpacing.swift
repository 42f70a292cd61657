import RollcallSupport
import Synchronization

/// Lets a report of progress pass every few seconds, the first one after as long: work that is done in a moment needs none.
final class ReportSpacing: Sendable {
    private static let milliseconds: Int64 = 3_000
    private let last: Mutex<Int64>

    init() { last = Mutex(SystemClock.milliseconds()) }

    func isDue() -> Bool {
        let now = SystemClock.milliseconds()
        return last.withLock { last in
            guard now - last >= Self.milliseconds else { return false }
            last = now
            return true
        }
    }
}

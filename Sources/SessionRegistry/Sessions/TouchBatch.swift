public import SessionCore
import Synchronization

/// Gathers the last-seen times of sessions and writes them in batches, each session at most once an interval.
///
/// A touch that is not due yet waits: nothing seen is forgotten, so that after a flush the store is at most one interval behind.
/// Call `flush` every few seconds, and once with `everything` before the process ends. Safe to use from any task.
public final class TouchBatch: Sendable {
    private struct Entry {
        var touch: SessionTouch
        /// What the store had when the touch came in.
        var storedSeenAt: Timestamp
    }

    private let interval: Int64
    private let pending = Mutex<[SessionID: Entry]>([:])

    /// - Parameter interval: seconds.
    public init(interval: Int64 = 60) { self.interval = max(0, interval) }

    /// How many sessions wait.
    public var count: Int { pending.withLock { $0.count } }

    /// A session was seen.
    /// - Parameters:
    ///   - touch: when and where from.
    ///   - storedSeenAt: the session's last-seen time as the store has it.
    public func add(_ touch: SessionTouch, storedSeenAt: Timestamp) {
        pending.withLock { pending in
            if let present = pending[touch.id] {
                if touch.seenAt > present.touch.seenAt { pending[touch.id]?.touch = touch }
            } else {
                pending[touch.id] = Entry(touch: touch, storedSeenAt: storedSeenAt)
            }
        }
    }

    /// The waiting touch of a session.
    public func touch(of id: SessionID) -> SessionTouch? { pending.withLock { $0[id]?.touch } }

    /// The session was written as a whole, or is gone.
    public func forget(_ id: SessionID) { pending.withLock { _ = $0.removeValue(forKey: id) } }

    /// Writes what is due at `now`, or everything. If the store fails, the touches wait for the next flush.
    /// - Returns: how many sessions were written.
    @discardableResult
    public func flush(to store: any RegistryStore, now: Timestamp, everything: Bool = false) async throws(StoreError) -> Int {
        let due = pending.withLock { pending in
            let due = pending.filter { everything || now >= $0.value.storedSeenAt.advanced(bySeconds: interval) }
            for id in due.keys { pending.removeValue(forKey: id) }
            return due
        }
        guard !due.isEmpty else { return 0 }
        do throws(StoreError) {
            try await store.touch(due.values.map(\.touch))
        } catch {
            pending.withLock { pending in
                pending.merge(due) { newer, older in Entry(touch: newer.touch, storedSeenAt: older.storedSeenAt) }
            }
            throw error
        }
        return due.count
    }
}

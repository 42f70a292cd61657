import Glibc
import RollcallSupport
import Synchronization

/// `12,000 revoked` on standard error while long work runs, if that is a terminal; rewritten in place a few times a second.
final class Progress: Sendable {
    private struct State {
        var shownAt: Int64 = 0
        var isShown = false
    }

    private let what: String
    private let isOn: Bool
    private let startedAt: Int64
    private let state = Mutex(State())

    init(_ what: String) {
        self.what = what
        isOn = FileDescriptor.isTerminal(STDERR_FILENO)
        startedAt = SystemClock.milliseconds()
    }

    func report(_ done: Int, of total: Int? = nil) {
        guard isOn else { return }
        let now = SystemClock.milliseconds()
        // Work that is done in a moment needs no progress.
        guard now - startedAt > 400 else { return }
        state.withLock { state in
            guard now - state.shownAt > 100 else { return }
            state.shownAt = now
            state.isShown = true
            FileDescriptor.write(STDERR_FILENO, "\r\u{1B}[K\(done)\(total.map { " of \($0)" } ?? "") \(what)")
        }
    }

    func end() {
        state.withLock { state in
            if state.isShown { FileDescriptor.write(STDERR_FILENO, "\r\u{1B}[K") }
            state.isShown = false
        }
    }
}

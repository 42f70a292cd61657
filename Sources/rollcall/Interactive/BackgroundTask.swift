import Synchronization

/// Work beside the screen that begins when the store is open and ends with the screen.
final class BackgroundTask: Sendable {
    private struct State {
        var task: Task<Void, Never>?
        var isCancelled = false
    }
    private let state = Mutex(State())

    func start(_ body: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            if !state.isCancelled, state.task == nil { state.task = Task.detached(operation: body) }
        }
    }

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            state.task?.cancel()
        }
    }
}

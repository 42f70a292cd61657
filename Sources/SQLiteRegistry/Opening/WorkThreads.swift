import Dispatch
import Glibc
import Synchronization

/// Threads for work that blocks: a few, made when they are needed, asleep without ever waking in between.
///
/// Not the concurrency runtime's own, which must not be blocked, and whose pool looks after itself once a second from its first
/// use on: a screen that stands still is to cost nothing. A task that prefers these runs on them from its first line.
package final class WorkThreads: TaskExecutor {
    private enum Job: Sendable {
        case work(@Sendable () -> Void)
        case task(UnownedJob)
    }

    /// What the threads share; they hold no reference to their owner, so that they can end with it.
    private final class Shared: Sendable {
        struct State {
            var jobs: [Job] = []
            var threads = 0
            var idle = 0
            var isEnding = false
        }
        let state = Mutex(State())
        let wake = DispatchSemaphore(value: 0)
    }

    private let shared = Shared()
    private let maximum: Int

    /// - Parameter maximum: how many threads at most; with one, the work is done in order.
    package init(maximum: Int) { self.maximum = max(1, maximum) }

    deinit {
        let threads = shared.state.withLock { state in
            state.isEnding = true
            return state.threads
        }
        for _ in 0..<threads { shared.wake.signal() }
    }

    package func enqueue(_ job: consuming ExecutorJob) { add(.task(UnownedJob(job))) }

    /// Runs `body` on one of the threads.
    package func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            add(.work { continuation.resume(with: Result(catching: body)) })
        }
    }

    private func add(_ job: Job) {
        let needsThread = shared.state.withLock { state in
            state.jobs.append(job)
            guard state.jobs.count > state.idle, state.threads < maximum else { return false }
            state.threads += 1
            return true
        }
        if needsThread, !start() {
            // No thread to be had: what waits is done by those that are there, or here if there are none.
            let isAlone = shared.state.withLock { state in
                state.threads -= 1
                return state.threads == 0
            }
            if isAlone { while let job = Self.next(shared) { perform(job) } }
        }
        shared.wake.signal()
    }

    private func perform(_ job: Job) {
        switch job {
        case .work(let body): body()
        case .task(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    private static func next(_ shared: Shared) -> Job? {
        shared.state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }

    private final class Context: Sendable {
        let shared: Shared
        let executor: UnownedTaskExecutor
        init(shared: Shared, executor: UnownedTaskExecutor) {
            self.shared = shared
            self.executor = executor
        }
    }

    private func start() -> Bool {
        let context = Unmanaged.passRetained(Context(shared: shared, executor: asUnownedTaskExecutor()))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                WorkThreads.work(Unmanaged<Context>.fromOpaque(argument).takeRetainedValue())
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static func work(_ context: Context) {
        let shared = context.shared
        while true {
            if let job = next(shared) {
                switch job {
                case .work(let body): body()
                // The task keeps its executor alive while it runs.
                case .task(let job): job.runSynchronously(on: context.executor)
                }
                continue
            }
            let isEnding = shared.state.withLock { state in
                if state.jobs.isEmpty, !state.isEnding { state.idle += 1 }
                return state.jobs.isEmpty && state.isEnding
            }
            if isEnding { return }
            shared.wake.wait()
            shared.state.withLock { state in if state.idle > 0 { state.idle -= 1 } }
        }
    }
}

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
        /// With the threads themselves: what it runs may be the last that holds them, and a job that belongs to an actor holds
        /// nothing at all.
        case task(UnownedJob, WorkThreads)
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

    package func enqueue(_ job: consuming ExecutorJob) { add(.task(UnownedJob(job), self)) }

    /// Runs `body` on one of the threads.
    package func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            add(.work { continuation.resume(with: Result(catching: body)) })
        }
    }

    /// Whoever takes the job may end all that holds these threads, while the caller is still here. (A task that is woken lets its
    /// threads go when it ends; the one who wakes it does not hold them.) So nothing of `self` is touched once the lock is given
    /// back, and what is touched is held until the end.
    private func add(_ job: Job) {
        // By hand: the compiler trusts the caller to hold `self`, and with it this.
        let held = Unmanaged.passRetained(shared)
        defer { held.release() }
        let shared = held.takeUnretainedValue()
        let isAlone = shared.state.withLock { state in
            state.jobs.append(job)
            if state.jobs.count > state.idle, state.threads < maximum, start() { state.threads += 1 }
            return state.threads == 0
        }
        // Not under the lock, for which whoever is woken would have to wait.
        shared.wake.signal()
        // No thread to be had, ever: what waits is done here, where nobody else can take it.
        if isAlone { while let job = Self.next(shared) { Self.perform(job) } }
    }

    private static func perform(_ job: Job) {
        switch job {
        case .work(let body): body()
        case .task(let job, let threads): job.runSynchronously(on: threads.asUnownedTaskExecutor())
        }
    }

    private static func next(_ shared: Shared) -> Job? {
        shared.state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }

    private func start() -> Bool {
        let context = Unmanaged.passRetained(shared)
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                WorkThreads.work(Unmanaged<Shared>.fromOpaque(argument).takeRetainedValue())
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static func work(_ shared: Shared) {
        while true {
            if let job = next(shared) {
                perform(job)
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

import SessionCore
import Synchronization

/// Who listens to a service's signals.
final class SignalSubscribers: Sendable {
    private struct Storage {
        var next = 0
        var continuations: [Int: AsyncStream<SentSignal>.Continuation] = [:]
    }
    private let storage = Mutex(Storage())

    func subscribe(_ limit: Int) -> AsyncStream<SentSignal> {
        let (stream, continuation) = AsyncStream.makeStream(of: SentSignal.self, bufferingPolicy: .bufferingNewest(max(1, limit)))
        let id = storage.withLock { storage in
            storage.next += 1
            storage.continuations[storage.next] = continuation
            return storage.next
        }
        // Weak: the stream may outlive the service.
        continuation.onTermination = { [weak self] _ in
            self?.storage.withLock { _ = $0.continuations.removeValue(forKey: id) }
        }
        return stream
    }

    func send(_ signals: [SentSignal]) {
        // Under the lock, so that the signals of one request stay together. Yielding only buffers.
        storage.withLock { storage in
            for continuation in storage.continuations.values {
                for signal in signals { continuation.yield(signal) }
            }
        }
    }

    deinit {
        for continuation in storage.withLock({ $0.continuations.values }) { continuation.finish() }
    }
}

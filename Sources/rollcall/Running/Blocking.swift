import Dispatch
import RollcallSupport
import SessionRegistry
import Synchronization

/// Runs asynchronous work from the program's synchronous main thread (which must stay free of tasks until the UI has started).
enum Blocking {
    private final class Box<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }

    /// The value of `body`. A store's refusal becomes the failure that the command reports.
    static func run<Value: Sendable>(_ body: @Sendable @escaping () async throws -> Value) throws -> Value {
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        Task {
            let result: Result<Value, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            box.result.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        switch box.result.withLock({ $0 }) {
        case .success(let value)?: return value
        case .failure(let error as StoreError)?: throw Failure(error)
        case .failure(let error)?: throw error
        case nil: throw Failure(.outside, "the work ended without an answer; this is a fault of the program")
        }
    }
}

import RollcallSupport
import SQLiteRegistry
import SessionRegistry

/// The way to the store: opens it for the first who asks, and again for the next one where it could not be opened.
///
/// A store that is locked, or on a disk that is away for a moment, is a state of the screen and not its end.
actor StoreDoor {
    private let threads: WorkThreads
    private let open: @Sendable () async throws -> any RegistryStore
    /// Told once: the store is there.
    private let opened: @Sendable (any RegistryStore) -> Void
    /// Told once, instead: it will never be there, whoever asks.
    private let refused: @Sendable (any Error) -> Void
    private var opening: Task<any RegistryStore, any Error>?
    private var isOpen = false
    private var isClosed = false

    init(
        threads: WorkThreads, open: @escaping @Sendable () async throws -> any RegistryStore, opened: @escaping @Sendable (any RegistryStore) -> Void,
        refused: @escaping @Sendable (any Error) -> Void
    ) {
        self.threads = threads
        self.open = open
        self.opened = opened
        self.refused = refused
    }

    func store() async throws(StoreError) -> any RegistryStore {
        if isClosed { throw StoreError(.unavailable, "the store has been closed") }
        let task = opening ?? Task.detached(executorPreference: threads) { [open] in try await open() }
        opening = task
        do {
            let store = try await task.value
            if !isOpen {
                isOpen = true
                opened(store)
            }
            return store
        } catch {
            if opening == task {
                opening = nil
                if !Self.mayPass(error) { refused(error) }
            }
            switch error {
            case let error as StoreError: throw error
            case let failure as Failure: throw StoreError(.unavailable, failure.message)
            default: throw StoreError(.unavailable, "\(error)")
            }
        }
    }

    /// Whether opening may succeed later: another process has it locked, a disk or directory is away.
    private static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as StoreError: error.code == .unavailable
        case let failure as Failure: failure.mayPass
        default: false
        }
    }

    /// Lets the store write what it holds back.
    func close() async {
        isClosed = true
        guard let opening else { return }
        self.opening = nil
        opening.cancel()
        if let store = try? await opening.value { await store.close() }
    }
}

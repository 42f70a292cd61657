import SessionCore
import SessionRegistry
import Synchronization

/// The login of one request, between the middleware that opens it and the one that ends it. What `LoginSession` is made of, whatever
/// the type of users; see `LoginCore` for why it is apart.
final class LoginWork: Sendable {
    private struct Storage {
        var request: RequestCore?
        /// The application's side; `nil` once the request has ended.
        var hooks: (any LoginHooks)?
        /// Whether the user is being loaded; the request is with the loader then.
        var loading = false

        /// The application's side, if the request can be worked on.
        func openHooks() throws(LoginSessionError) -> any LoginHooks {
            guard !loading else { throw .usedFromSeveralTasks }
            guard request != nil else { throw .noMiddleware }
            guard let hooks else { throw .responseMade }
            return hooks
        }

        mutating func change<Result, Failure: Error>(_ body: (inout LoginCore) throws(Failure) -> Result) throws -> Result {
            guard let result = try request?.change(body) else { throw LoginSessionError.noMiddleware }
            return result
        }
    }
    private let storage = Mutex(Storage())

    func begin(_ request: RequestCore, _ hooks: any LoginHooks) {
        storage.withLock { storage in
            storage.request = request
            storage.hooks = hooks
        }
    }

    /// Ends the request and gives what became of it; `nil` if it had ended before. The hooks hold the context, which holds this login:
    /// they must go, or the request would stay in memory for ever.
    @discardableResult
    func end() -> RequestCore? {
        storage.withLock { storage in
            guard storage.hooks != nil else { return nil }
            storage.hooks = nil
            return storage.request
        }
    }

    /// Loads the user; at once if that has been done.
    func load() async throws {
        let work = try storage.withLock { storage throws(LoginSessionError) -> (RequestCore, any LoginHooks)? in
            guard !storage.loading else { throw .usedFromSeveralTasks }
            guard storage.request?.state.isLoaded != true else { return nil }
            let hooks = try storage.openHooks()
            // Taken, not copied: the loader changes it.
            guard let request = storage.request.take() else { throw .noMiddleware }
            storage.loading = true
            return (request, hooks)
        }
        guard let work else { return }
        var request = work.0
        // Also after a failure: what was done up to there (a rotated token) must still reach the browser.
        defer {
            storage.withLock { storage in
                storage.request = request
                storage.loading = false
            }
        }
        try await work.1.load(&request)
    }

    /// Looks at the login; after the request's end too.
    func read<Result: Sendable, Failure: Error>(_ body: (LoginCore) throws(Failure) -> Result) throws -> Result {
        try storage.withLock { storage in
            guard !storage.loading else { throw LoginSessionError.usedFromSeveralTasks }
            guard let request = storage.request else { throw LoginSessionError.noMiddleware }
            return try body(request.state)
        }
    }

    /// Changes the login, as long as the request lasts.
    func change<Result: Sendable, Failure: Error>(
        _ body: (inout LoginCore) throws(Failure) -> Result
    ) throws -> Result {
        try storage.withLock { storage in
            _ = try storage.openHooks()
            return try storage.change(body)
        }
    }

    func decide(
        _ body: (inout LoginCore) throws(LoginFailure) -> AccessDecision
    ) throws -> (AccessDecision, any LoginHooks) {
        try storage.withLock { storage in
            let hooks = try storage.openHooks()
            let decision = try storage.change { state throws(LoginFailure) in
                state.localize = hooks.localizer
                return try body(&state)
            }
            return (decision, hooks)
        }
    }
}

extension RequestCore {
    fileprivate mutating func change<Result, Failure: Error>(
        _ body: (inout LoginCore) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&state)
    }
}

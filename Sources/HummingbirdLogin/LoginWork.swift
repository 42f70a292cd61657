import SessionCore
import SessionRegistry
import Synchronization

/// The login of one request, between the middleware that opens it and the one that ends it. What `LoginSession` is made of, whatever
/// the type of users; see `LoginCore` for why it is apart.
final class LoginWork: Sendable {
    /// The request where it lies: looked at and changed there, since copying it costs more than most of what is done with it.
    ///
    /// Unchecked: nobody but the storage has it, and the storage is under its lock.
    private final class Place: @unchecked Sendable {
        var request: RequestCore
        init(_ request: RequestCore) { self.request = request }

        /// Only looked at, and yet in place: reading a property of a class copies it.
        func look<Result, Failure: Error>(_ body: (inout LoginCore) throws(Failure) -> Result) throws(Failure) -> Result {
            try body(&request.state)
        }
    }

    private struct Storage {
        /// While nothing has been asked that opens the request.
        var plain: PlainLogin?
        /// `nil` before the middleware, and while the request is plain.
        var place: Place?
        /// The application's side; `nil` once the request has ended.
        var hooks: (any LoginHooks)?
        /// Whether the user is being loaded.
        var loading = false

        /// Lets go of what holds the context, which holds this login: the hooks, and the translator made of them.
        /// - Returns: whether the request was open.
        mutating func close() -> Bool {
            place?.look { $0.localize = nil }
            return hooks.take() != nil
        }

        mutating func openPlain() {
            guard let plain = plain.take() else { return }
            place = Place(plain.open())
        }

        /// The request, if it can be looked at.
        mutating func readable() throws(LoginSessionError) -> Place {
            guard !loading else { throw .usedFromSeveralTasks }
            openPlain()
            guard let place else { throw .noMiddleware }
            return place
        }

        /// The application's side, if the request can be worked on.
        func openHooks() throws(LoginSessionError) -> any LoginHooks {
            guard !loading else { throw .usedFromSeveralTasks }
            guard plain != nil || place != nil else { throw .noMiddleware }
            guard let hooks else { throw .responseMade }
            return hooks
        }

        /// The request with the application's side, if it can be worked on.
        mutating func open() throws(LoginSessionError) -> (place: Place, hooks: any LoginHooks) {
            (try readable(), try openHooks())
        }

        mutating func isExempt() throws(LoginSessionError) -> Bool {
            guard plain != nil else { return try changeable().request.state.isExempt }
            _ = try openHooks()
            return plain?.isExempt ?? false
        }

        /// The request, if it can be worked on.
        mutating func changeable() throws(LoginSessionError) -> Place { try open().place }
    }
    private let storage = Mutex(Storage())

    func begin(_ request: consuming RequestCore, _ hooks: any LoginHooks) {
        let place = Place(request)
        storage.withLock { storage in
            storage.place = place
            storage.hooks = hooks
        }
    }

    func begin(_ plain: PlainLogin, _ hooks: any LoginHooks) {
        storage.withLock { storage in
            storage.plain = plain
            storage.hooks = hooks
        }
    }

    /// Ends the request if it has remained plain: nothing is to be sent but that the answer depends on the cookie.
    /// - Returns: `nil`: it is not plain, and has not ended.
    func endPlain() -> PlainLogin? {
        storage.withLock { storage in
            guard let plain = storage.plain, !storage.loading, storage.close() else { return nil }
            return plain
        }
    }

    /// Ends the request and gives what became of it; `nil` if it had ended before. The hooks hold the context, which holds this login:
    /// they must go, or the request would stay in memory for ever.
    func end() -> RequestCore? {
        storage.withLock { storage in
            storage.openPlain()
            guard storage.close() else { return nil }
            return storage.place?.request
        }
    }

    /// Ends the request and gives what to send, where nothing is stored, and so without a copy; `nil` if it had ended before.
    func end(_ exchange: LoginExchangeCore, now: Timestamp, afterFailure: Bool) -> LoginAnswer? {
        storage.withLock { storage in
            storage.openPlain()
            guard storage.close(), let place = storage.place else { return nil }
            return exchange.finishSigned(&place.request, now: now, afterFailure: afterFailure)
        }
    }

    /// Ends the request, where nothing is to be sent.
    func drop() { storage.withLock { _ = $0.close() } }

    // MARK: Who may pass

    /// Loads the user and says whether the request may pass.
    /// - Parameter localizer: translates the message to a stranger.
    func pass(_ rule: GateRule, _ localizer: (@Sendable (String) -> String)?) async throws -> AccessDecision {
        let step = try storage.withLock { storage -> LoadStep? in
            if rule.group != nil || rule.loginView != nil {
                try storage.changeable().request.state.enter(group: rule.group, loginView: rule.loginView)
            }
            return try storage.isExempt() ? nil : Self.nextStep(&storage)
        }
        guard let step else { return .proceed }
        try await load(from: step)
        return try storage.withLock { storage in
            if storage.plain?.mayPass(rule.requirement) ?? false { return .proceed }
            let place = try storage.changeable()
            place.request.state.localize = localizer
            return try place.request.state.require(rule.requirement)
        }
    }

    // MARK: Loading the user

    /// Who makes the request, where that is known already.
    func loadedUser() throws -> LoginCore.Loaded? {
        try storage.withLock { storage in
            if let user = storage.plain?.user { return .user(user) }
            return try storage.place?.look { state in state.isLoaded ? try state.loaded() : nil }
        }
    }

    private enum LoadStep {
        case done
        /// The application's loaders answer this.
        case find(UserLookup, any LoginHooks)
        /// The store has a say: the whole request goes there.
        case hand(any LoginHooks)
    }

    /// Loads the user; at once if that has been done.
    func load() async throws { try await load(from: try storage.withLock { try Self.nextStep(&$0) }) }

    private func load(from first: LoadStep) async throws {
        var step = first
        while true {
            switch step {
            case .done: return
            case .find(let lookup, let hooks):
                do {
                    step = try next(supplying: try await hooks.find(lookup))
                } catch {
                    storage.withLock { $0.loading = false }
                    throw error
                }
            case .hand(let hooks):
                try await hand(to: hooks)
                return
            }
        }
    }

    private static func nextStep(_ storage: inout Storage) throws -> LoadStep {
        if let plain = storage.plain {
            let hooks = try storage.openHooks()
            guard plain.user == nil else { return .done }
            storage.loading = true
            return .find(plain.ask(), hooks)
        }
        let place = try storage.readable()
        guard !place.look({ $0.isLoaded }) else { return .done }
        let hooks = try storage.open().hooks
        guard let lookup = try place.request.state.nextLookup() else { return .done }
        storage.loading = true
        switch lookup {
        case .sessionUser, .request, .header: return .find(lookup, hooks)
        case .rememberedUser, .series: return .hand(hooks)
        }
    }

    private func next(supplying user: (any LoginUser)?) throws -> LoadStep {
        try storage.withLock { storage in
            storage.loading = false
            if storage.plain != nil {
                storage.plain?.user = user
                guard user == nil else { return .done }
                // The session names nobody: others are asked.
                storage.openPlain()
            }
            storage.place?.request.state.supply(user)
            return try Self.nextStep(&storage)
        }
    }

    private func hand(to hooks: any LoginHooks) async throws {
        guard var request = storage.withLock({ $0.place?.request }) else { throw LoginSessionError.noMiddleware }
        do {
            try await hooks.load(&request)
        } catch {
            // What was done up to there (a rotated token) must still reach the browser.
            putBack(request)
            throw error
        }
        putBack(request)
    }

    private func putBack(_ request: RequestCore) {
        storage.withLock { storage in
            storage.place?.request = request
            storage.loading = false
        }
    }

    // MARK: Looking and changing

    /// Looks at the login; after the request's end too.
    func read<Result: Sendable, Failure: Error>(_ body: (inout LoginCore) throws(Failure) -> Result) throws -> Result {
        try storage.withLock { storage in try storage.readable().look(body) }
    }

    /// Changes the login, as long as the request lasts.
    func change<Result: Sendable, Failure: Error>(
        _ body: (inout LoginCore) throws(Failure) -> Result
    ) throws -> Result {
        try storage.withLock { storage in try body(&storage.changeable().request.state) }
    }

    func decide(
        _ body: (inout LoginCore) throws(LoginFailure) -> AccessDecision
    ) throws -> (AccessDecision, any LoginHooks) {
        try storage.withLock { storage in
            let (place, hooks) = try storage.open()
            place.request.state.localize = hooks.localizer
            return (try body(&place.request.state), hooks)
        }
    }
}

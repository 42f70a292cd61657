/// How users are found, for `LoginState.load(using:)`.
public struct UserLoaders<User: LoginUser>: Sendable {
    /// By the id in a session or in a remember cookie; Flask-Login's `user_loader`.
    public var byID: @Sendable (String) async throws -> User?
    /// By the request; Flask-Login's `request_loader`.
    public var fromRequest: @Sendable () async throws -> User?
    /// By the Authorization header; Flask-Login's `header_loader`.
    public var fromHeader: @Sendable (String) async throws -> User?
    /// By a remember cookie's series and verifier.
    public var fromSeries: @Sendable (String) async throws -> User?

    /// Loaders that find nobody, but for those given.
    public init(
        byID: @escaping @Sendable (String) async throws -> User? = { _ in nil },
        fromRequest: @escaping @Sendable () async throws -> User? = { nil },
        fromHeader: @escaping @Sendable (String) async throws -> User? = { _ in nil },
        fromSeries: @escaping @Sendable (String) async throws -> User? = { _ in nil }
    ) {
        self.byID = byID
        self.fromRequest = fromRequest
        self.fromHeader = fromHeader
        self.fromSeries = fromSeries
    }

    /// Answers a lookup by the loader that it is for.
    ///
    /// - Throws: what the loader throws.
    public func find(_ lookup: UserLookup) async throws -> User? {
        switch lookup {
        case .sessionUser(let id), .rememberedUser(let id): try await byID(id)
        case .series(let payload): try await fromSeries(payload)
        case .request: try await fromRequest()
        case .header(let header): try await fromHeader(header)
        }
    }
}

extension LoginState {
    /// Loads the user, asking these loaders; does nothing if it is loaded.
    /// - Throws: `LoginFailure`, and whatever a loader throws.
    public mutating func load(using loaders: UserLoaders<User>) async throws {
        while let lookup = try nextLookup() { supply(try await loaders.find(lookup)) }
    }
}

public import SessionCore

/// Carries requests through the login manager and the registry: opens the session from where the settings keep it, answers the
/// login manager's lookups, and stores and sends what the request changed.
///
/// It is the one place where `LoginState`'s decisions meet a store, whatever speaks HTTP above it.
///
///     var request = try await exchange.open(loginRequest, now: now)
///     try await exchange.load(&request, using: loaders)
///     …
///     let answer = try await exchange.finish(request, now: now)
public struct LoginExchange<User: LoginUser>: Sendable {
    /// All that does not depend on the type of users.
    package let core: LoginExchangeCore

    /// The login manager, with the session and remember modes that `sessions` and `series` stand for.
    public var manager: LoginManager { core.manager }
    /// `nil`: sessions live in signed cookies, as Flask's do.
    public var sessions: RegistrySessions? { core.sessions }
    /// `nil`: remember cookies hold a signed user id, as Flask-Login's do.
    public var series: RememberSeries? { core.series }

    /// - Parameters:
    ///   - settings: their `sessionMode` and `rememberMode` are set to what the other two parameters say.
    ///   - sessions: the registry that sessions live in.
    ///   - series: what issues and redeems remember tokens.
    public init(settings: LoginSettings, sessions: RegistrySessions? = nil, series: RememberSeries? = nil) {
        core = LoginExchangeCore(settings: settings, sessions: sessions, series: series)
    }

    /// Opens the request's session. That there is none, or that it was revoked, is no error.
    public func open(_ request: LoginRequest, now: Timestamp) async throws(StoreError) -> LoginInProgress<User> {
        LoginInProgress(try await core.open(request, now: now))
    }

    /// Finds the current user: answers every lookup of the login manager, redeeming a remember token where it asks for one. Does
    /// nothing once the user is loaded.
    public func load(_ request: inout LoginInProgress<User>, using loaders: UserLoaders<User>) async throws {
        try await core.load(&request.core) { try await loaders.find($0) }
    }

    /// Stores what the request changed and gives the cookies to send.
    ///
    /// Where the store fails, the answer says so in `storeFailure` and still has the cookies of what was done before: a remember token
    /// whose verifier has changed must reach the browser, or its next use would look like a theft.
    ///
    /// - Parameters:
    ///   - request: as it has become.
    ///   - now: the time that expiries count from.
    ///   - afterFailure: the application itself failed (an exception in a view): as in Flask, cookies are still set.
    public func finish(_ request: LoginInProgress<User>, now: Timestamp, afterFailure: Bool = false) async -> LoginAnswer {
        await core.finish(request.core, now: now, afterFailure: afterFailure)
    }
}

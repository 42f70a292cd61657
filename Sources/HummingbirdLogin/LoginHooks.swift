import Hummingbird
import SessionCore
import SessionRegistry

/// The application's side of one request's login: finds its users and answers for it. What a `LoginSession`, which knows the type of
/// users alone, needs of the service, the request and its context.
protocol LoginHooks: Sendable {
    /// Finds the current user, whatever that takes.
    func load(_ request: inout RequestCore) async throws
    /// Answers one lookup that the application's loaders answer alone.
    func find(_ lookup: UserLookup) async throws -> (any LoginUser)?
    /// Translates messages for this request; `nil`: as the settings say.
    var localizer: (@Sendable (String) -> String)? { get }
    /// The answer to a request that may not pass.
    func answer(_ decision: AccessDecision) async throws -> Response
}

/// Any request, as it is seen by a service that looks at no request: nothing is copied for it.
extension LoginServiceParts: LoginHooks {
    func load(_ opened: inout RequestCore) async throws {
        try await exchange.load(&opened) { try await find($0) }
    }

    func find(_ lookup: UserLookup) async throws -> (any LoginUser)? {
        switch lookup {
        case .sessionUser(let id), .rememberedUser(let id): try await loadUser?(id)
        // Redeemed by the exchange, which then asks for the token's user. The others look at the request.
        case .series, .request, .header: nil
        }
    }

    var localizer: (@Sendable (String) -> String)? { nil }

    func answer(_ decision: AccessDecision) async throws -> Response {
        guard case .redirect(let location) = decision else { throw HTTPError(.unauthorized) }
        return .redirect(to: location, type: .found)
    }
}

/// One request as it is seen by a service.
struct ServiceHooks<Context: LoginRequestContext>: LoginHooks {
    let parts: LoginServiceParts<Context>
    let request: Request
    let context: Context

    func load(_ opened: inout RequestCore) async throws {
        try await parts.exchange.load(&opened) { try await find($0) }
    }

    func find(_ lookup: UserLookup) async throws -> (any LoginUser)? {
        switch lookup {
        case .request: try await parts.loadFromRequest?(request, context)
        case .header(let value): try await parts.loadFromHeader?(value, context)
        case .sessionUser, .rememberedUser, .series: try await parts.find(lookup)
        }
    }

    var localizer: (@Sendable (String) -> String)? {
        guard let localize = parts.localize else { return nil }
        return { [request, context] message in localize(message, request, context) }
    }

    func answer(_ decision: AccessDecision) async throws -> Response {
        switch decision {
        case .runUnauthorizedHandler: return try await answer(parts.unauthorizedHandler)
        case .runNeedsRefreshHandler: return try await answer(parts.needsRefreshHandler)
        case .redirect, .unauthorized, .proceed: return try await parts.answer(decision)
        }
    }

    private func answer(_ handler: LoginService<Context>.Handler?) async throws -> Response {
        // Decided only if there is one; without, what the login manager does without one.
        guard let handler else { throw HTTPError(.unauthorized) }
        return try await handler(request, context).response(from: request, context: context)
    }
}

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
        case .sessionUser(let id), .rememberedUser(let id): try await parts.loadUser?(id)
        case .request: try await parts.loadFromRequest?(request, context)
        case .header(let value): try await parts.loadFromHeader?(value, context)
        // Redeemed by the exchange, which then asks for the token's user.
        case .series: nil
        }
    }

    var localizer: (@Sendable (String) -> String)? {
        guard let localize = parts.localize else { return nil }
        return { [request, context] message in localize(message, request, context) }
    }

    func answer(_ decision: AccessDecision) async throws -> Response {
        switch decision {
        case .redirect(let location): return .redirect(to: location, type: .found)
        case .runUnauthorizedHandler: return try await answer(parts.unauthorizedHandler)
        case .runNeedsRefreshHandler: return try await answer(parts.needsRefreshHandler)
        case .unauthorized, .proceed: throw HTTPError(.unauthorized)
        }
    }

    private func answer(_ handler: LoginService<Context>.Handler?) async throws -> Response {
        // Decided only if there is one; without, what the login manager does without one.
        guard let handler else { throw HTTPError(.unauthorized) }
        return try await handler(request, context).response(from: request, context: context)
    }
}

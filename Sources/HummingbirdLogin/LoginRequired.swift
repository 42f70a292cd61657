public import Hummingbird
import HTTPTypes
import Logging
import SessionCore

/// Lets only logged-in users through; Flask-Login's `login_required` (0.6.3, `utils.py`). Others are sent to the login page, or get
/// the application's unauthorized handler, or 401.
public struct LoginRequired<Context: LoginRequestContext>: RouterMiddleware {
    private let gate: LoginGate<Context>

    /// - Parameter group: the name under which `LoginSettings.blueprintLoginViews` has this group of routes' own login page.
    public init(_ service: LoginService<Context>, group: String? = nil) {
        gate = LoginGate(service: service, requirement: .login, group: group)
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let refusal = try await gate.refusal(request, context) { return refusal }
        return try await next(request, context)
    }
}

/// Lets only users through who typed their password in this session; Flask-Login's `fresh_login_required`.
public struct FreshLoginRequired<Context: LoginRequestContext>: RouterMiddleware {
    private let gate: LoginGate<Context>

    public init(_ service: LoginService<Context>, group: String? = nil) {
        gate = LoginGate(service: service, requirement: .freshLogin, group: group)
    }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let refusal = try await gate.refusal(request, context) { return refusal }
        return try await next(request, context)
    }
}

/// Asks the login manager whether a request may pass, and answers for it if not.
struct LoginGate<Context: LoginRequestContext>: Sendable {
    var service: LoginService<Context>
    var requirement: LoginRequirement
    var group: String?

    /// `nil`: the request may pass.
    func refusal(_ request: Request, _ context: Context) async throws -> Response? {
        if let group { try context.login.withState { $0.enter(group: group) } }
        if try !context.login.withState({ $0.isExempt }) { try await context.login.load() }
        let decision = try context.login.withState { state throws(LoginFailure) in try state.require(requirement) }
        switch decision {
        case .proceed: return nil
        case .redirect(let location): return .redirect(to: location, type: .found)
        case .unauthorized: throw HTTPError(.unauthorized)
        case .runUnauthorizedHandler: return try await answer(service.unauthorizedHandler, request, context)
        case .runNeedsRefreshHandler: return try await answer(service.needsRefreshHandler, request, context)
        }
    }

    private func answer(_ handler: LoginService<Context>.Handler?, _ request: Request, _ context: Context) async throws -> Response {
        // Asked for only if there is one; without, what the login manager does without one.
        guard let handler else { throw HTTPError(.unauthorized) }
        return try await handler(request, context)
    }
}

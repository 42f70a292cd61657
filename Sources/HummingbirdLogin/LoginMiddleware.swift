public import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import SessionCore
import SessionRegistry

/// Opens every request's session and sends its cookies with the response. Add it before everything that looks at the login.
public struct LoginMiddleware<Context: LoginRequestContext>: RouterMiddleware {
    private let service: LoginService<Context>

    public init(_ service: LoginService<Context>) { self.service = service }

    /// An error that is an HTTP response (`HTTPError`) gets the session's cookies like any other response. Any other error is logged and
    /// answered 500, as Flask does, also with the session's cookies: a remember token that was used has a new verifier by then, which the
    /// browser must get.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let now = service.now()
        let opened = try await service.exchange.open(LoginRequest(request, remoteAddress: context.remoteAddress), now: now)
        if let failure = opened.state.openFailure {
            context.logger.error("\(failure)")
            throw HTTPError(.internalServerError)
        }
        context.login.begin(opened, exchange: service.exchange, loaders: service.loaders(for: request, context))

        var response: Response
        var failed = false
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        } catch {
            context.logger.error("The request failed: \(error)")
            failed = true
            response = try serverError(request, context)
        }

        guard let finished = context.login.end() else { return response }
        let answer = await service.exchange.finish(finished, now: service.now(), afterFailure: failed)
        if let failure = answer.failure {
            context.logger.error("\(failure)")
            response = try serverError(request, context)
        }
        if let failure = answer.storeFailure {
            context.logger.error("The session could not be stored: \(failure)")
            response = try serverError(request, context)
        }
        if answer.loginRefused {
            // The route has answered as if the login stood; it does not.
            response = try HTTPError(.forbidden, message: "Too many sessions").response(from: request, context: context)
        }
        for cookie in answer.setCookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        if answer.varyCookie { response.headers.append(HTTPField(name: .vary, value: "Cookie")) }
        if let onSignal = service.onSignal { answer.signals.forEach(onSignal) }
        if let theft = answer.theft {
            context.logger.warning(
                "A remember token's copy was used; the token and its sessions are revoked.", metadata: ["token": "\(theft.tokenID)"])
            service.onTheft?(theft)
        }
        return response
    }

    private func serverError(_ request: Request, _ context: Context) throws -> Response {
        try HTTPError(.internalServerError).response(from: request, context: context)
    }
}

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

    /// An error that is an HTTP response (`HTTPError`) gets the session's cookies like any other response. Any other error passes through
    /// and the request's session is not saved.
    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let now = service.now()
        let login = LoginRequest(request, remoteAddress: context.remoteAddress)
        let opened = try await service.exchange.open(login, now: now)
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
        } catch let error as LoginFailure {
            context.logger.error("\(error)")
            failed = true
            response = try HTTPError(.internalServerError).response(from: request, context: context)
        }

        guard let finished = context.login.end() else { return response }
        let answer = try await service.exchange.finish(finished, now: service.now(), afterFailure: failed)
        if let failure = answer.failure {
            context.logger.error("\(failure)")
            response = try HTTPError(.internalServerError).response(from: request, context: context)
        }
        for cookie in answer.setCookies { response.headers.append(HTTPField(name: .setCookie, value: cookie)) }
        if answer.varyCookie { response.headers.append(HTTPField(name: .vary, value: "Cookie")) }
        if let onSignal = service.onSignal { answer.signals.forEach(onSignal) }
        if let theft = answer.theft {
            context.logger.warning("A remember token's copy was used; the token and its sessions are revoked.", metadata: ["token": "\(theft.tokenID)"])
            service.onTheft?(theft)
        }
        return response
    }
}

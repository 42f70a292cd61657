public import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import SessionCore
import SessionRegistry

/// Opens every request's session and sends its cookies with the response. Add it before everything that looks at the login.
///
/// What Flask-Login's `LoginManager.init_app` registers with an application (0.6.3, `login_manager.py`), with Flask's own
/// `open_session` and `save_session` (3.1.3, `flask/sessions.py`).
public struct LoginMiddleware<Context: LoginRequestContext>: RouterMiddleware {
    private let service: LoginServiceParts<Context>

    /// - Parameter service: the application's login.
    public init(_ service: LoginService<Context>) { self.service = service.parts }

    /// An error that is an HTTP response (`HTTPError`) gets the session's cookies like any other response. Any other error is logged and
    /// answered 500, as Flask does, also with the session's cookies: a remember token that was used has a new verifier by then, which the
    /// browser must get.
    public func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let now = service.now()
        let work = context.login.work
        let entrance = service.entrance
        let arrived = entrance.read(request.head, from: context.remoteAddress)
        let exchange = entrance.exchange
        let plain: PlainLogin?
        if exchange.sessions == nil {
            plain = entrance.plainLogin(arrived, now: now)
        } else {
            plain = try await entrance.plainStoredLogin(arrived, now: now)
        }
        if let plain {
            work.begin(plain, service.hooks(request, context))
        } else {
            let opened = exchange.needsNoStore ? entrance.openSigned(arrived, now: now) : try await entrance.open(arrived, now: now)
            if let failure = opened.state.openFailure {
                context.logger.error("\(failure)")
                throw HTTPError(.internalServerError)
            }
            work.begin(opened, service.hooks(request, context))
        }
        var hasEnded = false
        defer { if !hasEnded { work.drop() } }

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

        hasEnded = true
        if let plain = work.endPlain() {
            response.headers.append(.varyCookie)
            service.send(plain.signals, context)
            if exchange.sessions != nil {
                entrance.leave(plain)
                if service.upkeep.isDue(now) { await service.flush(everything: false, context.logger) }
            }
            return response
        }
        let answer: LoginAnswer
        if exchange.needsNoStore {
            guard let signed = work.end(exchange, now: service.now(), afterFailure: failed) else { return response }
            answer = signed
        } else {
            guard let finished = work.end() else { return response }
            answer = await exchange.finish(finished, now: service.now(), afterFailure: failed)
        }
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
        if answer.varyCookie { response.headers.append(.varyCookie) }
        service.send(answer.signals, context)
        if let theft = answer.theft {
            context.logger.warning(
                "A remember token's copy was used; the token and its sessions are revoked.", metadata: ["token": "\(theft.tokenID)"])
            service.onTheft?(theft)
        }
        if exchange.sessions != nil, service.upkeep.isDue(now) { await service.flush(everything: false, context.logger) }
        return response
    }

    private func serverError(_ request: Request, _ context: Context) throws -> Response {
        try HTTPError(.internalServerError).response(from: request, context: context)
    }
}

extension HTTPField {
    fileprivate static let varyCookie = HTTPField(name: .vary, value: "Cookie")
}

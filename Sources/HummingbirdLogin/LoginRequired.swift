public import Hummingbird
import SessionCore

/// Lets only logged-in users through; Flask-Login's `login_required` (0.6.3, `utils.py`). Others are sent to the login page, or get
/// the application's unauthorized handler's answer, or 401.
///
///     router.group("account").add(middleware: LoginRequired(login)).get("/") { request, context in … }
///     router.group("admin").add(middleware: LoginRequired(login, loginView: "/admin/login"))
///
/// Requests with an exempt method (`LoginSettings.exemptMethods`, OPTIONS unless set) pass, and all do while
/// `LoginSettings.loginDisabled` is set: the route then finds whoever is logged in, or nobody.
public struct LoginRequired<Context: LoginRequestContext>: RouterMiddleware {
    private let gate: LoginGate<Context>

    /// - Parameters:
    ///   - service: the service whose ``LoginMiddleware`` comes before this one.
    ///   - group: the name under which `LoginSettings.blueprintLoginViews` has these routes' own login page; Flask's blueprint. `nil`:
    ///     the group around this one, if any.
    ///   - loginView: these routes' own login page, a URL or an endpoint's name; goes before the settings. `nil`: as the group or
    ///     the settings say.
    public init(_ service: LoginService<Context>, group: String? = nil, loginView: String? = nil) {
        gate = LoginGate(parts: service.parts, requirement: .login, group: group, loginView: loginView)
    }

    /// Passes the request on, or answers it.
    public func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let decision = try await context.login.work.pass(gate.rule, gate.localizer(request, context))
        if decision == .proceed { return try await next(request, context) }
        return try await gate.answer(decision, request, context)
    }
}

/// Lets only users through who typed their password in this session; Flask-Login's `fresh_login_required` (0.6.3, `utils.py`).
///
/// Strangers are answered as ``LoginRequired`` does; users whose login was recalled from a cookie are sent to
/// `LoginSettings.refreshView`, or get the application's needs-refresh handler's answer, or 401.
public struct FreshLoginRequired<Context: LoginRequestContext>: RouterMiddleware {
    private let gate: LoginGate<Context>

    /// - Parameters:
    ///   - service: the service whose ``LoginMiddleware`` comes before this one.
    ///   - group: the name under which `LoginSettings.blueprintLoginViews` has these routes' own login page; Flask's blueprint.
    ///   - loginView: these routes' own login page for strangers; goes before the settings.
    public init(_ service: LoginService<Context>, group: String? = nil, loginView: String? = nil) {
        gate = LoginGate(parts: service.parts, requirement: .freshLogin, group: group, loginView: loginView)
    }

    /// Passes the request on, or answers it.
    public func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let decision = try await context.login.work.pass(gate.rule, gate.localizer(request, context))
        if decision == .proceed { return try await next(request, context) }
        return try await gate.answer(decision, request, context)
    }
}

/// Names a group of routes, as a Flask blueprint does, without asking for a login: for routes that call
/// ``LoginSession/unauthorized()`` by themselves, and for the groups inside.
public struct LoginGroup<Context: LoginRequestContext>: RouterMiddleware {
    private let group: String?
    private let loginView: String?

    /// - Parameters:
    ///   - group: the name under which `LoginSettings.blueprintLoginViews` has these routes' own login page.
    ///   - loginView: these routes' own login page; goes before the settings.
    public init(_ group: String? = nil, loginView: String? = nil) {
        self.group = group
        self.loginView = loginView
    }

    /// Passes the request on.
    public func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        try context.login.work.change { state in state.enter(group: group, loginView: loginView) }
        return try await next(request, context)
    }
}

/// What a route's middleware asks of a request, whatever the type of its context.
struct GateRule: Sendable {
    var requirement: LoginRequirement
    var group: String?
    var loginView: String?
}

/// Answers for the login manager where a request may not pass.
struct LoginGate<Context: LoginRequestContext>: Sendable {
    let parts: LoginServiceParts<Context>
    let rule: GateRule

    init(parts: LoginServiceParts<Context>, requirement: LoginRequirement, group: String?, loginView: String?) {
        self.parts = parts
        rule = GateRule(requirement: requirement, group: group, loginView: loginView)
    }

    /// Of the request and the context as they are here: middleware between may have changed them.
    func localizer(_ request: Request, _ context: Context) -> (@Sendable (String) -> String)? {
        parts.localize == nil ? nil : parts.hooks(request, context).localizer
    }

    func answer(_ decision: AccessDecision, _ request: Request, _ context: Context) async throws -> Response {
        try await parts.hooks(request, context).answer(decision)
    }
}

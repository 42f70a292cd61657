import Hummingbird
import HummingbirdLogin
import NIOCore
import SessionCore
import SessionRegistry

// What the documentation shows beyond the example application; `GettingStartedTests` calls it.

struct OwnContext: LoginRequestContext {
    var coreContext: CoreRequestContextStorage
    let login = LoginSession<Member>()
    let remoteAddress: SocketAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}

func settings(key: String) -> LoginSettings {
    var settings = LoginSettings(secretKey: key)
    settings.loginView = "/login"
    settings.refreshView = "/login"
    settings.sessionProtection = .strong
    settings.sessionCookie.sameSite = "Lax"
    settings.sessionCookie.secure = true
    settings.rememberCookie.sameSite = "Lax"
    settings.rememberCookie.secure = true
    settings.rememberDuration = .days(90)
    return settings
}

func addRoutes(to router: Router<Context>, login: LoginService<Context>, check: @escaping @Sendable (Member, String) -> Bool) {
    let password = router.group("/password").add(middleware: FreshLoginRequired(login))
    password.post { _, _ in "changed" }

    router.group("/confirm").add(middleware: LoginRequired(login)).post { request, context -> Response in
        let form = try await URLEncodedFormDecoder().decode(LoginForm.self, from: request, context: context)
        guard check(try await context.login.requireUser(), form.password) else { throw HTTPError(.unauthorized) }
        try context.login.confirmLogin()
        return .redirect(to: try context.login.takeNext(of: request, or: "/password"), type: .found)
    }

    let admin = router.group("/admin").add(middleware: LoginRequired(login, loginView: "/admin/login"))
    admin.get("/users") { _, _ in "users" }

    router.get("/cart") { _, context -> Response in
        guard let member = try await context.login.user() else {
            return try await context.login.unauthorized()
        }
        return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "The cart of \(member.loginID)")))
    }

    router.post("/colour") { _, context in
        try context.login.set("colour", to: "green")
        try context.login.flash("Your colour is green now.")
        return "saved"
    }
    router.get("/") { _, context in
        let colour = try context.login.value("colour")?.text ?? "none"
        let messages = try context.login.flashedMessages().map(\.message)
        return "\(colour) \(messages.joined(separator: " "))"
    }
}

func apiLogin(settings: LoginSettings, members: [String: Member], keys: [String: String]) -> LoginService<Context> {
    LoginService(
        settings: settings,
        loadFromRequest: { request, _ in
            request.headers[.authorization].flatMap { keys[$0] }.flatMap { members[$0] }
        },
        onSignal: { signal, context in
            context.logger.info("\(signal.signal.rawValue)", metadata: ["user": "\(signal.userID ?? "-")"])
        },
        loadUser: { id in members.values.first { $0.loginID == id } })
}

func countLogins(_ login: LoginService<Context>, _ count: @Sendable () -> Void) async {
    for await signal in login.signals() where signal.signal == .userLoggedIn { count() }
}

func sessionLimits(settings: LoginSettings, members: [String: Member], store: any RegistryStore) -> LoginService<Context> {
    LoginService(
        settings: settings,
        sessions: .registry(store, RegistrySettings(idleLifetime: 900, absoluteLifetime: 28_800, sessionsPerUser: 3)),
        remember: .series(store, grace: 30),
        onTheft: { theft in print("A copy of user \(theft.userID)'s remember cookie was used.") },
        loadUser: { id in members.values.first { $0.loginID == id } })
}

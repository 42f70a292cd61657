import HTTPTypes
import Hummingbird
import HummingbirdLogin
import NIOPosix
import SessionCore
import SessionRegistry

/// The login application that flows are run against, on real HTTP and with real pages. Its users are the store's mock users.
struct DemoApplication: Sendable {
    typealias Context = BasicLoginRequestContext<StoreUser>

    let store: any RegistryStore
    let login: LoginService<Context>
    /// Checked where no user has the email, so that an unknown user takes as long to refuse as a wrong password.
    private let unknownUserHash: String

    init(
        store: any RegistryStore, settings: LoginSettings, sessions: LoginService<Context>.Sessions,
        remember: LoginService<Context>.Remember, unknownUserHash: String
    ) {
        self.store = store
        var settings = settings
        settings.loginView = "login"
        settings.refreshView = "login"
        settings.endpoints = ["login": "/login", "admin.login": "/admin/login"]
        login = LoginService(
            settings: settings, sessions: sessions, remember: remember,
            loadFromRequest: { request, _ in
                let header = HTTPField.Name("X-Api-Key").flatMap { request.headers[$0] }
                guard let key = FormQuery(request.uri.query ?? "").first("api_key") ?? header, !key.isEmpty else { return nil }
                return try await store.user(apiKeyDigest: Digest256(sha256Of: key)).map(StoreUser.init)
            },
            loadUser: { id in try await store.user(id: id).map(StoreUser.init) })
        self.unknownUserHash = unknownUserHash
    }

    func router() -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: LoginMiddleware(login))
        router.get("/", use: index)
        router.get("/open") { _, _ in Page.plain("open").response() }
        router.get("/login", use: loginForm)
        router.post("/login", use: logIn)
        router.get("/logout", use: logOut)
        router.get("/whoami", use: whoAmI)
        router.get("/flashes", use: flashes)
        router.get("/permanent") { try setPermanent(true, $0, $1) }
        router.get("/transient") { try setPermanent(false, $0, $1) }
        router.get("/put", use: put)
        router.get("/clear", use: clear)

        let required = router.group().add(middleware: LoginRequired(login))
        let fresh = router.group().add(middleware: FreshLoginRequired(login))
        for method in [HTTPRequest.Method.get, .post, .options] {
            required.on("/protected", method: method) { _, context in try await greeting("Logged in as: ", context) }
            fresh.on("/fresh", method: method) { _, context in try await greeting("Fresh: ", context) }
        }
        required.get("/confirm") { _, context in
            try context.login.confirmLogin()
            return try await Page.plain("Confirmed", userID: context.login.user()?.loginID).response()
        }

        router.get("/admin/login") { _, context in
            try Page.loginForm(action: "/login", flashes: messages(context), title: "Admin login form").response()
        }
        router.group("/admin").add(middleware: LoginRequired(login, group: "admin")).get("/protected") { _, context in
            try await greeting("Admin: ", context)
        }
        return router
    }

    // MARK: Logging in and out

    @Sendable private func loginForm(_ request: Request, _ context: Context) throws -> Response {
        try Page.loginForm(action: request.head.path ?? "/login", flashes: messages(context)).response()
    }

    @Sendable private func logIn(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await URLEncodedFormDecoder().decode(LoginForm.self, from: request, context: context)
        let record = try await store.user(email: form.email ?? "")
        let hash = record?.passwordHash ?? unknownUserHash
        let password = form.password ?? ""
        // A password hash is slow on purpose, so it does not run on the threads that serve everyone.
        let accepted = try await NIOThreadPool.singleton.runIfActive { PasswordHash.matches(hash, password) }
        guard let record, accepted else { return refusal("Bad login", request, form) }
        guard try await login.mayLogIn(userID: record.id) else { return refusal("Too many sessions", request, form) }

        let loggedIn = try context.login.login(
            StoreUser(record: record), remember: form.remember.map(LoginForm.isTrue) ?? false, duration: form.rememberDuration(),
            force: form.force.map(LoginForm.isTrue) ?? false, fresh: form.fresh.map(LoginForm.isTrue) ?? true)
        guard loggedIn else { return refusal("Inactive user", request, form) }

        // Not `takeNext(of:or:)`: like the application that flows describe, this one answers 400 to what leads elsewhere.
        var target = "/protected"
        if let next = query(request, "next"), !next.isEmpty {
            target = next
        } else if let next = try context.login.remove("next")?.text {
            target = next
        }
        guard let location = LocationHeader.localTarget(target) else {
            throw HTTPError(.badRequest, message: "next must be a path of this site")
        }
        return .redirect(to: location, type: .found)
    }

    /// Answered with 200, as the application that flows describe does.
    private func refusal(_ problem: String, _ request: Request, _ form: LoginForm) -> Response {
        Page.loginForm(action: request.head.path ?? "/login", flashes: [], problem: problem, email: form.email ?? "").response()
    }

    @Sendable private func logOut(_ request: Request, _ context: Context) async throws -> Response {
        try await context.login.logout()
        return Page.plain("Logged out").response()
    }

    // MARK: Pages

    @Sendable private func index(_ request: Request, _ context: Context) async throws -> Response {
        let current = try await context.login.currentUser()
        let id = current.isAuthenticated ? current.loginID : nil
        return Page(
            title: "Hello, \(id ?? "anonymous")", content: "<p>The <a href=\"/protected\">protected page</a> asks for a login.</p>",
            userID: id, flashes: try messages(context)
        ).response()
    }

    private func greeting(_ words: String, _ context: Context) async throws -> Response {
        let id = try await context.login.user()?.loginID
        return Page(title: words + (id ?? "None"), content: "", userID: id, flashes: try messages(context)).response()
    }

    private func messages(_ context: Context) throws -> [String] { try context.login.flashedMessages().map(\.message) }

    // MARK: Looking at the session and changing it

    @Sendable private func whoAmI(_ request: Request, _ context: Context) async throws -> Response {
        let current = try await context.login.currentUser()
        return try json([
            "active": .bool(current.isActive), "anonymous": .bool(current.isAnonymous),
            "authenticated": .bool(current.isAuthenticated), "fresh": .bool(context.login.isFresh),
            "remembered": .bool(context.login.isRemembered), "user_id": current.loginID.map(SessionValue.string) ?? .null,
        ])
    }

    @Sendable private func flashes(_ request: Request, _ context: Context) throws -> Response {
        let messages = try context.login.flashedMessages()
        return try json(.list(messages.map { .list([.string($0.category), .string($0.message)]) }))
    }

    /// A value of the query as Flask's `request.args` has it: Hummingbird's own parameters keep a `+`.
    private func query(_ request: Request, _ name: String) -> String? { FormQuery(request.uri.query ?? "").first(name) }

    private func setPermanent(_ permanent: Bool, _ request: Request, _ context: Context) throws -> Response {
        try context.login.setPermanent(permanent)
        return Page.plain(permanent ? "permanent" : "transient").response()
    }

    @Sendable private func put(_ request: Request, _ context: Context) throws -> Response {
        guard let key = query(request, "key"), let value = query(request, "value") else {
            throw HTTPError(.badRequest, message: "put takes key and value")
        }
        try context.login.set(key, to: .string(value))
        return Page.plain("put").response()
    }

    @Sendable private func clear(_ request: Request, _ context: Context) throws -> Response {
        try context.login.clear()
        return Page.plain("cleared").response()
    }

    private func json(_ value: SessionValue) throws -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: try PythonJSON.text(value, .spacedSorted))))
    }
}

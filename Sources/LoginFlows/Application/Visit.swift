import SessionCore
import SessionRegistry

/// One request while the application's views deal with it.
struct Visit<Users: UserDirectory>: Sendable {
    let application: LoginApplication
    let request: ApplicationRequest
    var login: LoginInProgress<ApplicationUser>
    let users: Users

    private var query: [(name: String, value: String)] { QueryDecoding.pairs(request.target.query) }

    mutating func answer(_ routing: Routing) async throws -> View {
        switch routing {
        case .unknown: return .status(404)
        case .methodNotAllowed: return .status(405)
        case .webSocketMismatch: return .status(400)
        case .merged(let path):
            let query = request.target.query.isEmpty ? "" : "?" + request.target.query
            return redirect("\(request.client.scheme)://\(login.state.request.effectiveHost)\(path)\(query)", status: 308)
        case .found(let endpoint): return try await view(endpoint)
        }
    }

    private mutating func view(_ endpoint: Endpoint) async throws -> View {
        switch endpoint {
        case .index:
            let user = try await currentUser()
            return .text(user.isAuthenticated ? "Hello, \(name(user))" : "Hello, anonymous")
        case .openPage: return .text("open")
        case .login: return request.method == "GET" ? .text("Login form") : try await logIn()
        case .protected: return try await requiring(.login) { "Logged in as: \($0)" }
        case .fresh: return try await requiring(.freshLogin) { "Fresh: \($0)" }
        case .adminLogin: return .text("Admin login form")
        case .adminProtected: return try await requiring(.login) { "Admin: \($0)" }
        case .confirm:
            if let denial = try await denial(.login) { return denial }
            try login.state.confirmLogin()
            return .text("Confirmed")
        case .logout:
            try await load()
            try login.state.logout()
            return .text("Logged out")
        case .whoami: return try await whoami()
        case .flashes: return .text(try PythonJSON.text(login.state.takeFlashes(), .spaced))
        case .permanent:
            try login.state.setPermanent(true)
            return .text("permanent")
        case .transient:
            try login.state.setPermanent(false)
            return .text("transient")
        case .put:
            guard let value = QueryDecoding.first("value", in: query), let key = QueryDecoding.first("key", in: query) else {
                return .status(400)
            }
            try login.state.set(key, .string(value))
            return .text("put")
        case .clear:
            try login.state.clearSession()
            return .text("cleared")
        }
    }

    // MARK: Users

    private mutating func load() async throws {
        let (users, request) = (self.users, self.request)
        let loaders = UserLoaders<ApplicationUser>(
            byID: { id in try await users.user(loginID: id) },
            fromRequest: {
                var key = QueryDecoding.first("api_key", in: QueryDecoding.pairs(request.target.query)) ?? ""
                if key.isEmpty { key = request.latin1Header("X-Api-Key") ?? "" }
                return key.isEmpty ? nil : try await users.user(apiKey: key)
            })
        try await application.exchange.load(&login, using: loaders)
    }

    private mutating func currentUser() async throws -> CurrentUser<ApplicationUser> {
        try await load()
        return try login.state.currentUser()
    }

    /// An id of nobody prints as Python's `None`.
    private func name(_ user: CurrentUser<ApplicationUser>) -> String { user.loginID ?? "None" }

    /// What to answer to somebody who may not see the page; `nil` to somebody who may.
    private mutating func denial(_ requirement: LoginRequirement) async throws -> View? {
        if !login.state.isExempt { try await load() }
        switch try login.state.require(requirement) {
        case .proceed: return nil
        case .redirect(let location): return .redirect(location)
        case .unauthorized: return .status(401)
        case .runUnauthorizedHandler: return .text(application.settings.loginManager[.unauthorizedHandler]?.text ?? "")
        case .runNeedsRefreshHandler: return .text(application.settings.loginManager[.needsRefreshHandler]?.text ?? "")
        }
    }

    private mutating func requiring(_ requirement: LoginRequirement, _ page: (String) -> String) async throws -> View {
        if let denial = try await denial(requirement) { return denial }
        return .text(page(name(try await currentUser())))
    }

    // MARK: Views with more to do

    private mutating func logIn() async throws -> View {
        guard let form = request.formFields else { return .status(413) }
        func field(_ name: String) -> String? { QueryDecoding.first(name, in: form) }
        guard let email = field("email"), let user = try await users.user(email: email) else { return .text("Bad login") }
        switch user.check(field("password") ?? "") {
        case .matches: break
        case .differs: return .text("Bad login")
        case .malformed, .tooCostly: return .failure("The user's password hash is of a method that is not known, or too costly.")
        }
        var duration: TimeSpan?
        if let text = field("duration") {
            guard let seconds = PythonNumber.float(text), let span = TimeSpan(pythonSeconds: seconds) else {
                return .failure("The form's duration is not a number of seconds that a duration can hold.")
            }
            duration = span
        }
        let accepted = try login.state.login(
            user, remember: Self.isTrue(field("remember")) ?? false, duration: duration,
            force: Self.isTrue(field("force")) ?? false,
            fresh: Self.isTrue(field("fresh")) ?? true)
        guard accepted else { return .text("Inactive user") }
        if let target = QueryDecoding.first("next", in: query), !target.isEmpty { return forward(to: target) }
        switch try login.state.pop("next") {
        case nil, .null?: return redirect(Endpoint.protected.path)
        case .string(let target)?, .markup(let target)?: return forward(to: target)
        default: return .failure("The session's next is not text.")
        }
    }

    private static func isTrue(_ text: String?) -> Bool? {
        text.map { ["1", "true", "on", "yes"].contains($0.lowercased()) }
    }

    /// Only to a path of this application: anything else would be an open redirect.
    private func forward(to target: String) -> View {
        let start = Array(target.utf8.prefix(2))
        let isLocal = start.first == 0x2F && (start.count < 2 || (start[1] != 0x2F && start[1] != 0x5C))
        guard isLocal, !target.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return .status(400)
        }
        return redirect(target)
    }

    private func redirect(_ target: String, status: Int = 302) -> View {
        .redirect(LocationHeader.encode(target), status: status)
    }

    private mutating func whoami() async throws -> View {
        let user = try await currentUser()
        let facts: SessionMap = [
            "active": .bool(user.isActive), "anonymous": .bool(user.isAnonymous), "authenticated": .bool(user.isAuthenticated),
            "fresh": .bool(login.state.isFresh), "remembered": .bool(try login.state.loginRemembered()),
            "user_id": user.loginID.map { .string($0) } ?? .null,
        ]
        return .text(try PythonJSON.text(.map(facts), .spacedSorted))
    }
}

extension ApplicationUser {
    /// Whether this is the user's password. A hash without its two `$` matches nothing; one of an unknown method makes
    /// Werkzeug raise.
    func check(_ password: String) -> PasswordHash.Verdict {
        switch credential {
        case .none: return .differs
        case .clearText(let text): return ConstantTime.equal(Array(password.utf8), Array(text.utf8)) ? .matches : .differs
        case .hash(let hash):
            let isWhole = hash.utf8.count { $0 == 0x24 } >= 2
            return isWhole ? PasswordHash.check(hash, password) : .differs
        }
    }
}

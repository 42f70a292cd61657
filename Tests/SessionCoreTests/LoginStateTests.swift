import SessionCore
import Testing

struct Account: LoginUser, Equatable {
    var loginID: String
    var isActive = true
}

/// One browser's requests against a login manager, as an application would drive it.
struct Visit {
    static let now = Timestamp(seconds: 1_767_225_600)
    static let anna = Account(loginID: "anna")

    var settings = LoginSettings(secretKey: "flow-secret")
    var request = LoginRequest(host: "localhost", path: "/protected", userAgent: "a", remoteAddress: "127.0.0.1")
    var users = [anna]

    init() {
        settings.loginView = "/login"
        settings.refreshView = "/refresh"
    }

    func state(_ session: SessionMap? = nil, remember: String? = nil, at time: Timestamp = now) -> LoginState<Account> {
        var request = request
        var cookies: [String] = []
        if let session, let value = LoginManager(settings).sessionSigner?.sign(session, at: Self.now) {
            cookies.append("session=" + value)
        }
        if let remember { cookies.append("remember_token=" + SetCookie.quoted(remember)) }
        request.cookieHeader = cookies.isEmpty ? nil : cookies.joined(separator: "; ")
        return LoginState(LoginManager(settings), request, now: time)
    }

    func load(_ state: inout LoginState<Account>) throws(LoginFailure) {
        while let lookup = try state.nextLookup() {
            switch lookup {
            case .sessionUser(let id), .rememberedUser(let id), .header(let id): state.supply(users.first { $0.loginID == id })
            case .request: state.supply(request.query == "api_key=k" ? users.first : nil)
            case .series(let payload): state.supply(payload == "series.verifier" ? users.first : nil)
            }
        }
    }

    func loggedIn(fresh: Bool = true) -> SessionMap { .loggedIn(userID: "anna", fresh: fresh, from: request) }

    func remembered(_ payload: String = "anna") -> String { RememberCookie.encode(payload, key: Array("flow-secret".utf8)) }
}

extension LoginState {
    var names: [String] { signals.map { $0.signal.rawValue } }
}

@Suite("The login manager, action by action")
struct LoginStateTests {
    let now = Visit.now

    @Test("logging in sets the session, sends the signal and writes both cookies, remember first")
    func login() throws {
        let visit = Visit()
        var state = visit.state()
        #expect(try state.login(Visit.anna, remember: true, duration: TimeSpan(pythonSeconds: 90.5)))
        #expect(state.names == ["user_logged_in"])
        #expect(state.user?.loginID == "anna")
        #expect(state.session.keys == ["_user_id", "_fresh", "_id", "_remember", "_remember_seconds"])
        let outcome = state.finish(now: now)
        #expect(outcome.failure == nil)
        #expect(outcome.setCookies.count == 2)
        #expect(
            outcome.setCookies.first
                == "remember_token=\(visit.remembered()); Expires=Thu, 01 Jan 2026 00:01:30 GMT; HttpOnly; Path=/")
        #expect(outcome.setCookies.last?.hasPrefix("session=") == true)
        #expect(outcome.privilegeChanges == [.login])
        #expect(outcome.remember == .set(userID: "anna", expires: Timestamp(microseconds: now.microseconds + 90_500_000)))
        #expect(outcome.varyCookie)
        #expect(state.session["_remember"] == nil)
        #expect(state.session["_remember_seconds"] == .double(90.5))
    }

    @Test("an inactive user is refused unless forced, and nothing changes")
    func inactive() throws {
        let visit = Visit()
        var state = visit.state()
        let user = Account(loginID: "b", isActive: false)
        #expect(try !state.login(user))
        #expect(state.session.isEmpty && state.signals.isEmpty)
        #expect(state.finish(now: now).setCookies.isEmpty)
        #expect(try state.login(user, force: true))
        #expect(state.user?.isAuthenticated == false)
    }

    @Test("a session's user is loaded, once, and protection leaves its own client alone")
    func loading() throws {
        let visit = Visit()
        var state = visit.state(visit.loggedIn())
        #expect(!state.isLoaded)
        #expect(throws: LoginFailure.userNotLoaded) { try state.currentUser() }
        #expect(try state.nextLookup() == .sessionUser("anna"))
        #expect(try state.nextLookup() == .sessionUser("anna"))
        try visit.load(&state)
        try visit.load(&state)
        #expect(state.names == ["user_accessed"])
        #expect(try state.require(.freshLogin) == .proceed)
        let outcome = state.finish(now: now)
        #expect(outcome.setCookies.isEmpty && outcome.session == .keep)
    }

    @Test(
        "session protection from another client",
        arguments: [
            (SessionProtection.basic, false, ["user_accessed", "session_protected"], true),
            (.basic, true, ["user_accessed", "session_protected"], true),
            (.strong, false, ["user_accessed", "session_protected"], false),
            (.strong, true, ["user_accessed", "session_protected"], true),
            (.off, false, ["user_accessed"], true),
        ])
    func protection(mode: SessionProtection, permanent: Bool, signals: [String], keepsUser: Bool) throws {
        var visit = Visit()
        visit.settings.sessionProtection = mode
        var session = visit.loggedIn()
        if permanent { session["_permanent"] = .bool(true) }
        visit.request.userAgent = "another"
        var state = visit.state(session)
        try visit.load(&state)
        #expect(state.names == signals)
        #expect(state.user?.isAuthenticated == keepsUser)
        #expect(state.isFresh == (mode == .off))
        let outcome = state.finish(now: now)
        if !keepsUser {
            #expect(
                outcome.setCookies == [
                    "remember_token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/",
                    "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/",
                ])
            #expect(outcome.remember == .clear && outcome.session == .delete && outcome.privilegeChanges == [.protected])
        }
    }

    @Test("a remember cookie logs in, not freshly")
    func remember() throws {
        let visit = Visit()
        var state = visit.state(remember: visit.remembered())
        #expect(try state.loginRemembered())
        try visit.load(&state)
        #expect(state.names == ["user_accessed", "user_loaded_from_cookie"])
        #expect(try state.require(.login) == .proceed)
        guard case .redirect(let location) = try state.require(.freshLogin) else {
            Issue.record("not redirected")
            return
        }
        #expect(location == "/refresh?next=%2Fprotected")
        #expect(state.names.last == "user_needs_refresh")
        #expect(
            try state.flashedMessages() == [.init(category: "message", message: "Please reauthenticate to access this page.")])
        try state.confirmLogin()
        #expect(try state.require(.freshLogin) == .proceed)
        #expect(state.names.last == "user_login_confirmed")
        #expect(state.finish(now: now).privilegeChanges == [.remembered, .confirmed])
    }

    @Test("a forged remember cookie logs nobody in and shuts out the request loader", arguments: ["anna", "anna|0", "|", "x"])
    func forgedRemember(cookie: String) throws {
        var visit = Visit()
        visit.settings.loaders = [.user, .request]
        visit.request.query = "api_key=k"
        var state = visit.state(remember: cookie)
        try visit.load(&state)
        #expect(state.user?.isAnonymous == true)
        #expect(state.names == ["user_accessed"])
        #expect(try !state.loginRemembered())
    }

    @Test("a remember digest beyond ASCII fails every time it is looked at, as in Flask")
    func nonASCIIDigest() throws {
        let visit = Visit()
        var state = visit.state(remember: "anna|é")
        for _ in 0..<2 { #expect(throws: LoginFailure.unreadableRememberCookie) { try visit.load(&state) } }
        #expect(state.names == ["user_accessed", "user_accessed"])
        #expect(state.finish(now: now, afterFailure: true).setCookies.isEmpty)
    }

    @Test("the request loader comes after session and remember cookie")
    func requestLoader() throws {
        var visit = Visit()
        visit.settings.loaders = [.user, .request]
        visit.request.query = "api_key=k"
        var state = visit.state(["_user_id": .string("nobody")])
        try visit.load(&state)
        #expect(state.names == ["user_accessed", "session_protected", "user_loaded_from_request"])
    }

    @Test("the header loader comes last")
    func headerLoader() throws {
        var visit = Visit()
        visit.settings.loaders = [.user, .header]
        visit.request.authHeader = "anna"
        var state = visit.state()
        try visit.load(&state)
        #expect(state.names == ["user_accessed", "user_loaded_from_header"])
    }

    @Test("without a loader nobody can be loaded, and no signal is sent", arguments: [LoaderKinds(), .header])
    func missingLoader(kinds: LoaderKinds) throws {
        var visit = Visit()
        visit.settings.loaders = kinds
        var state = visit.state()
        #expect(throws: LoginFailure.missingLoader) { try state.nextLookup() }
        #expect(state.signals.isEmpty)
    }

    @Test(
        "a user id that is not text finds nobody", arguments: [SessionValue.integer(1), .null, .list([]), .bool(true), .map([:])])
    func oddUserID(id: SessionValue) throws {
        let visit = Visit()
        var session = visit.loggedIn()
        session["_user_id"] = id
        var state = visit.state(session)
        try visit.load(&state)
        #expect(state.user?.isAnonymous == true)
    }

    @Test("logging out clears the session and the remember cookie")
    func logout() throws {
        let visit = Visit()
        var state = visit.state(visit.loggedIn(), remember: visit.remembered())
        #expect(throws: LoginFailure.userNotLoaded) { try state.logout() }
        try visit.load(&state)
        try state.logout()
        #expect(state.signals.last == SentSignal(.userLoggedOut, userID: "anna"))
        #expect(state.user?.isAnonymous == true)
        #expect(try !state.loginRemembered())
        let outcome = state.finish(now: now)
        #expect(outcome.setCookies.map { $0.split(separator: ";")[0] } == ["remember_token=", "session="])
        #expect(outcome.privilegeChanges == [.logout])
    }

    @Test("nobody is sent to the login page, with the message and the way back")
    func unauthorized() throws {
        var visit = Visit()
        visit.request.query = "a=1&b=%C3%A9"
        visit.settings.localize = { $0.uppercased() }
        visit.settings.loginMessageCategory = "info"
        var state = visit.state()
        try visit.load(&state)
        #expect(try state.require(.login) == .redirect(location: "/login?next=%2Fprotected%3Fa%3D1%26b%3D%C3%A9"))
        #expect(state.names == ["user_accessed", "user_unauthorized"])
        #expect(state.session["_flashes"] == .list([.tuple([.string("info"), .string("PLEASE LOG IN TO ACCESS THIS PAGE.")])]))
    }

    @Test("the way back can be kept in the session")
    func sessionForNext() throws {
        var visit = Visit()
        visit.settings.useSessionForNext = true
        visit.settings.loginMessage = nil
        var state = visit.state()
        try visit.load(&state)
        #expect(try state.require(.login) == .redirect(location: "/login"))
        #expect(state.session["next"] == .string("/protected"))
        #expect(state.session["_id"] == visit.loggedIn()["_id"])
        #expect(state.session["_flashes"] == nil)
    }

    @Test(
        "login views by group",
        arguments: [
            ("admin", ["admin": "/admin/login"], AccessDecision.redirect(location: "/admin/login?next=%2Fprotected")),
            ("admin", ["admin": nil], .unauthorized),
            ("other", ["admin": "/admin/login"], .redirect(location: "/login?next=%2Fprotected")),
            (nil, [nil: "/none"], .redirect(location: "/none?next=%2Fprotected")),
            ("admin", ["admin": ""], .unauthorized),
        ] as [(String?, [String?: String?], AccessDecision)])
    func groups(group: String?, views: [String?: String?], expected: AccessDecision) throws {
        var visit = Visit()
        visit.request.blueprint = group
        visit.settings.blueprintLoginViews = views
        var state = visit.state()
        try visit.load(&state)
        #expect(try state.require(.login) == expected)
        #expect((state.session["_flashes"] == nil) == (expected == .unauthorized))
    }

    @Test("handlers of the application's own are named, after the signal")
    func handlers() throws {
        var visit = Visit()
        visit.settings.hasUnauthorizedHandler = true
        visit.settings.hasNeedsRefreshHandler = true
        var state = visit.state()
        try visit.load(&state)
        #expect(try state.require(.login) == .runUnauthorizedHandler)
        #expect(try state.needsRefresh() == .runNeedsRefreshHandler)
        #expect(state.session.isEmpty)
    }

    @Test("OPTIONS, and everything where logins are disabled, passes without loading")
    func exempt() throws {
        var visit = Visit()
        visit.request.method = "OPTIONS"
        var state = visit.state()
        #expect(state.isExempt)
        #expect(try state.require(.freshLogin) == .proceed)
        visit.request.method = "GET"
        visit.settings.loginDisabled = true
        var other = visit.state()
        #expect(try other.require(.login) == .proceed)
        #expect(state.signals.isEmpty && other.signals.isEmpty)
    }

    @Test("a permanent session's cookie is renewed unless that is off, and has an end")
    func permanent() throws {
        var visit = Visit()
        var session = visit.loggedIn()
        session["_permanent"] = .bool(true)
        let later = now.advanced(bySeconds: 10)
        var state = visit.state(session, at: later)
        #expect(
            state.finish(now: later).setCookies.first?.contains("; Expires=Sun, 01 Feb 2026 00:00:10 GMT; HttpOnly; Path=/")
                == true)
        visit.settings.sessionRefreshEachRequest = false
        var still = visit.state(session, at: later)
        #expect(still.finish(now: later).setCookies.isEmpty)
        visit.settings.permanentSessionLifetime = .seconds(9)
        #expect(visit.state(session, at: later).session.isEmpty)
    }

    @Test("the remember cookie can be renewed with each request, which drops an empty session's cookie too")
    func rememberRefresh() throws {
        var visit = Visit()
        visit.settings.rememberRefreshEachRequest = true
        var nobody = visit.state()
        #expect(
            nobody.finish(now: now).setCookies == ["session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/"]
        )
        var odd = visit.state(["_user_id": .list([.integer(1), .string("a")])])
        #expect(odd.finish(now: now).setCookies.first?.hasPrefix("remember_token=\"[1\\054 'a']|") == true)
    }

    @Test("what fails at the end fails once: the second pass, for the 500, still saves the session")
    func failingEnd() throws {
        let visit = Visit()
        var state = visit.state(["_user_id": .string("anna"), "_remember": .string("set"), "_remember_seconds": .string("x")])
        let outcome = state.finish(now: now)
        #expect(outcome.failure == .unexpectedValue(key: "_remember_seconds"))
        #expect(outcome.setCookies.count == 1)
        #expect(outcome.setCookies.first?.hasPrefix("session=") == true)
        #expect(outcome.remember == .none)
    }

    @Test(
        "durations that lead nowhere",
        arguments: [SessionValue.double(1e13), .double(.nan), .bigInteger("99999999999999999999"), .null, .integer(.max)])
    func durations(value: SessionValue) {
        let visit = Visit()
        var state = visit.state(["_user_id": .string("anna"), "_remember": .string("set"), "_remember_seconds": value])
        #expect(state.finish(now: now).failure != nil)
    }

    @Test("without a key the session reads as empty and cannot be written", arguments: [nil, ""])
    func noKey(key: String?) throws {
        var visit = Visit()
        visit.settings.secretKey = key
        var state = visit.state()
        #expect(throws: LoginFailure.sessionUnavailable) { try state.login(Visit.anna) }
        #expect(throws: LoginFailure.sessionUnavailable) { try state.clearSession() }
        let outcome = state.finish(now: now)
        #expect(outcome.failure == nil && outcome.setCookies.isEmpty)
    }

    @Test("a key beyond Latin-1 signs sessions but no remember cookie")
    func wideKey() throws {
        var visit = Visit()
        visit.settings.secretKey = "ключ"
        var state = visit.state()
        #expect(try state.login(Visit.anna, remember: true))
        let outcome = state.finish(now: now)
        #expect(outcome.failure == .unusableRememberKey)
        #expect(outcome.setCookies.count == 1)
    }

    @Test("older keys verify sessions and never remember cookies")
    func rotation() throws {
        var visit = Visit()
        visit.settings.secretKey = "new"
        visit.settings.secretKeyFallbacks = ["oldest", "flow-secret"]
        visit.request.cookieHeader = "session=" + (SessionCookieSigner(keys: ["oldest"]).sign(visit.loggedIn(), at: now) ?? "")
        let state = LoginState<Account>(LoginManager(visit.settings), visit.request, now: now)
        #expect(state.session["_user_id"] == .string("anna"))
        var other = visit.state(remember: visit.remembered())
        try visit.load(&other)
        #expect(other.user?.isAnonymous == true)
    }

    @Test("a genuine cookie that holds no session fails every route")
    func notASession() throws {
        var visit = Visit()
        visit.request.cookieHeader =
            "session=" + (SessionCookieSigner(keys: ["flow-secret"]).sign(payload: Array("[1]".utf8), at: now) ?? "")
        var state = LoginState<Account>(LoginManager(visit.settings), visit.request, now: now)
        #expect(state.openFailure == .unreadableSession)
        #expect(state.finish(now: now).setCookies.isEmpty)
    }

    @Test("flashed messages are taken once, and stay for the request")
    func flashes() throws {
        let visit = Visit()
        var state = visit.state()
        try state.flash("one")
        try state.flash("two", category: "error")
        #expect(try state.flashedMessages().map { $0.message } == ["one", "two"])
        #expect(try state.flashedMessages().count == 2)
        #expect(state.session.isEmpty)
        var forged = visit.state(["_flashes": .string("x")])
        #expect(throws: LoginFailure.unexpectedValue(key: "_flashes")) { try forged.flash("y") }
        #expect(try forged.takeFlashes() == .string("x"))
    }

    @Test("with a store, the session is decided on but no cookie is written")
    func registryMode() throws {
        var visit = Visit()
        visit.settings.sessionMode = .registry
        visit.settings.rememberMode = .series
        let manager = LoginManager(visit.settings)
        visit.request.cookieHeader = "remember_token=" + visit.remembered("series.verifier")
        var state = LoginState<Account>(manager, visit.request, now: now, session: nil)
        #expect(try state.nextLookup() == .series(payload: "series.verifier"))
        try visit.load(&state)
        #expect(state.session["_user_id"] == .string("anna"))
        #expect(state.names == ["user_accessed", "user_loaded_from_cookie"])
        let outcome = state.finish(now: now)
        #expect(outcome.setCookies.isEmpty)
        #expect(outcome.session == .save(["_user_id": .string("anna"), "_fresh": .bool(false)], changed: true, expires: nil))
        #expect(outcome.privilegeChanges == [.remembered])
        #expect(try manager.sessionSetCookie(value: "secret", expires: nil) == "session=secret; HttpOnly; Path=/")
        var stolen = LoginState<Account>(manager, visit.request, now: now, session: nil)
        _ = try stolen.nextLookup()
        stolen.supply(nil)
        #expect(try stolen.nextLookup() == nil)
        #expect(stolen.session.isEmpty && stolen.user?.isAnonymous == true)
    }

    @Test("loaders that wait are asked in turn")
    func asynchronous() async throws {
        let visit = Visit()
        var state = visit.state(visit.loggedIn())
        try await state.load(using: UserLoaders(byID: { id in Account(loginID: id) }))
        #expect(state.user?.user == Visit.anna)
    }
}

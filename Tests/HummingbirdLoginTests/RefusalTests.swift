import HTTPTypes
import Hummingbird
import HummingbirdLogin
import NIOCore
import SessionCore
import Testing

private struct Reader: LoginUser { var loginID: String }
private typealias ReaderContext = BasicLoginRequestContext<Reader>

/// Routes that refuse, by middleware and by themselves.
private func caller(
    _ login: LoginService<ReaderContext>, _ groups: (Router<ReaderContext>) -> Void = { _ in }
) -> Caller<ReaderContext> {
    let router = Router(context: ReaderContext.self)
    router.add(middleware: LoginMiddleware(login))
    router.get("/own") { _, context -> Response in
        guard try await context.login.user() != nil else { return try await context.login.unauthorized() }
        guard try context.login.isFresh else { return try await context.login.needsRefresh() }
        return Response(status: .ok)
    }
    router.get("/flashes") { _, context in
        try context.login.flashedMessages().map { "\($0.category): \($0.message)" }.joined(separator: "; ")
    }
    router.get("/signals") { _, context in
        _ = try await context.login.user()
        return try context.login.signals.map(\.signal.rawValue).joined(separator: " ")
    }
    let required = router.group("/protected").add(middleware: LoginRequired(login))
    required.get("/") { _, context in "for \(try await context.login.requireUser().loginID)" }
    required.on("/", method: .options) { _, _ in "options" }
    router.group("/fresh").add(middleware: FreshLoginRequired(login)).get("/") { _, _ in "fresh" }
    groups(router)
    return Caller(router)
}

private func settings(_ change: (inout LoginSettings) -> Void = { _ in }) -> LoginSettings {
    var settings = LoginSettings(secretKey: "refusal-key")
    settings.loginView = "/login"
    settings.refreshView = "/again"
    change(&settings)
    return settings
}

@Suite("What those get who may not pass")
struct RefusalTests {
    private func service(_ settings: LoginSettings) -> LoginService<ReaderContext> {
        LoginService(settings: settings) { Reader(loginID: $0) }
    }

    @Test("a route that refuses by itself answers as the middleware does")
    func ownRefusal() async throws {
        let login = service(settings())
        let caller = caller(login)
        let refused = try await caller.send(.get, "/own?a=1")
        #expect(refused.status == 302)
        #expect(refused.location == "/login?next=%2Fown%3Fa%3D1")
        var stale = try await LoginTestClient(login, userID: "ada", fresh: false)
        let again = try await caller.send(.get, "/own", stale.headers)
        #expect(again.location == "/again?next=%2Fown")
        stale.keepCookies(of: again.headers)
        #expect(
            try await caller.send(.get, "/flashes", stale.headers).body == "message: Please reauthenticate to access this page.")
        let fresh = try await LoginTestClient(login, userID: "ada")
        #expect(try await caller.send(.get, "/own", fresh.headers).status == 200)
    }

    @Test("without login pages and handlers the answer is 401", arguments: ["/own", "/protected", "/fresh"])
    func noPages(path: String) async throws {
        let login = service(
            settings {
                $0.loginView = nil
                $0.refreshView = nil
            })
        #expect(try await caller(login).send(.get, path).status == 401)
        let stale = try await LoginTestClient(login, userID: "ada", fresh: false)
        #expect(try await caller(login).send(.get, path, stale.headers).status == (path == "/protected" ? 200 : 401))
    }

    @Test("handlers answer with anything a route may return, and see the request and its login")
    func handlers() async throws {
        let login = LoginService<ReaderContext>(
            settings: settings(),
            unauthorizedHandler: { request, _ in "no \(request.uri.path)" },
            needsRefreshHandler: { _, context in
                EditedResponse(status: .forbidden, response: "again, \(try await context.login.requireUser().loginID)")
            },
            loadUser: { Reader(loginID: $0) })
        let caller = caller(login)
        let stale = try await LoginTestClient(login, userID: "ada", fresh: false)
        for (own, gated) in [("/own", "/protected")] {
            #expect(try await caller.send(.get, own).body == "no \(own)")
            #expect(try await caller.send(.get, gated).body == "no \(gated)")
        }
        for path in ["/own", "/fresh"] {
            let answer = try await caller.send(.get, path, stale.headers)
            #expect(answer.status == 403)
            #expect(answer.body == "again, ada")
        }
    }

    @Test("messages are translated for the request, by middleware and by the route", arguments: ["/protected", "/own"])
    func localized(path: String) async throws {
        let login = LoginService<ReaderContext>(
            settings: settings { $0.localize = { _ in "unused" } },
            localize: { message, request, _ in request.headers[.acceptLanguage] == "de" ? "Bitte anmelden." : message },
            loadUser: { Reader(loginID: $0) })
        let caller = caller(login)
        for (language, message) in [("de", "Bitte anmelden."), ("en", "Please log in to access this page.")] {
            var client = try await LoginTestClient(login, userID: "ada")
            client.keepCookies(of: [.setCookie: "session=; Max-Age=0"])
            let refused = try await caller.send(.get, path, [.acceptLanguage: language])
            client.keepCookies(of: refused.headers)
            #expect(try await caller.send(.get, "/flashes", client.headers).body == "message: \(message)")
        }
    }

    @Test("groups of routes have login pages of their own, by name or at once, and inner groups keep them")
    func groups() async throws {
        let login = service(settings { $0.setLoginView("/shop/login", group: "shop") })
        let caller = caller(login) { router in
            let shop = router.group("/shop").add(middleware: LoginGroup("shop"))
            shop.get("/cart") { _, context -> Response in try await context.login.unauthorized() }
            shop.group("/orders").add(middleware: LoginRequired(login)).get("/") { _, _ in "orders" }
            let admin = router.group("/admin").add(middleware: LoginRequired(login, loginView: "/admin/login"))
            admin.get("/") { _, _ in "admin" }
            admin.group("/keys").add(middleware: FreshLoginRequired(login)).get("/") { _, _ in "keys" }
            router.group("/named").add(middleware: LoginRequired(login, group: "shop")).get("/") { _, _ in "named" }
            router.group("/other").add(middleware: LoginRequired(login, group: "other")).get("/") { _, _ in "other" }
        }
        #expect(try await caller.send(.get, "/shop/cart").location == "/shop/login?next=%2Fshop%2Fcart")
        #expect(try await caller.send(.get, "/shop/orders").location == "/shop/login?next=%2Fshop%2Forders")
        #expect(try await caller.send(.get, "/named").location == "/shop/login?next=%2Fnamed")
        #expect(try await caller.send(.get, "/admin").location == "/admin/login?next=%2Fadmin")
        #expect(try await caller.send(.get, "/admin/keys").location == "/admin/login?next=%2Fadmin%2Fkeys")
        // Routes outside any group keep the application's page, and a group without one of its own answers 401.
        #expect(try await caller.send(.get, "/protected").location == "/login?next=%2Fprotected")
        #expect(try await caller.send(.get, "/other").status == 401)
    }

    @Test("OPTIONS and whatever else is exempt passes, and everything does while logins are disabled")
    func exempt() async throws {
        #expect(try await caller(service(settings())).send(.options, "/protected").body == "options")
        let none = service(settings { $0.exemptMethods = [] })
        #expect(try await caller(none).send(.options, "/protected").status == 302)
        let get = service(settings { $0.exemptMethods = ["GET"] })
        // The route itself asks for a user, and there is none.
        #expect(try await caller(get).send(.get, "/protected").status == 401)
        let disabled = service(settings { $0.loginDisabled = true })
        #expect(try await caller(disabled).send(.get, "/fresh").body == "fresh")
    }

    @Test("the address to return to can be kept in the session")
    func nextInSession() async throws {
        let login = service(settings { $0.useSessionForNext = true })
        let caller = caller(login) { router in
            router.get("/after") { request, context in try context.login.takeNext(of: request, or: "/home") }
        }
        let refused = try await caller.send(.get, "/protected?x=1")
        #expect(refused.location == "/login")
        let session = try #require(refused.headers[values: .setCookie].first).prefix { $0 != ";" }
        let first = try await caller.send(.get, "/after", [.cookie: String(session)])
        #expect(first.body == "/protected?x=1")
        let rest = try #require(first.headers[values: .setCookie].first).prefix { $0 != ";" }
        #expect(try await caller.send(.get, "/after", [.cookie: String(rest)]).body == "/home")
    }

    @Test(
        "after a login only a path of this site is gone to",
        arguments: [
            ("", "/home"), ("?next=", "/home"), ("?next=/a", "/a"), ("?next=%2Fa%3Fb%3Dc%26d%3D%252F", "/a?b=c&d=%2F"),
            ("?next=/a+b", "/a%20b"), ("?next=/%C3%A9", "/%C3%A9"), ("?x=1&next=/a&next=//evil.test", "/a"),
            ("?next=https://evil.test/", "/home"), ("?next=//evil.test", "/home"), ("?next=/%5Cevil.test", "/home"),
            ("?next=/%09/evil.test", "/home"), ("?next=%0A//evil.test", "/home"), ("?next=a", "/home"),
            ("?next=javascript:x", "/home"),
        ])
    func next(query: String, target: String) async throws {
        let caller = caller(service(settings())) { router in
            router.get("/after") { request, context in try context.login.takeNext(of: request, or: "/home") }
        }
        #expect(try await caller.send(.get, "/after\(query)").body == target)
    }

    @Test("a login page that is already there is used only up to its own group")
    func loginViewInSettings() {
        var settings = LoginSettings(secretKey: nil)
        settings.setLoginView("/login")
        #expect(settings.loginView == "/login")
        #expect(settings.blueprintLoginViews.isEmpty)
        settings.setLoginView("/admin/login", group: "admin")
        #expect(settings.loginView == nil)
        #expect(settings.blueprintLoginViews == [nil: "/login", "admin": "/admin/login"])
        settings.setLoginView("/new")
        #expect(settings.blueprintLoginViews == [nil: "/new", "admin": "/admin/login"])
        #expect(settings.loginView == nil)
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdLogin
import NIOCore
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Synchronization
import Testing

private struct Person: LoginUser {
    var loginID: String
    var isAuthenticated = true
}

private typealias SiteContext = BasicLoginRequestContext<Person>

/// What changes between requests: the time, and who there is; and what is heard of them.
private final class World: Sendable {
    let heard = Mutex<[String]>([])
    let seconds = Mutex<Int64>(1_800_000_000)
    let gone = Mutex<Set<String>>([])

    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
    func user(_ id: String) -> Person? { gone.withLock { $0.contains(id) } ? nil : Person(loginID: id, isAuthenticated: id != "guest") }
}

/// An application whose routes do all that a login can be asked for.
private func site(_ settings: LoginSettings, _ world: World, _ store: SQLiteRegistry?) -> Router<SiteContext> {
    let service = LoginService<SiteContext>(
        settings: settings, sessions: store.map { .registry($0) } ?? .cookie, remember: store.map { .series($0) } ?? .signed,
        onSignal: { signal, _ in world.heard.withLock { $0.append(signal.signal.rawValue) } }, now: { world.now }
    ) { id in
        if id == "broken" { throw HTTPError(.badGateway) }
        return world.user(id)
    }
    let router = Router(context: SiteContext.self)
    router.add(middleware: LoginMiddleware(service))
    router.get("/open") { _, _ in "open" }
    router.get("/user") { _, context in try await context.login.user()?.loginID ?? "nobody" }
    router.get("/payload") { _, context in
        // Text of its own for each value: the session's `_id` and order count too.
        try context.login.payload.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
    }
    router.get("/facts") { _, context in
        let before = try context.login.isFresh
        let user = try await context.login.currentUser().user?.loginID ?? "nobody"
        return "\(before) \(user) \(try context.login.isRemembered) \(try context.login.signals.map(\.signal.rawValue))"
    }
    router.get("/own") { _, context in
        guard try await context.login.user() != nil else { return try await context.login.unauthorized() }
        return try await context.login.needsRefresh()
    }
    router.get("/missing") { _, _ -> String in throw HTTPError(.notFound) }
    router.get("/crash") { _, context -> String in
        _ = try await context.login.user()
        throw CancellationError()
    }
    router.get("/messages") { _, context in try context.login.flashedMessages().map(\.message).joined(separator: ",") }
    router.post("/login/:id") { request, context in
        let id = try context.parameters.require("id")
        let person = Person(loginID: id, isAuthenticated: id != "guest")
        let query = request.uri.queryParameters
        return try "\(context.login.login(person, remember: query["remember"] != nil, fresh: query["stale"] == nil))"
    }
    router.post("/logout") { _, context in
        try await context.login.logout()
        return "out"
    }
    router.post("/confirm") { _, context in
        try context.login.confirmLogin()
        return "confirmed"
    }
    router.post("/set/:value") { _, context in
        let user = try await context.login.user()?.loginID ?? "nobody"
        try context.login.set("value", to: .string(context.parameters.require("value")))
        return user
    }
    router.post("/permanent/:on") { _, context in
        try context.login.setPermanent(context.parameters.require("on") == "yes")
        return "done"
    }
    router.post("/flash") { _, context in
        try context.login.flash("hello")
        return "flashed"
    }
    router.post("/clear") { _, context in
        try context.login.clear()
        return "cleared"
    }
    let page: @Sendable (Request, SiteContext) async throws -> String = { _, context in
        "page of \(try await context.login.user()?.loginID ?? "nobody")"
    }
    for (path, gate) in [("/protected", false), ("/fresh", true)] {
        let group = gate ? router.group().add(middleware: FreshLoginRequired(service)) : router.group().add(middleware: LoginRequired(service))
        group.get("\(path)", use: page)
        group.on("\(path)", method: .options, use: page)
    }
    router.group("/admin").add(middleware: LoginRequired(service, group: "admin")).get("/page", use: page)
    router.group("/named").add(middleware: LoginGroup("admin")).get("/page", use: page)
    return router
}

/// A browser that keeps cookies, at one of two addresses.
private struct Browser {
    var cookies: [(name: String, value: String)] = []
    var answers: [String] = []

    /// - Parameter hidesSecrets: compare the names of new cookies alone, since a store draws their values.
    mutating func ask(_ router: Router<SiteContext>, _ step: Step, hidesSecrets: Bool) async throws {
        let address = try SocketAddress(ipAddress: step.isElsewhere ? "192.0.2.250" : "127.0.0.1", port: 40_000)
        var headers: HTTPFields = [.userAgent: "Browser/1"]
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ") }
        let answer = try await Caller(router, from: address).send(step.method, step.path, headers)
        for field in answer.headers[values: .setCookie] {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            cookies.removeAll { $0.name == pair[0] }
            if !pair[1].isEmpty { cookies.append((pair[0], pair[1])) }
        }
        let lines = answer.headers.map { field in
            hidesSecrets && field.name == .setCookie ? "Set-Cookie: \(field.value.prefix { $0 != "=" })" : "\(field.name): \(field.value)"
        }
        let body = hidesSecrets && step.path == "/payload" ? String(answer.body.count) : answer.body
        answers.append("\(step.method) \(step.path) → \(answer.status) \(lines.sorted()) \(body)")
    }
}

private struct Step {
    var method = HTTPRequest.Method.get
    var path: String
    /// From another address, to which the session does not belong.
    var isElsewhere = false
    var seconds: Int64 = 0
    var userGoes: String?
    var userComes: String?

    static func random(_ random: inout SplitMix) -> Step {
        let looks = [
            "/open", "/user", "/payload", "/facts", "/own", "/missing", "/crash", "/messages", "/protected", "/fresh",
            "/admin/page", "/named/page",
        ]
        let acts = [
            "/login/ada", "/login/bob?stale=1", "/login/ada?remember=1", "/login/guest", "/login/broken", "/logout", "/confirm", "/set/1",
            "/set/2", "/permanent/yes", "/permanent/no", "/flash", "/clear",
        ]
        var step = random.below(4) == 0 ? Step(method: .post, path: random.one(of: acts)) : Step(path: random.one(of: looks))
        if step.method == .get, ["/protected", "/fresh"].contains(step.path), random.below(6) == 0 { step.method = .options }
        step.isElsewhere = random.below(25) == 0
        step.seconds = [0, 0, 0, 1, 30, 4_000][random.below(6)]
        if random.below(20) == 0 { step.userGoes = random.one(of: ["ada", "bob"]) }
        if random.below(10) == 0 { step.userComes = random.one(of: ["ada", "bob"]) }
        return step
    }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
    mutating func one<Element>(of all: [Element]) -> Element { all[below(all.count)] }
}

@Suite("Requests that go a way known before")
struct PlainCourseTests {
    private static let variants: [(name: String, change: @Sendable (inout LoginSettings) -> Void)] = [
        ("as it is", { _ in }),
        ("strong protection", { $0.sessionProtection = .strong }),
        ("no protection", { $0.sessionProtection = .off }),
        ("sessions that end soon", { $0.permanentSessionLifetime = .seconds(3_000) }),
        ("remember cookies with each request", { $0.rememberRefreshEachRequest = true }),
        ("the address to return to in the session", { $0.useSessionForNext = true }),
        ("logins disabled", { $0.loginDisabled = true }),
        ("a rotated key", { $0.secretKey = "new"; $0.secretKeyFallbacks = ["plain-key"] }),
        ("no lifetime that can be used", { $0.permanentSessionLifetime = nil }),
    ]

    private static func settings(_ change: (inout LoginSettings) -> Void) -> LoginSettings {
        var settings = LoginSettings(secretKey: "plain-key")
        settings.loginView = "/login"
        settings.refreshView = "/again"
        settings.blueprintLoginViews = ["admin": "/admin/login"]
        change(&settings)
        return settings
    }

    /// Goes the same way, drawn from the seed, with a service that lasts and with one that is made anew for each request.
    /// - Parameter stores: the first one's and the others'; `nil`: sessions are in cookies.
    private static func walk(_ variant: Int, seed: Int, stores: (known: SQLiteRegistry, first: SQLiteRegistry)?) async throws {
        let settings = settings(variants[variant].change)
        var random = SplitMix(state: UInt64(seed * 1_000 + variant))
        let (known, first) = (World(), World())
        let knowing = site(settings, known, stores?.known)
        var (regular, stranger) = (Browser(), Browser())
        for _ in 1...40 {
            var step = Step.random(&random)
            // Times that a service has not written to its store yet are its own, so that nothing may end by them.
            if stores != nil { step.seconds = min(step.seconds, 1) }
            for world in [known, first] {
                world.seconds.withLock { $0 += step.seconds }
                if let user = step.userGoes { world.gone.withLock { _ = $0.insert(user) } }
                if let user = step.userComes { world.gone.withLock { _ = $0.remove(user) } }
            }
            try await regular.ask(knowing, step, hidesSecrets: stores != nil)
            try await stranger.ask(site(settings, first, stores?.first), step, hidesSecrets: stores != nil)
            #expect(regular.answers.last == stranger.answers.last, "\(variants[variant].name), seed \(seed)")
            #expect(known.heard.withLock { $0 } == first.heard.withLock { $0 }, "\(variants[variant].name), seed \(seed)")
        }
    }

    private static func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-plain-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test("a service that knows the browser answers to the byte as one that sees it for the first time", arguments: variants.indices)
    func likeTheFirstTime(_ variant: Int) async throws {
        for seed in 1...12 { try await Self.walk(variant, seed: seed, stores: nil) }
    }

    @Test("so does one with its sessions in a store", arguments: [0, 1, 2, 5, 6])
    func likeTheFirstTimeInStore(_ variant: Int) async throws {
        for seed in 1...4 {
            try await Self.withFolder { folder in
                let known = try SQLiteRegistry.open(path: folder.appending(path: "a.db").path, mode: .readWrite)
                let first = try SQLiteRegistry.open(path: folder.appending(path: "b.db").path, mode: .readWrite)
                try await Self.walk(variant, seed: seed, stores: (known, first))
                await known.close()
                await first.close()
            }
        }
    }

    @Test("signals are heard each time, whatever the loader does")
    func signals() async throws {
        let world = World()
        let router = site(Self.settings { _ in }, world, nil)
        for user in ["ada", "broken"] {
            var browser = Browser()
            try await browser.ask(router, Step(method: .post, path: "/login/\(user)"), hidesSecrets: false)
            world.heard.withLock { $0 = [] }
            for path in ["/user", "/user", "/open", "/user"] { try await browser.ask(router, Step(path: path), hidesSecrets: false) }
            // As in Flask-Login, before anybody looks for the user.
            #expect(world.heard.withLock { $0 } == ["user_accessed", "user_accessed", "user_accessed"], "\(user)")
        }
    }

    @Test("a revoked session is refused at the next request, and an expired one, and both count as seen until then")
    func revokedAndExpired() async throws {
        try await Self.withFolder { folder in
            let store = try SQLiteRegistry.open(path: folder.appending(path: "a.db").path, mode: .readWrite)
            let world = World()
            let router = site(Self.settings { _ in }, world, store)
            func ask(_ browser: inout Browser) async throws -> String? {
                try await browser.ask(router, Step(path: "/user"), hidesSecrets: true)
                return browser.answers.last?.split(separator: " ").last.map(String.init)
            }
            var ada = Browser(), bob = Browser()
            try await ada.ask(router, Step(method: .post, path: "/login/ada"), hidesSecrets: true)
            try await bob.ask(router, Step(method: .post, path: "/login/bob"), hidesSecrets: true)
            let start = world.now
            // Half of the idle lifetime each time: only what was seen since keeps the session alive.
            let half = RegistrySettings().idleLifetime / 2
            for _ in 1...3 {
                world.seconds.withLock { $0 += half }
                #expect(try await ask(&ada) == "ada")
                #expect(try await ask(&bob) == "bob")
            }
            #expect(world.now > start.advanced(bySeconds: RegistrySettings().idleLifetime))
            let actor = Actor(name: "operator", at: world.now)
            _ = try await store.revoke(RevocationRequest(.user("ada"), actor: actor), progress: { _ in })
            #expect(try await ask(&ada) == "nobody")
            #expect(try await ask(&bob) == "bob")
            world.seconds.withLock { $0 += 2 * half + 1 }
            #expect(try await ask(&bob) == "nobody")
            await store.close()
        }
    }
}

public import SessionCore
public import SessionRegistry

/// A flow being carried out, one step at a time: the application under test, its users, the clock and the mock browsers.
///
/// A value: a copy is a place to step back to (but what a registry holds is shared by the copies). Steps need not be those of the
/// flow, nor in its order, so a person can drive it, too.
///
///     var run = try FlowRun(flow)
///     let outcome = try await run.perform(.request(FlowRequest(.get, "/protected")))
public struct FlowRun: Sendable {
    /// Where the application finds its users.
    public enum Users: Hashable, Sendable {
        /// The flow's own.
        case ofFlow
        /// The mock user database of the store.
        case ofStore
    }

    /// What it began with.
    public let flow: Flow
    public private(set) var clock: Timestamp
    public private(set) var client: FlowClient
    /// The current browser's name; the first is `main`.
    public var browser: String { agents.current }
    public internal(set) var mockUsers: MockUsers
    /// The session that the current browser would present, in its tagged JSON form, as after the last step.
    public private(set) var session: SessionMap?
    /// Every step so far.
    public private(set) var history: [StepOutcome] = []
    /// The registry that sessions or remember tokens are kept in; `nil` if both are in signed cookies.
    public let store: (any RegistryStore)?
    let usersFrom: Users

    private var agents = MockBrowsers()
    /// The path that the last request asked for: which cookies go along depends on it.
    private var path = "/"
    private let sessions: RegistrySessions?
    private let series: RememberSeries?
    private var application: LoginApplication
    var lastRevocation: RevocationID?

    /// - Parameters:
    ///   - flow: what is carried out.
    ///   - store: for flows with `sessions: registry` or `remember: series`. `nil` makes a store in memory for this run alone,
    ///     with secrets that are the same in every run.
    ///   - users: with `.ofStore`, `set_user` and `delete_user` change the store's users.
    /// - Throws: if the users are to come from a store and there is none.
    public init(_ flow: Flow, store: (any RegistryStore)? = nil, users: Users = .ofFlow) throws(FlowError) {
        let settings = flow.app
        let needsStore = settings.sessions == .registry || settings.remember == .series
        if users == .ofStore, store == nil { throw FlowError("needs a store to take its users from.") }
        let secrets: SecretSource = store == nil ? FlowSecrets(seed: flow.name).source : .system
        let used: (any RegistryStore)? = store ?? (needsStore ? MemoryRegistry(name: flow.name) : nil)
        self.flow = flow
        self.store = used
        usersFrom = users
        clock = flow.clock
        client = FlowClient()
        client.apply(flow.client)
        mockUsers = MockUsers(flow.users)
        var registry: (sessions: RegistrySessions?, series: RememberSeries?) = (nil, nil)
        if let used { registry = settings.registry(on: used, secrets: secrets) }
        sessions = registry.sessions
        series = registry.series
        application = LoginApplication(settings, sessions: registry.sessions, series: registry.series)
    }

    // MARK: Looking

    /// The application's settings as they are now: `rotate_key` changes the keys.
    public var settings: ApplicationSettings { application.settings }

    /// The browsers that have appeared, in order.
    public var browsers: [String] { agents.names }

    /// The current browser's cookies.
    public var cookies: [StoredCookie] { agents.jar.cookies }

    /// Another browser's cookies; `nil` if it has not appeared.
    public func cookies(of browser: String) -> [StoredCookie]? { agents.jar(of: browser)?.cookies }

    /// What was done so far as a flow: the same beginning, and the steps in the order in which they were done.
    public var recorded: Flow {
        var flow = self.flow
        flow.steps = history.map(\.step)
        return flow
    }

    // MARK: Stepping

    /// Carries out one step.
    ///
    /// - Returns: what happened; an expectation that does not hold is part of it, not an error.
    /// - Throws: if the step cannot be carried out, with a sentence that says why; nothing but the store has changed then.
    @discardableResult
    public mutating func perform(_ step: FlowStep) async throws(FlowError) -> StepOutcome {
        do {
            var outcome = StepOutcome(number: history.count + 1, step: step, observation: nil, summary: "")
            outcome.sessionBefore = session
            if case .request(let request) = step {
                try await perform(request, &outcome)
            } else {
                outcome.summary = try await change(step)
                session = Self.map(try await presentedSession())
            }
            outcome.sessionAfter = session
            history.append(outcome)
            return outcome
        } catch let error as FlowError {
            throw error
        } catch {
            throw FlowError("The store failed: \(error)")
        }
    }

    private mutating func perform(_ request: FlowRequest, _ outcome: inout StepOutcome) async throws {
        guard RequestTarget.isTarget(request.target) else {
            throw FlowError("The target does not begin with exactly one slash: expected a path and a query.")
        }
        let target = RequestTarget(request.target)
        let cookies = agents.jar.sent(host: client.host, path: target.path, scheme: client.scheme, now: clock)
        outcome.cookiesSent = cookies.map { StepOutcome.CookiePair(name: $0.name, value: $0.value) }
        path = target.path
        outcome.sessionBefore = Self.map(try await presentedSession())

        let response = try await answer(request, target, cookies)
        for header in response.setCookies {
            let cookie = agents.jar.store(header, from: client.host, now: clock)
            if cookie.livesOn { outcome.cookiesSet.append(cookie.name) } else { outcome.cookiesCleared.append(cookie.name) }
        }
        let presented = try await presentedSession()
        session = Self.map(presented)
        let observation = Observation(
            step: outcome.number, status: response.status, location: response.location,
            body: response.status == 200 ? response.body : nil,
            setCookie: response.setCookies, user: response.user, session: session, signals: response.signals,
            sessionOfOtherType: session == nil ? presented : nil)
        outcome.observation = observation
        outcome.body = response.body
        outcome.summary =
            "\(request.method.rawValue) \(request.target): \(response.status)" + (response.location.map { " to \($0)" } ?? "")
        if response.theftDetected { outcome.summary += ", theft detected" }
        if let failure = response.failure { outcome.summary += " (\(failure))" }
        if let expect = request.expect {
            outcome.failures = expect.failures(in: observation, set: outcome.cookiesSet, cleared: outcome.cookiesCleared)
        }
    }

    private func answer(
        _ request: FlowRequest, _ target: RequestTarget, _ cookies: [StoredCookie]
    ) async throws(StoreError) -> ApplicationResponse {
        // Names and values as they stand in the jar: Werkzeug's test client sends them so, and its requests read them so.
        let header = cookies.isEmpty ? nil : cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        let request = ApplicationRequest(
            method: request.method.rawValue, target: target, form: request.form, headers: request.headers, cookieHeader: header,
            client: client)
        var response: ApplicationResponse
        if usersFrom == .ofStore, let store {
            response = try await application.respond(to: request, users: StoreUsers(store), now: clock)
        } else {
            response = try await application.respond(to: request, users: mockUsers, now: clock)
        }
        response.setCookies = response.setCookies.map(WireText.encoded)
        return response
    }

    /// The session that the current browser would present for the last path.
    private func presentedSession() async throws(StoreError) -> SessionValue? {
        let name = application.exchange.manager.settings.sessionCookie.name
        let sent = agents.jar.sent(host: client.host, path: path, scheme: client.scheme, now: clock)
        guard let cookie = sent.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        if let sessions {
            let opened = try await sessions.open(secret: cookie.value, RequestFacts(now: clock, ip: nil, userAgent: nil))
            return opened.record == nil ? nil : TaggedJSON.tagged(.map(opened.payload))
        }
        guard
            case .valid(let value, _, _)? = application.exchange.manager.sessionSigner?.verify(
                cookie.value, now: clock, maxAge: nil)
        else { return nil }
        return TaggedJSON.tagged(value)
    }

    private static func map(_ value: SessionValue?) -> SessionMap? { if case .map(let map)? = value { map } else { nil } }
}

// MARK: - Steps that are no request

extension FlowRun {
    /// Carries out a step that is no request; returns what it did in a sentence.
    private mutating func change(_ step: FlowStep) async throws -> String {
        switch step {
        case .request: return ""
        case .client(let change):
            client.apply(change)
            return
                "the client is \(client.ip), \(client.userAgent.map { "user agent \($0)" } ?? "no user agent"), "
                + "\(client.scheme)://\(client.host)"
        case .advance(let seconds):
            guard let span = TimeSpan(exactSeconds: seconds), let moved = clock.adding(span) else {
                throw FlowError("The clock cannot move by \(seconds) seconds: it stays between the years 1 and 9999.")
            }
            clock = moved
            return "the clock stands at \(clock.iso8601)"
        case .closeBrowser, .dropCookies, .browser, .stealCookies, .tamper, .setCookie:
            return try agents.perform(step, host: client.host) ?? ""
        case .signSession, .signRemember: return try sign(step)
        case .rotateKey(let key, let fallbacks):
            var settings = application.settings
            settings.secretKey = key
            settings.secretKeyFallbacks = fallbacks
            application = LoginApplication(settings, sessions: sessions, series: series)
            return
                "the application signs with another key and still accepts \(MockBrowsers.counted(fallbacks.count, "older one"))"
        case .setUser, .deleteUser: return try await changeUsers(step)
        case .revoke(let target): return try await revoke(target)
        case .restore: return try await restore()
        }
    }

    private mutating func sign(_ step: FlowStep) throws(FlowError) -> String {
        let manager = application.exchange.manager
        switch step {
        case .signSession(let data, let key):
            let value = try SignedCookie.session(data, key: key ?? settings.secretKey, at: clock)
            agents.put(manager.settings.sessionCookie.name, value, host: client.host)
            return "a session cookie was signed"
        case .signRemember(let payload, let key):
            let value = try SignedCookie.remember(payload, key: key ?? settings.secretKey)
            agents.put(manager.settings.rememberCookie.name, value, host: client.host)
            return "a remember cookie was signed"
        default: return ""
        }
    }
}

/// Header text as WSGI has it: each byte of the wire a character of Latin-1.
enum WireText {
    /// UTF-8 bytes, each as a character.
    static func encoded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var latin = String.UnicodeScalarView()
        for byte in text.utf8 { latin.append(Unicode.Scalar(byte)) }
        return String(latin)
    }
}

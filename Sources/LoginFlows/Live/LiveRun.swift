public import SessionCore

/// Runs flows over HTTP against a live application: cookies and requests are real, and so is the clock.
///
/// What only the inside of the application knows (the user, signals) is not seen; the session is, where keys are given and it is in
/// the cookie. Redirects are not followed: the flow's next step says where to go.
public struct LiveRun: Sendable {
    private let target: LiveTarget
    private let keys: [String]
    private let transport: any LiveTransport
    private let clock: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - target: where the application answers.
    ///   - keys: the application's, the current one first: for `sign_session`, `sign_remember` and `expect.session`.
    ///   - transport: carries requests there and answers back.
    ///   - clock: the wall clock, for the expiry of cookies.
    public init(
        _ target: LiveTarget, keys: [String] = [], transport: any LiveTransport, clock: @escaping @Sendable () -> Timestamp
    ) {
        self.target = target
        self.keys = keys
        self.transport = transport
        self.clock = clock
    }

    /// Carries out every step in order. A flow with a step that cannot be meant for a live application is not begun.
    public func run(_ document: FlowDocument) async -> FlowResult {
        var result = FlowResult(document: document, outcomes: [])
        if let refusal = LiveCheck.refusal(of: document.flow, hasKeys: !keys.isEmpty) {
            result.error = placed(refusal, document, step: Self.step(in: refusal.path))
            return result
        }
        var visit = LiveVisit(document.flow)
        for (index, step) in document.flow.steps.enumerated() {
            do {
                result.outcomes.append(try await perform(step, number: index + 1, &visit))
            } catch {
                result.error = placed(error, document, step: index)
                break
            }
        }
        return result
    }

    private static func step(in path: String?) -> Int? {
        guard let path, path.hasPrefix("steps[") else { return nil }
        return Int(path.dropFirst(6).prefix { $0 != "]" })
    }

    private func placed(_ error: FlowError, _ document: FlowDocument, step: Int?) -> FlowError {
        var error = error
        error.file = document.file
        error.document = document.number
        if let step {
            error.path = error.path ?? "steps[\(step)]"
            error.line = document.stepLines.indices.contains(step) ? document.stepLines[step] : nil
        } else {
            error.line = document.line
        }
        return error
    }

    /// What changes from step to step.
    private struct LiveVisit {
        var browsers = MockBrowsers()
        var client = FlowClient()
        /// Of the last request, below the target's own.
        var path = "/"
        let sessionName: String
        let rememberName: String

        init(_ flow: Flow) {
            client.apply(flow.client)
            sessionName = flow.app.config[.sessionCookieName]?.text ?? "session"
            rememberName = flow.app.config[.rememberCookieName]?.text ?? "remember_token"
        }
    }

    private func perform(_ step: FlowStep, number: Int, _ visit: inout LiveVisit) async throws(FlowError) -> StepOutcome {
        var outcome = StepOutcome(number: number, step: step, observation: nil, summary: "")
        outcome.sessionBefore = session(visit)
        switch step {
        case .request(let request): try await perform(request, &outcome, &visit)
        case .client(let change):
            visit.client.apply(change)
            outcome.summary = "the client has \(visit.client.userAgent.map { "the user agent \($0)" } ?? "no user agent")"
        case .signSession(let data, let key):
            let value = try SignedCookie.session(data, key: key ?? keys.first ?? "", at: clock())
            visit.browsers.put(visit.sessionName, value, host: target.host)
            outcome.summary = "a session cookie was signed"
        case .signRemember(let payload, let key):
            let value = try SignedCookie.remember(payload, key: key ?? keys.first ?? "")
            visit.browsers.put(visit.rememberName, value, host: target.host)
            outcome.summary = "a remember cookie was signed"
        default:
            guard let summary = try visit.browsers.perform(step, host: target.host) else {
                throw FlowError("The step has no meaning for a live application.")
            }
            outcome.summary = summary
        }
        outcome.sessionAfter = session(visit)
        return outcome
    }

    private func perform(_ request: FlowRequest, _ outcome: inout StepOutcome, _ visit: inout LiveVisit) async throws(FlowError) {
        visit.path = target.basePath + RequestTarget(request.target).path
        let cookies = sent(visit)
        outcome.cookiesSent = cookies.map { StepOutcome.CookiePair(name: $0.name, value: $0.value) }
        let header = cookies.isEmpty ? nil : cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        let live = LiveRequest(request, to: target, cookieHeader: header, userAgent: visit.client.userAgent)
        let response = try await transport.send(live, to: target)

        let setCookies = response.values(of: "set-cookie")
        for header in setCookies {
            let cookie = visit.browsers.jar.store(Self.spaced(header), from: target.host, now: clock())
            if cookie.livesOn { outcome.cookiesSet.append(cookie.name) } else { outcome.cookiesCleared.append(cookie.name) }
        }
        let body = String(decoding: response.body, as: UTF8.self)
        let observation = Observation(
            step: outcome.number, status: response.status, location: response.values(of: "location").first,
            body: response.status == 200 ? body : nil, setCookie: setCookies, user: nil, session: session(visit), signals: [])
        outcome.observation = observation
        outcome.body = body
        outcome.summary =
            "\(request.method.rawValue) \(request.target): \(response.status)"
            + (observation.location.map { " to \($0)" } ?? "")
        if let expect = request.expect {
            outcome.failures = expect.failures(in: observation, set: outcome.cookiesSet, cleared: outcome.cookiesCleared)
        }
    }

    /// A space after each semicolon, as the jar takes its attributes; servers may leave it out.
    private static func spaced(_ header: String) -> String {
        header.split(separator: ";", omittingEmptySubsequences: false).map { part in
            let trimmed = part.drop { $0 == " " || $0 == "\t" }
            return String(
                trimmed.prefix(
                    trimmed.lastIndex { $0 != " " && $0 != "\t" }.map { trimmed.distance(from: trimmed.startIndex, to: $0) + 1 }
                        ?? 0))
        }.joined(separator: "; ")
    }

    private func sent(_ visit: LiveVisit) -> [StoredCookie] {
        visit.browsers.jar.sent(host: target.host, path: visit.path, scheme: "http", now: clock())
    }

    /// The session that the browser would present for the last path, if the keys verify it.
    private func session(_ visit: LiveVisit) -> SessionMap? {
        guard !keys.isEmpty, let cookie = sent(visit).first(where: { $0.name.utf8.elementsEqual(visit.sessionName.utf8) }),
            case .valid(let value, _, _) = SessionCookieSigner(keys: keys).verify(cookie.value, now: clock(), maxAge: nil),
            case .map(let map) = TaggedJSON.tagged(value)
        else { return nil }
        return map
    }
}

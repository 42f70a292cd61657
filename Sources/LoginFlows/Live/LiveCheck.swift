/// What a flow may ask of a live application: what a browser does, and what a browser sees.
enum LiveCheck {
    /// Why this flow cannot be run over HTTP; `nil` if it can.
    static func refusal(of flow: Flow, hasKeys: Bool) -> FlowError? {
        if let problem = client(flow.client) { return FlowError(problem.text, path: "client.\(problem.key)") }
        for (index, step) in flow.steps.enumerated() {
            if let problem = problem(of: step, flow, hasKeys) {
                let key = problem.key.isEmpty ? "" : ".\(problem.key)"
                return FlowError(problem.text, path: "steps[\(index)]\(key)")
            }
        }
        return nil
    }

    private typealias Problem = (key: String, text: String)

    private static func problem(of step: FlowStep, _ flow: Flow, _ hasKeys: Bool) -> Problem? {
        switch step {
        case .request(let request): return self.request(request, flow, hasKeys)
        case .client(let change): return client(change).map { ("client.\($0.key)", $0.text) }
        case .advance: return ("advance", "the clock of a live application cannot be moved.")
        case .signSession(_, let key) where key == nil && !hasKeys: return ("sign_session", keyless)
        case .signRemember(_, let key) where key == nil && !hasKeys: return ("sign_remember", keyless)
        case .rotateKey: return ("rotate_key", "the keys of a live application cannot be changed from outside.")
        case .setUser: return ("set_user", "the users of a live application cannot be changed from outside.")
        case .deleteUser: return ("delete_user", "the users of a live application cannot be changed from outside.")
        case .revoke: return ("revoke", "the sessions of a live application cannot be revoked from outside.")
        case .restore: return ("restore", "the sessions of a live application cannot be restored from outside.")
        case .closeBrowser, .dropCookies, .browser, .stealCookies, .tamper, .setCookie, .signSession, .signRemember: return nil
        }
    }

    private static let keyless = "signing needs the application's key: give --key-file, or a key in the step."

    private static func client(_ change: ClientChange) -> Problem? {
        if change.ip != nil { return ("ip", "a live application sees the address that this machine has.") }
        if change.scheme != nil { return ("scheme", "the target decides the scheme.") }
        if change.host != nil { return ("host", "the target decides the host.") }
        return nil
    }

    private static func request(_ request: FlowRequest, _ flow: Flow, _ hasKeys: Bool) -> Problem? {
        if let header = request.headers.first(where: { LiveRequest.reserved.contains($0.name.lowercased()) }) {
            return ("headers.\(header.name)", "the header belongs to the connection, which a flow does not choose.")
        }
        guard let expect = request.expect else { return nil }
        if expect.user != nil {
            return ("expect.user", "only the application knows the current user: expect what a page says of it.")
        }
        if expect.signals != nil { return ("expect.signals", "signals are heard only inside the application.") }
        let looksInside = expect.session != nil ? "session" : expect.sessionWithout != nil ? "session_without" : nil
        if let key = looksInside {
            if flow.app.sessions == .registry { return ("expect.\(key)", "a registry session's cookie holds only a secret.") }
            if !hasKeys { return ("expect.\(key)", "to verify the session's cookie give --key-file.") }
        }
        return nil
    }
}

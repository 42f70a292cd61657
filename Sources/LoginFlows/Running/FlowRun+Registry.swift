import SessionCore
package import SessionRegistry

extension ApplicationSettings {
    /// What keeps sessions and remember tokens in a store, where these settings ask for it.
    package func registry(
        on store: any RegistryStore, secrets: SecretSource = .system
    ) -> (sessions: RegistrySessions?, series: RememberSeries?) {
        var limits = RegistrySettings()
        if let idle = registry.idleLifetime { limits.idleLifetime = idle }
        if let absolute = registry.absoluteLifetime { limits.absoluteLifetime = absolute }
        limits.sessionsPerUser = registry.sessionsPerUser
        return (
            sessions == .registry ? RegistrySessions(store: store, settings: limits, secrets: secrets) : nil,
            remember == .series ? RememberSeries(store: store, grace: registry.grace ?? 60, secrets: secrets) : nil
        )
    }
}

extension LoginApplication {
    /// The application with its sessions and remember tokens on a store, as the settings' `sessions` and `remember` say.
    package init(_ settings: ApplicationSettings, store: any RegistryStore, secrets: SecretSource = .system) {
        let registry = settings.registry(on: store, secrets: secrets)
        self.init(settings, sessions: registry.sessions, series: registry.series)
    }
}

extension FlowRun {
    private func actor(_ reason: String) -> Actor { Actor(name: "flow", at: clock, reason: reason) }

    // MARK: Users

    mutating func changeUsers(_ step: FlowStep) async throws -> String {
        switch step {
        case .setUser(let change):
            if usersFrom == .ofStore, let store {
                try await put(change, store)
            } else {
                let before = mockUsers.rows.first { $0.id.utf8.elementsEqual(change.id.utf8) }
                mockUsers.set(change)
                if let before, before.isActive, change.active == false { try await endLogins(of: before) }
            }
            return "the user \(change.id) was changed"
        case .deleteUser(let id):
            if usersFrom == .ofStore, let store {
                let removed = try await store.removeUser(id, actor: actor("deleted by a flow"))
                return removed ? "the user \(id) was deleted" : "there is no user \(id)"
            }
            let gone = mockUsers.rows.filter { $0.id.utf8.elementsEqual(id.utf8) }
            mockUsers.delete(id)
            for user in gone { try await endLogins(of: user) }
            return gone.isEmpty ? "there is no user \(id)" : "the user \(id) was deleted"
        default: return ""
        }
    }

    /// Deactivating or removing a user ends the user's sessions and tokens, as in a store's own user database. Signed cookies
    /// go on.
    private func endLogins(of user: MockUser) async throws(StoreError) {
        guard let store else { return }
        let request = RevocationRequest(.user(user.loginID), actor: actor("the user was deactivated or deleted"))
        _ = try await store.revoke(request, progress: { _ in })
    }

    private func put(_ change: MockUser, _ store: any RegistryStore) async throws {
        guard change.password == nil, change.getID == nil, change.apiKey == nil, change.removed.isEmpty else {
            throw FlowError("The store's user \(change.id) can be given an email, a password_hash and active, and nothing else.")
        }
        let known = try await store.user(id: change.id)
        guard let email = change.email ?? known?.email, let hash = change.passwordHash ?? known?.passwordHash else {
            throw FlowError("The store has no user \(change.id): a new one needs an email and a password_hash.")
        }
        let user = UserRecord(
            id: change.id, email: email, passwordHash: hash, active: change.active ?? known?.active ?? true,
            apiKeyDigest: known?.apiKeyDigest)
        try await store.put(user, actor: actor("changed by a flow"))
    }

    // MARK: Revoking

    mutating func revoke(_ target: RevocationTarget) async throws -> String {
        guard let store else {
            throw FlowError(
                "Nothing can be revoked: sessions and remember tokens are in signed cookies (set app.sessions or app.remember)."
            )
        }
        let choice: RevocationRequest.Choice
        switch target {
        case .session(let browser): choice = .sessions([try sessionID(in: browser ?? self.browser)])
        case .device(let browser): choice = .tokens([try tokenID(in: browser ?? self.browser)])
        case .user(let id): choice = .user(id)
        }
        let outcome = try await store.revoke(RevocationRequest(choice, actor: actor("revoked by a flow")), progress: { _ in })
        lastRevocation = outcome.revocation ?? lastRevocation
        return "\(outcome.sessions) sessions and \(outcome.tokens) remember tokens revoked"
    }

    mutating func restore() async throws -> String {
        guard let store, let revocation = lastRevocation else {
            throw FlowError("There is no revocation of this run to take back.")
        }
        let outcome = try await store.restore(RestoreRequest(.revocation(revocation), actor: actor("restored by a flow")))
        lastRevocation = nil
        return "\(outcome.sessions) sessions and \(outcome.tokens) remember tokens restored"
    }

    private func cookie(_ name: String, in browser: String) throws(FlowError) -> String {
        guard let cookies = cookies(of: browser) else { throw FlowError("There is no browser \(browser) yet.") }
        guard let cookie = cookies.first(where: { $0.name.utf8.elementsEqual(name.utf8) }),
            let value = RequestCookies(header: "\(cookie.name)=\(cookie.value)")[name]
        else { throw FlowError("The browser \(browser) has no cookie \(name).") }
        return value
    }

    private func sessionID(in browser: String) throws(FlowError) -> SessionID {
        guard settings.sessions == .registry else {
            throw FlowError("No session can be revoked: sessions are in signed cookies (set app.sessions).")
        }
        let name = settings.config[.sessionCookieName]?.text ?? "session"
        return RegistrySessions.id(ofSecret: try cookie(name, in: browser))
    }

    private func tokenID(in browser: String) throws(FlowError) -> TokenID {
        guard settings.remember == .series else {
            throw FlowError("No device can be revoked: remember cookies are signed user ids (set app.remember).")
        }
        let name = settings.config[.rememberCookieName]?.text ?? "remember_token"
        let value = try cookie(name, in: browser)
        guard let payload = RememberCookie.split(value)?.payload, let id = RememberSeries.tokenID(ofPayload: payload) else {
            throw FlowError("The browser \(browser)'s cookie \(name) holds no series.")
        }
        return id
    }
}

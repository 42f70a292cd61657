package import SessionCore

/// What `LoginExchange` is made of, whatever the type of users; see `LoginCore` for why it is apart.
package final class LoginExchangeCore: Sendable {
    /// The login manager, with the session and remember modes that `sessions` and `series` stand for.
    package let manager: LoginManager
    /// `nil`: sessions live in signed cookies, as Flask's do.
    package let sessions: RegistrySessions?
    /// `nil`: remember cookies hold a signed user id, as Flask-Login's do.
    package let series: RememberSeries?

    /// What the browsers of the last requests have in the store.
    let recentSessions = RecentResults<PlainSession>(places: 1_024, longestInput: ArrivalKey.longest)

    /// Whether all is in signed cookies: `openSigned` and `finishSigned` then do.
    package let needsNoStore: Bool

    package init(settings: LoginSettings, sessions: RegistrySessions? = nil, series: RememberSeries? = nil) {
        var settings = settings
        settings.sessionMode = sessions == nil ? .cookie : .registry
        settings.rememberMode = series == nil ? .signed : .series
        manager = LoginManager(settings)
        self.sessions = sessions
        self.series = series
        needsNoStore = sessions == nil && series == nil
    }

    // MARK: The request comes in

    package func open(_ request: LoginRequest, now: Timestamp) async throws(StoreError) -> RequestCore {
        guard let sessions else { return openSigned(request, now: now) }
        var state = LoginCore(unopened: request, manager)
        let facts = RequestFacts(now: now, ip: state.clientAddress, userAgent: state.userAgent)
        let opened = try await sessions.open(secret: state.cookies[manager.settings.sessionCookie.name], facts)
        if opened.record != nil {
            state.open(opened.payload)
            learn(state, opened, facts)
        }
        return RequestCore(state: state, now: now, opened: opened)
    }

    /// What `open` does where sessions are in cookies: there is nothing to wait for then.
    package func openSigned(_ request: consuming LoginRequest, now: Timestamp) -> RequestCore {
        RequestCore(state: LoginCore(manager, request, now: now), now: now, opened: nil)
    }

    package func load(
        _ request: inout RequestCore, _ find: (UserLookup) async throws -> (any LoginUser)?
    ) async throws {
        while let lookup = try request.state.nextLookup() {
            var user: (any LoginUser)?
            switch lookup {
            case .series(let payload):
                if let userID = try await redeem(payload, &request) { user = try await find(.rememberedUser(userID)) }
            case .rememberedUser(let userID):
                if try await isWithinLimit(userID, request) { user = try await find(lookup) }
            default: user = try await find(lookup)
            }
            request.state.supply(user)
        }
    }

    /// A remembered login is a login: a limit that refuses one more holds for it too, before the route runs as this user.
    private func isWithinLimit(_ userID: String, _ request: RequestCore) async throws(StoreError) -> Bool {
        guard let sessions else { return true }
        return try await sessions.mayLogIn(userID: userID, now: request.facts.now)
    }

    private func redeem(_ payload: String, _ request: inout RequestCore) async throws(StoreError) -> String? {
        guard let series else { return nil }
        // Asked before the token is used: the device keeps it for a time when there is room.
        if let owner = try await series.owner(of: payload), try await !isWithinLimit(owner, request) { return nil }
        switch try await series.redeem(payload, request.facts) {
        case .accepted(let issued):
            request.issued = issued
            request.tokenID = issued.tokenID
            return issued.userID
        case .withinGrace(let userID, let tokenID):
            // The parallel request that came first has sent the new verifier.
            request.tokenID = tokenID
            return userID
        case .theft(let userID, let tokenID, _):
            request.theft = TokenTheft(userID: userID, tokenID: tokenID)
            request.forgetToken = true
            return nil
        case .refused(.revoked):
            // The browser keeps it: the revocation may be taken back.
            return nil
        case .refused:
            request.forgetToken = true
            return nil
        }
    }

    // MARK: The answer goes out

    package func finish(_ request: RequestCore, now: Timestamp, afterFailure: Bool = false) async -> LoginAnswer {
        var request = request
        let outcome = request.state.finish(now: now, afterFailure: afterFailure)
        var answer = LoginAnswer(request, outcome)
        var remember: RememberChange = request.issued.map { .send($0) } ?? (request.forgetToken ? .forget : .none)
        do throws(StoreError) {
            try await store(outcome, &request, &remember, &answer)
        } catch {
            answer.storeFailure = error
        }
        do {
            // First, as Flask-Login's after_request hook runs before Flask saves the session.
            if let cookie = try rememberCookie(remember, now: now) { answer.setCookies.insert(cookie, at: 0) }
        } catch {
            answer.failure = answer.failure ?? error
        }
        return answer
    }

    /// What `finish` does without any store, where there is nothing to wait for.
    package func finishSigned(_ request: inout RequestCore, now: Timestamp, afterFailure: Bool) -> LoginAnswer {
        let outcome = request.state.finish(now: now, afterFailure: afterFailure)
        return LoginAnswer(request, outcome)
    }

    private enum RememberChange {
        case none, forget
        case send(RememberSeries.Issued)
    }

    private func store(
        _ outcome: LoginOutcome, _ request: inout RequestCore, _ remember: inout RememberChange, _ answer: inout LoginAnswer
    ) async throws(StoreError) {
        let typed = outcome.privilegeChanges.contains(.login)
        // A typed login is not the recalled one's, whose token may be another user's.
        if typed { request.tokenID = nil }

        // The new token first, as the session is linked with it.
        var issued: RememberSeries.Issued?
        // Asked for at other times than a login (REMEMBER_COOKIE_REFRESH_EACH_REQUEST), a new cookie would be a new token each
        // time; the verifier's rotation at each use does what that setting is for.
        if let series, typed, case .set(let userID, let expires) = outcome.remember {
            issued = try await series.issue(userID: userID, lifetime: expires.seconds(since: request.facts.now), request.facts)
            request.tokenID = issued?.tokenID
        }
        if let sessions {
            let closed = try await close(sessions, outcome, request)
            answer.session = closed.record
            if closed.outcome == .loginRefused {
                answer.loginRefused = true
                // The token was for a login that did not come about.
                if let series, let issued { try await series.clear(issued.tokenID) }
                return
            }
            do {
                if let cookie = try sessionCookie(closed.cookie, outcome, request) { answer.setCookies.append(cookie) }
            } catch {
                answer.failure = answer.failure ?? error
            }
        }
        guard let series else { return }
        if let issued {
            remember = .send(issued)
        } else if case .clear = outcome.remember {
            remember = .forget
        } else {
            return
        }
        // The browser forgets the token it had, so nobody else may use it either.
        if let redeemed = request.issued {
            try await series.clear(redeemed.tokenID)
        } else if let payload = request.state.rememberPayload, let theft = try await series.clear(payload, request.facts) {
            answer.theft = theft
        }
    }

    private func rememberCookie(_ change: RememberChange, now: Timestamp) throws(LoginFailure) -> String? {
        switch change {
        case .none: nil
        case .forget: try manager.rememberDeletion()
        case .send(let issued):
            // A token without an end: browsers keep no cookie longer than 400 days (RFC 6265bis, section 5.5).
            try manager.rememberSetCookie(
                payload: issued.payload, expires: issued.expiresAt ?? now.advanced(bySeconds: 400 * 86_400))
        }
    }

    // MARK: Sessions

    private func close(
        _ sessions: RegistrySessions, _ outcome: LoginOutcome, _ request: RequestCore
    ) async throws(StoreError) -> ClosedSession {
        let recalled = outcome.privilegeChanges.contains(.remembered)
        let typed = outcome.privilegeChanges.contains(.login)
        // Flask-Login's `login_remembered`: the login outlives the browser.
        let remembers = if case .set = outcome.remember { true } else { false }
        let changes = SessionChanges(
            privilegeChanged: !outcome.privilegeChanges.isEmpty, loggedIn: typed, tokenID: request.tokenID,
            remembered: typed ? remembers : recalled ? true : nil)
        let payload: SessionMap = if case .delete = outcome.session { [:] } else { request.state.session }
        return try await sessions.close(request.opened ?? OpenedSession(absence: .notSent), payload: payload, changes, request.facts)
    }

    private func sessionCookie(
        _ cookie: ClosedSession.Cookie, _ outcome: LoginOutcome, _ request: RequestCore
    ) throws(LoginFailure) -> String? {
        var expires: Timestamp?
        if case .save(_, _, let time) = outcome.session { expires = time }
        switch cookie {
        case .set(let secret): return try manager.sessionSetCookie(value: secret, expires: expires)
        case .delete: return try manager.sessionDeletion()
        case .keep:
            // A permanent session's cookie is renewed with every answer (SESSION_REFRESH_EACH_REQUEST).
            guard let expires, let secret = request.state.cookies[manager.settings.sessionCookie.name] else { return nil }
            return try manager.sessionSetCookie(value: secret, expires: expires)
        }
    }
}

// Finding out who makes the request: Flask-Login 0.6.3, `LoginManager._load_user`.

extension LoginCore {
    /// Whether the current user is known.
    package var isLoaded: Bool { if case .loaded = phase { true } else { false } }

    /// Who makes the request; fails before that is known.
    package func loaded() throws(LoginFailure) -> Loaded {
        guard case .loaded(let user) = phase else { throw .userNotLoaded }
        return user
    }

    /// Goes on loading the user until one must be looked up.
    /// - Returns: what to look up; answer with `supply(_:)` and call again. `nil`: the user is loaded.
    package mutating func nextLookup() throws(LoginFailure) -> UserLookup? {
        do {
            switch phase {
            case .loaded: return nil
            case .waiting(let lookup): return lookup
            case .notStarted: try begin()
            case .supplied(let lookup, let user): try take(user, for: lookup)
            }
        } catch {
            // As in Flask, where nothing is remembered of a load that failed: asking again begins anew.
            phase = .notStarted
            throw error
        }
        if case .waiting(let lookup) = phase { return lookup }
        return nil
    }

    /// Answers the lookup that `nextLookup()` asked for; `nil`: there is no such user. Does nothing if none was asked for.
    package mutating func supply(_ user: (any LoginUser)?) {
        if case .waiting(let lookup) = phase { phase = .supplied(lookup, user) }
    }

    private mutating func begin() throws(LoginFailure) {
        guard settings.loaders.contains(.user) || settings.loaders.contains(.request) else { throw .missingLoader }
        send(.userAccessed)
        if try endedByProtection() {
            phase = .loaded(.anonymous)
            return
        }
        // Flask-Login hands any type to the loader; here a user's id is text, and nothing else can be found.
        if let id = session["_user_id"]?.text, settings.loaders.contains(.user) {
            phase = .waiting(.sessionUser(id))
        } else {
            try loadWithoutSession()
        }
    }

    private mutating func take(_ user: (any LoginUser)?, for lookup: UserLookup) throws(LoginFailure) {
        guard let user else {
            if case .sessionUser = lookup { try loadWithoutSession() } else { phase = .loaded(.anonymous) }
            return
        }
        switch lookup {
        case .sessionUser: break
        case .rememberedUser: send(.userLoadedFromCookie, userID: user.loginID)
        case .series:
            try set("_user_id", .string(user.loginID))
            try set("_fresh", .bool(false))
            privilegeChanges.insert(.remembered)
            send(.userLoadedFromCookie, userID: user.loginID)
        case .request: send(.userLoadedFromRequest, userID: user.loginID)
        case .header: send(.userLoadedFromHeader, userID: user.loginID)
        }
        phase = .loaded(.user(user))
    }

    /// By remember cookie if there is one, else by the request.
    private mutating func loadWithoutSession() throws(LoginFailure) {
        if let cookie = rememberCookie {
            guard let payload = try manager.decodeRememberCookie(cookie) else {
                phase = .loaded(.anonymous)
                return
            }
            if settings.rememberMode == .series {
                phase = .waiting(.series(payload: payload))
                return
            }
            try set("_user_id", .string(payload))
            try set("_fresh", .bool(false))
            privilegeChanges.insert(.remembered)
            phase = settings.loaders.contains(.user) ? .waiting(.rememberedUser(payload)) : .loaded(.anonymous)
        } else if settings.loaders.contains(.request) {
            phase = .waiting(.request)
        } else if settings.loaders.contains(.header), let header = originalRequest.authHeader {
            phase = .waiting(.header(header))
        } else {
            phase = .loaded(.anonymous)
        }
    }

    /// The remember cookie, unless this session has just asked to forget it.
    var rememberCookie: String? {
        session["_remember"]?.isText("clear") ?? false ? nil : cookies[settings.rememberCookie.name]
    }

    /// What the browser's remember cookie holds, if it is genuine; looking changes nothing.
    package var rememberPayload: String? {
        cookies[settings.rememberCookie.name].flatMap { try? manager.decodeRememberCookie($0) }
    }

    /// Flask-Login's `_session_protection_failed`.
    private mutating func endedByProtection() throws(LoginFailure) -> Bool {
        guard settings.sessionProtection != .off, !session.isEmpty else { return false }
        let identifier = identifier()
        if session["_id"]?.isText(identifier) ?? false { return false }
        if settings.sessionProtection == .basic || isPermanent {
            if session["_fresh"] != .bool(false) { try set("_fresh", .bool(false)) }
            send(.sessionProtected)
            return false
        }
        for key in LoginSettings.sessionKeys { try pop(key) }
        try set("_remember", .string("clear"))
        privilegeChanges.insert(.protected)
        send(.sessionProtected)
        return true
    }
}

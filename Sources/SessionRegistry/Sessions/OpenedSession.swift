public import SessionCore

/// The session that a request came with.
public struct OpenedSession: Hashable, Sendable {
    /// Why there is none.
    public enum Absence: String, Hashable, Sendable, CaseIterable {
        /// No cookie.
        case notSent = "not-sent"
        /// The cookie cannot be a secret of this registry.
        case malformed
        /// No such session: logged out, replaced by a newer secret, purged, or never there.
        case unknown
        /// Its time is over.
        case expired
        /// It was revoked.
        case revoked
    }

    /// `nil` if there is none; then `absence` says why.
    public var record: SessionRecord?
    /// Empty if there is none.
    public var payload: SessionMap
    /// Why there is none; `nil` if there is one.
    public var absence: Absence?

    /// As the store gave it.
    let stored: StoredSession?

    init(record: SessionRecord, payload: SessionMap, stored: StoredSession) {
        self.record = record
        self.payload = payload
        self.stored = stored
    }

    package init(absence: Absence) {
        self.absence = absence
        payload = [:]
        stored = nil
    }
}

/// What a request did to its session, beyond what its payload shows.
public struct SessionChanges: Hashable, Sendable {
    /// There was a login, a logout or another change of privilege, so the secret must be a new one. A changed user and a login
    /// that became fresh are seen in the payload; a second login of the same user is not, and must be told here.
    public var privilegeChanged: Bool
    /// The login of this request was typed in, as opposed to recalled by a remember token: it counts for the curve of logins.
    public var loggedIn: Bool
    /// The remember token that this login came from, or that was issued with it; `nil` leaves what the record has.
    public var tokenID: TokenID?
    /// Whether the login outlives the browser: a remember token was issued with it, or recalled it (Flask-Login's `login_remembered`).
    /// `nil` leaves what the record has (and is `false` for a new login).
    public var remembered: Bool?

    /// What a request changed; what is left out did not change.
    public init(privilegeChanged: Bool = false, loggedIn: Bool = false, tokenID: TokenID? = nil, remembered: Bool? = nil) {
        self.privilegeChanged = privilegeChanged
        self.loggedIn = loggedIn
        self.tokenID = tokenID
        self.remembered = remembered
    }
}

/// What became of a session when its request ended.
public struct ClosedSession: Hashable, Sendable {
    /// What the browser is sent.
    public enum Cookie: Hashable, Sendable {
        /// The browser's cookie stays as it is.
        case keep
        /// Send this secret. It is not to be logged.
        case set(secret: String)
        /// Make the browser forget its cookie: it opens nothing any more.
        case delete
    }

    /// What became of the record.
    public enum Outcome: String, Hashable, Sendable {
        /// There was no session, and there is none.
        case none
        /// Seen, and written later.
        case unchanged
        /// There is a new one.
        case inserted
        /// Written under the same secret.
        case updated
        /// It has a new secret; the old one is gone.
        case renewed
        /// Logged out or emptied; the record is gone.
        case ended
        /// The session, or the remember token that it came from, was revoked or ended while this request ran. Nothing was stored. The
        /// browser's cookie is left alone: it may be another request's new one by now, and the old one opens nothing.
        case lost
        /// The user has as many sessions as allowed, so that the login was not stored; the session before it is as it was.
        case loginRefused = "login-refused"
    }

    /// What the browser is sent.
    public var cookie: Cookie
    /// What became of the record.
    public var outcome: Outcome
    /// The session that the browser has from now on.
    public var record: SessionRecord?

    package init(cookie: Cookie, outcome: Outcome, record: SessionRecord? = nil) {
        self.cookie = cookie
        self.outcome = outcome
        self.record = record
    }
}

/// What a browser sends again with every request, read: its cookies, and what ties a session to it. Shared by its requests.
final class Arrival: Sendable {
    let cookies: RequestCookies
    /// The session's cookie, if one of the application's keys has signed it. `nil` where sessions are in a store.
    let session: SessionCookieSigner.Genuine?
    /// The session's `_id` for this client; `nil` if it was not computed.
    let identifier: String?
    /// What a request with these cookies comes to, if that is as simple as can be.
    let course: PlainCourse?

    /// Whether it is kept: what has a session, so that guesses and strangers take no place.
    var isWorthKeeping: Bool { identifier != nil && (session?.length ?? 0) <= PlainCourse.longestPayload }

    init(_ cookies: RequestCookies, session: SessionCookieSigner.Genuine? = nil, identifier: String? = nil, course: PlainCourse? = nil) {
        self.cookies = cookies
        self.session = session
        self.identifier = identifier
        self.course = course
    }

    static let withoutCookies = Arrival(RequestCookies(header: nil))
}

/// What tells one browser's requests from another's: the cookies that it sends, and who it is.
package struct ArrivalKey {
    private let cookieHeader: String
    private let client: String?
    private let userAgent: String?

    /// - Parameters:
    ///   - cookieHeader: the Cookie header, several joined by `;`. `nil` or empty: there is nothing to tell by.
    ///   - client: the client's address, as far as it is believed.
    ///   - userAgent: the User-Agent header.
    package init?(_ cookieHeader: String?, from client: String?, _ userAgent: String?) {
        guard let cookieHeader, !cookieHeader.isEmpty else { return nil }
        self.cookieHeader = cookieHeader
        self.client = client
        self.userAgent = userAgent
    }

    /// Longer ones are not worth keeping.
    package static let longest = 2_048

    /// Hands on the key's bytes; `nil` for one that is too long.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        let clientLength = client?.utf8.count ?? 0
        let agentLength = userAgent?.utf8.count ?? 0
        let fixed = 2 * MemoryLayout<UInt64>.size
        let length = fixed + clientLength + agentLength + cookieHeader.utf8.count
        guard length <= Self.longest else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: length, alignment: 8) { key in
            func put(_ text: String, at start: Int) {
                UnsafeMutableRawBufferPointer(rebasing: key[start...]).copyBytes(from: text.utf8)
            }
            // Lengths first, so that nobody can move the borders between the three; what is missing has a length of its own.
            key.storeBytes(of: client == nil ? .max : UInt64(clientLength), as: UInt64.self)
            key.storeBytes(of: userAgent == nil ? .max : UInt64(agentLength), toByteOffset: 8, as: UInt64.self)
            if let client { put(client, at: fixed) }
            if let userAgent { put(userAgent, at: fixed + clientLength) }
            put(cookieHeader, at: fixed + clientLength + agentLength)
            return body(UnsafeRawBufferPointer(key))
        }
    }
}

/// The course of a request whose session names a user and that nothing of the login changes: what most requests are.
///
/// Found out once by going through such a request; those that follow with the same cookies from the same client go the same way,
/// as long as their session has not expired.
package final class PlainCourse: Sendable {
    /// Longer payloads are not worth keeping, in bytes: a short cookie can hold a long one, compressed.
    package static let longestPayload = 8_192

    /// Whom the session names: to be looked up as `UserLookup.sessionUser`.
    package let userID: String
    /// Flask-Login's `login_fresh()`.
    package let isFresh: Bool
    /// What is sent once the user is asked for.
    package let signals: [SentSignal]

    /// - Parameter opened: a request that has just been opened. `nil` if it is not so simple.
    package init?(of opened: LoginCore) {
        var core = opened
        guard case .sessionUser(let id)? = try? core.nextLookup() else { return nil }
        userID = id
        isFresh = core.isFresh
        signals = core.signals
        let outcome = core.finish(now: opened.sessionSignedAt ?? .endOfCalendar)
        var nothing = LoginOutcome()
        nothing.varyCookie = true
        guard outcome == nothing, !core.isModified, core.session == opened.session else { return nil }
    }
}

extension LoginManager {
    /// What came with this request, as it was read for one of the same browser before.
    func arrival(of request: LoginRequest) -> Arrival {
        let client = settings.trustedProxies.clientAddress(peer: request.remoteAddress, forwardedFor: request.forwardedFor)
        guard let key = ArrivalKey(request.cookieHeader, from: client, request.userAgent) else { return .withoutCookies }
        let arrival = key.withBytes { bytes in
            if let known = recentArrivals.value(for: bytes) { return known }
            let read = read(request, client)
            if read.isWorthKeeping { recentArrivals.keep(read, for: bytes) }
            return read
        }
        return arrival ?? read(request, client)
    }

    /// How a request of this browser goes, if one before has shown that and its session, which is in the cookie, lives.
    /// - Parameter now: the time that the session's age is counted to.
    package func plainCourse(_ key: ArrivalKey, now: Timestamp) -> PlainCourse? {
        guard case .some(let arrival?) = key.withBytes({ recentArrivals.value(for: $0) }), let course = arrival.course,
            let lifetime = settings.permanentSessionLifetime,
            case .valid? = arrival.session?.verification(now: now, maxAge: lifetime.truncatedSeconds)
        else { return nil }
        return course
    }

    private func read(_ request: LoginRequest, _ client: String?) -> Arrival {
        let cookies = RequestCookies(header: request.cookieHeader)
        guard let cookie = cookies[settings.sessionCookie.name], !cookie.isEmpty else { return Arrival(cookies) }
        guard settings.sessionMode == .cookie else { return Arrival(cookies, identifier: request.sessionIdentifier(of: client)) }
        guard let genuine = sessionSigner?.open(cookie) else { return Arrival(cookies) }
        let arrival = Arrival(cookies, session: genuine, identifier: request.sessionIdentifier(of: client))
        guard arrival.isWorthKeeping else { return arrival }
        let course = PlainCourse(of: LoginCore(self, request, arrival, now: genuine.signedAt))
        return Arrival(cookies, session: genuine, identifier: arrival.identifier, course: course)
    }
}

import SessionCore
import SessionRegistry
import Testing

@Suite("Registry sessions")
struct RegistrySessionsTests {
    static func sessions(_ settings: RegistrySettings = RegistrySettings(), store: any RegistryStore = MemoryRegistry())
        -> RegistrySessions
    {
        RegistrySessions(store: store, settings: settings, secrets: Sample.secrets())
    }

    static let ann: SessionMap = ["_user_id": .string("ann"), "_fresh": .bool(true)]

    /// A request that comes with `secret` and leaves its session as `edit` makes it.
    @discardableResult
    static func request(
        _ sessions: RegistrySessions, _ secret: String?, at seconds: Int64 = 0, _ changes: SessionChanges = SessionChanges(),
        edit: (inout SessionMap) -> Void = { _ in }
    ) async throws -> (opened: OpenedSession, closed: ClosedSession) {
        let request = Sample.request(at: seconds)
        let opened = try await sessions.open(secret: secret, request)
        var payload = opened.payload
        edit(&payload)
        return (opened, try await sessions.close(opened, payload: payload, changes, request))
    }

    static func secret(_ closed: ClosedSession) throws -> String {
        guard case .set(let secret) = closed.cookie else { throw StoreError(.conflict, "no secret was set: \(closed)") }
        return secret
    }

    /// Logs a user in and gives the secret.
    static func login(
        _ sessions: RegistrySessions, _ user: String = "ann", from secret: String? = nil, at seconds: Int64 = 0,
        token: TokenID? = nil
    ) async throws -> String {
        try Self.secret(
            try await request(
                sessions, secret, at: seconds, SessionChanges(privilegeChanged: true, loggedIn: true, tokenID: token)
            ) { payload in
                payload["_user_id"] = .string(user)
                payload["_fresh"] = .bool(true)
            }.closed)
    }

    @Test("a visitor with nothing to keep gets no session")
    func nothing() async throws {
        let sessions = Self.sessions()
        let (opened, closed) = try await Self.request(sessions, nil)
        #expect(opened.absence == .notSent)
        #expect(closed == ClosedSessionExpectation.nothing(cookie: .keep))
        #expect(try await sessions.store.countSessions(.all, now: Sample.now, upTo: 10) == 0)
    }

    @Test(
        "a cookie that opens nothing is never adopted",
        arguments: [
            ("", OpenedSession.Absence.malformed), ("x", .malformed), (String(repeating: "A", count: 42) + "=", .malformed),
            (String(repeating: "A", count: 44), .malformed),
            (String(repeating: "A", count: 43), .unknown), (String(repeating: "é", count: 21) + "a", .malformed),
        ])
    func fixation(_ secret: String, _ absence: OpenedSession.Absence) async throws {
        let sessions = Self.sessions()
        let (opened, closed) = try await Self.request(sessions, secret) { $0["cart"] = .integer(1) }
        #expect(opened.absence == absence)
        #expect(opened.payload.isEmpty)
        #expect(try Self.secret(closed) != secret)
        let quiet = try await Self.request(sessions, secret)
        #expect(quiet.closed == ClosedSessionExpectation.nothing(cookie: absence == .unknown ? .keep : .delete))
    }

    @Test("something to keep is kept under a new secret of which the store has only the hash")
    func visitor() async throws {
        let sessions = Self.sessions()
        let secret = try Self.secret(try await Self.request(sessions, nil) { $0["cart"] = .integer(1) }.closed)
        let record = try #require(try await sessions.store.session(SessionID(Digest256(sha256Of: secret))))
        #expect(record.userID == nil && record.fresh == nil && record.remembered == nil)
        #expect(record.ip == "192.0.2.1" && record.device == "curl")
        let (opened, closed) = try await Self.request(sessions, secret, at: 1)
        #expect(opened.payload == ["cart": .integer(1)])
        #expect(closed.cookie == .keep && closed.outcome == .unchanged)
    }

    @Test("login carries everything over to a new secret and kills the old one")
    func login() async throws {
        let sessions = Self.sessions()
        let visitor = try Self.secret(try await Self.request(sessions, nil) { $0["cart"] = .integer(1) }.closed)
        let secret = try await Self.login(sessions, from: visitor, at: 10)
        #expect(secret != visitor)
        let opened = try await sessions.open(secret: secret, Sample.request(at: 11))
        #expect(opened.payload == ["cart": .integer(1), "_user_id": .string("ann"), "_fresh": .bool(true)])
        #expect(opened.record?.userID == "ann" && opened.record?.fresh == true && opened.record?.remembered == false)
        #expect(opened.record?.createdAt == Sample.now.advanced(bySeconds: 10))
        #expect(try await sessions.open(secret: visitor, Sample.request(at: 11)).absence == .unknown)
        #expect(try await sessions.store.health(now: Sample.now.advanced(bySeconds: 11)).loginsPerMinute.last == 1)
    }

    @Test("logging in again as the same user is a new secret too")
    func again() async throws {
        let sessions = Self.sessions()
        let first = try await Self.login(sessions)
        let second = try await Self.login(sessions, from: first, at: 5)
        #expect(second != first)
        #expect(try await sessions.open(secret: first, Sample.request(at: 6)).absence == .unknown)
    }

    @Test("a login that becomes fresh, and any change of privilege told, is a new secret with the same age")
    func privilege() async throws {
        let sessions = Self.sessions()
        let stale = try Self.secret(
            try await Self.request(sessions, nil) { $0 = ["_user_id": .string("ann"), "_fresh": .bool(false)] }.closed)
        let confirmed = try await Self.request(sessions, stale, at: 20) { $0["_fresh"] = .bool(true) }.closed
        #expect(confirmed.outcome == .renewed)
        #expect(confirmed.record?.createdAt == Sample.now)
        let told = try await Self.request(sessions, try Self.secret(confirmed), at: 30, SessionChanges(privilegeChanged: true))
            .closed
        #expect(told.outcome == .renewed && told.cookie != confirmed.cookie)
        #expect(try await sessions.store.countSessions(.all, now: Sample.now, upTo: 10) == 1)
    }

    @Test("two ids that only look alike are two users, and two spellings of a value are two values")
    func lookAlikes() async throws {
        let sessions = Self.sessions()
        let composed = try Self.secret(try await Self.request(sessions, nil) { $0 = ["_user_id": .string("\u{E9}ve")] }.closed)
        let other = try await Self.request(sessions, composed, at: 5) { $0 = ["_user_id": .string("e\u{301}ve")] }.closed
        #expect(other.outcome == .renewed)
        #expect(other.record?.userID?.unicodeScalars.count == 4)
        let changed = try await Self.request(sessions, try Self.secret(other), at: 6) { $0["name"] = .string("\u{E9}") }.closed
        #expect(changed.outcome == .updated)
        #expect(try await Self.request(sessions, try Self.secret(other), at: 7) { $0["name"] = .string("e\u{301}") }.closed.outcome == .updated)
        #expect(SessionValue.list([.string("\u{E9}")]) != .list([.string("e\u{301}")]))
        #expect(Set([SessionValue.markup("\u{E9}"), .markup("e\u{301}"), .string("\u{E9}"), .markup("\u{E9}")]).count == 3)
    }

    @Test("a session is permanent where Flask takes it for permanent", arguments: [(.bool(true), true), (.integer(1), true), (.bool(false), false), (.string(""), false), (nil, false)] as [(SessionValue?, Bool)])
    func permanence(value: SessionValue?, isPermanent: Bool) async throws {
        let closed = try await Self.request(Self.sessions(), nil) { payload in
            payload["_user_id"] = .string("ann")
            payload["_permanent"] = value
        }.closed
        #expect(closed.record?.permanent == isPermanent)
    }

    @Test("logout ends the session; what is left goes on under a new secret, anonymous")
    func logout() async throws {
        let sessions = Self.sessions()
        let token = try await RememberSeries(store: sessions.store).issue(userID: "ann", lifetime: 86_400, Sample.request()).tokenID
        let secret = try await Self.login(sessions, token: token)
        let closed = try await Self.request(sessions, secret, at: 5) { payload in
            payload["_user_id"] = nil
            payload["_fresh"] = nil
            payload["_flashes"] = .list([])
        }.closed
        #expect(closed.outcome == .ended)
        #expect(closed.record?.userID == nil && closed.record?.tokenID == nil && closed.record?.fresh == nil)
        #expect(try Self.secret(closed) != secret)
        #expect(try await sessions.open(secret: secret, Sample.request(at: 6)).absence == .unknown)
    }

    @Test("an emptied session is gone, and its cookie with it")
    func emptied() async throws {
        let sessions = Self.sessions()
        let secret = try await Self.login(sessions)
        let closed = try await Self.request(sessions, secret, at: 5) { $0 = [:] }.closed
        #expect(closed.outcome == .ended && closed.cookie == .delete && closed.record == nil)
        #expect(try await sessions.open(secret: secret, Sample.request(at: 6)).absence == .unknown)
    }

    @Test("a changed payload is written under the same secret")
    func update() async throws {
        let sessions = Self.sessions()
        let secret = try await Self.login(sessions)
        let closed = try await Self.request(sessions, secret, at: 5) { $0["n"] = .integer(2) }.closed
        #expect(closed.outcome == .updated && closed.cookie == .keep)
        #expect(try await sessions.open(secret: secret, Sample.request(at: 6)).payload["n"] == .integer(2))
    }

    @Test("a session revoked while its request runs is lost, whatever the request does", arguments: 0..<3)
    func revokedMeanwhile(kind: Int) async throws {
        let sessions = Self.sessions()
        let secret = try await Self.login(sessions)
        let opened = try await sessions.open(secret: secret, Sample.request(at: 5))
        _ = try await sessions.store.revoke(
            RevocationRequest(.user("ann"), actor: Actor(name: "op", at: Sample.now.advanced(bySeconds: 5))), progress: { _ in })
        var payload = opened.payload
        switch kind {
        case 0: payload["n"] = .integer(1)
        case 1: payload["_user_id"] = .string("root")
        default: payload["_user_id"] = nil
        }
        let closed = try await sessions.close(opened, payload: payload, SessionChanges(), Sample.request(at: 6))
        #expect(closed.outcome == .lost && closed.cookie == .keep)
        #expect(try await sessions.open(secret: secret, Sample.request(at: 7)).absence == .revoked)
        #expect(try await sessions.store.countSessions(.all, now: Sample.now, upTo: 10) == 1)
    }

    @Test("a session ends when it idles, and at its absolute age however busy it is")
    func lifetimes() async throws {
        let sessions = Self.sessions(RegistrySettings(idleLifetime: 100, absoluteLifetime: 250))
        let idle = try await Self.login(sessions)
        #expect(try await sessions.open(secret: idle, Sample.request(at: 99)).absence == nil)
        #expect(try await sessions.open(secret: idle, Sample.request(at: 100)).absence == .expired)
        let busy = try await Self.login(sessions, at: 1_000)
        for seconds in [Int64(1_090), 1_180, 1_240] {
            #expect(try await Self.request(sessions, busy, at: seconds).opened.absence == nil)
        }
        #expect(try await sessions.open(secret: busy, Sample.request(at: 1_249)).absence == nil)
        #expect(try await sessions.open(secret: busy, Sample.request(at: 1_250)).absence == .expired)
    }

    @Test("a permanent session lives by the permanent lifetime")
    func permanent() async throws {
        let sessions = Self.sessions(RegistrySettings(idleLifetime: 10, absoluteLifetime: 20, permanentLifetime: 1_000))
        let closed = try await Self.request(sessions, nil) { $0 = ["_permanent": .bool(true), "a": .null] }.closed
        #expect(closed.record?.permanent == true)
        #expect(closed.record?.expiresAt == Sample.now.advanced(bySeconds: 1_000))
    }

    @Test("last seen is written at most once a minute, in a batch, and nothing seen is forgotten")
    func touches() async throws {
        let sessions = Self.sessions()
        let secret = try await Self.login(sessions)
        let id = RegistrySessions.id(ofSecret: secret)
        func flush(at seconds: Int64) async throws -> Int {
            try await sessions.touches.flush(to: sessions.store, now: Sample.now.advanced(bySeconds: seconds))
        }
        try await Self.request(sessions, secret, at: 30)
        #expect(try await flush(at: 31) == 0)
        #expect(try await sessions.store.session(id)?.lastSeenAt == Sample.now)
        // This process knows better than the store.
        #expect(
            try await sessions.open(secret: secret, Sample.request(at: 32)).record?.lastSeenAt
                == Sample.now.advanced(bySeconds: 30))
        try await Self.request(sessions, secret, at: 40)
        #expect(try await flush(at: 60) == 1)
        #expect(try await sessions.store.session(id)?.lastSeenAt == Sample.now.advanced(bySeconds: 40))
        #expect(try await sessions.store.session(id)?.expiresAt == Sample.now.advanced(bySeconds: 40 + 1_800))
        #expect(try await flush(at: 500) == 0)
        try await Self.request(sessions, secret, at: 50)
        #expect(
            try await sessions.touches.flush(to: sessions.store, now: Sample.now.advanced(bySeconds: 51), everything: true) == 1)
        #expect(sessions.touches.count == 0)
    }

    @Test("touches wait while the store fails")
    func failingStore() async throws {
        let store = MemoryRegistry()
        let batch = TouchBatch(interval: 60)
        let id = SessionID(Digest256(sha256Of: "s"))
        try await store.insert(Sample.session(id: id), payload: [:])
        let seen = Sample.now.advanced(bySeconds: 90)
        batch.add(SessionTouch(id: id, seenAt: seen, expiresAt: nil, ip: nil), storedSeenAt: Sample.now)
        await #expect(throws: StoreError.self) { try await batch.flush(to: store.readOnlyView(), now: seen) }
        #expect(batch.count == 1)
        #expect(try await batch.flush(to: store, now: seen) == 1)
        #expect(try await store.session(id)?.lastSeenAt == seen)
    }

    @Test("beyond the limit the oldest sessions are revoked, with the reason in the audit log")
    func revokeOldest() async throws {
        let sessions = Self.sessions(RegistrySettings(sessionsPerUser: 2))
        var secrets: [String] = []
        for number in 0..<4 { secrets.append(try await Self.login(sessions, at: Int64(number))) }
        let other = try await Self.login(sessions, "bob", at: 4)
        var absences: [OpenedSession.Absence?] = []
        for secret in secrets + [other] {
            absences.append(try await sessions.open(secret: secret, Sample.request(at: 5)).absence)
        }
        #expect(absences == [.revoked, .revoked, nil, nil, nil])
        let event = try #require(try await sessions.store.auditEvents(AuditQuery(limit: 1)).first)
        #expect(event.action == .revoke && event.operatorName == "rollcall")
        #expect(event.reason == "more than 2 concurrent sessions of this user")
    }

    @Test("the limit leaves alone the token that the new login came from")
    func limitSparesToken() async throws {
        let store = MemoryRegistry()
        let sessions = Self.sessions(RegistrySettings(sessionsPerUser: 1), store: store)
        let series = RememberSeries(store: store, secrets: SecretSource { Array(repeating: 7, count: $0) })
        let token = try await series.issue(userID: "ann", lifetime: 1_000, Sample.request()).tokenID
        let first = try await Self.login(sessions, token: token)
        let second = try await Self.login(sessions, at: 1, token: token)
        #expect(try await sessions.open(secret: first, Sample.request(at: 2)).absence == .revoked)
        #expect(try await sessions.open(secret: second, Sample.request(at: 2)).absence == nil)
        #expect(try await store.token(token)?.revocation == nil)
        let third = try await Self.login(sessions, at: 3)
        #expect(try await sessions.open(secret: third, Sample.request(at: 4)).absence == nil)
        #expect(try await store.token(token)?.revocation != nil)
    }

    @Test("at the limit a login is refused where that is the setting, and the session before it stays")
    func refuseLogin() async throws {
        let sessions = Self.sessions(RegistrySettings(sessionsPerUser: 1, atLimit: .refuseLogin))
        let first = try await Self.login(sessions)
        #expect(try await sessions.mayLogIn(userID: "ann", now: Sample.now) == false)
        #expect(try await sessions.mayLogIn(userID: "bob", now: Sample.now) == true)
        let visitor = try Self.secret(try await Self.request(sessions, nil) { $0["cart"] = .integer(1) }.closed)
        let refused = try await Self.request(sessions, visitor, at: 1, SessionChanges(loggedIn: true)) {
            $0["_user_id"] = .string("ann")
        }.closed
        #expect(refused.outcome == .loginRefused && refused.cookie == .keep)
        #expect(try await sessions.open(secret: visitor, Sample.request(at: 2)).payload == ["cart": .integer(1)])
        // The one session that there is may log in again.
        #expect(try await Self.login(sessions, from: first, at: 3) != first)
    }

    @Test("of logins at the same time no more are let in than the limit says; a visitor who is refused goes on as before")
    func refuseTogether() async throws {
        for round in 0..<30 {
            let sessions = Self.sessions(RegistrySettings(sessionsPerUser: 2, atLimit: .refuseLogin))
            let isVisitor = round % 2 == 1
            var visitors: [String?] = []
            for _ in 0..<6 {
                visitors.append(isVisitor ? try Self.secret(try await Self.request(sessions, nil) { $0["cart"] = .integer(1) }.closed) : nil)
            }
            let closed = try await withThrowingTaskGroup(of: (String?, ClosedSession).self) { group in
                for visitor in visitors {
                    group.addTask {
                        let closed = try await Self.request(sessions, visitor, at: 1, SessionChanges(loggedIn: true)) {
                            $0["_user_id"] = .string("ann")
                        }.closed
                        return (visitor, closed)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let letIn = closed.filter { $0.1.outcome != .loginRefused }
            #expect(letIn.count <= 2)
            #expect(try await sessions.store.activeSessions(ofUser: "ann", now: Sample.now, limit: 10).count == letIn.count)
            for (visitor, closed) in closed where closed.outcome == .loginRefused && isVisitor {
                #expect(try await sessions.open(secret: visitor, Sample.request(at: 2)).payload == ["cart": .integer(1)])
            }
        }
    }

    @Test("a long user agent is cut before it is stored, between two characters", arguments: ["x", "é", "中", "👨"], 0...3)
    func longUserAgent(character: Character, before: Int) {
        let text = String(repeating: "a", count: before) + String(repeating: character, count: 5_000)
        let kept = RequestFacts(now: Sample.now, ip: nil, userAgent: text).userAgent ?? ""
        #expect(kept.utf8.count <= RequestFacts.longestUserAgent)
        #expect(kept.utf8.count > RequestFacts.longestUserAgent - 4)
        #expect(text.hasPrefix(kept))
    }
}

enum ClosedSessionExpectation {
    static func nothing(cookie: ClosedSession.Cookie) -> ClosedSession { ClosedSession(cookie: cookie, outcome: .none) }
}

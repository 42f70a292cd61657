import SessionCore
import SessionRegistry
import Testing
import rollcall

@Suite("What changed between two looks, in sentences")
struct FollowNewsTests {
    static let start = Timestamp(seconds: 1_767_225_600)

    static func session(
        _ number: Int, user: String? = "ada", device: String? = "Firefox on Linux", ip: String? = "203.0.113.7", age: Int64 = 60,
        fresh: Bool = true, remembered: Bool = false, lives: Int64 = 3_600
    ) throws -> SessionRecord {
        let id = try #require(
            SessionID(hex: String(repeating: "0", count: 64 - String(number, radix: 16).count) + String(number, radix: 16)))
        return SessionRecord(
            id: id, userID: user, createdAt: start.advanced(bySeconds: -age), lastSeenAt: start,
            expiresAt: start.advanced(bySeconds: lives), ip: ip, userAgent: "agent", device: device, fresh: fresh,
            permanent: false,
            remembered: remembered)
    }

    static func token(_ number: Int, user: String = "ada", age: Int64 = 60) throws -> TokenRecord {
        let id = try #require(
            TokenID(hex: String(repeating: "f", count: 62) + (number < 16 ? "0" : "") + String(number, radix: 16)))
        return TokenRecord(
            id: id, userID: user, createdAt: start.advanced(bySeconds: -age), lastUsedAt: nil, expiresAt: nil, uses: 0,
            ip: "203.0.113.7", userAgent: nil, device: "Firefox on Linux")
    }

    static func event(
        _ id: Int64, _ action: AuditEvent.Action, _ subject: AuditEvent.Subject, user: String? = nil, reason: String? = nil,
        revocation: Int64? = nil
    ) throws -> AuditEvent {
        AuditEvent(
            id: id, at: start, operatorName: "ops", action: action, subject: subject, userID: user, reason: reason,
            revocation: revocation.map { RevocationID($0) },
            hash: try #require(Digest256(bytes: [UInt8](repeating: 0, count: 32))))
    }

    static func state(
        _ sessions: [SessionRecord] = [], goesOn: Bool = false, tokens: [TokenRecord] = [], events: [AuditEvent] = [],
        active: Int = 5, filter: Filter = .all, later: Int64 = 0
    ) -> FollowedState {
        FollowedState(
            at: start.advanced(bySeconds: later), filter: filter, sessions: .init(records: sessions, goesOn: goesOn),
            tokens: .init(records: tokens, goesOn: false), events: events,
            health: StoreHealth(
                activeSessions: active, expiredSessions: 0, revokedSessions: 0, activeTokens: 0, users: 0, auditEvents: 0,
                sizeInBytes: nil, loginsPerMinute: [], sessionsByAge: []))
    }

    @Test("nothing changed, nothing said")
    func silence() throws {
        let state = Self.state(
            [try Self.session(1)], tokens: [try Self.token(1)], events: [try Self.event(1, .export, .user("x"))])
        #expect(FollowNews.lines(from: state, to: state) == [])
    }

    @Test("logins, by name, by nobody, by a remember token; and how many there are now")
    func logins() throws {
        let before = Self.state([try Self.session(1)])
        let after = Self.state(
            [
                try Self.session(4, user: nil, ip: nil, age: 1),
                try Self.session(3, user: "bob", age: 2, fresh: false, remembered: true),
                try Self.session(2, user: "eve", device: nil, age: 3), try Self.session(1),
            ], active: 8)
        #expect(
            FollowNews.lines(from: before, to: after) == [
                "eve logged in: an unknown device at 203.0.113.7, session 000000000000.",
                "bob came back by a remember token: Firefox on Linux at 203.0.113.7, session 000000000000.",
                "A visitor without a login: Firefox on Linux, session 000000000000. 8 active.",
            ])
    }

    @Test("a logout, an expiry, an address that changes, a login confirmed")
    func changes() throws {
        let before = Self.state([
            try Self.session(4), try Self.session(3, lives: 10), try Self.session(2), try Self.session(1, fresh: false),
        ])
        let after = Self.state(
            [try Self.session(3, lives: 10), try Self.session(2, ip: "198.51.100.1"), try Self.session(1, fresh: true)], later: 20
        )
        #expect(
            FollowNews.lines(from: before, to: after) == [
                "ada confirmed the login: session 000000000000.",
                "ada: session 000000000000 moved from 203.0.113.7 to 198.51.100.1.",
                "ada: session 000000000000 expired.",
                "ada logged out: session 000000000000, Firefox on Linux at 203.0.113.7.",
            ])
    }

    @Test("a session under a new secret is neither a logout nor a stranger")
    func renewed() throws {
        let visitor = Self.state([try Self.session(1, user: nil)])
        let login = Self.state([try Self.session(2)])
        #expect(
            FollowNews.lines(from: visitor, to: login) == [
                "ada logged in: Firefox on Linux at 203.0.113.7, session 000000000000."
            ])
        #expect(
            FollowNews.lines(from: login, to: visitor) == [
                "ada logged out: Firefox on Linux at 203.0.113.7, session 000000000000."
            ])
        let stale = Self.state([try Self.session(3, fresh: false)])
        #expect(
            FollowNews.lines(from: stale, to: login) == [
                "ada confirmed the login: Firefox on Linux at 203.0.113.7, session 000000000000."
            ])
    }

    @Test("what slides out of the newest, and what slides in as others go, is no news")
    func window() throws {
        let a = try Self.session(1, age: 40)
        let b = try Self.session(2, age: 30)
        let c = try Self.session(3, age: 20)
        let d = try Self.session(4, age: 10)
        #expect(
            FollowNews.lines(from: Self.state([c, b], goesOn: true), to: Self.state([d, c], goesOn: true)) == [
                "ada logged in: Firefox on Linux at 203.0.113.7, session 000000000000."
            ])
        #expect(
            FollowNews.lines(from: Self.state([c, b], goesOn: true), to: Self.state([b, a], goesOn: true)) == [
                "ada logged out: session 000000000000, Firefox on Linux at 203.0.113.7."
            ])
    }

    @Test("a change among those that are not followed shows in the number")
    func numberAlone() {
        #expect(
            FollowNews.lines(from: Self.state(active: 1_000_000), to: Self.state(active: 999_999)) == [
                "999,999 active sessions, 1 fewer than before, among those not followed one by one."
            ])
    }

    @Test("the audit log tells who, what and why, oldest first, and a theft by its name")
    func audit() throws {
        let session = try Self.session(1)
        let token = try Self.token(1)
        let before = Self.state(events: [try Self.event(1, .export, .user("x"))])
        let after = Self.state(events: [
            try Self.event(5, .userRemoved, .user("bob"), user: "bob"),
            try Self.event(4, .theft, .token(token.id), user: "ada", revocation: 2),
            try Self.event(3, .restore, .many(sessions: 2, tokens: 1, chosenBy: "revocation r1"), revocation: 1),
            try Self.event(2, .revoke, .session(session.id), user: "ada", reason: "laptop \"lost\"", revocation: 1),
            try Self.event(1, .export, .user("x")),
        ])
        #expect(
            FollowNews.lines(from: before, to: after) == [
                "ops revoked session 000000000000 of ada (r1), reason: \"laptop 'lost'\".",
                "ops restored 2 sessions and 1 remember token, chosen by \"revocation r1\" (r1).",
                "Theft: a used-up verifier of remember token ffffffffffff came back of ada (r2).",
                "ops removed user bob.",
            ])
    }

    @Test("tokens come and go")
    func tokens() throws {
        let before = Self.state(tokens: [try Self.token(1)])
        let after = Self.state(tokens: [try Self.token(2, user: "bob", age: 1)])
        #expect(
            FollowNews.lines(from: before, to: after) == [
                "bob is remembered on Firefox on Linux at 203.0.113.7, token ffffffffffff.",
                "ada is no longer remembered: token ffffffffffff.",
            ])
    }

    @Test("a burst is cut, and says by how much")
    func burst() throws {
        let many = try (1...60).map { try Self.session($0, age: Int64($0)) }
        let lines = FollowNews.lines(from: Self.state(active: 0), to: Self.state(many, active: 60))
        #expect(lines.count == FollowNews.maximumLines + 1)
        #expect(lines.last == "And 40 more changes. Type list or audit to see them. 60 active.")
    }

    @Test("text from outside cannot pass for a sentence, nor hide the rest of the line")
    func forged() throws {
        let evil = try Self.session(
            2, user: "bob. 12:00:00 ada logged out", device: String(repeating: "x", count: 10_000), age: 1)
        let line = try #require(FollowNews.lines(from: Self.state(), to: Self.state([evil])).first)
        #expect(line.hasPrefix("\"bob. 12:00:00 ada logged out\" logged in: "))
        #expect(line.hasSuffix("at 203.0.113.7, session 000000000000."))
        #expect(line.count < 300)
    }

    @Test("the summary says what is followed and what is not")
    func summary() throws {
        let store = StoreDescription(url: "sqlite:/a.db", readOnly: false, canRestore: true)
        let some = [try Self.session(1), try Self.session(2, user: "bob"), try Self.session(3, user: nil)]
        #expect(
            FollowNews.summary(Self.state(some), store: store, readOnly: true) == [
                "Store sqlite:/a.db, read-only.",
                "5 active sessions, 0 expired, 0 revoked, 0 active remember tokens.",
                "Followed one by one: all 3 sessions, of 2 users.",
            ])
        #expect(
            FollowNews.summary(Self.state(some, goesOn: true, active: 1_000_000), store: store, readOnly: false).last
                == "Followed one by one: the newest 3 sessions, of 2 users. Of older ones only the audit log and the numbers are reported."
        )
    }
}

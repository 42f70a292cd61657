import SessionCore

extension StoreConformance {
    private static let now = SampleRecords.start

    static let auditChecks: [Check] = [
        Check("events are numbered from 1 without gaps, come newest first by pages, and their chain is whole") { store in
            try expectEqual(try await store.verifyAuditChain(progress: { _ in }), .intact(events: 0), "the chain of an empty log")
            for number in 1...25 {
                let actor = Actor(
                    name: "op", at: now.advanced(bySeconds: Int64(number)), reason: number % 2 == 0 ? nil : "reason \(number)")
                try await store.record(.reveal, subject: .user("user \(number)"), userID: "user \(number)", actor: actor)
            }
            var seen: [Int64] = []
            var before: Int64?
            for _ in 0..<10 {
                let page = try await store.auditEvents(AuditQuery(before: before, limit: 4))
                seen += page.map(\.id)
                guard let last = page.last else { break }
                before = last.id
            }
            try expectEqual(seen, Array((1...25).reversed()), "the events' numbers")
            try expectEqual(try await store.verifyAuditChain(progress: { _ in }), .intact(events: 25), "the chain")
        },
        Check("an event reads back field by field, with the hash of its canonical form") { store in
            var samples = SampleRecords(seed: 60)
            let subjects: [AuditEvent.Subject] = [
                .session(SessionID(samples.digest())), .token(TokenID(samples.digest())), .user("o'brien \u{1B}"),
                .many(sessions: 3, tokens: 0, chosenBy: "sessions, filter: \"a b\""),
            ]
            var expected: [AuditEvent] = []
            for (index, subject) in subjects.enumerated() {
                let actor = Actor(
                    name: "op \(index)", at: Timestamp(microseconds: now.microseconds + Int64(index)),
                    reason: index == 1 ? "why" : nil)
                let userID = index == 2 ? nil : "user"
                expected.append(
                    AuditChain.next(
                        after: expected.last.map { ($0.id, $0.hash) }, action: .export, subject: subject, userID: userID,
                        actor: actor))
                try await store.record(.export, subject: subject, userID: userID, actor: actor)
            }
            try expectEqual(try await store.auditEvents(AuditQuery(limit: 10)), expected.reversed(), "the events")
            let newest = Int64(expected.count)
            func page(_ query: AuditQuery) async throws -> [Int64] { try await store.auditEvents(query).map(\.id) }
            try expectEqual(try await page(AuditQuery(after: 0, limit: 2)), [2, 1], "the page at the log's beginning")
            try expectEqual(try await page(AuditQuery(after: 1, limit: 2)), [3, 2], "the page above the first event")
            try expectEqual(try await page(AuditQuery(before: 3, after: 1, limit: 5)), [2], "what lies between two events")
            try expectEqual(try await page(AuditQuery(after: newest, limit: 5)), [], "what is newer than the newest")
        },
        Check("the log is narrowed to a session, a token, a user and a revocation, members of a bulk revocation included") {
            store in
            var samples = SampleRecords(seed: 61)
            let token = samples.token()
            let sessions = [samples.session(token: token.record.id), samples.session(), samples.session(user: "bob")]
            try await store.insert(token)
            for session in sessions { try await store.insert(session, payload: [:]) }
            let bulk = try await revoke(store, .sessions([sessions[0].id, sessions[1].id]))
            _ = try await store.restore(RestoreRequest(.sessions([sessions[1].id]), actor: SampleRecords.admin))
            try await revoke(store, .user("bob"))
            try await store.record(.reveal, subject: .session(sessions[1].id), userID: "ann", actor: SampleRecords.admin)
            func ids(_ query: AuditQuery) async throws -> [Int64] { try await store.auditEvents(query).map(\.id) }
            try expectEqual(
                try await ids(AuditQuery(session: sessions[0].id)), [1], "the events of a session revoked with another")
            try expectEqual(
                try await ids(AuditQuery(session: sessions[1].id)), [4, 2, 1],
                "the events of a session revoked, restored and revealed")
            try expectEqual(
                try await ids(AuditQuery(session: sessions[2].id)), [3], "the events of a session revoked with its user")
            try expectEqual(
                try await ids(AuditQuery(token: token.record.id)), [1], "the events of a token revoked with its session")
            try expectEqual(try await ids(AuditQuery(user: "bob")), [3], "the events of a user")
            try expectEqual(try await ids(AuditQuery(user: "ann")), [4, 2], "the events of another user")
            try expectEqual(try await ids(AuditQuery(revocation: bulk.revocation)), [1], "the events of a revocation")
            try expectEqual(
                try await ids(AuditQuery(session: sessions[1].id, before: 4, limit: 1)), [2], "a page of a session's events")
            try expectEqual(
                try await ids(AuditQuery(session: sessions[1].id, after: 1, limit: 1)), [2], "a session's next newer event")
            try expectEqual(
                try await ids(AuditQuery(user: "ann", after: 0)), [4, 2], "a user's events from the log's beginning")
            try expectEqual(try await store.verifyAuditChain(progress: { _ in }), .intact(events: 4), "the chain")
        },
        Check("an act that is refused writes no event") { store in
            let ann = UserRecord(id: "1", email: "a@example.org", passwordHash: "h", active: true)
            try await store.put(ann, actor: SampleRecords.admin)
            try await expectError(.conflict, "an email is taken") {
                try await store.put(
                    UserRecord(id: "2", email: "a@example.org", passwordHash: "h", active: true), actor: SampleRecords.admin)
            }
            try expectEqual(try await store.auditEvents(AuditQuery()).count, 1, "how many events there are")
            try expectEqual(
                try await store.removeUser("3", actor: SampleRecords.admin), false, "removing a user who is not there")
            try expectEqual(try await store.auditEvents(AuditQuery()).count, 1, "how many events there are")
        },
    ]

    static let upkeepChecks: [Check] = [
        Check("purge deletes what expired or was revoked before the cutoff, after telling how much that would be") { store in
            var samples = SampleRecords(seed: 80)
            let cutoff = now.advanced(bySeconds: -1_000)
            func session(expires: Int64?) -> SessionRecord {
                var record = samples.session()
                record.expiresAt = expires.map { cutoff.advanced(bySeconds: $0) }
                return record
            }
            let kept = [session(expires: nil), session(expires: 0), session(expires: 1), session(expires: 5_000)]
            let gone = [session(expires: -1), session(expires: -90_000)]
            let (revokedLong, revokedNow) = (session(expires: 5_000), session(expires: 5_000))
            for record in kept + gone + [revokedLong, revokedNow] {
                try await store.insert(record, payload: SampleRecords.payload)
            }
            var oldToken = samples.token()
            oldToken.record.expiresAt = cutoff.advanced(bySeconds: -1)
            let token = samples.token()
            for token in [oldToken, token] { try await store.insert(token) }
            try await revoke(store, .sessions([revokedLong.id]), at: cutoff.advanced(bySeconds: -1))
            try await revoke(store, .sessions([revokedNow.id]), at: cutoff)
            let expected = PurgeOutcome(sessions: 3, tokens: 1)

            let dry = try await store.purge(expiredBefore: cutoff, actor: SampleRecords.admin, dryRun: true, progress: { _ in })
            try expectEqual(dry, expected, "what a purge would delete")
            try expectEqual(try await store.countSessions(.all, now: now, upTo: 100), 8, "the sessions after a dry run")
            let outcome = try await store.purge(
                expiredBefore: cutoff, actor: SampleRecords.admin, dryRun: false, progress: { _ in })
            try expectEqual(outcome, expected, "what a purge deleted")
            for record in gone + [revokedLong] {
                try expectEqual(try await store.session(record.id), nil, "a purged session")
                try expectEqual(try await store.payload(of: record.id), nil, "a purged payload")
            }
            for record in kept {
                try expectEqual(try await store.session(record.id), record, "a session that was not to be purged")
            }
            try expect(try await store.session(revokedNow.id) != nil, "a session revoked at the cutoff was purged")
            try expectEqual(try await store.tokenSecrets(oldToken.record.id), nil, "the purged token")
            try expectEqual(try await store.tokenSecrets(token.record.id), token, "the token that was not to be purged")
            try expectEqual(try await store.auditEvents(AuditQuery(limit: 1)).first?.action, .purge, "the newest event's action")
            let events = try await store.auditEvents(AuditQuery()).count
            let again = try await store.purge(
                expiredBefore: cutoff, actor: SampleRecords.admin, dryRun: false, progress: { _ in })
            try expectEqual(again, PurgeOutcome(sessions: 0, tokens: 0), "what a second purge deleted")
            try expectEqual(try await store.auditEvents(AuditQuery()).count, events, "the events after a purge of nothing")
        },
        Check("health's figures equal a recount, whatever happened before") { store in
            var samples = SampleRecords(seed: 81)
            var sessions = (0..<80).map { _ in samples.anySession() }
            for index in sessions.indices {
                sessions[index].createdAt = now.advanced(
                    bySeconds: -Int64([10, 3_600, 7_200, 90_000, 700_000, 3_000_000][index % 6]))
            }
            let tokens = (0..<20).map { _ in samples.anyToken() }
            for session in sessions { try await store.insert(session, payload: [:]) }
            for token in tokens { try await store.insert(token) }
            try await store.put(UserRecord(id: "1", email: "e", passwordHash: "h", active: true), actor: SampleRecords.admin)
            try await recount(store, at: now, users: 1)
            let outcome = try await revoke(store, .sessionsMatching(try Filter(parsing: "ip:10.0.0.0/8")))
            try await revoke(store, .tokens([tokens[0].record.id, tokens[1].record.id]))
            for index in stride(from: 0, to: 20, by: 3) { try await store.end(sessions[index].id) }
            try await store.end(tokens[5].record.id)
            try await recount(store, at: now, users: 1)
            if let id = outcome.revocation {
                _ = try await store.restore(RestoreRequest(.revocation(id), actor: SampleRecords.admin))
            }
            _ = try await store.update(sessions[31], payload: [:])
            var renewed = samples.session()
            renewed.createdAt = now
            _ = try await store.renew(sessions[32].id, as: renewed, payload: [:])
            try await store.touch([
                SessionTouch(
                    id: sessions[34].id, seenAt: now.advanced(bySeconds: 400_000), expiresAt: now.advanced(bySeconds: 500_000),
                    ip: nil)
            ])
            try await recount(store, at: now, users: 1)
            _ = try await store.purge(expiredBefore: now, actor: SampleRecords.admin, dryRun: false, progress: { _ in })
            _ = try await store.removeUser("1", actor: SampleRecords.admin)
            for hours in [0, 1, 13, 24, 100] {
                try await recount(store, at: now.advanced(bySeconds: Int64(hours) * 3_600), users: 0)
            }
        },
        Check("logins are counted by clock minute, the last being the present one") { store in
            let minute = now  // on a full minute
            for (seconds, times) in [(Int64(0), 2), (59, 1), (-1, 3), (-60, 1), (-3_540, 4), (-3_541, 5), (60, 6)] {
                for _ in 0..<times { try await store.countLogin(at: minute.advanced(bySeconds: seconds)) }
            }
            var expected = Array(repeating: 0, count: 60)
            expected[59] = 3
            expected[58] = 4
            expected[0] = 4
            try expectEqual(
                try await store.health(now: minute.advanced(bySeconds: 30)).loginsPerMinute, expected, "the logins per minute")
        },
        Check("the change token moves at every change and at nothing else") { store in
            try await changeToken(store)
        },
        Check(
            "a store opened read-only shows everything and refuses every change",
            fixture: { fixture in
                let store = try await fixture.empty()
                var samples = SampleRecords(seed: 83)
                let token = samples.token()
                let session = samples.session(token: token.record.id)
                let user = UserRecord(id: "1", email: "e", passwordHash: "h", active: true)
                try await store.insert(token)
                try await store.insert(session, payload: SampleRecords.payload)
                try await store.put(user, actor: SampleRecords.admin)
                let reader = try await fixture.readOnly(store)
                try expect(reader.description.readOnly, "a store opened read-only does not say so")
                try expectEqual(try await reader.session(session.id), session, "the session")
                try expectEqual(try await reader.payload(of: session.id), SampleRecords.payload, "the payload")
                try expectEqual(try await reader.tokenSecrets(token.record.id), token, "the token")
                try expectEqual(try await reader.sessions(SessionQuery(now: now)).elements, [session], "the list of sessions")
                try expectEqual(try await reader.user(id: "1"), user, "the user")
                try expectEqual(try await reader.verifyAuditChain(progress: { _ in }), .intact(events: 1), "the chain")
                try expectEqual(
                    try await reader.preview(RevocationRequest(.everything, actor: SampleRecords.admin), limit: 1).sessions, 1,
                    "a preview")
                let new = samples.session()
                let newToken = samples.token()
                for (name, change) in changes(
                    session: session, token: token, new: new, newToken: newToken, verifier: samples.digest())
                {
                    try await expectError(.readOnly, "\(name) is asked of a read-only store") { try await change(reader) }
                }
                try expectEqual(try await store.countSessions(.all, now: now, upTo: 10), 1, "the sessions afterwards")
                try expectEqual(try await store.auditEvents(AuditQuery()).count, 1, "the events afterwards")
                await reader.close()
                await store.close()
            }),
        Check("closing twice does nothing more") { store in
            await store.close()
            await store.close()
        },
    ]

    // MARK: Helpers

    private static func recount(_ store: any RegistryStore, at now: Timestamp, users: Int) async throws {
        let health = try await store.health(now: now)
        let sessions = try await store.sessions(SessionQuery(limit: 10_000, now: now)).elements
        let tokens = try await store.tokens(TokenQuery(limit: 10_000, now: now)).elements
        let active = sessions.filter { $0.state(at: now) == .active }
        try expectEqual(health.activeSessions, active.count, "the active sessions")
        try expectEqual(health.expiredSessions, sessions.filter { $0.state(at: now) == .expired }.count, "the expired sessions")
        try expectEqual(health.revokedSessions, sessions.filter { $0.state(at: now) == .revoked }.count, "the revoked sessions")
        try expectEqual(health.activeTokens, tokens.filter { $0.state(at: now) == .active }.count, "the active tokens")
        try expectEqual(health.users, users, "the users")
        try expectEqual(health.auditEvents, try await store.auditEvents(AuditQuery(limit: 10_000)).count, "the events")
        var ages = [0, 0, 0, 0, 0]
        for session in active {
            let age = now.seconds(since: session.createdAt)
            ages[[Int64(3_600), 86_400, 604_800, 2_592_000].firstIndex { age < $0 } ?? 4] += 1
        }
        try expectEqual(health.sessionsByAge, ages, "the sessions by age")
        try expectEqual(health.loginsPerMinute.count, 60, "the length of the curve of logins")
    }

    private typealias Change = @Sendable (any RegistryStore) async throws -> Void

    /// Every call that changes a store, in an order in which each really does change one that holds `session` and `token`.
    private static func changes(
        session: SessionRecord, token: TokenSecretRecord, new: SessionRecord, newToken: TokenSecretRecord, verifier: Digest256
    ) -> [(String, Change)] {
        let user = UserRecord(id: "new", email: "new", passwordHash: "h", active: true)
        return [
            ("insert", { try await $0.insert(new, payload: [:]) }),
            ("update", { _ = try await $0.update(session, payload: ["changed": .bool(true)]) }),
            (
                "touch",
                {
                    try await $0.touch([
                        SessionTouch(id: session.id, seenAt: now, expiresAt: now.advanced(bySeconds: 3_600), ip: nil)
                    ])
                }
            ),
            ("inserting a token", { try await $0.insert(newToken) }),
            (
                "rotate",
                {
                    _ = try await $0.rotate(
                        token.record.id, from: token.verifier, to: verifier, at: now, ip: nil, userAgent: nil, device: nil)
                }
            ),
            ("counting a login", { try await $0.countLogin(at: now) }),
            ("adding a user", { try await $0.put(user, actor: SampleRecords.admin) }),
            ("removing a user", { _ = try await $0.removeUser("new", actor: SampleRecords.admin) }),
            (
                "recording an event",
                { try await $0.record(.reveal, subject: .session(session.id), userID: nil, actor: SampleRecords.admin) }
            ),
            ("revoke", { try await revoke($0, .sessions([session.id])) }),
            ("restore", { _ = try await $0.restore(RestoreRequest(.sessions([session.id]), actor: SampleRecords.admin)) }),
            ("theft", { _ = try await $0.recordTheft(of: newToken.record.id, at: now) }),
            (
                "renew",
                { store in
                    var renewed = new
                    renewed.id = SessionID(verifier)
                    _ = try await store.renew(new.id, as: renewed, payload: [:])
                }
            ),
            ("ending a session", { try await $0.end(session.id) }),
            ("ending a token", { try await $0.end(token.record.id) }),
            (
                "purge",
                {
                    _ = try await $0.purge(
                        expiredBefore: now.advanced(bySeconds: 9_000_000), actor: SampleRecords.admin, dryRun: false,
                        progress: { _ in })
                }
            ),
        ]
    }

    private static func changeToken(_ store: any RegistryStore) async throws {
        var samples = SampleRecords(seed: 82)
        let token = samples.token()
        let session = samples.session()
        try await store.insert(token)
        try await store.insert(session, payload: [:])
        var last = try await store.changeToken()
        _ = try await store.sessions(SessionQuery(now: now))
        _ = try await store.health(now: now)
        _ = try await store.auditEvents(AuditQuery())
        try expectEqual(try await store.changeToken(), last, "the change token after reading")
        let all = changes(
            session: session, token: token, new: samples.session(), newToken: samples.token(), verifier: samples.digest())
        for (name, change) in all {
            try await change(store)
            let token = try await store.changeToken()
            try expect(token != last, "the change token did not move at: \(name)")
            last = token
        }
    }
}

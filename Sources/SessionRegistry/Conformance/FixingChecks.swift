import SessionCore

extension StoreConformance {
    static let fixingChecks: [Check] = [
        Check("what was fixed is revoked, and nothing else: not what came, came to match, or logged in anew; but what was renewed") {
            store in
            var random = SampleRecords(seed: 61)
            let start = SampleRecords.start
            func session(_ ip: String, seen: Int64 = -60) -> SessionRecord {
                var record = random.session()
                (record.ip, record.lastSeenAt) = (ip, start.advanced(bySeconds: seen))
                return record
            }
            let token = random.token()
            try await store.insert(token)
            var remembered = session("10.0.0.1")
            remembered.tokenID = token.record.id
            let (plain, relogged) = (session("10.0.0.2"), session("10.0.0.4"))
            // Ages of their own: a session is known again by when it was made.
            let renewed = with(session("10.0.0.3")) { $0.createdAt = start.advanced(bySeconds: -4_000) }
            let confirmed = with(session("192.0.2.2")) { $0.createdAt = start.advanced(bySeconds: -5_000) }
            let (ended, idle, other) = (session("10.0.0.5"), session("10.0.0.6", seen: -1_000), session("192.0.2.1"))
            for record in [remembered, plain, renewed, relogged, ended, idle, other, confirmed] { try await store.insert(record, payload: [:]) }

            let filter = try Filter(parsing: "ip:10.0.0.0/8 seen:5m")
            let fixed = try await store.fix(RevocationRequest(.sessionsMatching(filter), actor: SampleRecords.admin))
            try expectEqual([fixed.sessions, fixed.tokens], [5, 1], "the sessions and tokens that were fixed")
            try expectEqual(fixed.at, start, "when they were fixed")

            let later = start.advanced(bySeconds: 30)
            let newcomer = session("10.0.0.7", seen: 30)
            try await store.insert(with(newcomer) { $0.createdAt = later }, payload: [:])
            try await store.touch([
                SessionTouch(id: idle.id, seenAt: later, expiresAt: nil, ip: nil),
                SessionTouch(id: plain.id, seenAt: later, expiresAt: nil, ip: "203.0.113.1"),
            ])
            // No longer what the filter asks for; and one that only now is.
            let secondSecret = with(renewed) { ($0.id, $0.ip) = (SessionID(random.digest()), "203.0.113.9") }
            let newlyMatching = with(confirmed) { ($0.id, $0.ip) = (SessionID(random.digest()), "10.0.0.99") }
            _ = try await store.renew(confirmed.id, as: newlyMatching, payload: [:])
            let secondLogin = with(relogged) { ($0.id, $0.createdAt) = (SessionID(random.digest()), later) }
            _ = try await store.renew(renewed.id, as: secondSecret, payload: [:])
            _ = try await store.renew(relogged.id, as: secondLogin, payload: [:])
            try await store.end(ended.id)

            let actor = Actor(name: "admin", at: later)
            let request = RevocationRequest(.sessionsMatching(filter), actor: actor, fixed: fixed)
            let outcome = try await store.revoke(request, progress: { _ in })
            try expectEqual([outcome.sessions, outcome.tokens], [3, 1], "the sessions and tokens that were revoked")
            try expect(outcome.verified, "the revocation was not verified")
            let revoked = try await store.sessions(SessionQuery(filter: try Filter(parsing: "state:revoked"), now: later)).elements
            try expectEqual(Set(revoked.map(\.id)), [remembered.id, plain.id, secondSecret.id], "the sessions that are revoked")
            try expectEqual(try await store.token(token.record.id)?.revocation?.id, outcome.revocation, "the token's revocation")
            try expectEqual(
                try await store.auditEvents(AuditQuery(limit: 1)).first?.subject, request.auditSubject(sessions: 3, tokens: 1),
                "the event's subject")
            try expectEqual(try await store.session(newlyMatching.id)?.revocation, nil, "the revocation of one that came to match")
            let others = try await store.fix(RevocationRequest(.user("ann"), actor: actor))
            try await expectError(.conflict, "a selection is used for another request") {
                _ = try await store.revoke(RevocationRequest(.everything, actor: actor, fixed: others), progress: { _ in })
            }
            try await expectError(.conflict, "the same is asked for again") {
                _ = try await store.revoke(request, progress: { _ in })
            }
        },
        Check("sessions that come from a fixed token meanwhile go with it; other tokens stay") { store in
            var random = SampleRecords(seed: 62)
            let (token, other) = (random.token(), random.token())
            try await store.insert(token)
            let filter = try Filter(parsing: "user:ann")
            let fixed = try await store.fix(RevocationRequest(.tokensMatching(filter), actor: SampleRecords.admin))
            try expectEqual([fixed.sessions, fixed.tokens], [0, 1], "the sessions and tokens that were fixed")
            try await store.insert(other)
            let later = SampleRecords.start.advanced(bySeconds: 5)
            let recalled = with(random.session(token: token.record.id)) { $0.createdAt = later }
            let elsewhere = with(random.session(token: other.record.id)) { $0.createdAt = later }
            for record in [recalled, elsewhere] { try await store.insert(record, payload: [:]) }
            let outcome = try await store.revoke(
                RevocationRequest(.tokensMatching(filter), actor: Actor(name: "admin", at: later), fixed: fixed), progress: { _ in })
            try expectEqual([outcome.sessions, outcome.tokens], [1, 1], "the sessions and tokens that were revoked")
            try expectEqual(try await store.session(elsewhere.id)?.revocation, nil, "the other token's session's revocation")
            try expectEqual(try await store.token(other.record.id)?.revocation, nil, "the other token's revocation")
        },
        Check("a selection that was released is not known any more; the last four are") { store in
            var random = SampleRecords(seed: 63)
            let record = random.session()
            try await store.insert(record, payload: [:])
            let request = RevocationRequest(.everything, actor: SampleRecords.admin)
            var selections: [FixedSelection] = []
            for _ in 0..<FixedSelection.most { selections.append(try await store.fix(request)) }
            try expectEqual(Set(selections.map(\.number)).count, selections.count, "the number of selections told apart")
            let released = selections.removeLast()
            await store.release(released)
            try await expectError(.conflict, "a released selection is revoked") {
                _ = try await store.revoke(
                    RevocationRequest(.everything, actor: SampleRecords.admin, fixed: released), progress: { _ in })
            }
            try expectEqual(try await store.session(record.id)?.revocation, nil, "the session's revocation after that")
            let oldest = RevocationRequest(.everything, actor: SampleRecords.admin, fixed: selections.first)
            try expectEqual(try await store.preview(oldest, limit: 1).sessions, 1, "the sessions of the oldest selection")
            try expectEqual(try await store.revoke(oldest, progress: { _ in }).sessions, 1, "the sessions that went with it")
        },
    ]

    private static func with(_ record: SessionRecord, _ change: (inout SessionRecord) -> Void) -> SessionRecord {
        var record = record
        change(&record)
        return record
    }
}

import SessionCore

extension StoreConformance {
    private static let now = SampleRecords.start

    /// Ann on two remembered devices and one plain session, Bob on one of each; a visitor; an expired session of Ann's.
    private struct Town {
        var annTokens: [TokenSecretRecord]
        var annRemembered: [SessionRecord]
        var annPlain: SessionRecord
        var annExpired: SessionRecord
        var bobToken: TokenSecretRecord
        var bobRemembered: SessionRecord
        var bobPlain: SessionRecord
        var visitor: SessionRecord

        var sessions: [SessionRecord] { annRemembered + [annPlain, annExpired, bobRemembered, bobPlain, visitor] }
        var tokens: [TokenSecretRecord] { annTokens + [bobToken] }

        init(seed: UInt64) {
            var samples = SampleRecords(seed: seed)
            annTokens = [samples.token(), samples.token()]
            annRemembered =
                annTokens.map { samples.session(token: $0.record.id) } + [samples.session(token: annTokens[0].record.id)]
            annPlain = samples.session()
            annPlain.ip = "10.9.9.9"
            annExpired = samples.session()
            annExpired.expiresAt = SampleRecords.start.advanced(bySeconds: -10)
            bobToken = samples.token(user: "bob")
            bobRemembered = samples.session(user: "bob", token: bobToken.record.id)
            bobPlain = samples.session(user: "bob")
            bobPlain.ip = "10.8.8.8"
            visitor = samples.session(user: nil)
        }

        func fill(_ store: any RegistryStore) async throws {
            for token in tokens { try await store.insert(token) }
            for session in sessions { try await store.insert(session, payload: ["n": .integer(1)]) }
        }

        func revoked(in store: any RegistryStore) async throws -> (sessions: Set<SessionID>, tokens: Set<TokenID>) {
            var found: (sessions: Set<SessionID>, tokens: Set<TokenID>) = ([], [])
            for session in sessions where try await store.session(session.id)?.revocation != nil {
                found.sessions.insert(session.id)
            }
            for token in tokens where try await store.token(token.record.id)?.revocation != nil {
                found.tokens.insert(token.record.id)
            }
            return found
        }
    }

    private struct Case: Sendable {
        var name: String
        var keepTokens = false
        var choice: @Sendable (Town) throws -> RevocationRequest.Choice
        var sessions: @Sendable (Town) -> [SessionRecord]
        var tokens: @Sendable (Town) -> [TokenSecretRecord]
    }

    private static let cases: [Case] = [
        Case(
            name: "one session", choice: { .sessions([$0.annPlain.id]) }, sessions: { [$0.annPlain] }, tokens: { _ in [] }),
        Case(
            name: "a remembered session, with its token but not that token's other session",
            choice: { .sessions([$0.annRemembered[0].id]) }, sessions: { [$0.annRemembered[0]] }, tokens: { [$0.annTokens[0]] }),
        Case(
            name: "a remembered session without its token", keepTokens: true, choice: { .sessions([$0.annRemembered[0].id]) },
            sessions: { [$0.annRemembered[0]] }, tokens: { _ in [] }),
        Case(
            name: "several sessions, named twice and with one that is not there",
            choice: { .sessions([$0.annPlain.id, $0.bobRemembered.id, $0.annPlain.id, SessionID($0.bobToken.verifier)]) },
            sessions: { [$0.annPlain, $0.bobRemembered] }, tokens: { [$0.bobToken] }),
        Case(
            name: "a token, with the sessions that came from it", choice: { .tokens([$0.annTokens[0].record.id]) },
            sessions: { [$0.annRemembered[0], $0.annRemembered[2]] }, tokens: { [$0.annTokens[0]] }),
        Case(
            name: "a user's sessions and tokens, the expired ones too", choice: { _ in .user("ann") },
            sessions: { $0.annRemembered + [$0.annPlain, $0.annExpired] }, tokens: { $0.annTokens }),
        Case(
            name: "a user's sessions without the tokens", keepTokens: true, choice: { _ in .user("ann") },
            sessions: { $0.annRemembered + [$0.annPlain, $0.annExpired] }, tokens: { _ in [] }),
        Case(
            name: "a user who is not there", choice: { _ in .user("Ann") }, sessions: { _ in [] }, tokens: { _ in [] }),
        Case(
            name: "the sessions that match a filter", choice: { _ in .sessionsMatching(try Filter(parsing: "ip:10.0.0.0/8")) },
            sessions: { [$0.annPlain, $0.bobPlain] }, tokens: { _ in [] }),
        Case(
            name: "the sessions that match a filter, with their tokens",
            choice: { _ in .sessionsMatching(try Filter(parsing: "user:bob state:active")) },
            sessions: { [$0.bobRemembered, $0.bobPlain] },
            tokens: { [$0.bobToken] }),
        Case(
            name: "the tokens that match a filter, with their sessions",
            choice: { _ in .tokensMatching(try Filter(parsing: "user:bob")) },
            sessions: { [$0.bobRemembered] }, tokens: { [$0.bobToken] }),
        Case(name: "everything", choice: { _ in .everything }, sessions: { $0.sessions }, tokens: { $0.tokens }),
        Case(
            name: "everything but the tokens", keepTokens: true, choice: { _ in .everything }, sessions: { $0.sessions },
            tokens: { _ in [] }),
        Case(name: "nothing", choice: { _ in .sessions([]) }, sessions: { _ in [] }, tokens: { _ in [] }),
    ]

    static let revocationChecks: [Check] =
        cases.map { example in
            Check("revoking \(example.name): what was previewed, marked, counted, verified, and restored by its revocation id") {
                store in
                try await revokeAndRestore(example, store)
            }
        } + [
            Check("a revocation is marked with its id, who, when and why") { store in
                let town = Town(seed: 51)
                try await town.fill(store)
                let actor = Actor(name: "op \u{1F600}", at: now.advanced(bySeconds: 3), reason: "stolen laptop")
                let outcome = try await store.revoke(
                    RevocationRequest(.sessions([town.bobRemembered.id]), actor: actor), progress: { _ in })
                guard let id = outcome.revocation else { throw ConformanceFailure("a revocation of one session has no id") }
                let mark = RevocationMark(id: id, at: actor.at, by: actor.name, reason: actor.reason)
                try expectEqual(try await store.session(town.bobRemembered.id)?.revocation, mark, "the session's mark")
                try expectEqual(try await store.token(town.bobToken.record.id)?.revocation, mark, "the token's mark")
                try expectEqual(
                    try await store.tokenSecrets(town.bobToken.record.id)?.record.revocation, mark,
                    "the mark with the token's secrets")
                let listed = try await store.sessions(SessionQuery(filter: try Filter(parsing: "state:revoked"), now: now))
                    .elements
                try expectEqual(listed.map(\.revocation), [mark], "the marks in the list of revoked sessions")
                let unreasoned = try await store.revoke(
                    RevocationRequest(.sessions([town.visitor.id]), actor: Actor(name: "op", at: now)), progress: { _ in })
                try expect(unreasoned.revocation.map { $0 > id } ?? false, "a later revocation has no greater id")
                let bare = try await store.session(town.visitor.id)?.revocation
                try expectEqual(bare?.reason, nil, "a reason that was not given")
            },
            Check("what is revoked already keeps its first mark") { store in
                let town = Town(seed: 52)
                try await town.fill(store)
                let first = try await revoke(store, .sessions([town.annPlain.id]))
                let second = try await revoke(store, .user("ann"))
                try expectEqual(second.sessions, 4, "the sessions of the second revocation")
                try expectEqual(
                    try await store.session(town.annPlain.id)?.revocation?.id, first.revocation, "the first session's mark")
                let third = try await revoke(store, .user("ann"))
                try expectEqual(
                    third, RevocationOutcome(revocation: nil, sessions: 0, tokens: 0, verified: true), "revoking once more")
                try expectEqual(try await store.auditEvents(AuditQuery(limit: 10)).count, 2, "how many events there are")
            },
            Check("records are restored by their ids, one by one") { store in
                let town = Town(seed: 53)
                try await town.fill(store)
                try await revoke(store, .user("ann"))
                let session = town.annRemembered[0]
                let outcome = try await store.restore(
                    RestoreRequest(.sessions([session.id, town.bobPlain.id]), actor: SampleRecords.admin))
                try expectEqual(outcome, RestoreOutcome(sessions: 1, tokens: 0), "restoring one revoked and one active session")
                try expectEqual(try await store.session(session.id), session, "the restored session")
                try expectEqual(try await store.payload(of: session.id), ["n": .integer(1)], "its payload")
                let token = town.annTokens[0]
                let tokens = try await store.restore(RestoreRequest(.tokens([token.record.id]), actor: SampleRecords.admin))
                try expectEqual(tokens, RestoreOutcome(sessions: 0, tokens: 1), "restoring a token")
                try expectEqual(try await store.tokenSecrets(token.record.id), token, "the restored token")
                let none = try await store.restore(RestoreRequest(.revocation(RevocationID(999)), actor: SampleRecords.admin))
                try expectEqual(none, RestoreOutcome(sessions: 0, tokens: 0), "restoring a revocation that never was")
            },
            Check("what has expired stays expired when it is restored, and is counted apart") { store in
                let town = Town(seed: 54)
                try await town.fill(store)
                let outcome = try await revoke(store, .user("ann"))
                guard let id = outcome.revocation else { throw ConformanceFailure("revoking a user's sessions has no id") }
                let restored = try await store.restore(RestoreRequest(.revocation(id), actor: SampleRecords.admin))
                try expectEqual(
                    restored, RestoreOutcome(sessions: 4, tokens: 2, expired: 1),
                    "restoring four active sessions, an expired one and two tokens")
                try expectEqual(
                    try await store.session(town.annExpired.id)?.state(at: now), .expired, "the state of the expired session")
            },
            Check("a revoked session can be updated and renewed again once it is restored") { store in
                let town = Town(seed: 55)
                try await town.fill(store)
                try await revoke(store, .sessions([town.bobPlain.id]))
                try expectEqual(try await store.update(town.bobPlain, payload: [:]), false, "updating it while revoked")
                _ = try await store.restore(RestoreRequest(.sessions([town.bobPlain.id]), actor: SampleRecords.admin))
                try expectEqual(try await store.update(town.bobPlain, payload: [:]), true, "updating it once restored")
            },
            Check("progress ends at the number of records revoked, and only grows") { store in
                let town = Town(seed: 56)
                try await town.fill(store)
                let heard = Heard()
                let outcome = try await store.revoke(
                    RevocationRequest(.everything, actor: SampleRecords.admin), progress: { heard.add($0) })
                try expectEqual(heard.numbers.last, outcome.sessions + outcome.tokens, "the last progress")
                try expectEqual(heard.numbers, heard.numbers.sorted(), "the progress")
            },
        ]

    private static func revokeAndRestore(_ example: Case, _ store: any RegistryStore) async throws {
        let town = Town(seed: 50)
        try await town.fill(store)
        let request = RevocationRequest(try example.choice(town), actor: SampleRecords.admin, keepTokens: example.keepTokens)
        let sessions = Set(example.sessions(town).map(\.id))
        let tokens = Set(example.tokens(town).map(\.record.id))

        let tokenBefore = try await store.changeToken()
        let preview = try await store.preview(request, limit: 3)
        try expectEqual(preview.sessions, sessions.count, "the sessions in the preview")
        try expectEqual(preview.tokens, tokens.count, "the tokens in the preview")
        let users = Set(example.sessions(town).compactMap(\.userID) + example.tokens(town).map(\.record.userID))
        try expectEqual(preview.users, users.count, "the users in the preview")
        try expectEqual(preview.firstSessions.count, min(3, sessions.count), "the number of sessions that the preview shows")
        try expectEqual(preview.firstTokens.count, min(3, tokens.count), "the number of tokens that the preview shows")
        try expect(
            Set(preview.firstSessions.map(\.id)).isSubset(of: sessions), "the preview shows sessions that would not be revoked")
        try expect(Set(preview.firstTokens.map(\.id)).isSubset(of: tokens), "the preview shows tokens that would not be revoked")
        try expectEqual(try await store.changeToken(), tokenBefore, "the change token after a preview")

        let outcome = try await store.revoke(request, progress: { _ in })
        try expectEqual(outcome.sessions, sessions.count, "the number of sessions revoked")
        try expectEqual(outcome.tokens, tokens.count, "the number of tokens revoked")
        try expect(outcome.verified, "the revocation was not verified")
        let revoked = try await town.revoked(in: store)
        try expectEqual(revoked.sessions, sessions, "the sessions that are revoked")
        try expectEqual(revoked.tokens, tokens, "the tokens that are revoked")

        let events = try await store.auditEvents(AuditQuery(limit: 10))
        guard let id = outcome.revocation else {
            try expect(sessions.isEmpty && tokens.isEmpty, "records were revoked without a revocation id")
            return try expect(events.isEmpty, "an event was written though nothing was revoked")
        }
        try expectEqual(events.count, 1, "how many events there are")
        try expectEqual(events.first?.action, .revoke, "the event's action")
        try expectEqual(events.first?.revocation, id, "the event's revocation")
        try expectEqual(
            events.first?.subject, request.auditSubject(sessions: sessions.count, tokens: tokens.count), "the event's subject")
        try expectEqual(events.first?.operatorName, SampleRecords.admin.name, "the event's operator")
        try expectEqual(events.first?.at, SampleRecords.admin.at, "the event's time")
        try expectEqual(events.first?.reason, SampleRecords.admin.reason, "the event's reason")

        let restored = try await store.restore(RestoreRequest(.revocation(id), actor: SampleRecords.admin))
        let active = example.sessions(town).filter { $0.state(at: now) == .active }.count
        try expectEqual(
            restored, RestoreOutcome(sessions: active, tokens: tokens.count, expired: sessions.count - active), "what was restored")
        let left = try await town.revoked(in: store)
        try expect(left.sessions.isEmpty && left.tokens.isEmpty, "some records are still revoked after the restoration")
        let event = try await store.auditEvents(AuditQuery(limit: 1)).first
        try expectEqual(event?.action, .restore, "the newest event's action")
        try expectEqual(event?.revocation, id, "the newest event's revocation")
    }
}

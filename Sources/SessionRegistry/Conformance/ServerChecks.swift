import SessionCore

extension StoreConformance {
    private static let now = SampleRecords.start

    /// Reading single records back.
    static let readingChecks: [Check] = [
        Check("a session reads back as it was written, payload included") { store in
            var samples = SampleRecords(seed: 1)
            for index in 0..<40 {
                let record = samples.anySession()
                try await store.insert(record, payload: SampleRecords.payload)
                try expectEqual(try await store.session(record.id), record, "session \(index)")
                try expectEqual(try await store.payload(of: record.id), SampleRecords.payload, "its payload")
                try expectEqual(
                    try await store.storedSession(record.id), StoredSession(record: record, payload: SampleRecords.payload), "both at once")
            }
        },
        Check("a session and its payload, read at once, follow every change") { store in
            var samples = SampleRecords(seed: 6)
            var record = samples.session()
            try expectEqual(try await store.storedSession(record.id), nil, "a session that is not there")
            try await store.insert(record, payload: ["n": .integer(1)])
            try expectEqual(try await store.storedSession(record.id)?.payload, ["n": .integer(1)], "the payload as it was inserted")
            record.lastSeenAt = record.lastSeenAt.advanced(bySeconds: 5)
            _ = try await store.update(record, payload: ["n": .integer(2)])
            try expectEqual(
                try await store.storedSession(record.id), StoredSession(record: record, payload: ["n": .integer(2)]), "after an update")
            let actor = Actor(name: "ada", at: now, reason: "lost")
            let revoked = try await store.revoke(RevocationRequest(.sessions([record.id]), actor: actor), progress: { _ in })
            try expectEqual(try await store.storedSession(record.id)?.record.revocation?.id, revoked.revocation, "the revocation")
            if store.description.canRestore {
                _ = try await store.restore(RestoreRequest(.sessions([record.id]), actor: actor))
                try expectEqual(
                    try await store.storedSession(record.id), StoredSession(record: record, payload: ["n": .integer(2)]),
                    "after the revocation was taken back")
            }
            try await store.end(record.id)
            try expectEqual(try await store.storedSession(record.id), nil, "a session that has ended")
        },
        Check("an empty payload reads back as an empty payload") { store in
            var samples = SampleRecords(seed: 2)
            let record = samples.session()
            try await store.insert(record, payload: [:])
            try expectEqual(try await store.payload(of: record.id), [:], "the payload")
        },
        Check("what is not there is nil, not an error") { store in
            var samples = SampleRecords(seed: 3)
            try expectEqual(try await store.session(SessionID(samples.digest())), nil, "a session that is not there")
            try expectEqual(
                try await store.payload(of: SessionID(samples.digest())), nil, "the payload of a session that is not there")
            try expectEqual(try await store.token(TokenID(samples.digest())), nil, "a token that is not there")
            try expectEqual(
                try await store.tokenSecrets(TokenID(samples.digest())), nil, "the secrets of a token that is not there")
            try expectEqual(try await store.user(id: "nobody"), nil, "a user who is not there")
        },
        Check("a session is found by each beginning of its id, and ids come in ascending order") { store in
            var samples = SampleRecords(seed: 4)
            var ids: [SessionID] = []
            for _ in 0..<60 {
                let record = samples.session()
                ids.append(record.id)
                try await store.insert(record, payload: [:])
            }
            ids.sort()
            for length in [1, 2, 6, 7, 63, 64] {
                let prefix = String(ids[0].hex.prefix(length))
                let expected = Array(ids.filter { $0.hex.hasPrefix(prefix) }.prefix(3))
                try expectEqual(
                    try await store.sessionIDs(withPrefix: prefix, limit: 3), expected, "the ids that begin with \(prefix)")
            }
            try expectEqual(try await store.sessionIDs(withPrefix: "", limit: 100), ids, "all ids")
            try expectEqual(try await store.sessionIDs(withPrefix: "xyz", limit: 5), [], "the ids that begin with what no id can")
            try expectEqual(try await store.sessionIDs(withPrefix: "%", limit: 5), [], "the ids that begin with a wildcard")
        },
        Check("a remember token is found by each beginning of its id") { store in
            var samples = SampleRecords(seed: 5)
            var ids: [TokenID] = []
            for _ in 0..<40 {
                let token = samples.token()
                ids.append(token.record.id)
                try await store.insert(token)
            }
            ids.sort()
            for length in [1, 5, 6, 64] {
                let prefix = String(ids[7].hex.prefix(length))
                let expected = Array(ids.filter { $0.hex.hasPrefix(prefix) }.prefix(2))
                try expectEqual(
                    try await store.tokenIDs(withPrefix: prefix, limit: 2), expected, "the ids that begin with \(prefix)")
            }
        },
    ]

    /// What a server does with sessions.
    static let serverChecks: [Check] = [
        Check("a second session with the same id is a conflict, and the first stays") { store in
            var samples = SampleRecords(seed: 10)
            let record = samples.session()
            try await store.insert(record, payload: ["a": .integer(1)])
            var other = record
            other.userID = "mallory"
            try await expectError(.conflict, "a session is inserted twice") { try await store.insert(other, payload: [:]) }
            try expectEqual(try await store.session(record.id), record, "the first session")
            try expectEqual(try await store.payload(of: record.id), ["a": .integer(1)], "its payload")
        },
        Check("update writes record and payload, but not to a session that is missing or revoked") { store in
            var samples = SampleRecords(seed: 11)
            var record = samples.session()
            try await store.insert(record, payload: [:])
            record.userID = "bob"
            record.fresh = false
            record.ip = nil
            record.lastSeenAt = now
            try expectEqual(try await store.update(record, payload: SampleRecords.payload), true, "updating a session")
            try expectEqual(try await store.session(record.id), record, "the updated session")
            try expectEqual(try await store.payload(of: record.id), SampleRecords.payload, "the updated payload")

            try expectEqual(
                try await store.update(samples.session(), payload: [:]), false, "updating a session that is not there")
            try await revoke(store, .sessions([record.id]))
            let before = try await store.session(record.id)
            var changed = record
            changed.userID = "mallory"
            try expectEqual(try await store.update(changed, payload: [:]), false, "updating a revoked session")
            try expectEqual(try await store.session(record.id), before, "the revoked session")
            try expectEqual(try await store.payload(of: record.id), SampleRecords.payload, "the payload of the revoked session")
        },
        Check("renew replaces a session by one under a new id, but not one that is missing or revoked") { store in
            var samples = SampleRecords(seed: 12)
            let old = samples.session(user: nil)
            var new = samples.session()
            new.createdAt = now
            try await store.insert(old, payload: ["cart": .integer(1)])
            try expectEqual(try await store.renew(old.id, as: new, payload: SampleRecords.payload), true, "renewing a session")
            try expectEqual(try await store.session(old.id), nil, "the old session")
            try expectEqual(try await store.payload(of: old.id), nil, "the old payload")
            try expectEqual(try await store.session(new.id), new, "the new session")
            try expectEqual(try await store.payload(of: new.id), SampleRecords.payload, "the new payload")

            let third = samples.session()
            try expectEqual(try await store.renew(old.id, as: third, payload: [:]), false, "renewing a session that is gone")
            try expectEqual(try await store.session(third.id), nil, "the session that must not have been made")
            try await revoke(store, .sessions([new.id]))
            try expectEqual(try await store.renew(new.id, as: third, payload: [:]), false, "renewing a revoked session")
            try expectEqual(try await store.session(third.id), nil, "the session that must not have been made")
            try expectEqual(try await store.session(new.id)?.state(at: now), .revoked, "the revoked session's state")
        },
        Check("a session that ended is gone, and ending it again does nothing") { store in
            var samples = SampleRecords(seed: 13)
            let record = samples.session()
            let other = samples.session()
            try await store.insert(record, payload: SampleRecords.payload)
            try await store.insert(other, payload: [:])
            try await store.end(record.id)
            try await store.end(record.id)
            try expectEqual(try await store.session(record.id), nil, "the ended session")
            try expectEqual(try await store.payload(of: record.id), nil, "its payload")
            try expectEqual(try await store.session(other.id), other, "another session")
        },
        Check("touch moves last seen and expiry forward, passing over missing and revoked sessions") { store in
            var samples = SampleRecords(seed: 14)
            let touched = samples.session()
            let ahead = samples.session()
            let revoked = samples.session()
            for record in [touched, ahead, revoked] { try await store.insert(record, payload: [:]) }
            try await revoke(store, .sessions([revoked.id]))
            let beforeRevoked = try await store.session(revoked.id)
            let later = now.advanced(bySeconds: 7_200)
            try await store.touch([
                SessionTouch(id: touched.id, seenAt: now, expiresAt: later, ip: "198.51.100.1"),
                SessionTouch(id: ahead.id, seenAt: ahead.lastSeenAt.advanced(bySeconds: -5), expiresAt: now, ip: "198.51.100.2"),
                SessionTouch(id: revoked.id, seenAt: now, expiresAt: later, ip: "198.51.100.3"),
                SessionTouch(id: SessionID(samples.digest()), seenAt: now, expiresAt: later, ip: nil),
            ])
            var expected = touched
            expected.lastSeenAt = now
            expected.expiresAt = later
            expected.ip = "198.51.100.1"
            try expectEqual(try await store.session(touched.id), expected, "the touched session")
            try expectEqual(try await store.session(ahead.id), ahead, "a session that was seen later than the touch")
            try expectEqual(try await store.session(revoked.id), beforeRevoked, "a revoked session")
            try await store.touch([SessionTouch(id: touched.id, seenAt: later, expiresAt: nil, ip: nil)])
            expected.lastSeenAt = later
            expected.expiresAt = nil
            try expectEqual(try await store.session(touched.id), expected, "the session touched without an address")
            try await store.touch([])
        },
        Check("a user's active sessions come oldest first, up to the limit, without expired, revoked and others' sessions") {
            store in
            var samples = SampleRecords(seed: 15)
            var expected: [SessionRecord] = []
            for index in 0..<6 {
                var record = samples.session()
                record.createdAt = now.advanced(bySeconds: -Int64((index * 7) % 5) * 100)
                expected.append(record)
                try await store.insert(record, payload: [:])
            }
            expected.sort { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
            var expired = samples.session()
            expired.expiresAt = now
            let revoked = samples.session()
            for record in [expired, revoked, samples.session(user: "Ann"), samples.session(user: nil)] {
                try await store.insert(record, payload: [:])
            }
            try await revoke(store, .sessions([revoked.id]))
            try expectEqual(try await store.activeSessions(ofUser: "ann", now: now, limit: 100), expected, "the active sessions")
            try expectEqual(
                try await store.activeSessions(ofUser: "ann", now: now, limit: 2), Array(expected.prefix(2)),
                "the two oldest of them")
        },
    ]

    /// What a server does with remember tokens.
    static let tokenChecks: [Check] = [
        Check("a remember token reads back as it was written, and twice the same id is a conflict") { store in
            var samples = SampleRecords(seed: 20)
            for index in 0..<30 {
                let token = index == 0 ? samples.token() : samples.anyToken()
                try await store.insert(token)
                try expectEqual(try await store.tokenSecrets(token.record.id), token, "token \(index) with its secrets")
                try expectEqual(try await store.token(token.record.id), token.record, "token \(index)")
                try await expectError(.conflict, "a token is inserted twice") { try await store.insert(token) }
            }
        },
        Check("rotate replaces the expected verifier only, once") { store in
            var samples = SampleRecords(seed: 21)
            let token = samples.token()
            let id = token.record.id
            try await store.insert(token)
            let (second, third) = (samples.digest(), samples.digest())
            let wrong = try await store.rotate(id, from: second, to: third, at: now, ip: nil, userAgent: nil, device: nil)
            try expectEqual(wrong, false, "rotating from a verifier that is not the current one")
            try expectEqual(try await store.tokenSecrets(id), token, "the token after a refused rotation")

            let right = try await store.rotate(
                id, from: token.verifier, to: second, at: now, ip: "198.51.100.9", userAgent: "agent", device: "device")
            try expectEqual(right, true, "rotating from the current verifier")
            var expected = token
            expected.previousVerifier = token.verifier
            expected.verifier = second
            expected.rotatedAt = now
            expected.record.lastUsedAt = now
            expected.record.uses += 1
            expected.record.ip = "198.51.100.9"
            expected.record.userAgent = "agent"
            expected.record.device = "device"
            try expectEqual(try await store.tokenSecrets(id), expected, "the rotated token")

            let again = try await store.rotate(id, from: token.verifier, to: third, at: now, ip: nil, userAgent: nil, device: nil)
            try expectEqual(again, false, "rotating a second time from the same verifier")
            let missing = try await store.rotate(
                TokenID(samples.digest()), from: second, to: third, at: now, ip: nil, userAgent: nil, device: nil)
            try expectEqual(missing, false, "rotating a token that is not there")
            try await revoke(store, .tokens([id]))
            let revoked = try await store.rotate(id, from: second, to: third, at: now, ip: nil, userAgent: nil, device: nil)
            try expectEqual(revoked, false, "rotating a revoked token")
            try expectEqual(try await store.tokenSecrets(id)?.verifier, second, "the revoked token's verifier")
        },
        Check("of many rotations at once from the same verifier, one wins") { store in
            var samples = SampleRecords(seed: 22)
            let token = samples.token()
            try await store.insert(token)
            let verifiers = (0..<8).map { _ in samples.digest() }
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for verifier in verifiers {
                    group.addTask {
                        try await store.rotate(
                            token.record.id, from: token.verifier, to: verifier, at: now, ip: nil, userAgent: nil, device: nil)
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try expectEqual(winners, 1, "how many rotations won")
            try expectEqual(try await store.token(token.record.id)?.uses, token.record.uses + 1, "the uses of the token")
        },
        Check("a token that ended is gone, its sessions stay") { store in
            var samples = SampleRecords(seed: 23)
            let token = samples.token()
            let session = samples.session(token: token.record.id)
            try await store.insert(token)
            try await store.insert(session, payload: [:])
            try await store.end(token.record.id)
            try await store.end(token.record.id)
            try expectEqual(try await store.tokenSecrets(token.record.id), nil, "the ended token")
            try expectEqual(try await store.session(session.id)?.state(at: now), .active, "its session's state")
        },
        Check("theft revokes the token and its sessions, and is written down, in one step") { store in
            var samples = SampleRecords(seed: 24)
            let token = samples.token()
            let id = token.record.id
            let sessions = [samples.session(token: id), samples.session(token: id)]
            let other = samples.session()
            try await store.insert(token)
            for session in sessions + [other] { try await store.insert(session, payload: [:]) }
            let at = now.advanced(bySeconds: 5)
            let outcome = try await store.recordTheft(of: id, at: at)
            try expectEqual(outcome.sessions, 2, "the sessions revoked by a theft")
            try expectEqual(outcome.tokens, 1, "the tokens revoked by a theft")
            try expect(outcome.verified, "a theft's revocation was not verified")
            let stored = try await store.token(id)
            try expectEqual(stored?.theftDetectedAt, at, "when the theft was detected")
            try expectEqual(stored?.revocation?.id, outcome.revocation, "the token's revocation")
            try expectEqual(stored?.revocation?.by, Actor.theftDetection(at: at).name, "who revoked the token")
            for session in sessions {
                try expectEqual(
                    try await store.session(session.id)?.state(at: at), .revoked, "the state of the stolen token's session")
            }
            try expectEqual(try await store.session(other.id)?.state(at: at), .active, "the state of another session")
            let event = try await store.auditEvents(AuditQuery(limit: 10)).first
            try expectEqual(event?.action, .theft, "the newest event's action")
            try expectEqual(event?.subject, .token(id), "the newest event's subject")
            try expectEqual(event?.userID, "ann", "the newest event's user")
            try expectEqual(event?.revocation, outcome.revocation, "the newest event's revocation")
            let again = try await store.recordTheft(of: id, at: at)
            try expectEqual(again.revocation, nil, "the revocation of a second theft")
            try expectEqual(try await store.auditEvents(AuditQuery(limit: 10)).count, 1, "how many events there are")
            let missing = try await store.recordTheft(of: TokenID(samples.digest()), at: at)
            try expectEqual(missing.revocation, nil, "the revocation of a theft of a token that is not there")
        },
    ]

    /// Revokes as the sample administrator.
    @discardableResult
    static func revoke(
        _ store: any RegistryStore, _ choice: RevocationRequest.Choice, keepTokens: Bool = false,
        at: Timestamp = SampleRecords.start
    ) async throws -> RevocationOutcome {
        var actor = SampleRecords.admin
        actor.at = at
        return try await store.revoke(RevocationRequest(choice, actor: actor, keepTokens: keepTokens), progress: { _ in })
    }
}

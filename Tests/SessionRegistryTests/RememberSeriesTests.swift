import SessionCore
import SessionRegistry
import Testing

@Suite("Remember tokens in series")
struct RememberSeriesTests {
    let store = MemoryRegistry()
    var series: RememberSeries { RememberSeries(store: store, secrets: secrets) }
    private let secrets = Sample.secrets()

    func issue(lifetime: Int64 = 86_400) async throws -> RememberSeries.Issued {
        try await series.issue(userID: "ann", lifetime: lifetime, Sample.request())
    }

    func accepted(_ payload: String, at seconds: Int64) async throws -> RememberSeries.Issued {
        guard case .accepted(let issued) = try await series.redeem(payload, Sample.request(at: seconds)) else {
            throw StoreError(.conflict, "the payload was not accepted")
        }
        return issued
    }

    @Test("a token is issued with the hashes of its secrets only")
    func issues() async throws {
        let issued = try await issue()
        let parts = issued.payload.split(separator: ".").map(String.init)
        #expect(parts.count == 2 && parts.allSatisfy { $0.count == 43 })
        let stored = try #require(try await store.tokenSecrets(issued.tokenID))
        #expect(stored.record.id == TokenID(Digest256(sha256Of: parts[0])))
        #expect(stored.verifier == Digest256(sha256Of: parts[1]))
        #expect(stored.previousVerifier == nil && stored.record.uses == 0 && stored.record.lastUsedAt == nil)
        #expect(issued.expiresAt == Sample.now.advanced(bySeconds: 86_400))
        #expect(RememberSeries.tokenID(ofPayload: issued.payload) == issued.tokenID)
    }

    @Test("each use replaces the verifier and keeps the series and the expiry")
    func rotates() async throws {
        let first = try await issue()
        let second = try await accepted(first.payload, at: 100)
        let third = try await accepted(second.payload, at: 200)
        #expect(Set([first.payload, second.payload, third.payload]).count == 3)
        #expect(Set([first.tokenID, second.tokenID, third.tokenID]).count == 1)
        #expect(third.userID == "ann" && third.expiresAt == first.expiresAt)
        let record = try #require(try await store.token(first.tokenID))
        #expect(record.uses == 2 && record.lastUsedAt == Sample.now.advanced(bySeconds: 200))
    }

    @Test("the verifier before the current one is accepted for a minute, and rotates nothing", arguments: [0, 1, 60] as [Int64])
    func grace(delay: Int64) async throws {
        let first = try await issue()
        let second = try await accepted(first.payload, at: 100)
        let parallel = try await series.redeem(first.payload, Sample.request(at: 100 + delay))
        #expect(parallel == .withinGrace(userID: "ann", tokenID: first.tokenID))
        #expect(try await store.token(first.tokenID)?.uses == 1)
        _ = try await accepted(second.payload, at: 300)
    }

    @Test("an outdated verifier is a theft: the series and its sessions are revoked, the owner's current cookie too")
    func theft() async throws {
        let first = try await issue()
        let second = try await accepted(first.payload, at: 100)
        var session = Sample.session(id: SessionID(Digest256(sha256Of: "s")))
        session.tokenID = first.tokenID
        try await store.insert(session, payload: [:])
        guard case .theft(let userID, let tokenID, let outcome) = try await series.redeem(first.payload, Sample.request(at: 161))
        else {
            Issue.record("an outdated verifier was not seen as a theft")
            return
        }
        #expect(userID == "ann" && tokenID == first.tokenID && outcome.sessions == 1 && outcome.tokens == 1 && outcome.verified)
        #expect(try await series.redeem(second.payload, Sample.request(at: 162)) == .refused(.revoked))
        #expect(try await store.session(session.id)?.state(at: Sample.now) == .revoked)
        #expect(try await store.auditEvents(AuditQuery()).map(\.action) == [.theft])
    }

    @Test("the verifier before the previous one is a theft even within the grace")
    func olderWithinGrace() async throws {
        let first = try await issue()
        let second = try await accepted(first.payload, at: 100)
        _ = try await accepted(second.payload, at: 101)
        guard case .theft = try await series.redeem(first.payload, Sample.request(at: 102)) else {
            Issue.record("the verifier before the previous one was not seen as a theft")
            return
        }
    }

    @Test("a verifier that never was is a theft as well: only someone who knows the series can send it")
    func forged() async throws {
        let issued = try await issue()
        let forged = issued.payload.prefix(44) + String(repeating: "x", count: 43)
        guard case .theft = try await series.redeem(String(forged), Sample.request(at: 1)) else {
            Issue.record("a forged verifier was not seen as a theft")
            return
        }
    }

    @Test("an unknown, expired or revoked token is refused, without a theft")
    func refused() async throws {
        let issued = try await issue(lifetime: 100)
        #expect(try await series.redeem(issued.payload, Sample.request(at: 100)) == .refused(.expired))
        let unknown = String(repeating: "A", count: 43) + "." + String(repeating: "B", count: 43)
        #expect(try await series.redeem(unknown, Sample.request()) == .refused(.unknown))
        _ = try await store.revoke(
            RevocationRequest(.tokens([issued.tokenID]), actor: Actor(name: "op", at: Sample.now)), progress: { _ in })
        #expect(try await series.redeem(issued.payload, Sample.request(at: 1)) == .refused(.revoked))
        #expect(try await store.auditEvents(AuditQuery()).map(\.action) == [.revoke])
    }

    @Test(
        "a payload of another shape is refused before the store is asked",
        arguments: [
            "", ".", "ann", "1", String(repeating: "A", count: 87),
            String(repeating: "A", count: 43) + "." + String(repeating: "B", count: 42),
            String(repeating: "A", count: 42) + ".." + String(repeating: "B", count: 43),
            String(repeating: "A", count: 43) + "." + String(repeating: "B", count: 42) + "=",
            String(repeating: "A", count: 43) + "|" + String(repeating: "B", count: 43), String(repeating: "x", count: 100_000),
        ])
    func malformed(_ payload: String) async throws {
        #expect(try await series.redeem(payload, Sample.request()) == .refused(.malformed))
        #expect(RememberSeries.tokenID(ofPayload: payload) == nil)
        #expect(try await series.clear(payload, Sample.request()) == nil)
    }

    @Test("of many requests at once, one rotates and the others are within the grace")
    func parallel() async throws {
        let issued = try await issue()
        let series = series
        let answers = try await withThrowingTaskGroup(of: RememberSeries.Redemption.self) { group in
            for _ in 0..<12 { group.addTask { try await series.redeem(issued.payload, Sample.request(at: 10)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let rotated = answers.filter { if case .accepted = $0 { true } else { false } }
        #expect(rotated.count == 1)
        #expect(answers.count { $0 == .withinGrace(userID: "ann", tokenID: issued.tokenID) } == 11)
    }

    @Test("logging out ends the token, by payload or by id")
    func clears() async throws {
        let issued = try await issue()
        let rotated = try await accepted(issued.payload, at: 5)
        #expect(try await series.clear(rotated.payload, Sample.request(at: 6)) == nil)
        #expect(try await series.redeem(rotated.payload, Sample.request(at: 6)) == .refused(.unknown))
        let other = try await issue()
        try await series.clear(other.tokenID)
        #expect(try await store.token(other.tokenID) == nil)
    }
}

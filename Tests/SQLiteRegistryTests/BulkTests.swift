import GRDB
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Synchronization
import Testing

@Suite("Acts in several transactions")
struct BulkTests {
    private let scratch: Scratch
    private let path: String
    private let actor = Actor(name: "ops", at: epoch)

    init() throws {
        scratch = try Scratch()
        path = scratch.file("store.db")
    }

    /// A store with sessions of one user that all came from one remember token.
    private func filled(_ count: Int) async throws -> SQLiteRegistry {
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        let items = (1...count).map { number in
            var record = session(number)
            (record.userID, record.expiresAt) = ("u", nil)
            record.tokenID = TokenID(digest(0))
            return FillItem(record: record, payload: [:])
        }
        try await store.fill(items, now: epoch) { _ in }
        var token = token(0)
        token.record.userID = "u"
        try await store.insert(token)
        return store
    }

    @Test("a store that was filled when it was empty has every index, trigger and count of one that grew")
    func filledLikeGrown() async throws {
        let items = (1...3_000).map { number in
            FillItem(record: session(number), payload: [:], token: number % 7 == 0 ? token(number) : nil)
        }
        func look(_ path: String) async throws -> (schema: [String], tally: [String], health: StoreHealth) {
            let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
            let other = try DatabaseQueue(path: path)
            let schema = try await other.read {
                try String.fetchAll($0, sql: "SELECT type || name || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
            }
            let tally = try await other.read {
                try String.fetchAll($0, sql: "SELECT kind || ' ' || bucket || ' ' || span || ' ' || count FROM tally ORDER BY 1")
            }
            var health = try await store.health(now: epoch)
            health.sizeInBytes = nil
            await store.close()
            return (schema, tally, health)
        }
        let filled = try SQLiteRegistry.open(path: path, mode: .readWrite)
        #expect(try await filled.fill(items, now: epoch) { _ in } == 3_000)
        await filled.close()
        let grownPath = scratch.file("grown.db")
        let grown = try SQLiteRegistry.open(path: grownPath, mode: .readWrite)
        // The second time it is not empty any more.
        #expect(try await grown.fill(Array(items.prefix(1)), now: epoch) { _ in } == 1)
        #expect(try await grown.fill(Array(items.dropFirst()), now: epoch) { _ in } == 2_999)
        await grown.close()
        let (one, other) = (try await look(path), try await look(grownPath))
        #expect(one.schema == other.schema)
        #expect(one.tally == other.tally)
        #expect(one.health == other.health)
    }

    private final class Filling: Sendable {
        let task = Mutex<Task<Int, any Error>?>(nil)
    }

    @Test("a filling that is cancelled leaves an empty store whole")
    func cancelledFilling() async throws {
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        let items = (1...12_000).map { FillItem(record: session($0), payload: [:]) }
        let filling = Filling()
        let task = Task { try await store.fill(items, now: epoch) { _ in filling.task.withLock { $0 }?.cancel() } }
        filling.task.withLock { $0 = task }
        let result = await task.result
        if case .failure(let error) = result { #expect((error as? StoreError)?.code == .cancelled) }
        let count = try await store.countSessions(.all, now: epoch, upTo: 20_000)
        // It may have been quicker than its cancellation; half of it is what there never is.
        #expect(count == 0 || (try? result.get()) == 12_000)
        #expect(try await store.sessions(SessionQuery(sort: SessionSort(.ip, .ascending), now: epoch)).elements.isEmpty == (count == 0))
        await store.close()
    }

    static let choices: [RevocationRequest.Choice] = [
        .everything, .user("u"), .sessionsMatching(Filter(terms: [.init(.ipPrefix("10."))])),
        .sessionsMatching(Filter(terms: [.init(.state(.active))])), .tokensMatching(.all), .tokens([TokenID(digest(0))]),
    ]

    @Test("a session that is renewed while the act runs does not escape it", arguments: choices)
    func renewedMeanwhile(_ choice: RevocationRequest.Choice) async throws {
        let store = try await filled(5_100)
        let other = try DatabaseQueue(path: path)
        let renewed = SessionID(digest(999_999))
        let reported = Reports()
        let outcome = try await store.revoke(RevocationRequest(choice, actor: actor)) { count in
            reported.add(count)
            guard count == 5_000 else { return }
            do {
                // As a server of another process renews a session that the act has not reached yet.
                try other.write { db in
                    try db.execute(
                        sql: """
                            INSERT INTO sessions (id, bucket, user_id, created_at, last_seen_at, ip, token_id)
                            SELECT x'\(renewed.digest.hex)', bucket, user_id, created_at, last_seen_at, ip, token_id
                            FROM sessions WHERE number = 5050
                            """)
                    try db.execute(sql: "DELETE FROM sessions WHERE number = 5050")
                }
            } catch {
                Issue.record(error)
            }
        }
        #expect(reported.all.last == 5_101)
        #expect(outcome.sessions == 5_100)
        #expect(outcome.tokens == 1)
        #expect(outcome.verified)
        #expect(try await store.session(renewed)?.revocation?.id == outcome.revocation)
        #expect(try await store.countSessions(Filter(terms: [.init(.state(.active))]), now: epoch, upTo: 10) == 0)
        try other.close()
        await store.close()
    }

    @Test("a session that is renewed without pause does not outlive the revocation of its user")
    func renewedWithoutPause() async throws {
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        for round in 0..<20 {
            let user = "user \(round)"
            var first = session(round * 100_000)
            (first.userID, first.expiresAt) = (user, nil)
            try await store.insert(first, payload: [:])
            let start = first
            let renewing = Task {
                var last = start
                for step in 1..<10_000 {
                    var next = last
                    next.id = SessionID(digest(round * 100_000 + step))
                    guard try await store.renew(last.id, as: next, payload: [:]) else { break }
                    last = next
                }
            }
            while try await store.session(first.id) != nil { await Task.yield() }
            let outcome = try await store.revoke(RevocationRequest(.user(user), actor: actor)) { _ in }
            let filter = Filter(terms: [.init(.user(user)), .init(.state(.active))])
            #expect(try await store.countSessions(filter, now: epoch, upTo: 10) == 0)
            #expect(outcome.verified && outcome.sessions == 1)
            let events = try await store.auditEvents(AuditQuery(user: user))
            #expect(events.first?.subject == .user(user))
            try await renewing.value
        }
        await store.close()
    }

    @Test("a failure in a later transaction says what was done, under which revocation")
    func failsLater() async throws {
        let store = try await filled(6_000)
        // What was revoked is swept away meanwhile.
        var patient = Configuration()
        patient.busyMode = .timeout(10)
        let saboteur = try DatabaseQueue(path: path, configuration: patient)
        func sabotage(_ when: String) async throws {
            try await saboteur.write { db in
                try db.execute(sql: "DROP TRIGGER IF EXISTS no")
                if !when.isEmpty {
                    try db.execute(sql: "CREATE TRIGGER no BEFORE \(when) BEGIN SELECT RAISE(ABORT, 'no'); END")
                }
            }
        }
        let contradiction = "\(path) already holds a record that contradicts this one; "

        try await sabotage("INSERT ON revoked_sessions WHEN new.session = 5500")
        let everything = RevocationRequest(.everything, actor: actor)
        let revoking = await StoreError.thrown { _ = try await store.revoke(everything) { _ in } }
        let revocation = try #require(try await store.auditEvents(AuditQuery()).first?.revocation)
        #expect(
            revoking?.message
                == contradiction + "5000 sessions and 0 tokens had been revoked by then, under the revocation \(revocation)")
        #expect(try await store.countSessions(Filter(terms: [.init(.state(.revoked))]), now: epoch, upTo: 9_999) == 5_000)

        try await sabotage("")
        let rest = try await store.revoke(everything) { _ in }
        #expect(rest.sessions == 1_000 && rest.tokens == 1)
        for done in [revocation, try #require(rest.revocation)] {
            _ = try await store.restore(RestoreRequest(.revocation(done), actor: actor))
        }
        let all = try #require(try await store.revoke(everything) { _ in }.revocation)
        try await sabotage("UPDATE ON revoked_sessions WHEN new.session = 5500")
        let restoring = await StoreError.thrown {
            _ = try await store.restore(RestoreRequest(.revocation(all), actor: actor))
        }
        #expect(
            restoring?.message
                == contradiction + "5000 sessions and 0 tokens had been restored by then, of the revocation \(all)")
        let first = await StoreError.thrown {
            _ = try await store.restore(RestoreRequest(.sessions([SessionID(digest(5_500))]), actor: actor))
        }
        #expect(first?.message == contradiction + "nothing was changed")

        try await sabotage("")
        #expect(try await store.revoke(everything) { _ in }.sessions == 5_000)
        try await sabotage("DELETE ON sessions WHEN old.number = 5500")
        let purging = await StoreError.thrown {
            let later = epoch.advanced(bySeconds: 1)
            _ = try await store.purge(expiredBefore: later, actor: actor, dryRun: false) { _ in }
        }
        #expect(purging?.message == contradiction + "5000 sessions and 0 tokens had been deleted by then")
        try saboteur.close()
        await store.close()
    }
}

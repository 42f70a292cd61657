import GRDB
import Glibc
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

@Suite("Serving from a store")
struct ServingTests {
    private let scratch: Scratch
    private let path: String
    private let store: SQLiteRegistry

    init() throws {
        scratch = try Scratch()
        path = scratch.file("store.db")
        store = try SQLiteRegistry.open(path: path, mode: .readWrite)
    }

    private func later(_ seconds: Int64) -> Timestamp { epoch.advanced(bySeconds: seconds) }

    @Test(
        "a session that loses its user is replaced on the disk at once, as a logout is",
        arguments: [
            (nil, nil, false), (nil, "alice", false), ("alice", "alice", false), ("alice", nil, true), ("alice", "bob", true),
            ("\u{e9}ve", "e\u{301}ve", true), ("", nil, true),
        ] as [(String?, String?, Bool)])
    func durableLogout(_ old: String?, _ new: String?, _ isDurable: Bool) {
        #expect((SQLiteRegistry.durability(ofRenewing: old, as: new) == .durable) == isDurable)
    }

    @Test("a session's user is stored anew where the id only looks the same")
    func lookAlikes() async throws {
        var record = session(1)
        record.userID = "\u{E9}ve"
        try await store.insert(record, payload: [:])
        record.userID = "e\u{301}ve"
        #expect(try await store.update(record, payload: [:]))
        #expect(try await store.session(record.id)?.userID?.unicodeScalars.count == 4)
    }

    @Test("a request that took long changes a session without setting back when it was last used")
    func lateUpdate() async throws {
        let model = MemoryRegistry()
        for store in [store, model] as [any RegistryStore] {
            var record = session(1)
            (record.lastSeenAt, record.expiresAt) = (epoch, later(1_000))
            try await store.insert(record, payload: [:])
            let touch = SessionTouch(id: record.id, seenAt: later(100), expiresAt: later(1_100), ip: nil)
            try await store.touch([touch])
            (record.lastSeenAt, record.expiresAt, record.device) = (later(50), later(1_050), "curl")
            #expect(try await store.update(record, payload: ["a": .integer(1)]))
            var expected = record
            (expected.lastSeenAt, expected.expiresAt) = (later(100), later(1_100))
            #expect(try await store.session(record.id) == expected)
            #expect(try await store.payload(of: record.id) == ["a": .integer(1)])
            (record.lastSeenAt, record.expiresAt) = (later(100), nil)
            #expect(try await store.update(record, payload: [:]))
            #expect(try await store.session(record.id) == record)
        }
        await store.close()
    }

    @Test("many touches go in batches; those before a failure stay, and it says so")
    func touchBatches() async throws {
        try await store.fill((1...1_600).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        let saboteur = try DatabaseQueue(path: path)
        try await saboteur.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER no BEFORE UPDATE OF last_seen_at ON sessions WHEN old.number = 1500
                    BEGIN SELECT RAISE(ABORT, 'no'); END
                    """)
        }
        let touches = (1...1_600).map { SessionTouch(id: session($0).id, seenAt: later(10), expiresAt: nil, ip: nil) }
        let error = await StoreError.thrown { try await store.touch(touches) }
        #expect(
            error?.message
                == "\(path) already holds a record that contradicts this one; 1000 sessions had been touched by then")
        let seen = Filter(terms: [.init(.seenWithin(seconds: 1))])
        #expect(try await store.countSessions(seen, now: later(10), upTo: 9_999) == 1_000)
        try await saboteur.write { try $0.execute(sql: "DROP TRIGGER no") }
        try await store.touch(touches)
        #expect(try await store.countSessions(seen, now: later(10), upTo: 9_999) == 1_600)
        try saboteur.close()
        await store.close()
    }

    @Test("touches and logins move more out of the way than they can leave there")
    func sweeping() async throws {
        let items = (1...3_000).map { number in
            var record = session(number)
            (record.lastSeenAt, record.expiresAt) = (epoch, later(number <= 2_400 ? 10 : 100_000))
            return FillItem(record: record, payload: [:])
        }
        try await store.fill(items, now: epoch) { _ in }
        let other = try DatabaseQueue(path: path)
        func moved() async throws -> Int? {
            try await other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sessions WHERE bucket = 1") }
        }
        func touches(_ count: Int) -> [SessionTouch] {
            (0..<count).map { SessionTouch(id: session(2_401 + $0).id, seenAt: later(1_000), expiresAt: later(100_000), ip: nil) }
        }
        try await store.countLogin(at: later(1_000))
        #expect(try await moved() == 10)
        try await store.touch(touches(1))
        #expect(try await moved() == 110)
        try await store.touch(touches(500))
        #expect(try await moved() == 1_110)
        #expect(try await store.health(now: later(1_000)).activeSessions == 600)
        try other.close()
        await store.close()
    }

    @Test("a payload is kept as deep as it can be read, and refused beyond that")
    func depth() async throws {
        /// Within the payload, which is a level of its own.
        func lists(_ levels: Int) -> SessionValue { (0..<levels).reduce(.null) { value, _ in .list([value]) } }
        func tuples(_ levels: Int) -> SessionValue { (0..<levels).reduce(.null) { value, _ in .tuple([value]) } }
        let readable: [SessionMap] = [
            ["a": lists(63)], ["a": tuples(31)], ["a": .list([tuples(31)])], ["a": .list([.bytes([1])])],
        ]
        for (number, payload) in readable.enumerated() {
            try await store.insert(session(number), payload: payload)
            #expect(try await store.payload(of: session(number).id) == payload)
        }
        let refusal = StoreError(
            .unsupported,
            "the session's payload nests lists and maps more than 64 deep; nothing was changed: keep less in the session")
        for payload in [["a": lists(64)], ["a": tuples(32)], ["a": .map(["b": lists(63)])], ["a": lists(5_000)]] as [SessionMap] {
            #expect(await StoreError.thrown { try await store.insert(session(99), payload: payload) } == refusal)
            #expect(await StoreError.thrown { _ = try await store.update(session(0), payload: payload) } == refusal)
        }
        #expect(try await store.session(session(99).id) == nil)
        #expect(try await store.payload(of: session(0).id) == readable[0])
        await store.close()
    }

    // MARK: Sessions that were read before

    @Test("a session that was read before is what any connection, of this process or another, has made of it since")
    func recentSessions() async throws {
        let other = try SQLiteRegistry.open(path: path, mode: .readWrite)
        let record = session(1)
        try await store.insert(record, payload: ["n": .integer(1)])
        for _ in 0..<3 { #expect(try await store.storedSession(record.id)?.payload == ["n": .integer(1)]) }
        for number in 2..<40 {
            let writer = number % 2 == 0 ? store : other
            #expect(try await writer.update(record, payload: ["n": .integer(number)]))
            for reader in [store, other] {
                #expect(try await reader.storedSession(record.id)?.payload == ["n": .integer(number)])
            }
        }
        let actor = Actor(name: "ops", at: epoch)
        let outcome = try await other.revoke(.init(.sessions([record.id]), actor: actor)) { _ in }
        #expect(try await store.storedSession(record.id)?.record.revocation?.id == outcome.revocation)
        _ = try await other.restore(.init(.sessions([record.id]), actor: actor))
        #expect(try await store.storedSession(record.id)?.record.revocation == nil)
        try await other.end(record.id)
        #expect(try await store.storedSession(record.id) == nil)
        await other.close()
        await store.close()
    }

    @Test("a read beside a commit sees the store before or after it, and a read after a commit sees it")
    func recentSessionsRaces() async throws {
        let other = try SQLiteRegistry.open(path: path, mode: .readWrite)
        let record = session(1)
        try await store.insert(record, payload: ["n": .integer(0)])
        for number in 1...200 {
            async let beside = store.storedSession(record.id)
            #expect(try await other.update(record, payload: ["n": .integer(number)]))
            let after = try await store.storedSession(record.id)
            #expect(after?.payload == ["n": .integer(number)])
            let seen = try await beside
            #expect([number - 1, number].contains { seen?.payload == ["n": .integer($0)] })
        }
        await other.close()
        await store.close()
    }

    @Test("a store moved away, or replaced, is noticed within a second though its sessions were read before", .timeLimit(.minutes(1)))
    func recentSessionsMoved() async throws {
        let record = session(1)
        try await store.insert(record, payload: [:])
        for _ in 0..<3 { #expect(try await store.storedSession(record.id) != nil) }
        let replacement = try SQLiteRegistry.open(path: scratch.file("new.db"), mode: .readWrite)
        await replacement.close()
        for suffix in ["", "-wal", "-shm"] { rename(path + suffix, path + ".old" + suffix) }
        for suffix in ["", "-wal", "-shm"] { rename(scratch.file("new.db") + suffix, path + suffix) }
        let clock = ContinuousClock()
        let start = clock.now
        while (try? await store.storedSession(record.id)) ?? nil != nil { #expect(clock.now - start < .seconds(1)) }
        await store.close()
    }
}

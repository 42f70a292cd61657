import GRDB
import Glibc
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

@Suite("Sharing a store")
struct SharingTests {
    private let scratch: Scratch
    private let path: String

    init() throws {
        scratch = try Scratch()
        path = scratch.file("store.db")
    }

    private func open() throws -> SQLiteRegistry { try SQLiteRegistry.open(path: path, mode: .readWrite) }

    @Test("another connection's change and one's own move the change token; reading does not")
    func changeToken() async throws {
        let mine = try open()
        let theirs = try open()
        let start = try await mine.changeToken()
        _ = try await mine.sessions(SessionQuery(now: epoch))
        #expect(try await mine.changeToken() == start)
        try await theirs.insert(session(1), payload: [:])
        let second = try await mine.changeToken()
        #expect(second != start)
        #expect(try await mine.session(SessionID(digest(1))) == session(1))
        try await mine.insert(session(2), payload: [:])
        #expect(try await mine.changeToken() != second)
        let third = try await mine.changeToken()
        #expect(try await mine.changeToken() == third)
        await mine.close()
        await theirs.close()
    }

    @Test("opening a store that this process has open, or trying to, drops none of its locks")
    func locksStay() async throws {
        let store = try open()
        try await store.insert(session(1), payload: [:])
        // Never closed, as that would drop them too.
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        func isLocked() -> Bool {
            var lock = flock()
            lock.l_type = Int16(F_WRLCK)
            // F_OFD_GETLK of Linux, which sees this process's own locks.
            return fcntl(descriptor, 36, &lock) == 0 && lock.l_type != F_UNLCK
        }
        #expect(isLocked())
        let again = try open()
        #expect(isLocked())
        await again.close()
        let reader = try SQLiteRegistry.open(path: path, mode: .readOnly)
        await reader.close()
        #expect(isLocked())
        #expect(try await store.session(SessionID(digest(1))) == session(1))
        await store.close()
        #expect(!isLocked(), "closing the last connection gives them back")
    }

    @Test("an act that fails midway leaves nothing behind: neither row nor event")
    func atomic() async throws {
        let store = try open()
        try await store.fill((1...20).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        // The event cannot be written: the revocation must not be there either.
        let saboteur = try DatabaseQueue(path: path)
        try await saboteur.write {
            try $0.execute(sql: "CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        let actor = Actor(name: "ops", at: epoch)
        let error = await StoreError.thrown { _ = try await store.revoke(.init(.everything, actor: actor)) { _ in } }
        #expect(error?.code == .conflict)
        let revoked = Filter(terms: [.init(.state(.revoked))])
        #expect(try await store.countSessions(revoked, now: epoch, upTo: 100) == 0)
        try await saboteur.write { try $0.execute(sql: "DROP TRIGGER no") }
        let outcome = try await store.revoke(.init(.everything, actor: actor)) { _ in }
        #expect(outcome.sessions == 20)
        #expect(outcome.verified)
        #expect(try await store.auditEvents(AuditQuery()).count == 1)
        try saboteur.close()
        await store.close()
    }

    @Test("the audit log refuses changes and deletions from whoever has the file open")
    func appendOnly() async throws {
        let store = try open()
        try await store.record(.export, subject: .user("u"), userID: "u", actor: Actor(name: "ops", at: epoch))
        let other = try DatabaseQueue(path: path)
        for sql in ["UPDATE audit SET operator = 'someone else'", "DELETE FROM audit"] {
            await #expect(throws: DatabaseError.self) { try await other.write { try $0.execute(sql: sql) } }
        }
        try other.close()
        #expect(try await store.verifyAuditChain { _ in } == .intact(events: 1))
        await store.close()
    }

    @Test("a change behind the triggers' back breaks the chain where it was made")
    func tampering() async throws {
        let store = try open()
        for number in 0..<5 {
            try await store.record(.export, subject: .user("u\(number)"), userID: nil, actor: Actor(name: "ops", at: epoch))
        }
        let other = try DatabaseQueue(path: path)
        try await other.write { db in
            try db.execute(sql: "DROP TRIGGER audit_is_never_changed")
            try db.execute(sql: "UPDATE audit SET operator = 'nobody' WHERE id = 3")
        }
        try other.close()
        #expect(try await store.verifyAuditChain { _ in } == .broken(at: 3, events: 5))
        await store.close()
    }

    @Test("a bulk revocation goes in batches that report and let others write, is verified, and is restored as one")
    func bulk() async throws {
        let store = try open()
        let other = try open()
        try await store.fill((1...12_000).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        let before = try await store.health(now: epoch)
        let reported = Reports()
        let outcome = try await store.revoke(.init(.everything, actor: Actor(name: "ops", at: epoch, reason: "drill"))) {
            reported.add($0)
        }
        #expect(outcome.sessions == 12_000)
        #expect(outcome.verified)
        #expect(reported.all == [5_000, 10_000, 12_000])
        #expect(try await other.countSessions(Filter(terms: [.init(.state(.revoked))]), now: epoch, upTo: 20_000) == 12_000)
        let health = try await other.health(now: epoch)
        #expect(health.activeSessions == 0)
        #expect(health.expiredSessions == 0)
        #expect(health.revokedSessions == 12_000)
        #expect(health.sessionsByAge == [0, 0, 0, 0, 0])
        let event = try #require(try await other.auditEvents(AuditQuery(session: SessionID(digest(77)))).first)
        #expect(event.subject == .many(sessions: 12_000, tokens: 0, chosenBy: "everything"))
        let revocation = try #require(outcome.revocation)
        let restored = try await other.restore(.init(.revocation(revocation), actor: Actor(name: "ops", at: epoch)))
        #expect(restored.sessions == before.activeSessions)
        var after = try await store.health(now: epoch)
        after.auditEvents = 0
        after.sizeInBytes = before.sizeInBytes
        #expect(after == before)
        await store.close()
        await other.close()
    }

    @Test("a search stops when its task is cancelled")
    func cancellation() async throws {
        let store = try open()
        try await store.fill((1...20_000).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        let search = Task {
            await StoreError.thrown {
                while true {
                    let filter = Filter(terms: [.init(.agent("no such agent"))])
                    _ = try await store.sessions(SessionQuery(filter: filter, now: epoch))
                }
            }
        }
        search.cancel()
        #expect(await search.value?.code == .cancelled)
        #expect(try await store.sessions(SessionQuery(now: epoch)).elements.count == 100, "the connection is as good as before")
        await store.close()
    }

    @Test("a locked store is unavailable, with a sentence", .timeLimit(.minutes(1)))
    func locked() async throws {
        let store = try open()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        let error = await StoreError.thrown {
            try await other.writeWithoutTransaction { db in try db.execute(sql: "BEGIN IMMEDIATE") }
            try await store.insert(session(1), payload: [:])
        }
        #expect(
            error
                == StoreError(
                    .unavailable, "\(path) is locked by another process for more than 5 seconds; try again when that one is done")
        )
        try await other.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
        try await store.insert(session(1), payload: [:])
        try other.close()
        await store.close()
    }
}

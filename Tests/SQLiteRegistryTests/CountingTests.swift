import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

@Suite("Counting", .timeLimit(.minutes(1)))
struct CountingTests {
    @Test("a store that is closed while it is read refuses what comes too late, and nothing worse")
    func closing() async throws {
        let scratch = try Scratch()
        for _ in 0..<60 {
            let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
            _ = try await store.countSessions(.all, now: epoch, upTo: 1)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        do { while true { _ = try await store.countSessions(.all, now: epoch, upTo: 1) } } catch {}
                    }
                }
                group.addTask { await store.close() }
            }
            await #expect(throws: StoreError.self) { try await store.countSessions(.all, now: epoch, upTo: 1) }
        }
    }

    @Test("while a count is under way, pages, records, previews and revocations are answered")
    func apart() async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        try await store.fill((1...200).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        try await store.insert(token(1))
        let request = RevocationRequest(.sessions([SessionID(digest(1))]), actor: Actor(name: "ops", at: epoch))
        let page = try await store.whileCounting {
            #expect(try await store.tokens(TokenQuery(now: epoch)).elements.count == 1)
            #expect(try await store.session(SessionID(digest(1))) == session(1))
            #expect(try await store.preview(request, limit: 10).sessions == 1)
            #expect(try await store.revoke(request) { _ in }.verified)
            return try await store.sessions(SessionQuery(limit: 50, now: epoch))
        }
        #expect(page.elements.count == 50)
        let place = try #require(page.next)
        #expect(try await store.countSessions(.all, now: epoch, upTo: 1_000) == 200)
        #expect(try await store.countSessions(before: place, in: SessionQuery(now: epoch)) == 49)
        #expect(try await store.countTokens(.all, now: epoch, upTo: 1_000) == 1)
        await store.close()
    }
}

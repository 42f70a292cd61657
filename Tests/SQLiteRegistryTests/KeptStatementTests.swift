import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

@Suite("Statements that are kept")
struct KeptStatementTests {
    @Test("lists of what expired since the last sweep keep no statement for each filter that somebody types")
    func filters() async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        let items = (1...50).map { number in
            var record = session(number)
            record.expiresAt = epoch.advanced(bySeconds: Int64(number))
            return FillItem(record: record, payload: [:])
        }
        try await store.fill(items, now: epoch) { _ in }
        let now = epoch.advanced(bySeconds: 100)
        func list(_ words: Int) async throws {
            let terms = (0..<words).map { Filter.Term(.anywhere("\($0)")) } + [.init(.state(.expired))]
            _ = try await store.sessions(SessionQuery(filter: Filter(terms: terms), now: now))
        }
        try await list(3)
        let before = try await store.statementBytes()
        for words in 4..<44 { try await list(words) }
        let after = try await store.statementBytes()
        #expect(after <= before + 10_000)
        await store.close()
    }
}

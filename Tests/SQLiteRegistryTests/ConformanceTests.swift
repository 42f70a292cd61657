import SQLiteRegistry
import SessionRegistry
import Testing

@Suite("SQLite keeps the store's promises")
struct ConformanceTests {
    @Test("the store suite", arguments: StoreConformance.checks)
    func suite(_ check: StoreConformance.Check) async throws {
        let scratch = try Scratch()
        let path = scratch.file("store.db")
        let fixture = StoreConformance.Fixture(
            empty: { try SQLiteRegistry.open(path: path, mode: .readWrite) },
            readOnly: { _ in try SQLiteRegistry.open(path: path, mode: .readOnly) })
        try await check.run(fixture)
        withExtendedLifetime(scratch) {}
    }
}

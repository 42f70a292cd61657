import SessionRegistry
import Testing

@Suite("The in-memory store")
struct MemoryRegistryTests {
    static let fixture = StoreConformance.Fixture(
        empty: { MemoryRegistry() },
        readOnly: { store in
            guard let memory = store as? MemoryRegistry else { throw StoreError(.unsupported, "this is not an in-memory store") }
            return memory.readOnlyView()
        })

    @Test("keeps the promise", arguments: StoreConformance.checks)
    func conforms(_ check: StoreConformance.Check) async throws {
        try await check.run(Self.fixture)
    }

    @Test("the suite has a check for each promise, each with a name of its own")
    func names() {
        let names = StoreConformance.checks.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count > 60)
    }

    @Test("its description says what it is and whether it can be changed")
    func description() {
        let store = MemoryRegistry(name: "test")
        #expect(store.description == StoreDescription(url: "memory:test", readOnly: false, canRestore: true))
        #expect(store.readOnlyView().description == StoreDescription(url: "memory:test", readOnly: true, canRestore: false))
    }
}

import Glibc
import RollcallSupport
import SessionRegistry
import Testing

@Suite("Opening the store")
struct StoreOpenerTests {
    @Test("a new store is private and has the mock users; opening it again adds none, and leaves removed ones out")
    func seeding() async throws {
        let directory = try File.makeTemporaryDirectory(in: "/tmp", prefix: "rollcall-test-")
        defer { File.removeFlatDirectory(directory) }
        let location = StoreLocation(path: directory + "/a.db")
        let store = try await StoreOpener.open(location, readOnly: false, operatorName: "ada")
        let count = try UserSeed.shipped().count
        #expect(try await store.users(after: nil, limit: 100).count == count)
        #expect(File.mode(location.path) == 0o600)
        _ = try await store.removeUser("grace", actor: Actor(name: "ada", at: SystemClock.now()))
        await store.close()

        let again = try await StoreOpener.open(location, readOnly: false, operatorName: "ada")
        #expect(try await again.users(after: nil, limit: 100).count == count - 1)
        await again.close()
    }

    @Test("a foreign file is refused and left as it is")
    func foreign() async throws {
        let file = try TemporaryFile(String(repeating: "not a store\n", count: 200), suffix: ".db")
        defer { file.remove() }
        let failure = await #expect(throws: Failure.self) {
            try await StoreOpener.open(StoreLocation(path: file.path), readOnly: false, operatorName: "ada")
        }
        #expect(failure?.kind == .outside)
        #expect(failure?.message.contains(file.path) == true)
        #expect(try File.read(file.path, what: "file", limit: 10_000).count == 2_400)
    }

    @Test("read-only does not make a store")
    func readOnly() async {
        let failure = await #expect(throws: Failure.self) {
            try await StoreOpener.open(StoreLocation(path: "/tmp/rollcall-no-such-store.db"), readOnly: true, operatorName: "ada")
        }
        #expect(failure?.kind == .outside)
        #expect(!File.exists("/tmp/rollcall-no-such-store.db"))
    }
}

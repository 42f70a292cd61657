import Glibc
import SQLiteRegistry
import Screen
import SessionRegistry
import Testing

/// Losing the store is a state of the screen: with its age, with retries, and without a word that is not true.
@Suite("Losing the store", .serialized, .timeLimit(.minutes(5)))
struct LosingTests {
    private func start(_ store: String, _ scratch: Scratch) throws -> PseudoTerminal {
        try PseudoTerminal(["--store", "sqlite:\(store)"], scratch: scratch, size: Size(columns: 120, rows: 30))
    }

    private func quit(_ terminal: PseudoTerminal) {
        terminal.send("Q")
        #expect(terminal.waitForExit() == 0)
        #expect(terminal.isRestored)
        #expect(terminal.screen.unknown == [])
    }

    /// A store with one session, and nobody who has it open.
    private func makeStore(_ path: String, user: String) async throws {
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        let fixture = StoreFixture(store: store)
        try await fixture.add(1, user: user)
        await store.close()
    }

    private func isRevoked(_ path: String) async throws -> Bool {
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        let answer = try await store.session(try StoreFixture.id(1))?.revocation != nil
        await store.close()
        return answer
    }

    /// Opens the dialog and confirms.
    private func revoke(_ terminal: PseudoTerminal) throws {
        terminal.send("x")
        try #require(terminal.waitUntilReady(showing: "Revoke this session"))
        terminal.send("y")
    }

    @Test("a store that another process has locked when the screen opens: OFFLINE with its reason, and live once it lets go")
    func lockedAtFirst() async throws {
        let scratch = try Scratch()
        try await makeStore(scratch.store, user: "patient-user")
        let lock = try #require(FileLock(scratch.store))
        let terminal = try start(scratch.store, scratch)
        #expect(terminal.waitForText("OFFLINE", seconds: 30))
        #expect(terminal.waitForText("locked"))
        #expect(!terminal.hasEnded)
        #expect(terminal.waitForText("Trying again"))
        lock.release()
        #expect(terminal.waitForText("patient-user", seconds: 60))
        #expect(terminal.waitForText("live"))
        #expect(terminal.waitForText("answers again"))
        quit(terminal)
    }

    @Test("a store that is moved away: OFFLINE, nothing is revoked in the file that nobody sees, and live when it is back")
    func movedAway() async throws {
        let scratch = try Scratch()
        try await makeStore(scratch.store, user: "moving-user")
        let terminal = try start(scratch.store, scratch)
        #expect(terminal.waitForText("moving-user"))
        #expect(terminal.waitForText("live"))
        // The dialog is open when the store goes.
        terminal.send("x")
        try #require(terminal.waitUntilReady(showing: "Revoke this session"))
        for ending in ["", "-wal", "-shm"] { rename(scratch.store + ending, "\(scratch.path)/elsewhere.db\(ending)") }
        #expect(terminal.waitForText("OFFLINE"))
        terminal.send("y")
        #expect(terminal.waitForText("did not confirm"))
        #expect(terminal.screen.text.contains("moving-user"), "what was read stays in sight")
        terminal.send("x")
        #expect(terminal.waitForText("nothing can be revoked now"))
        #expect(!terminal.screen.text.contains("verified gone"))
        for ending in ["", "-wal", "-shm"] { rename("\(scratch.path)/elsewhere.db\(ending)", scratch.store + ending) }
        #expect(terminal.waitForText("live", seconds: 60))
        quit(terminal)
        #expect(try await isRevoked(scratch.store) == false)
    }

    @Test("another store in its place is opened, and its rows shown")
    func replaced() async throws {
        let scratch = try Scratch()
        try await makeStore(scratch.store, user: "former-user")
        let terminal = try start(scratch.store, scratch)
        #expect(terminal.waitForText("former-user"))
        for ending in ["", "-wal", "-shm"] { rename(scratch.store + ending, "\(scratch.path)/elsewhere.db\(ending)") }
        #expect(terminal.waitForText("OFFLINE"))
        try await makeStore("\(scratch.path)/new.db", user: "latter-user")
        rename("\(scratch.path)/new.db", scratch.store)
        #expect(terminal.waitForText("latter-user", seconds: 60))
        // The detail is read after the list.
        #expect(terminal.wait { !$0.screen.text.contains("former-user") })
        quit(terminal)
    }

    @Test(
        "a full disk: nothing is revoked, and it is said; with room again it works",
        .enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
    func full() async throws {
        let scratch = try Scratch()
        let disk = try #require(SmallDisk(in: scratch.path, kibibytes: 2048))
        let path = disk.path + "/store.db"
        try await makeStore(path, user: "heavy-user")
        let terminal = try start(path, scratch)
        #expect(terminal.waitForText("heavy-user"))
        #expect(terminal.waitForText("live"))
        disk.fill()
        try revoke(terminal)
        #expect(terminal.wait { $0.screen.text.contains("no space left") || $0.screen.text.contains("did not confirm") })
        #expect(!terminal.screen.text.contains("verified gone"))
        disk.makeRoom()
        #expect(terminal.waitForText("heavy-user", seconds: 60))
        #expect(terminal.waitForText("live", seconds: 60))
        #expect(try await isRevoked(path) == false)
        try revoke(terminal)
        #expect(terminal.waitForText("verified gone", seconds: 60))
        quit(terminal)
        #expect(try await isRevoked(path))
    }

    @Test(
        "a disk that can only be read from now on: nothing is revoked, and it is said",
        .enabled(if: SmallDisk.isPossible, "needs the right to mount a file system"))
    func becomesReadOnly() async throws {
        let scratch = try Scratch()
        let disk = try #require(SmallDisk(in: scratch.path, kibibytes: 4096))
        let path = disk.path + "/store.db"
        try await makeStore(path, user: "frozen-user")
        // Written only to be read: a file system is made read-only where nobody has a file open for writing.
        chmod(path, 0o400)
        let terminal = try PseudoTerminal(
            ["--store", "sqlite:\(path)", "--read-only"], scratch: scratch, size: Size(columns: 120, rows: 30))
        #expect(terminal.waitForText("frozen-user"))
        terminal.send("x")
        #expect(terminal.waitForText("read-only"))
        #expect(!terminal.screen.text.contains("verified gone"))
        quit(terminal)
        chmod(path, 0o600)
        #expect(try await isRevoked(path) == false)
    }
}

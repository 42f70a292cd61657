import GRDB
import Glibc
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

@Suite("Opening a store")
struct OpeningTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    private func bytes(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { all += chunk.prefix(count) }
        return all
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "wb"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    private func failure(_ path: String, _ mode: SQLiteRegistry.Mode = .readWrite) async -> StoreError? {
        await StoreError.thrown { _ = try SQLiteRegistry.open(path: path, mode: mode) }
    }

    @Test("the first opening makes file and log for the owner alone, and directories above")
    func creation() async throws {
        umask(0)
        defer { umask(0o022) }
        let path = scratch.file("a/b/store.db")
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        try await store.insert(session(1), payload: ["a": .integer(1)])
        #expect(mode(path) == 0o600)
        #expect(mode(path + "-wal") == 0o600)
        #expect(mode(path + "-shm") == 0o600)
        #expect(mode(scratch.file("a")) == 0o700)
        #expect(mode(scratch.file("a/b")) == 0o700)
        await store.close()
        #expect(bytes(path + "-wal") == nil, "the last to close folds the log into the file")
        let again = try SQLiteRegistry.open(path: path, mode: .readOnly)
        #expect(try await again.session(SessionID(digest(1))) == session(1))
        #expect(try await again.payload(of: SessionID(digest(1))) == ["a": .integer(1)])
        await again.close()
    }

    @Test("what is there already keeps its mode")
    func existingDirectory() async throws {
        chmod(scratch.path, 0o755)
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        await store.close()
        #expect(mode(scratch.path) == 0o755)
    }

    @Test("an empty file becomes a store")
    func emptyFile() async throws {
        let path = scratch.file("store.db")
        try write([], to: path)
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        #expect(try await store.health(now: epoch).activeSessions == 0)
        await store.close()
        #expect(mode(path) == 0o600)
    }

    @Test("a missing store is not made read-only")
    func missing() async throws {
        let path = scratch.file("none.db")
        #expect(
            await failure(path, .readOnly)
                == StoreError(.unreadable, "there is no store at \(path); open it once for writing to make one"))
        #expect(bytes(path) == nil)
    }

    @Test("a directory, a device and no path at all are refused")
    func notFiles() async throws {
        #expect(
            await failure(scratch.path)
                == StoreError(.unreadable, "\(scratch.path) is a directory, not a Rollcall store; give the path of a file in it"))
        #expect(
            await failure("/dev/null")
                == StoreError(.unreadable, "/dev/null is not a regular file; give the path of a Rollcall store"))
        #expect(await failure("")?.code == .unreadable)
        #expect(await failure("/dev/null/store.db")?.code == .unreadable)
    }

    @Test("a file that is not SQLite is refused and left as it is", arguments: SQLiteRegistry.Mode.both)
    func notSQLite(_ mode: SQLiteRegistry.Mode) async throws {
        let path = scratch.file("notes.txt")
        let text = Array("users and their passwords\n".utf8)
        try write(text, to: path)
        #expect(
            await failure(path, mode)
                == StoreError(
                    .unreadable, "\(path) is not an SQLite database; nothing was changed: give the path of a Rollcall store"))
        #expect(bytes(path) == text)
    }

    @Test("another program's database is refused and left as it is", arguments: SQLiteRegistry.Mode.both)
    func foreign(_ mode: SQLiteRegistry.Mode) async throws {
        let path = scratch.file("foreign.db")
        let foreign = try DatabaseQueue(path: path)
        try await foreign.write { try $0.execute(sql: "CREATE TABLE sessions (id TEXT)") }
        try foreign.close()
        let before = bytes(path)
        #expect(
            await failure(path, mode)
                == StoreError(
                    .unreadable,
                    "\(path) is an SQLite database of another program, not a Rollcall store; nothing was changed: "
                        + "give another path"
                ))
        #expect(bytes(path) == before)
        #expect(bytes(path + "-wal") == nil)
    }

    @Test("a newer schema is refused and left as it is", arguments: SQLiteRegistry.Mode.both)
    func newer(_ mode: SQLiteRegistry.Mode) async throws {
        let path = scratch.file("store.db")
        try await filled(path)
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        try queue.close()
        let error = await failure(path, mode)
        #expect(
            error
                == StoreError(
                    .unreadable,
                    "\(path) was made by a newer Rollcall (its schema is 99, this program knows up to 2); use that version, "
                        + "nothing was changed"))
        let after = try DatabaseQueue(path: path)
        #expect(try await after.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 99)
        #expect(try await after.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sessions") } == 50)
        try after.close()
    }

    @Test("a store of the version before is brought up to date at the first opening that may write, and by none that may not")
    func older() async throws {
        let path = scratch.file("store.db")
        try await filled(path)
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        for number in 1...40 { try await store.insert(token(number)) }
        let now = epoch.advanced(bySeconds: 60)
        func lists(_ store: SQLiteRegistry) async throws -> [[Digest256]] {
            var all: [[Digest256]] = []
            for field in SessionSort.Field.allCases {
                all.append(try await store.sessions(SessionQuery(sort: SessionSort(field, .ascending), now: now)).elements.map(\.id.digest))
            }
            for field in TokenSort.Field.allCases {
                all.append(try await store.tokens(TokenQuery(sort: TokenSort(field, .ascending), now: now)).elements.map(\.id.digest))
            }
            return all
        }
        let before = try await lists(store)
        await store.close()
        let queue = try DatabaseQueue(path: path)
        try await queue.write { db in
            // As the first migration left it.
            try db.execute(
                sql: """
                    DROP INDEX sessions_address; DROP INDEX sessions_permanent; DROP INDEX tokens_address; DROP INDEX tokens_rotates;
                    DROP INDEX tokens_theft; ALTER TABLE sessions DROP COLUMN address; ALTER TABLE tokens DROP COLUMN rotation;
                    ALTER TABLE tokens DROP COLUMN address; DELETE FROM migrations WHERE name LIKE '2 %'; PRAGMA user_version = 1
                    """)
        }
        try queue.close()
        #expect(
            await failure(path, .readOnly)
                == StoreError(.readOnly, "\(path) is of an older version and must be brought up to date; open it once for writing"))
        let again = try SQLiteRegistry.open(path: path, mode: .readWrite)
        #expect(try await lists(again) == before)
        await again.close()
        let readOnly = try SQLiteRegistry.open(path: path, mode: .readOnly)
        #expect(try await lists(readOnly) == before)
        await readOnly.close()
    }

    private func filled(_ path: String) async throws {
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        try await store.fill((0..<50).map { FillItem(record: session($0), payload: [:]) }, now: epoch) { _ in }
        await store.close()
    }

    @Test("a store cut short is refused and left as it is")
    func truncated() async throws {
        let path = scratch.file("store.db")
        try await filled(path)
        let whole = try #require(bytes(path))
        for length in [50, whole.count / 2] {
            let part = Array(whole.prefix(length))
            try write(part, to: path)
            #expect(
                await failure(path)
                    == StoreError(
                        .unreadable, "\(path) is damaged (it is shorter than it says); nothing was changed: restore a backup"))
            #expect(bytes(path) == part)
        }
    }

    @Test("pages of nonsense give an error that says so, and no page is written")
    func damaged() async throws {
        let path = scratch.file("store.db")
        try await filled(path)
        var content = try #require(bytes(path))
        for index in 4_096..<content.count { content[index] = UInt8(truncatingIfNeeded: index &* 31) }
        try write(content, to: path)
        let error = await StoreError.thrown {
            let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
            _ = try await store.sessions(SessionQuery(now: epoch))
        }
        #expect(
            error
                == StoreError(
                    .unreadable,
                    "\(path) is damaged; nothing was changed: keep a copy, then restore a backup or try "
                        + "`sqlite3 \(path) .recover`"
                ))
        #expect(bytes(path) == content)
    }

    @Test("a store opened read-only cannot be written, and nothing in it changes")
    func readOnly() async throws {
        let path = scratch.file("store.db")
        try await filled(path)
        let before = bytes(path)
        let store = try SQLiteRegistry.open(path: path, mode: .readOnly)
        #expect(store.description == StoreDescription(url: "sqlite:\(path)", readOnly: true, canRestore: false))
        let error = await StoreError.thrown {
            _ = try await store.revoke(.init(.everything, actor: Actor(name: "a", at: epoch))) { _ in }
        }
        #expect(
            error == StoreError(.readOnly, "\(path) was opened read-only; open it without --read-only to change something"))
        #expect(try await store.sessions(SessionQuery(now: epoch)).elements.count > 0)
        await store.close()
        #expect(bytes(path) == before)
    }

    // The superuser may write anywhere.
    @Test("a directory or file without permission is refused with the reason", .enabled(if: geteuid() != 0))
    func withoutPermission() async throws {
        let path = scratch.file("store.db")
        try await filled(path)
        chmod(path, 0o400)
        #expect(
            await failure(path)
                == StoreError(
                    .readOnly, "\(path) cannot be written: permission denied; open it read-only, or as the user it belongs to"))
        chmod(scratch.path, 0o500)
        defer { chmod(scratch.path, 0o700) }
        #expect(await failure(scratch.file("new.db"))?.code == .readOnly)
        #expect(await failure(scratch.file("sub/new.db"))?.code == .readOnly)
    }

    @Test("a place where nothing can be made is refused with the reason")
    func impossible() async throws {
        let error = await failure("/proc/rollcall/store.db")
        #expect(error?.message == "/proc/rollcall cannot be made: its directory does not exist and cannot be created")
    }

    @Test("several may make the same store at the same time")
    func race() async throws {
        let path = scratch.file("store.db")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
                    try await store.insert(session(number), payload: [:])
                    await store.close()
                }
            }
            try await group.waitForAll()
        }
        let store = try SQLiteRegistry.open(path: path, mode: .readOnly)
        #expect(try await store.countSessions(.all, now: epoch, upTo: 100) == 8)
        await store.close()
    }

    @Test("a store that was closed says so")
    func closed() async throws {
        let path = scratch.file("store.db")
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        await store.close()
        await store.close()
        let error = await StoreError.thrown { _ = try await store.session(SessionID(digest(1))) }
        #expect(error == StoreError(.unavailable, "\(path) has been closed"))
    }
}

extension SQLiteRegistry.Mode {
    static let both: [Self] = [.readWrite, .readOnly]
}

import GRDB
import Glibc
package import SessionCore
public import SessionRegistry
import Synchronization

/// The embedded default store: one SQLite file, shared by any number of processes of this machine.
///
///     let store = try SQLiteRegistry.open(path: "/var/lib/app/rollcall.db", mode: .readWrite)
///     let page = try await store.sessions(SessionQuery(now: now))
///     await store.close()
///
/// Good to some ten million sessions: pages are walks along an index, counts are kept, and nothing loads a table. What an
/// administrator does, and whatever must not come undone (a logout, a rotated token), is on the disk when the call returns;
/// logins and touches may lose the last moments before a power cut, never consistency.
public final class SQLiteRegistry: RegistryStore {
    /// How a store is opened.
    public enum Mode: Sendable {
        /// Reads and writes; makes the file on first use.
        case readWrite
        /// Changes nothing in the store, and cannot.
        case readOnly
    }

    public let description: StoreDescription
    /// As given.
    let path: String
    private let connections: Connections
    private let state: Mutex<State>
    let fixedSelections = Mutex(FixedSelections())
    /// One thread for each connection: SQLite blocks, and works on one thing at a time.
    private let threads = Connections.Role.allCases.reduce(into: [Connections.Role: WorkThreads]()) { $0[$1] = WorkThreads(maximum: 1) }

    private struct State {
        /// The file that the connections belong to; `nil`: it was moved away, and whatever is there now is to be looked at first.
        var file: StoreFile.Identity?
        var queues: [Connections.Role: DatabaseQueue] = [:]
        /// When it was last seen to be where the path leads, in milliseconds of a clock that never goes back.
        var fileSeenAt: Int64 = 0
        /// Those that nobody uses at the moment.
        var sessionReaders: [SessionReader] = []
        /// Tells whether what was read is still so; `nil` before the first read, and where it cannot be told.
        var commitMark: CommitMark?
        var triedCommitMark = false
        var recentSessions = RecentSessions()

        mutating func forgetFile() {
            queues = [:]
            sessionReaders = []
            commitMark = nil
            triedCommitMark = false
            recentSessions = RecentSessions()
            file = nil
        }
        var isClosed = false
        var sweeping: Task<Void, Never>?
    }

    /// Opens the store at `path`, and makes it if there is none and `mode` allows: the file with mode 0600, directories with
    /// 0700.
    ///
    /// Takes a few milliseconds whatever the size: nothing is checked that a page will not show anyway.
    /// - Throws: `.unreadable` for what is not a store, is damaged, or was made by a newer version; `.readOnly`, `.full` and
    ///   `.unavailable` as the operating system refuses. Nothing is changed then.
    public static func open(path: String, mode: Mode) throws(StoreError) -> SQLiteRegistry {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw StoreError(
                .unreadable, "the path of the store is empty; give the path of a file, as in sqlite:/var/lib/app/rollcall.db")
        }
        let file = StoreFile(path: path)
        let connections = Connections(path: path, readOnly: mode == .readOnly)
        do {
            switch try file.find(writing: mode == .readWrite) {
            case .store: break
            case .missing, .empty:
                guard mode == .readWrite else {
                    throw StoreError(.unreadable, "there is no store at \(path); open it once for writing to make one")
                }
                try file.create()
                try connections.initialize()
            }
            return try SQLiteRegistry(connections)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private init(_ connections: Connections) throws {
        self.connections = connections
        path = connections.path
        description = StoreDescription(
            url: "sqlite:" + connections.path, readOnly: connections.readOnly, canRestore: !connections.readOnly)
        let lists = try connections.make(.lists)
        var queues: [Connections.Role: DatabaseQueue] = [.lists: lists]
        if try Self.isOlder(lists) {
            guard !connections.readOnly else {
                throw StoreError(
                    .readOnly,
                    "\(connections.path) is of an older version and must be brought up to date; open it once for writing")
            }
            let writer = try connections.make(.writer)
            try writer.inDatabase { try Schema.bringUpToDate($0) }
            queues[.writer] = writer
        }
        state = Mutex(State(file: StoreFile(path: connections.path).identity(), queues: queues))
    }

    /// Whether the store has to be brought up to date.
    private static func isOlder(_ queue: DatabaseQueue) throws -> Bool {
        let found = try queue.inDatabase { try $0.number("PRAGMA user_version", cached: false) }
        let known = Schema.migrations.count
        if found > Int64(known) { throw Schema.NewerSchema(found: Int(found), known: known) }
        return found < Int64(known)
    }

    /// The files that change when the store does, for those who want to be told instead of asking.
    package var changingFiles: [String] { [path, path + "-wal"] }

    /// A connection would go on answering from a file that was moved away, and write into it: nobody would ever see that.
    ///
    /// - Throws: `.unavailable` while the file is away; what is there in its place is opened at the next try.
    private func requireFile(_ state: inout State) throws {
        let file = StoreFile(path: path)
        let now = file.identity()
        if let known = state.file {
            if now == known {
                state.fileSeenAt = Self.milliseconds()
                return
            }
            state.forgetFile()
            throw StoreError(.unavailable, "\(path) was moved away or replaced; it is opened again once a store is there")
        }
        guard try file.find(writing: !connections.readOnly) == .store else {
            throw StoreError(.unavailable, "there is no store at \(path) any more; it is opened again once one is there")
        }
        let lists = try connections.make(.lists)
        guard try !Self.isOlder(lists) else {
            throw StoreError(.unreadable, "\(path) was replaced by a store of an older version; start again to bring it up to date")
        }
        state.queues[.lists] = lists
        state.file = now
    }

    /// The file that the connections belong to; `nil` while it is away.
    var currentFile: StoreFile.Identity? { state.withLock { $0.file } }

    private func queue(_ role: Connections.Role) throws -> DatabaseQueue {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreError(.unavailable, "\(path) has been closed") }
            try requireFile(&state)
            if let queue = state.queues[role] { return queue }
            let queue = try connections.make(role)
            state.queues[role] = queue
            return queue
        }
    }

    // MARK: Access

    /// As many as threads are likely to read at once; more are made and thrown away.
    private static let mostIdleReaders = 8

    /// For how long a file that was where it should be is taken to be there still, in milliseconds, for a session that is at hand.
    private static let filePatience: Int64 = 100

    /// Takes no system call; moves on every few milliseconds.
    private static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// A session with its payload: as it was last read, if no process has changed the store since; else read at once and on the caller's
    /// thread, where that is possible without waiting.
    public func storedSession(_ id: SessionID) async throws(StoreError) -> StoredSession? {
        do {
            let found = try state.withLock { state in try glance(&state, id) }
            switch found {
            case .recent(let stored): return stored
            case .read(let reader, let mark):
                let answer = reader.read(id)
                if case .failed = answer {} else { giveBack(reader, answer, readAt: mark) }
                switch answer {
                case .found(let stored, _): return stored
                case .missing: return nil
                case .failed: break
                }
            case .nothing: break
            }
        } catch {
            throw StoreError(error, path: path)
        }
        // Somebody holds a lock for a moment, or there is something to report: waits, and says so.
        return try await read(.lookups) { db in
            try db.first(Records.storedSessionSelect, [.blob(id.digest.bytes)]) { row in
                row.isNull(Records.payloadColumn)
                    ? nil
                    : StoredSession(record: try Records.session(row), payload: try PayloadText.decode(row.bytes(Records.payloadColumn)))
            } ?? nil
        }
    }

    private enum Glance {
        case recent(StoredSession)
        /// - Parameter mark: the store's before anything is read; `nil`: not to be told.
        case read(SessionReader, CommitMark.Value?)
        case nothing
    }

    private func glance(_ state: inout State, _ id: SessionID) throws -> Glance {
        guard !state.isClosed else { throw StoreError(.unavailable, "\(path) has been closed") }
        let mark = state.commitMark?.value()
        if let mark, Self.milliseconds() - state.fileSeenAt < Self.filePatience,
            let stored = state.recentSessions.session(id, at: mark)
        {
            return .recent(stored)
        }
        try requireFile(&state)
        guard let file = state.file, let reader = state.sessionReaders.popLast() ?? SessionReader(path: path, file: file) else {
            return .nothing
        }
        return .read(reader, mark)
    }

    private func giveBack(_ reader: SessionReader, _ answer: SessionReader.Answer, readAt mark: CommitMark.Value?) {
        state.withLock { state in
            guard !state.isClosed, state.file == reader.file else { return }
            if case .found(let stored, let length) = answer, let mark {
                state.recentSessions.keep(stored, payloadLength: length, at: mark)
            }
            if !state.triedCommitMark {
                state.triedCommitMark = true
                state.commitMark = CommitMark(reader.connection)
            }
            if state.sessionReaders.count < Self.mostIdleReaders { state.sessionReaders.append(reader) }
        }
    }

    /// Runs reads on one connection, all of them on the same state of the store. A cancelled task stops them.
    ///
    /// - Parameter done: for a failure's message: what the act that this belongs to has done so far.
    func read<T: Sendable>(
        _ role: Connections.Role = .lists, done: String? = nil, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(StoreError) -> T {
        let interrupter = Interrupter()
        do {
            return try await withTaskCancellationHandler {
                try await run(role) { queue in try queue.read { db in try interrupter.guarding(db) { try body(db) } } }
            } onCancel: {
                interrupter.cancel()
            }
        } catch {
            throw StoreError(error, path: path, done: done)
        }
    }

    /// How safe a change is from a power cut when its call returns.
    package enum Durability: Sendable {
        /// On the disk.
        case durable
        /// In order, and soon: the last moments may be lost.
        case soon
    }

    /// Runs changes in one transaction.
    ///
    /// - Parameter done: for a failure's message: what earlier transactions of the same act have done.
    func write<T: Sendable>(
        _ durability: Durability, done: String? = nil, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(StoreError) -> T {
        do {
            try refuseIfReadOnly()
            return try await run(.writer) { queue in
                try queue.writeWithoutTransaction { db in
                    if durability == .durable { try db.execute(sql: "PRAGMA synchronous = FULL") }
                    defer { if durability == .durable { try? db.execute(sql: "PRAGMA synchronous = NORMAL") } }
                    var result: T?
                    try db.inTransaction(.immediate) {
                        result = try body(db)
                        return .commit
                    }
                    guard let result else { throw CancellationError() }
                    return result
                }
            }
        } catch {
            throw StoreError(error, path: path, done: done)
        }
    }

    private func run<T: Sendable>(
        _ role: Connections.Role, _ body: @escaping @Sendable (DatabaseQueue) throws -> T
    ) async throws -> T {
        guard let thread = threads[role] else { throw StoreError(.unavailable, "\(path) has no connection of this kind") }
        return try await thread.run { try body(self.queue(role)) }
    }

    /// For acts that look before they write: they are refused also where there is nothing to do.
    func refuseIfReadOnly() throws(StoreError) {
        guard description.readOnly else { return }
        throw StoreError(.readOnly, "\(path) was opened read-only; open it without --read-only to change something")
    }

    public func changeToken() async throws(StoreError) -> UInt64 {
        // This connection never writes, so that SQLite reports every commit, this process's as well.
        try await read(.lookups) { UInt64(truncatingIfNeeded: try $0.number("PRAGMA data_version")) }
    }

    // MARK: Sweeping and closing

    /// Starts moving the dead out of the way of lists, in the background, a few at a time.
    func sweepSoon(now: Timestamp) {
        state.withLock { state in
            guard !state.isClosed, state.sweeping == nil else { return }
            state.sweeping = Task(executorPreference: threads[.writer]) { [weak self] in
                while !Task.isCancelled, let self {
                    guard let moved = try? await self.sweep(now: now, limit: Sweeper.backgroundBatch), moved > 0 else { break }
                }
                self?.state.withLock { $0.sweeping = nil }
            }
        }
    }

    /// Moves up to `limit` expired or revoked records to where lists of the active do not meet them.
    /// - Returns: how many were moved; 0: there are none left.
    package func sweep(now: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await write(.soon) { try Sweeper.sweep($0, now: now, limit: limit) }
    }

    public func close() async {
        let (queues, sweeping) = state.withLock { state in
            state.isClosed = true
            defer { state.forgetFile() }
            return (state.queues, state.sweeping)
        }
        sweeping?.cancel()
        await sweeping?.value
        // The writer last: it folds the log into the file.
        for role in Connections.Role.allCases {
            // On the thread of those who use it: one that was about to must not meet a connection that is closed. A queue that is still
            // at work closes when it is let go.
            guard let queue = queues[role], let thread = threads[role] else { continue }
            try? await thread.run { try queue.close() }
        }
    }
}

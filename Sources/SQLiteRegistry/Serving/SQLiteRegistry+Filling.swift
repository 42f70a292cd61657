import GRDB
public import SessionCore
public import SessionRegistry

/// A session for `SQLiteRegistry.fill`.
public struct FillItem: Sendable {
    /// Its revocation is not looked at: revoke afterwards.
    public var record: SessionRecord
    /// The session's payload.
    public var payload: SessionMap
    /// The remember token that came with the login.
    public var token: TokenSecretRecord?
    /// A session to be filled in.
    public init(record: SessionRecord, payload: SessionMap, token: TokenSecretRecord? = nil) {
        self.record = record
        self.payload = payload
        self.token = token
    }
}

extension SQLiteRegistry {
    /// Adds many sessions, taken from `items` as they are needed: for load tests and imports.
    ///
    /// Into an empty store the first five million go in one transaction, with the indexes made afterwards: about 25 µs a session,
    /// and a cancelled task leaves the store empty. Otherwise, and for what follows, in transactions of 20,000, each whole; a
    /// cancelled task stops between two. Time: about 0.1 ms a session, more once the indexes have outgrown 256 MiB.
    ///
    /// - Parameters:
    ///   - items: what is added.
    ///   - now: what has expired by then is filed as such at once.
    ///   - progress: hears how many sessions are in the store.
    /// - Returns: how many were added.
    /// - Throws: `.conflict` if an id is taken; the transactions before it stay.
    @discardableResult
    public func fill(
        _ items: some Sequence<FillItem> & Sendable, now: Timestamp, progress: @escaping @Sendable (Int) -> Void
    ) async throws(StoreError) -> Int {
        let batchSize = 20_000
        var total = 0
        let bulk = 5_000_000
        var batch: [FillItem] = []
        batch.reserveCapacity(batchSize)
        try await setCache(kibibytes: 262_144, checkpointAfter: 65_536)
        do throws(StoreError) {
            total = try await fillEmpty(items, upTo: bulk, now, progress) ?? 0
            // Fewer than asked for: there were no more.
            if !(1..<bulk).contains(total) {
                for item in items.dropFirst(total) {
                    batch.append(item)
                    guard batch.count == batchSize else { continue }
                    total += try await add(batch, now)
                    batch.removeAll(keepingCapacity: true)
                    progress(total)
                }
                total += try await add(batch, now)
                progress(total)
            }
        } catch {
            try? await setCache(kibibytes: Connections.Role.writer.cacheInKibibytes, checkpointAfter: 1_000)
            throw error
        }
        try await setCache(kibibytes: Connections.Role.writer.cacheInKibibytes, checkpointAfter: 1_000)
        return total
    }

    /// Fills a store that holds neither sessions nor tokens; `nil`: it holds some, and nothing was done.
    ///
    /// Rows in random order would touch a page of every index each; sorted, each page is written once. Nobody sees the store
    /// without its indexes: it is one transaction.
    private func fillEmpty(
        _ items: some Sequence<FillItem> & Sendable, upTo limit: Int, _ now: Timestamp,
        _ progress: @escaping @Sendable (Int) -> Void
    ) async throws(StoreError) -> Int? {
        let interrupter = Interrupter()
        do {
            return try await withTaskCancellationHandler {
                try await write(.soon) { db in
                    try interrupter.guarding(db) { () throws -> Int? in
                        let tables = ["sessions", "tokens"]
                        for table in tables where try db.number("SELECT EXISTS (SELECT 1 FROM \(table))") != 0 { return nil }
                        let parts = try db.all(
                            """
                            SELECT type, name, sql FROM sqlite_schema
                            WHERE type IN ('index', 'trigger') AND tbl_name IN ('sessions', 'tokens') AND sql IS NOT NULL
                            """, cached: false
                        ) { (type: $0.text(0), name: $0.text(1), sql: $0.text(2)) }
                        for part in parts { try db.execute(sql: "DROP \(part.type) \(part.name)") }
                        var count = 0
                        for item in items.prefix(limit) {
                            try Self.insert(db, item, now)
                            count += 1
                            if count % 5_000 == 0 {
                                if interrupter.isCancelled { throw CancellationError() }
                                progress(count)
                            }
                        }
                        for part in parts { try db.execute(sql: part.sql) }
                        for table in tables {
                            // What the triggers would have counted.
                            try db.execute(
                                sql: """
                                    INSERT INTO tally SELECT '\(table)', bucket, created_at >> 32, count(*) FROM \(table)
                                    WHERE true GROUP BY bucket, created_at >> 32
                                    ON CONFLICT DO UPDATE SET count = excluded.count
                                    """)
                        }
                        progress(count)
                        return count
                    }
                }
            } onCancel: {
                interrupter.cancel()
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func insert(_ db: Database, _ item: FillItem, _ now: Timestamp) throws {
        let record = item.record
        try SessionRows.insert(
            db, record, payload: PayloadText.encode(item.payload), bucket: record.state(at: now) == .expired ? 1 : 0)
        if let token = item.token { try TokenRows.insert(db, token, bucket: token.record.state(at: now) == .expired ? 1 : 0) }
    }

    private func add(_ batch: [FillItem], _ now: Timestamp) async throws(StoreError) -> Int {
        if Task.isCancelled { throw StoreError(.cancelled, "the filling of \(path) was cancelled") }
        return try await write(.soon) { db in
            for item in batch { try Self.insert(db, item, now) }
            return batch.count
        }
    }

    /// Rows in random order touch every page of nine indexes: room for them while it lasts, and each page written once for
    /// many rows.
    private func setCache(kibibytes: Int, checkpointAfter pages: Int) async throws(StoreError) {
        try await write(.soon) { db in
            try db.execute(sql: "PRAGMA cache_size = -\(kibibytes)")
            // The log is folded into the file after so many pages; 1,000 is SQLite's own number.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(pages)")
        }
    }
}

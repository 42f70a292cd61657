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
    /// Adds many sessions, taken from `items` as they are needed: for load tests and imports. In transactions of 20,000, each
    /// whole; a cancelled task stops between two. Time: about 0.1 ms a session, more once the indexes have outgrown 256 MiB.
    ///
    /// - Parameters:
    ///   - items: what is added.
    ///   - now: what has expired by then is filed as such at once.
    ///   - progress: hears how many sessions are in the store.
    /// - Returns: how many were added.
    /// - Throws: `.conflict` if an id is taken; the transactions before it stay.
    @discardableResult
    public func fill(_ items: some Sequence<FillItem>, now: Timestamp, progress: @Sendable (Int) -> Void) async throws(StoreError)
        -> Int
    {
        let batchSize = 20_000
        var total = 0
        var batch: [FillItem] = []
        batch.reserveCapacity(batchSize)
        try await setCache(kibibytes: 262_144, checkpointAfter: 65_536)
        do throws(StoreError) {
            for item in items {
                batch.append(item)
                guard batch.count == batchSize else { continue }
                total += try await add(batch, now)
                batch.removeAll(keepingCapacity: true)
                progress(total)
            }
            total += try await add(batch, now)
            progress(total)
        } catch {
            try? await setCache(kibibytes: Connections.Role.writer.cacheInKibibytes, checkpointAfter: 1_000)
            throw error
        }
        try await setCache(kibibytes: Connections.Role.writer.cacheInKibibytes, checkpointAfter: 1_000)
        return total
    }

    private func add(_ batch: [FillItem], _ now: Timestamp) async throws(StoreError) -> Int {
        if Task.isCancelled { throw StoreError(.cancelled, "the filling of \(path) was cancelled") }
        return try await write(.soon) { db in
            for item in batch {
                let record = item.record
                try SessionRows.insert(
                    db, record, payload: PayloadText.encode(item.payload), bucket: record.state(at: now) == .expired ? 1 : 0)
                if let token = item.token {
                    try TokenRows.insert(db, token, bucket: token.record.state(at: now) == .expired ? 1 : 0)
                }
            }
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

import Dispatch
import GRDB
import GRDBSQLite
package import SessionCore
package import SessionRegistry
import Synchronization

extension SQLiteRegistry {
    /// How SQLite goes about a statement.
    package struct StatementPlan: Sendable, CustomStringConvertible {
        package var sql: String
        package var steps: [String]
        package var description: String { sql + "\n  " + steps.joined(separator: "\n  ") }
    }

    /// The statements that a page takes and SQLite's plan for each: for tests, which hold them to the indexes.
    package func plans(of query: SessionQuery) async throws(StoreError) -> [StatementPlan] {
        try await plans { _ = try Self.page($0, query) }
    }

    package func plans(of query: TokenQuery) async throws(StoreError) -> [StatementPlan] {
        try await plans { _ = try Self.page($0, query) }
    }

    package func plansOfHealth(now: Timestamp) async throws(StoreError) -> [StatementPlan] {
        try await plans { _ = try Health.read($0, now: now) }
    }

    private func plans(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) -> [StatementPlan] {
        try await read { db in
            let seen = Mutex<[String]>([])
            db.trace { event in
                if case .statement(let statement) = event { seen.withLock { $0.append(statement.sql) } }
            }
            defer { db.trace(options: []) }
            try body(db)
            db.trace(options: [])
            return try Set(seen.withLock { $0 }).sorted().filter { $0.hasPrefix("SELECT") }.map { sql in
                StatementPlan(sql: sql, steps: try db.all("EXPLAIN QUERY PLAN " + sql, cached: false) { $0.text(3) })
            }
        }
    }

    // MARK: Steps

    /// How many steps of SQLite's machine a page takes: for tests, as a plan does not tell how far an index is walked.
    package func steps(of query: SessionQuery) async throws(StoreError) -> Int {
        try await steps { _ = try Self.page($0, query) }
    }

    package func steps(of query: TokenQuery) async throws(StoreError) -> Int {
        try await steps { _ = try Self.page($0, query) }
    }

    private func steps(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) -> Int {
        try await read { db in
            guard let connection = db.sqliteConnection else { return 0 }
            var steps = 0
            try withUnsafeMutablePointer(to: &steps) { steps in
                // In the place of what looks for a cancellation.
                sqlite3_progress_handler(
                    connection, 1,
                    { context in
                        context?.assumingMemoryBound(to: Int.self).pointee += 1
                        return 0
                    }, steps)
                defer { sqlite3_progress_handler(connection, 0, nil, nil) }
                try body(db)
            }
            return steps
        }
    }

    /// What the statements take that the lists' connection keeps compiled: for tests, as there is to be an end of them.
    package func statementBytes() async throws(StoreError) -> Int {
        try await read { db in
            var bytes: Int32 = 0, highest: Int32 = 0
            sqlite3_db_status(db.sqliteConnection, SQLITE_DBSTATUS_STMT_USED, &bytes, &highest, 0)
            return Int(bytes)
        }
    }

    // MARK: Waiting

    /// Runs `body` while a count is under way and does not end before it: for tests, of what must not wait for one.
    package func whileCounting<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let isOver = DispatchSemaphore(value: 0)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let count = Task {
            try await counting { _ in
                begin.finish()
                isOver.wait()
            }
        }
        for await _ in begun {}
        do {
            let result = try await body()
            isOver.signal()
            try await count.value
            return result
        } catch {
            isOver.signal()
            throw error
        }
    }
}

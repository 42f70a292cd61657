import GRDB
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
        try await plans { db in
            let plan = try ListPlan(db, .sessions, ListOrder(query.sort), query.filter, now: query.now)
            let page = try plan.page(db, start: query.start, limit: query.limit)
            for number in page.numbers { _ = try Records.session(db, number: number) }
        }
    }

    package func plans(of query: TokenQuery) async throws(StoreError) -> [StatementPlan] {
        try await plans { db in
            let plan = try ListPlan(db, .tokens, ListOrder(query.sort), query.filter, now: query.now)
            let page = try plan.page(db, start: query.start, limit: query.limit)
            for number in page.numbers { _ = try Records.token(db, number: number) }
        }
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
}

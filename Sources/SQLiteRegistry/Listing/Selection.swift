import GRDB
import SessionCore
import SessionRegistry

/// The rows that a filter means: whole buckets with a condition, and single rows.
struct Selection: Sendable {
    enum Part: Sendable {
        case bucket(Int, Condition?)
        case numbers([Int64])
    }

    /// Up to this many records that died since the last sweep are looked up one by one.
    static let fewStrays = 2_000

    var table: ListTable
    var filter: Filter
    /// Disjoint.
    private(set) var parts: [Part] = []
    private let condition: Condition?
    /// What a row must be wherever it lies.
    private(set) var everywhere: Condition?
    /// The time that it is meant by.
    let now: Timestamp
    /// That a row of bucket 0 or 1 is revoked.
    private let isRevoked: String

    /// - Parameter db: within one transaction with what follows.
    init(_ db: Database, _ table: ListTable, _ filter: Filter, now: Timestamp) throws {
        self.table = table
        self.filter = filter
        self.now = now
        condition = Condition(
            all: filter.terms.compactMap { term in
                if case .state = term.test { nil } else { Condition(term, in: table, now: now) }
            })
        // Mostly nothing waits to be swept; then no row needs to be looked up there.
        let waiting = try db.number("SELECT EXISTS (SELECT 1 FROM \(table.name)_unswept)")
        isRevoked = waiting == 0 ? "0" : "EXISTS (SELECT 1 FROM \(table.name)_unswept u WHERE u.number = r.number)"
        let states = Self.states(filter)
        let isImpossible = filter.terms.contains { !$0.negated && Condition($0, in: table, now: now) == .nothing }
        guard !states.isEmpty, !isImpossible else { return }
        let state = stateCondition(states, now, revoked: "(r.bucket = 2 OR \(isRevoked))")
        everywhere = Condition(all: [state, condition].compactMap(\.self))
        try placeLiving(db, states, now)
        try placeExpired(db, states, now)
        if states.contains(.revoked) { parts.append(.bucket(2, condition)) }
    }

    /// The states that pass all `state:` terms.
    static func states(_ filter: Filter) -> Set<RecordState> {
        var states = Set(RecordState.allCases)
        for term in filter.terms {
            guard case .state(let state) = term.test else { continue }
            if term.negated { states.remove(state) } else { states.formIntersection([state]) }
        }
        return states
    }

    /// What of bucket 0 is meant. Most in it is active; the dead are few if anyone sweeps.
    private mutating func placeLiving(_ db: Database, _ states: Set<RecordState>, _ now: Timestamp) throws {
        if states.count == 3 { return parts.append(.bucket(0, condition)) }
        let all = Condition(all: [stateCondition(states, now), condition].compactMap(\.self))
        if states.contains(.active) { return parts.append(.bucket(0, all)) }
        // Without the active, only strays are meant: those that expired or were revoked since the last sweep.
        var strays: [Int64] = []
        if states.contains(.expired) {
            strays += try db.all(
                """
                SELECT r.number FROM \(table.name) r INDEXED BY \(table.name)_expires
                WHERE r.bucket = 0 AND r.expires_at >= \(Int64.min) AND r.expires_at <= ? LIMIT \(Self.fewStrays + 1)
                """, [.integer(now.microseconds)]
            ) { $0.integer(0) }
        }
        if states.contains(.revoked) {
            strays += try db.all("SELECT number FROM \(table.name)_unswept LIMIT \(Self.fewStrays + 1)") { $0.integer(0) }
        }
        guard !strays.isEmpty else { return }
        guard strays.count <= Self.fewStrays else { return parts.append(.bucket(0, all)) }
        let matching = try self.matching(db, strays, bucket: 0, all)
        if !matching.isEmpty { parts.append(.numbers(matching)) }
    }

    /// What of bucket 1 is meant. All in it had expired when it was swept; a clock that was set back, or a revocation since
    /// then, may say otherwise.
    private mutating func placeExpired(_ db: Database, _ states: Set<RecordState>, _ now: Timestamp) throws {
        if states.count == 3 { return parts.append(.bucket(1, condition)) }
        let state = stateCondition(states, now)
        let all = Condition(all: [state, condition].compactMap(\.self))
        var isMeant = states.contains(.expired)
        if !isMeant, states.contains(.active) {
            let later = try db.all(
                """
                SELECT number FROM \(table.name) INDEXED BY \(table.name)_expires
                WHERE bucket = 1 AND expires_at > ? LIMIT \(Self.fewStrays + 1)
                """, [.integer(now.microseconds)]
            ) { $0.integer(0) }
            if later.isEmpty || later.count > Self.fewStrays || states.contains(.revoked) {
                isMeant = !later.isEmpty
            } else {
                let matching = try self.matching(db, later, bucket: 1, all)
                if !matching.isEmpty { parts.append(.numbers(matching)) }
            }
        }
        if !isMeant, states.contains(.revoked) {
            let waiting = try db.all("SELECT number FROM \(table.name)_unswept LIMIT \(Self.fewStrays)") { $0.integer(0) }
            isMeant =
                try waiting.count >= Self.fewStrays
                || waiting.contains { number in
                    try db.number("SELECT bucket FROM \(table.name) WHERE number = ?", [.integer(number)]) == 1
                }
        }
        guard isMeant else { return }
        parts.append(.bucket(1, all))
    }

    /// Those of these rows that lie in the bucket and match, ascending.
    private func matching(_ db: Database, _ numbers: [Int64], bucket: Int, _ condition: Condition?) throws -> [Int64] {
        let sql =
            "SELECT 1 FROM \(table.name) r WHERE r.number = ? AND r.bucket = \(bucket)"
            + (condition.map { " AND \($0.sql)" } ?? "")
        let arguments = condition?.arguments ?? []
        let statement = try db.makeStatement(sql: sql)
        return try Set(numbers).sorted().filter { try db.number(statement, [.integer($0)] + arguments) != 0 }
    }

    /// That a row of bucket 0 or 1 is in one of these states; with `revoked`, that any row is.
    private func stateCondition(_ states: Set<RecordState>, _ now: Timestamp, revoked: String? = nil) -> Condition? {
        let isRevoked = revoked ?? self.isRevoked
        let isExpired = "coalesce(r.expires_at <= ?, 0)"
        let moment = SQLValue.integer(now.microseconds)
        switch (states.contains(.active), states.contains(.expired), states.contains(.revoked)) {
        case (true, true, true): return nil
        case (true, true, false): return Condition(sql: "NOT \(isRevoked)")
        case (true, false, true): return Condition(sql: "(NOT \(isExpired) OR \(isRevoked))", arguments: [moment])
        case (true, false, false): return Condition(sql: "NOT \(isExpired) AND NOT \(isRevoked)", arguments: [moment])
        case (false, true, true): return Condition(sql: "(\(isExpired) OR \(isRevoked))", arguments: [moment])
        case (false, true, false): return Condition(sql: "\(isExpired) AND NOT \(isRevoked)", arguments: [moment])
        case (false, false, true): return Condition(sql: isRevoked)
        case (false, false, false): return .nothing
        }
    }
}

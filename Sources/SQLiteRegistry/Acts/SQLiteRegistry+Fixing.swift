import GRDB
import SessionCore
public import SessionRegistry
import Synchronization

/// The selections that a registry keeps in mind: eight bytes a record.
struct FixedSelections: Sendable {
    private var targets: [UInt64: FixedTargets] = [:]
    private var last: UInt64 = 0

    subscript(_ selection: FixedSelection) -> FixedTargets? { targets[selection.number] }

    mutating func add(_ fixed: FixedTargets, at moment: Timestamp) -> FixedSelection {
        last += 1
        targets[last] = fixed
        if targets.count > FixedSelection.most, let oldest = targets.keys.min() { targets[oldest] = nil }
        return FixedSelection(number: last, sessions: fixed.targets.sessions.count, tokens: fixed.targets.tokens.count, at: moment)
    }

    mutating func remove(_ selection: FixedSelection) { targets[selection.number] = nil }
}

extension SQLiteRegistry {
    public func fix(_ request: RevocationRequest) async throws(StoreError) -> FixedSelection {
        let fixed = try await read { db in try FixedTargets(db, of: request) }
        return fixedSelections.withLock { $0.add(fixed, at: request.actor.at) }
    }

    public func release(_ selection: FixedSelection) async { fixedSelections.withLock { $0.remove(selection) } }

    /// What a request is about: what was fixed before, or what matches now.
    func targets(of request: RevocationRequest) async throws(StoreError) -> FixedTargets {
        guard let selection = request.fixed else { return try await read { db in try FixedTargets(db, of: request) } }
        guard let fixed = fixedSelections.withLock({ $0[selection] }) else { throw FixedSelection.unknown }
        return fixed
    }
}

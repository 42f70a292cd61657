import GRDB
import SessionCore
public import SessionRegistry
import Synchronization

/// The selections that a registry keeps in mind: sixteen bytes a session, eight a token.
struct FixedSelections: Sendable {
    private struct Kept: Sendable {
        var fixed: FixedTargets
        var choice: RevocationRequest.Choice
        var keepTokens: Bool
        /// The file that the row numbers are of.
        var file: StoreFile.Identity?
    }
    private var kept: [UInt64: Kept] = [:]
    private var last: UInt64 = 0

    /// What was fixed for this very request, in this very file.
    func targets(of request: RevocationRequest, _ selection: FixedSelection, in file: StoreFile.Identity?) -> FixedTargets? {
        guard let kept = kept[selection.number], kept.choice == request.choice, kept.keepTokens == request.keepTokens,
            file != nil, kept.file == file
        else { return nil }
        return kept.fixed
    }

    mutating func add(_ fixed: FixedTargets, of request: RevocationRequest, in file: StoreFile.Identity?) -> FixedSelection {
        last += 1
        kept[last] = Kept(fixed: fixed, choice: request.choice, keepTokens: request.keepTokens, file: file)
        if kept.count > FixedSelection.most, let oldest = kept.keys.min() { kept[oldest] = nil }
        return FixedSelection(
            number: last, sessions: fixed.targets.sessions.count, tokens: fixed.targets.tokens.count, at: request.actor.at)
    }

    mutating func remove(_ selection: FixedSelection) { kept[selection.number] = nil }
}

extension SQLiteRegistry {
    public func fix(_ request: RevocationRequest) async throws(StoreError) -> FixedSelection {
        let fixed = try await read { db in try FixedTargets(db, fixing: request) }
        let file = currentFile
        return fixedSelections.withLock { $0.add(fixed, of: request, in: file) }
    }

    public func release(_ selection: FixedSelection) async { fixedSelections.withLock { $0.remove(selection) } }

    /// What a request is about: what was fixed before, or what matches now.
    func targets(of request: RevocationRequest) async throws(StoreError) -> FixedTargets {
        guard let selection = request.fixed else { return try await read { db in try FixedTargets(db, of: request) } }
        let file = currentFile
        guard let fixed = fixedSelections.withLock({ $0.targets(of: request, selection, in: file) }) else {
            throw FixedSelection.unknown
        }
        return fixed
    }
}

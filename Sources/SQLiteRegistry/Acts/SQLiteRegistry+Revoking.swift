import GRDB
import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    /// Up to 5,000 records: one transaction with the event. More: the set is fixed first; the event goes into the first
    /// transaction with the first 5,000, and the rest follow under the same revocation, so that other writers get their turn and
    /// what a crash leaves undone is known and can be restored or repeated. Time: about 4 µs a record.
    ///
    /// A session that is renewed meanwhile has another row: the last transaction looks through the rows that came since, so that
    /// none escapes.
    public func revoke(_ request: RevocationRequest, progress: @Sendable (Int) -> Void) async throws(StoreError)
        -> RevocationOutcome
    {
        try refuseIfReadOnly()
        let outcome = try await revoke(targets(of: request), request, progress: progress)
        if let selection = request.fixed { await release(selection) }
        return outcome
    }

    private func revoke(_ fixed: FixedTargets, _ request: RevocationRequest, progress: @Sendable (Int) -> Void) async throws(StoreError)
        -> RevocationOutcome
    {
        guard fixed.targets.count > 0 else {
            return RevocationOutcome(revocation: nil, sessions: 0, tokens: 0, verified: true)
        }
        let isOne = fixed.targets.count <= Revoker.batch
        let firstSessions = Array(fixed.targets.sessions.prefix(Revoker.batch))
        let firstTokens = Array(fixed.targets.tokens.prefix(Revoker.batch - firstSessions.count))
        let first = try await write(.durable) {
            db -> (done: (revocation: RevocationID, sessions: Int, tokens: Int), late: Targets)? in
            let late = isOne ? try Targets(db, since: fixed, of: request) : Targets()
            let part = Targets(sessions: firstSessions + late.sessions, tokens: firstTokens + late.tokens)
            let announced = request.auditSubject(sessions: fixed.targets.sessions.count, tokens: fixed.targets.tokens.count)
            let userID = try Self.userID(db, request.choice)
            guard let done = try Revoker.revokeAll(db, part, request.actor, chosenBy: announced) else { return nil }
            let event = isOne ? request.auditSubject(sessions: done.sessions, tokens: done.tokens) : announced
            try AuditLog.append(db, .revoke, event, userID: userID, request.actor, revocation: done.revocation)
            return (done, late)
        }
        guard let first else {
            // Someone else revoked or removed the first 5,000 meanwhile; the others may still be there.
            if !isOne { return try await revoke(fixed.dropping(firstSessions.count, firstTokens.count), request, progress: progress) }
            return RevocationOutcome(revocation: nil, sessions: 0, tokens: 0, verified: true)
        }
        do throws(StoreError) {
            return try await finish(fixed, first, request, isOne: isOne, progress: progress)
        } catch {
            var error = error
            error.revocation = first.done.revocation
            throw error
        }
    }

    /// What follows the first transaction: the other batches, what came meanwhile, and reading again.
    private func finish(
        _ fixed: FixedTargets, _ first: (done: (revocation: RevocationID, sessions: Int, tokens: Int), late: Targets),
        _ request: RevocationRequest, isOne: Bool, progress: @Sendable (Int) -> Void
    ) async throws(StoreError) -> RevocationOutcome {
        let revocation = first.done.revocation
        let firstSessions = min(fixed.targets.sessions.count, Revoker.batch)
        let firstTokens = min(fixed.targets.tokens.count, Revoker.batch - firstSessions)
        var outcome = RevocationOutcome(
            revocation: revocation, sessions: first.done.sessions, tokens: first.done.tokens, verified: false)
        progress(outcome.sessions + outcome.tokens)
        var targets = fixed.targets
        if isOne {
            targets.append(first.late)
        } else {
            for (kind, numbers, done) in [
                ("session", targets.sessions, firstSessions), ("token", targets.tokens, firstTokens),
            ] {
                for start in stride(from: done, to: numbers.count, by: Revoker.batch) {
                    let batch = numbers[start..<min(start + Revoker.batch, numbers.count)]
                    let count = try await write(.durable, done: outcome.asDone) {
                        try Revoker.revoke($0, kind, batch, revocation, sweeping: false)
                    }
                    if kind == "session" { outcome.sessions += count } else { outcome.tokens += count }
                    progress(outcome.sessions + outcome.tokens)
                }
            }
            let last = try await write(.durable, done: outcome.asDone) { db in
                let late = try Targets(db, since: fixed, of: request)
                return (
                    late: late, sessions: try Revoker.revoke(db, "session", late.sessions, revocation, sweeping: false),
                    tokens: try Revoker.revoke(db, "token", late.tokens, revocation, sweeping: false)
                )
            }
            targets.append(last.late)
            outcome.sessions += last.sessions
            outcome.tokens += last.tokens
            if last.sessions + last.tokens > 0 { progress(outcome.sessions + outcome.tokens) }
        }
        let all = targets
        // All is done by now: who cancels this late is told what there is all the same.
        let done = outcome.asDone
        let reading = Task { [self] in
            do throws(StoreError) {
                let left = try await read(done: done) { db in
                    let now = request.actor.at
                    return try Revoker.active(db, "session", all.sessions, now: now) + Revoker.active(db, "token", all.tokens, now: now)
                }
                return Result<Bool, StoreError>.success(left == 0)
            } catch {
                return .failure(error)
            }
        }
        outcome.verified = try await reading.value.get()
        if all.count > Revoker.directly { sweepSoon(now: request.actor.at) }
        return outcome
    }

    private static func userID(_ db: Database, _ choice: RevocationRequest.Choice) throws -> String? {
        switch choice {
        case .user(let id): id
        case .sessions(let ids): try Revoker.userID(db, sessions: ids, tokens: [])
        case .tokens(let ids): try Revoker.userID(db, sessions: [], tokens: ids)
        case .sessionsMatching, .tokensMatching, .everything: nil
        }
    }

    public func preview(_ request: RevocationRequest, limit: Int) async throws(StoreError) -> RevocationPreview {
        let fixed = request.fixed == nil ? nil : try await targets(of: request)
        return try await read { db in
            let targets = try fixed?.targets ?? Targets(db, of: request)
            // Users are counted by their bytes: two ids that only look the same are two.
            var users = Set<[UInt8]>()
            for (table, numbers) in [("sessions", targets.sessions), ("tokens", targets.tokens)] {
                for number in numbers {
                    let user = try db.first("SELECT user_id FROM \(table) WHERE number = ?", [.integer(number)]) {
                        $0.bytesOrNil(0)
                    }
                    if let user = user ?? nil { users.insert(user) }
                }
            }
            let sessions = try Self.newest(db, "sessions", "last_seen_at", targets.sessions, limit)
            let tokens = try Self.newest(db, "tokens", "last_used_at", targets.tokens, limit)
            return RevocationPreview(
                sessions: targets.sessions.count, tokens: targets.tokens.count, users: users.count,
                firstSessions: try sessions.compactMap { try Records.session(db, number: $0) },
                firstTokens: try tokens.compactMap { try Records.token(db, number: $0)?.record })
        }
    }

    /// The most recently used of these rows, in the lists' standard order.
    private static func newest(_ db: Database, _ table: String, _ column: String, _ numbers: [Int64], _ limit: Int) throws
        -> [Int64]
    {
        let limit = min(max(limit, 0), 10_000)
        var first: [ListKey] = []
        for number in numbers where limit > 0 {
            let key = try db.first("SELECT \(column), id FROM \(table) WHERE number = ?", [.integer(number)]) { row in
                let value = row.integerOrNil(0).map { PageCursor.Value.integer($0) } ?? .null
                return ListKey(cursor: PageCursor(value: value, id: try Records.id(row.bytes(1))), number: number)
            }
            guard let key else { continue }
            if first.count == limit, let last = first.last, key.cursor < last.cursor { continue }
            let place = first.firstIndex { $0.cursor < key.cursor } ?? first.count
            first.insert(key, at: place)
            if first.count > limit { first.removeLast() }
        }
        return first.map(\.number)
    }
}

extension RevocationOutcome {
    /// What is done, for the message of a failure in a later step.
    fileprivate var asDone: String? {
        guard let revocation else { return nil }
        return "\(sessions) sessions and \(tokens) tokens had been revoked by then, under the revocation \(revocation)"
    }
}

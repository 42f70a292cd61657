import SessionCore

extension MemoryState {
    // MARK: What an act covers

    /// What `request` would revoke: only what is not revoked yet. One step: chosen sessions take their tokens along, chosen
    /// tokens their sessions.
    func targets(of request: RevocationRequest) throws(StoreError) -> Members {
        guard let selection = request.fixed else { return matching(request) }
        guard let fixed = fixed[selection.number], fixed.choice == request.choice, fixed.keepTokens == request.keepTokens else {
            throw FixedSelection.unknown
        }
        var members = Members(sessions: fixed.members.sessions.filter(isUnrevoked), tokens: fixed.members.tokens.filter(isUnrevoked))
        // What has come since is part of it only where it is one of these sessions under a new secret, which is as old as it was, or
        // came from a chosen token.
        let ages = Set(fixed.created.filter { sessions[$0.key] == nil }.values)
        let renewed = sessions.values.filter { entry in
            !fixed.known.contains(entry.record.id) && entry.record.revocation == nil && ages.contains(entry.record.createdAt)
        }
        let late = withTokens(Set(renewed.map(\.record.id)), keep: request.keepTokens)
        members.sessions.formUnion(late.sessions)
        switch request.choice {
        case .tokens, .tokensMatching:
            members.sessions.formUnion(withSessions(members.tokens).sessions.filter { !fixed.known.contains($0) })
        case .sessions, .sessionsMatching, .user, .everything: members.tokens.formUnion(late.tokens)
        }
        return members
    }

    mutating func fix(_ request: RevocationRequest) -> FixedSelection {
        let members = matching(request)
        lastFixed += 1
        let created = members.sessions.reduce(into: [SessionID: Timestamp]()) { $0[$1] = sessions[$1]?.record.createdAt }
        fixed[lastFixed] = Fixed(
            choice: request.choice, keepTokens: request.keepTokens, members: members, created: created, known: Set(sessions.keys))
        if fixed.count > FixedSelection.most, let oldest = fixed.keys.min() { fixed[oldest] = nil }
        return FixedSelection(number: lastFixed, sessions: members.sessions.count, tokens: members.tokens.count, at: request.actor.at)
    }

    private func matching(_ request: RevocationRequest) -> Members {
        let now = request.actor.at
        switch request.choice {
        case .sessions(let ids):
            return withTokens(Set(ids.filter(isUnrevoked)), keep: request.keepTokens)
        case .sessionsMatching(let filter):
            let chosen = sessions.values.filter { $0.record.revocation == nil && filter.matches($0.record, now: now) }
            return withTokens(Set(chosen.map(\.record.id)), keep: request.keepTokens)
        case .tokens(let ids):
            return withSessions(Set(ids.filter(isUnrevoked)))
        case .tokensMatching(let filter):
            let chosen = tokens.values.filter { $0.record.revocation == nil && filter.matches($0.record, now: now) }
            return withSessions(Set(chosen.map(\.record.id)))
        case .user(let userID):
            return ofUser(userID, keepTokens: request.keepTokens)
        case .everything:
            return Members(
                sessions: Set(sessions.values.filter { $0.record.revocation == nil }.map(\.record.id)),
                tokens: request.keepTokens ? [] : Set(tokens.values.filter { $0.record.revocation == nil }.map(\.record.id)))
        }
    }

    private func ofUser(_ userID: String, keepTokens: Bool) -> Members {
        let ofUser = Filter(terms: [.init(.user(userID))])
        // The test for a user looks at no time.
        let now = Timestamp(microseconds: 0)
        let chosen = sessions.values.filter { $0.record.revocation == nil && ofUser.matches($0.record, now: now) }
        var members = withTokens(Set(chosen.map(\.record.id)), keep: keepTokens)
        if !keepTokens {
            members.tokens.formUnion(
                tokens.values.filter { $0.record.revocation == nil && ofUser.matches($0.record, now: now) }.map(\.record.id))
        }
        return members
    }

    private func isUnrevoked(_ id: SessionID) -> Bool { sessions[id].map { $0.record.revocation == nil } ?? false }
    private func isUnrevoked(_ id: TokenID) -> Bool { tokens[id].map { $0.record.revocation == nil } ?? false }

    private func withTokens(_ chosen: Set<SessionID>, keep: Bool) -> Members {
        Members(sessions: chosen, tokens: keep ? [] : Set(chosen.compactMap { sessions[$0]?.record.tokenID }.filter(isUnrevoked)))
    }

    private func withSessions(_ chosen: Set<TokenID>) -> Members {
        let theirs = sessions.values.filter { entry in
            entry.record.revocation == nil && entry.record.tokenID.map(chosen.contains) == true
        }
        return Members(sessions: Set(theirs.map(\.record.id)), tokens: chosen)
    }

    // MARK: Revoking

    mutating func revoke(_ request: RevocationRequest) throws(StoreError) -> RevocationOutcome {
        let targets = try targets(of: request)
        if let selection = request.fixed { fixed[selection.number] = nil }
        let userID: String? =
            switch request.choice {
            case .user(let id): id
            case .sessions(let ids): ids.count == 1 ? ids.first.flatMap { sessions[$0]?.record.userID } : nil
            case .tokens(let ids): ids.count == 1 ? ids.first.flatMap { tokens[$0]?.record.userID } : nil
            case .sessionsMatching, .tokensMatching, .everything: nil
            }
        return revoke(targets, request.actor) { state, revocation in
            let subject = request.auditSubject(sessions: targets.sessions.count, tokens: targets.tokens.count)
            state.audit(.revoke, subject, userID: userID, request.actor, revocation: revocation)
        }
    }

    /// Marks all of these, and lets `writeEvent` write the audit event. Nothing to revoke: nothing is written.
    private mutating func revoke(
        _ targets: Members, _ actor: Actor, reason: String? = nil, writeEvent: (inout MemoryState, RevocationID) -> Void
    ) -> RevocationOutcome {
        guard !targets.sessions.isEmpty || !targets.tokens.isEmpty else {
            return RevocationOutcome(revocation: nil, sessions: 0, tokens: 0, verified: true)
        }
        let revocation = nextRevocation()
        let mark = RevocationMark(id: revocation, at: actor.at, by: actor.name, reason: actor.reason ?? reason)
        for id in targets.sessions { sessions[id]?.record.revocation = mark }
        for id in targets.tokens { tokens[id]?.record.revocation = mark }
        members[revocation] = targets
        writeEvent(&self, revocation)
        let active =
            targets.sessions.contains { sessions[$0]?.record.state(at: actor.at) == .active }
            || targets.tokens.contains { tokens[$0]?.record.state(at: actor.at) == .active }
        return RevocationOutcome(
            revocation: revocation, sessions: targets.sessions.count, tokens: targets.tokens.count, verified: !active)
    }

    func preview(_ request: RevocationRequest, limit: Int) throws(StoreError) -> RevocationPreview {
        let targets = try targets(of: request)
        let sessionRecords = targets.sessions.compactMap { sessions[$0]?.record }
        let tokenRecords = targets.tokens.compactMap { tokens[$0]?.record }
        let users = Set(sessionRecords.compactMap(\.userID).map { Array($0.utf8) } + tokenRecords.map { Array($0.userID.utf8) })
        return RevocationPreview(
            sessions: sessionRecords.count, tokens: tokenRecords.count, users: users.count,
            firstSessions: MemoryPaging.page(
                sessionRecords, by: { SessionSort.standard.cursor(of: $0, at: request.actor.at) }, SessionSort.standard.direction, .first, limit: limit
            ).elements,
            firstTokens: MemoryPaging.page(
                tokenRecords, by: { TokenSort.standard.cursor(of: $0, at: request.actor.at) }, TokenSort.standard.direction, .first, limit: limit
            ).elements)
    }

    mutating func recordTheft(of id: TokenID, at: Timestamp) -> RevocationOutcome {
        guard let token = tokens[id] else { return RevocationOutcome(revocation: nil, sessions: 0, tokens: 0, verified: true) }
        var targets = withSessions([id])
        if token.record.revocation != nil { targets.tokens = [] }
        let actor = Actor.theftDetection(at: at)
        return revoke(targets, actor) { state, revocation in
            state.tokens[id]?.record.theftDetectedAt = at
            state.audit(.theft, .token(id), userID: token.record.userID, actor, revocation: revocation)
        }
    }

    // MARK: Restoring

    /// What is revoked of these.
    private func revoked(_ choice: RestoreRequest.Choice) -> Members {
        var chosen = Members(sessions: [], tokens: [])
        switch choice {
        case .sessions(let ids): chosen.sessions = Set(ids.filter { sessions[$0]?.record.revocation != nil })
        case .tokens(let ids): chosen.tokens = Set(ids.filter { tokens[$0]?.record.revocation != nil })
        case .revocation(let id):
            chosen.sessions = Set(sessions.values.filter { $0.record.revocation?.id == id }.map(\.record.id))
            chosen.tokens = Set(tokens.values.filter { $0.record.revocation?.id == id }.map(\.record.id))
        }
        return chosen
    }

    func previewRestore(_ choice: RestoreRequest.Choice, now: Timestamp) -> RestorePreview {
        let chosen = revoked(choice)
        var tally = RestoreTally()
        func isExpired(_ moment: Timestamp?) -> Bool { moment.map { $0 <= now } ?? false }
        for record in chosen.sessions.compactMap({ sessions[$0]?.record }) {
            tally.add(
                isToken: false, user: record.userID, device: record.device, isExpired: isExpired(record.expiresAt),
                mark: record.revocation)
        }
        for record in chosen.tokens.compactMap({ tokens[$0]?.record }) {
            tally.add(
                isToken: true, user: record.userID, device: record.device, isExpired: isExpired(record.expiresAt),
                mark: record.revocation)
        }
        return tally.preview
    }

    mutating func restore(_ request: RestoreRequest) -> RestoreOutcome {
        let chosen = revoked(request.choice)
        guard !chosen.sessions.isEmpty || !chosen.tokens.isEmpty else { return RestoreOutcome(sessions: 0, tokens: 0) }
        for id in chosen.sessions { sessions[id]?.record.revocation = nil }
        for id in chosen.tokens { tokens[id]?.record.revocation = nil }
        let now = request.actor.at
        let outcome = RestoreOutcome(
            sessions: chosen.sessions.count { sessions[$0]?.record.state(at: now) == .active },
            tokens: chosen.tokens.count { tokens[$0]?.record.state(at: now) == .active },
            expired: chosen.sessions.count { sessions[$0]?.record.state(at: now) == .expired }
                + chosen.tokens.count { tokens[$0]?.record.state(at: now) == .expired })
        let userID: String? =
            switch request.choice {
            case .sessions(let ids): ids.count == 1 ? ids.first.flatMap { sessions[$0]?.record.userID } : nil
            case .tokens(let ids): ids.count == 1 ? ids.first.flatMap { tokens[$0]?.record.userID } : nil
            case .revocation: nil
            }
        let revocation: RevocationID? = if case .revocation(let id) = request.choice { id } else { nil }
        audit(
            .restore, request.auditSubject(sessions: outcome.sessions, tokens: outcome.tokens), userID: userID, request.actor,
            revocation: revocation)
        return outcome
    }

    // MARK: Purging

    mutating func purge(expiredBefore cutoff: Timestamp, actor: Actor, dryRun: Bool) -> PurgeOutcome {
        func isOver(expiresAt: Timestamp?, revokedAt: Timestamp?) -> Bool {
            expiresAt.map { $0 < cutoff } == true || revokedAt.map { $0 < cutoff } == true
        }
        let oldSessions = sessions.values.map(\.record).filter { isOver(expiresAt: $0.expiresAt, revokedAt: $0.revocation?.at) }
        let oldTokens = tokens.values.map(\.record).filter { isOver(expiresAt: $0.expiresAt, revokedAt: $0.revocation?.at) }
        let outcome = PurgeOutcome(sessions: oldSessions.count, tokens: oldTokens.count)
        guard !dryRun, outcome.sessions + outcome.tokens > 0 else { return outcome }
        for record in oldSessions { sessions[record.id] = nil }
        for record in oldTokens { tokens[record.id] = nil }
        audit(.purge, .purged(before: cutoff, sessions: outcome.sessions, tokens: outcome.tokens), userID: nil, actor)
        return outcome
    }

    // MARK: Users

    mutating func put(_ user: UserRecord, actor: Actor) throws(StoreError) {
        let key = Array(user.id.utf8)
        let present = users[key]
        for other in users.values where Array(other.id.utf8) != key {
            if other.email.utf8.elementsEqual(user.email.utf8) { throw .emailTaken(by: user) }
            if let apiKey = user.apiKeyDigest, other.apiKeyDigest == apiKey { throw .apiKeyTaken(by: user) }
        }
        users[key] = user
        let action: AuditEvent.Action = present == nil ? .userAdded : .userChanged
        if !user.active, present?.active != false {
            endAll(ofUser: user.id, action, actor, reason: "the user was deactivated")
        } else {
            audit(action, .user(user.id), userID: user.id, actor)
        }
    }

    mutating func removeUser(_ id: String, actor: Actor) -> Bool {
        guard users.removeValue(forKey: Array(id.utf8)) != nil else { return false }
        endAll(ofUser: id, .userRemoved, actor, reason: "the user was removed")
        return true
    }

    /// Revokes a user's sessions and tokens as part of a change of the user, under that change's one audit event.
    private mutating func endAll(ofUser id: String, _ action: AuditEvent.Action, _ actor: Actor, reason: String) {
        let outcome = revoke(ofUser(id, keepTokens: false), actor, reason: reason) { state, revocation in
            state.audit(action, .user(id), userID: id, actor, revocation: revocation)
        }
        if outcome.revocation == nil { audit(action, .user(id), userID: id, actor) }
    }
}

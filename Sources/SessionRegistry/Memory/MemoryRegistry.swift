public import SessionCore
import Synchronization

/// A store in memory, gone when the process ends: for tests, flows and trying things out. It keeps every promise of
/// `RegistryStore` but durability. Lists take a time proportional to the number of records.
public final class MemoryRegistry: RegistryStore {
    private final class Shared: Sendable {
        let state = Mutex(MemoryState())
    }

    private let shared: Shared
    public let description: StoreDescription

    /// An empty store.
    /// - Parameter name: tells several apart in messages: `memory:name`.
    public convenience init(name: String = "") {
        self.init(Shared(), StoreDescription(url: "memory:\(name)", readOnly: false, canRestore: true))
    }

    private init(_ shared: Shared, _ description: StoreDescription) {
        self.shared = shared
        self.description = description
    }

    /// The same records, but every change is refused.
    public func readOnlyView() -> MemoryRegistry {
        MemoryRegistry(shared, StoreDescription(url: description.url, readOnly: true, canRestore: false))
    }

    private func read<Result: Sendable>(_ body: @Sendable (MemoryState) -> Result) -> Result {
        shared.state.withLock { body($0) }
    }

    private func change<Result: Sendable>(
        _ body: @Sendable (inout MemoryState) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        if description.readOnly {
            throw StoreError(.readOnly, "\(description.url) is open read-only: open it without --read-only to change it")
        }
        return try shared.state.withLock { state throws(StoreError) in try body(&state) }
    }

    // MARK: Reading

    public func sessions(_ query: SessionQuery) async throws(StoreError) -> Page<SessionRecord> {
        read { state in
            let found = state.sessions.values.map(\.record).filter { query.filter.matches($0, now: query.now) }
            return MemoryPaging.page(
                found, by: { query.sort.cursor(of: $0, at: query.now) }, query.sort.direction, query.start, limit: query.limit)
        }
    }

    public func session(_ id: SessionID) async throws(StoreError) -> SessionRecord? { read { $0.sessions[id]?.record } }

    public func payload(of id: SessionID) async throws(StoreError) -> SessionMap? { read { $0.sessions[id]?.payload } }

    public func storedSession(_ id: SessionID) async throws(StoreError) -> StoredSession? {
        read { state in state.sessions[id].map { StoredSession(record: $0.record, payload: $0.payload) } }
    }

    public func sessionIDs(withPrefix prefix: String, limit: Int) async throws(StoreError) -> [SessionID] {
        read { state in Array(state.sessions.keys.filter { $0.hex.utf8.starts(with: prefix.utf8) }.sorted().prefix(max(0, limit)))
        }
    }

    public func countSessions(_ filter: Filter, now: Timestamp, upTo limit: Int) async throws(StoreError) -> Int {
        read { state in min(max(0, limit), state.sessions.values.count { filter.matches($0.record, now: now) }) }
    }

    public func countSessions(before place: PageCursor, in query: SessionQuery) async throws(StoreError) -> Int {
        read { state in
            state.sessions.values.count { entry in
                guard query.filter.matches(entry.record, now: query.now) else { return false }
                return query.sort.direction.orders(query.sort.cursor(of: entry.record, at: query.now), before: place)
            }
        }
    }

    public func tokens(_ query: TokenQuery) async throws(StoreError) -> Page<TokenRecord> {
        read { state in
            let found = state.tokens.values.map(\.record).filter { query.filter.matches($0, now: query.now) }
            return MemoryPaging.page(
                found, by: { query.sort.cursor(of: $0, at: query.now) }, query.sort.direction, query.start, limit: query.limit)
        }
    }

    public func token(_ id: TokenID) async throws(StoreError) -> TokenRecord? { read { $0.tokens[id]?.record } }

    public func tokenIDs(withPrefix prefix: String, limit: Int) async throws(StoreError) -> [TokenID] {
        read { state in Array(state.tokens.keys.filter { $0.hex.utf8.starts(with: prefix.utf8) }.sorted().prefix(max(0, limit))) }
    }

    public func countTokens(_ filter: Filter, now: Timestamp, upTo limit: Int) async throws(StoreError) -> Int {
        read { state in min(max(0, limit), state.tokens.values.count { filter.matches($0.record, now: now) }) }
    }

    public func countTokens(before place: PageCursor, in query: TokenQuery) async throws(StoreError) -> Int {
        read { state in
            state.tokens.values.count { entry in
                guard query.filter.matches(entry.record, now: query.now) else { return false }
                return query.sort.direction.orders(query.sort.cursor(of: entry.record, at: query.now), before: place)
            }
        }
    }

    public func auditEvents(_ query: AuditQuery) async throws(StoreError) -> [AuditEvent] {
        read { state in
            func page(_ events: some Sequence<AuditEvent>) -> [AuditEvent] {
                var found: [AuditEvent] = []
                for event in events where query.before.map({ event.id < $0 }) ?? true && query.after.map({ event.id > $0 }) ?? true {
                    guard found.count < max(0, query.limit) else { break }
                    if state.event(event, answers: query) { found.append(event) }
                }
                return found
            }
            return query.isUpward ? page(state.events).reversed() : page(state.events.reversed())
        }
    }

    public func verifyAuditChain(progress: @Sendable (Int64) -> Void) async throws(StoreError) -> AuditChainVerdict {
        var verifier = AuditChain.Verifier()
        for event in read(\.events) {
            verifier.check(event)
            if verifier.events % 1_000 == 0 { progress(verifier.events) }
        }
        progress(verifier.events)
        return verifier.verdict
    }

    public func health(now: Timestamp) async throws(StoreError) -> StoreHealth { read { $0.health(now: now) } }

    public func changeToken() async throws(StoreError) -> UInt64 { read(\.changes) }

    // MARK: The administrator's acts

    public func revoke(_ request: RevocationRequest, progress: @Sendable (Int) -> Void) async throws(StoreError)
        -> RevocationOutcome
    {
        let outcome = try change { state throws(StoreError) in try state.revoke(request) }
        progress(outcome.sessions + outcome.tokens)
        return outcome
    }

    public func preview(_ request: RevocationRequest, limit: Int) async throws(StoreError) -> RevocationPreview {
        try shared.state.withLock { state throws(StoreError) in try state.preview(request, limit: limit) }
    }

    public func fix(_ request: RevocationRequest) async throws(StoreError) -> FixedSelection {
        shared.state.withLock { $0.fix(request) }
    }

    public func release(_ selection: FixedSelection) async { shared.state.withLock { $0.fixed[selection.number] = nil } }

    public func restore(_ request: RestoreRequest, progress: @Sendable (Int) -> Void) async throws(StoreError) -> RestoreOutcome {
        let outcome = try change { $0.restore(request) }
        progress(outcome.sessions + outcome.tokens + outcome.expired)
        return outcome
    }

    public func previewRestore(_ choice: RestoreRequest.Choice, now: Timestamp) async throws(StoreError) -> RestorePreview {
        read { $0.previewRestore(choice, now: now) }
    }

    public func purge(
        expiredBefore cutoff: Timestamp, actor: Actor, dryRun: Bool, progress: @Sendable (Int) -> Void
    ) async throws(StoreError) -> PurgeOutcome {
        let outcome = try change { $0.purge(expiredBefore: cutoff, actor: actor, dryRun: dryRun) }
        progress(outcome.sessions + outcome.tokens)
        return outcome
    }

    public func record(
        _ action: AuditEvent.Action, subject: AuditEvent.Subject, userID: String?, actor: Actor
    ) async throws(StoreError) {
        try change { $0.audit(action, subject, userID: userID, actor) }
    }

    // MARK: What a server does

    public func insert(_ session: SessionRecord, payload: SessionMap) async throws(StoreError) {
        try change { state throws(StoreError) in try state.insert(session, payload: payload) }
    }

    public func renew(_ old: SessionID, as new: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool {
        try change { state throws(StoreError) in try state.renew(old, as: new, payload: payload) }
    }

    public func update(_ session: SessionRecord, payload: SessionMap) async throws(StoreError) -> Bool {
        try change { $0.update(session, payload: payload) }
    }

    public func end(_ id: SessionID) async throws(StoreError) { try change { $0.end(id) } }

    public func touch(_ touches: [SessionTouch]) async throws(StoreError) { try change { $0.touch(touches) } }

    public func activeSessions(ofUser userID: String, now: Timestamp, limit: Int) async throws(StoreError) -> [SessionRecord] {
        try await sessions(
            SessionQuery(
                filter: Filter(terms: [.init(.user(userID)), .init(.state(.active))]), sort: SessionSort(.created, .ascending),
                limit: limit,
                now: now)
        ).elements
    }

    public func insert(_ token: TokenSecretRecord) async throws(StoreError) {
        try change { state throws(StoreError) in try state.insert(token) }
    }

    public func tokenSecrets(_ id: TokenID) async throws(StoreError) -> TokenSecretRecord? { read { $0.tokens[id] } }

    public func rotate(
        _ id: TokenID, from expected: Digest256, to verifier: Digest256, at: Timestamp, ip: String?, userAgent: String?,
        device: String?
    ) async throws(StoreError) -> Bool {
        try change { $0.rotate(id, from: expected, to: verifier, at: at, ip: ip, userAgent: userAgent, device: device) }
    }

    public func recordTheft(of id: TokenID, at: Timestamp) async throws(StoreError) -> RevocationOutcome {
        try change { $0.recordTheft(of: id, at: at) }
    }

    public func end(_ id: TokenID) async throws(StoreError) { try change { $0.end(id) } }

    public func countLogin(at: Timestamp) async throws(StoreError) { try change { $0.countLogin(at: at) } }

    // MARK: Mock users

    public func users(after: String?, limit: Int) async throws(StoreError) -> [UserRecord] {
        read { state in
            let found = state.users.filter { id, _ in after.map { $0.utf8.lexicographicallyPrecedes(id) } ?? true }
            return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.prefix(max(0, limit)).map(\.value)
        }
    }

    public func user(id: String) async throws(StoreError) -> UserRecord? { read { $0.users[Array(id.utf8)] } }

    public func user(email: String) async throws(StoreError) -> UserRecord? {
        read { state in state.users.values.first { $0.email.utf8.elementsEqual(email.utf8) } }
    }

    public func user(apiKeyDigest: Digest256) async throws(StoreError) -> UserRecord? {
        read { state in state.users.values.first { $0.apiKeyDigest?.isEqualInConstantTime(to: apiKeyDigest) ?? false } }
    }

    public func put(_ users: [UserRecord], actor: Actor) async throws(StoreError) {
        try change { state throws(StoreError) in
            var changed = state
            for user in users { try changed.put(user, actor: actor) }
            state = changed
        }
    }

    public func removeUser(_ id: String, actor: Actor) async throws(StoreError) -> Bool {
        try change { $0.removeUser(id, actor: actor) }
    }

    public func close() async {}
}

extension MemoryState {
    /// Whether this event belongs into the answer, leaving aside its place in the list.
    func event(_ event: AuditEvent, answers query: AuditQuery) -> Bool {
        if let wanted = query.revocation, event.revocation != wanted { return false }
        let members = event.revocation.flatMap { self.members[$0] }
        if let session = query.session, event.subject != .session(session), members?.sessions.contains(session) != true {
            return false
        }
        if let token = query.token, event.subject != .token(token), members?.tokens.contains(token) != true { return false }
        if let user = query.user {
            let named: Bool = if case .user(let id) = event.subject { id.utf8.elementsEqual(user.utf8) } else { false }
            guard named || event.userID.map({ $0.utf8.elementsEqual(user.utf8) }) == true else { return false }
        }
        return true
    }
}

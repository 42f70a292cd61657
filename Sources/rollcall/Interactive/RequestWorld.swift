import CookieInspector
import RollcallSupport
import RollcallUI
import SessionCore
import SessionRegistry

/// What requests are carried out against: the store, the Lab's application, the inspector with the configured keys.
struct RequestWorld: Sendable {
    private let door: StoreDoor
    private let keys: [String]
    private let keyProblem: String?
    private let lab: LabBench

    init(door: StoreDoor, keys: [String], keyProblem: String?) {
        self.door = door
        self.keys = keys
        self.keyProblem = keyProblem
        lab = LabBench(savedFlows: SavedFlows.ofUser())
    }

    private func store() async throws(StoreError) -> any RegistryStore { try await door.store() }

    func answer(_ request: Request, progress: ProgressPost) async throws(StoreError) -> Answer {
        switch request {
        case .sessions(let query): return .sessions(try await store().sessions(query))
        case .sessionDetail(let id): return .sessionDetail(try await detail(of: id))
        case .tokens(let query): return .tokens(try await store().tokens(query))
        case .tokenDetail(let id): return .tokenDetail(try await detail(of: id))
        case .countSessions(let filter, let limit):
            return .count(try await store().countSessions(filter, now: SystemClock.now(), upTo: limit))
        case .countTokens(let filter, let limit):
            return .count(try await store().countTokens(filter, now: SystemClock.now(), upTo: limit))
        case .countSessionsBefore(let place, let query): return .count(try await store().countSessions(before: place, in: query))
        case .countTokensBefore(let place, let query): return .count(try await store().countTokens(before: place, in: query))
        case .changeToken: return .changeToken(try await store().changeToken())
        case .preview(let request, let limit): return .preview(try await store().preview(request, limit: limit))
        case .fix(let request): return .fixed(try await store().fix(request))
        case .release(let selection):
            await (try store()).release(selection)
            return .done
        case .revoke(let request): return .revoked(try await store().revoke(request) { progress(Int64($0)) })
        case .export(let export):
            return .exported(try await export.run(try await store(), now: SystemClock.now(), progress: progress))
        case .restore(let request): return .restored(try await store().restore(request) { progress(Int64($0)) })
        case .previewRestore(let choice, let now): return .restorable(try await store().previewRestore(choice, now: now))
        case .record(let action, let subject, let userID, let actor):
            try await store().record(action, subject: subject, userID: userID, actor: actor)
            return .done
        case .cookies(let effect): return .cookies(inspect(effect))
        case .lab(let effect): return .lab(try await answer(effect))
        case .audit(.load(let query)): return .audit(.page(try await store().auditEvents(query)))
        case .audit(.verify): return .audit(.verdict(try await store().verifyAuditChain { progress($0) }))
        case .audit(.export(let export)):
            return .audit(.exported(try await export.run(try await store(), progress: progress)))
        case .audit(.examine(let place)): return .audit(.evidence(try await evidence(at: place)))
        case .health(.read): return .health(.report(try await health()))
        case .health(.countPurge(let cutoff, let actor)):
            return .health(.purgeable(try await store().purge(expiredBefore: cutoff, actor: actor, dryRun: true) { _ in }))
        case .health(.purge(let cutoff, let actor)):
            return .health(
                .purged(try await store().purge(expiredBefore: cutoff, actor: actor, dryRun: false) { progress(Int64($0)) }))
        }
    }

    // MARK: - Details

    /// Entries of each list in a detail.
    private static let listed = 20

    private func detail(of id: SessionID) async throws(StoreError) -> SessionDetail {
        let store = try await store()
        guard let record = try await store.session(id) else {
            let events = try await store.auditEvents(AuditQuery(session: id, limit: Self.listed))
            return SessionDetail(record: nil, payload: nil, token: nil, others: [], events: events)
        }
        let payload = try await store.payload(of: id)
        var token: TokenRecord?
        if let tokenID = record.tokenID { token = try await store.token(tokenID) }
        var others: [SessionRecord] = []
        var count = 1
        if let user = record.userID {
            let all = try await sessions(of: user, in: store)
            others = all.listed.filter { $0.id != id }
            count = all.count
        }
        let events = try await store.auditEvents(AuditQuery(session: id, limit: Self.listed))
        return SessionDetail(
            record: record, payload: payload, token: token, others: others, events: events, sessionsOfUser: count)
    }

    private func detail(of id: TokenID) async throws(StoreError) -> TokenDetail {
        let store = try await store()
        let record = try await store.token(id)
        var sessions: (listed: [SessionRecord], count: Int) = ([], 0)
        if let record { sessions = try await self.sessions(of: record.userID, in: store) }
        let events = try await store.auditEvents(AuditQuery(token: id, limit: Self.listed))
        return TokenDetail(record: record, sessions: sessions.listed, events: events, sessionsOfUser: sessions.count)
    }

    /// The first of a user's sessions, and how many there are: counted only where there are more.
    private func sessions(of user: String, in store: any RegistryStore) async throws(StoreError) -> (listed: [SessionRecord], count: Int) {
        let filter = Filter(terms: [.init(.user(user))])
        let now = SystemClock.now()
        let page = try await store.sessions(SessionQuery(filter: filter, limit: Self.listed, now: now))
        guard page.next != nil else { return (page.elements, page.elements.count) }
        return (page.elements, try await store.countSessions(filter, now: now, upTo: SessionDetail.mostCounted))
    }

    private func evidence(at place: Int64) async throws(StoreError) -> AuditEvidence {
        let store = try await store()
        let found = try await store.auditEvents(AuditQuery(after: place - 1, limit: 1)).first
        let previous = try await store.auditEvents(AuditQuery(before: place, limit: 1)).first
        return AuditEvidence(place: place, previous: previous, found: found)
    }

    // MARK: - Cookies, health, the Lab

    private func inspect(_ effect: CookiesEffect) -> CookiesAnswer {
        switch effect {
        case .keys:
            return .keys(count: keys.count, problem: keyProblem)
        case .inspect(let lines):
            let now = SystemClock.now()
            let weak = Resource.weakKeys()
            return .inspected(
                lines.flatMap { CookieInspector.inspect($0, keys: keys, weakKeys: weak, now: now) }, keys: keys.count)
        }
    }

    private func health() async throws(StoreError) -> HealthReport {
        let store = try await store()
        let clock = ContinuousClock()
        let start = clock.now
        let health = try await store.health(now: SystemClock.now())
        let (seconds, attoseconds) = (clock.now - start).components
        return HealthReport(
            store: health, latency: seconds * 1_000_000 + attoseconds / 1_000_000_000_000, description: store.description,
            keyCount: keys.count, findings: KeyFindings.of(keys))
    }

    private func answer(_ effect: LabEffect) async throws(StoreError) -> LabAnswer {
        switch effect {
        case .library:
            return await lab.library(users: try await store().users(after: nil, limit: 500))
        case .open(let flow, let withStoreUsers, let run):
            var users: [UserRecord]?
            if withStoreUsers { users = try await store().users(after: nil, limit: 1000) }
            return await lab.open(flow, users: users, run: run)
        case .perform(let step, let run): return await lab.perform(step, run: run)
        case .back(let steps, let run): return await lab.back(steps: steps, run: run)
        case .save(let name, let run): return await lab.save(name: name, run: run)
        }
    }
}

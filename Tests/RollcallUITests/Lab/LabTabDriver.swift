import CookieInspector
import LoginFlows
import RollcallUI
import Screen
import SessionCore
import SessionRegistry

/// A model with a store, an inspector and the Lab's application behind it: carries out what the Cookies, Lab, Audit and Health
/// tabs ask for, as the runtime does, at once.
struct TabDriver {
    static let start = Timestamp(seconds: 1_767_225_600)

    var model: Model
    let store = MemoryRegistry(name: "demo")
    var now = TabDriver.start
    var keys: [String] = []
    var flows: [LabFlow] = []
    var findings: [CookieReport.Finding] = []
    /// In place of the store's own.
    var health: StoreHealth?
    var auditEvents: [AuditEvent]?
    var verdict: AuditChainVerdict?
    var run: FlowRun?
    /// The run before each of its steps.
    var before: [FlowRun] = []
    var purgeable: PurgeOutcome?
    var refusingRecord: StoreError?
    var exported: [AuditFileExport] = []
    var runNumber = 0
    var saved: [Flow] = []
    var copied: [String] = []
    var requests: [Request] = []
    var failing: StoreError?
    var holding = false
    var held: [(Request, Generation)] = []

    init(size: Size = Size(columns: 120, rows: 40), theme: Theme = .dark, readOnly: Bool = false) {
        model = Model(store: store.description, readOnly: readOnly, operatorName: "ops", theme: theme, size: size, now: now)
    }

    mutating func show(_ tab: Tab) async {
        await send(.started(at: now))
        await press(.character(Character(String(tab.rawValue))))
    }

    mutating func send(_ event: Event) async {
        var queue = model.update(event)
        while !queue.isEmpty {
            switch queue.removeFirst() {
            case .request(let request, let generation):
                requests.append(request)
                if holding {
                    held.append((request, generation))
                    continue
                }
                queue += model.update(.answer(generation, await answer(request), at: now))
            case .settle(let number): queue += model.update(.settled(number, at: now))
            case .copy(let text): copied.append(text)
            default: break
            }
        }
    }

    mutating func release() async {
        holding = false
        let waiting = held
        held = []
        for (request, generation) in waiting { await send(.answer(generation, await answer(request), at: now)) }
    }

    mutating func press(_ keys: Key...) async { for key in keys { await send(.input(.key(key), at: now)) } }
    mutating func type(_ text: String) async { for character in text { await press(.character(character)) } }
    mutating func paste(_ text: String) async { await send(.input(.paste(text), at: now)) }

    mutating func pass(seconds: Int64) async {
        now = now.advanced(bySeconds: seconds)
        await send(.tick(at: now))
    }

    private mutating func answer(_ request: Request) async -> Result<Answer, StoreError> {
        if let failing { return .failure(failing) }
        do { return .success(try await ask(request)) } catch let error as StoreError { return .failure(error) } catch {
            return .failure(StoreError(.unavailable, "\(error)"))
        }
    }

    private mutating func ask(_ request: Request) async throws -> Answer {
        switch request {
        case .sessions(let query): return .sessions(try await store.sessions(query))
        case .tokens(let query): return .tokens(try await store.tokens(query))
        case .countSessions(let filter, let limit): return .count(try await store.countSessions(filter, now: now, upTo: limit))
        case .countTokens(let filter, let limit): return .count(try await store.countTokens(filter, now: now, upTo: limit))
        case .countSessionsBefore(let place, let query): return .count(try await store.countSessions(before: place, in: query))
        case .countTokensBefore(let place, let query): return .count(try await store.countTokens(before: place, in: query))
        case .previewRestore(let choice, let at): return .restorable(try await store.previewRestore(choice, now: at))
        case .changeToken: return .changeToken(try await store.changeToken())
        case .preview(let request, let limit): return .preview(try await store.preview(request, limit: limit))
        case .fix(let request): return .fixed(try await store.fix(request))
        case .release(let selection):
            await store.release(selection)
            return .done
        case .revoke(let request): return .revoked(try await store.revoke(request, progress: { _ in }))
        case .restore(let request): return .restored(try await store.restore(request))
        case .sessionDetail(let id):
            let record = try await store.session(id)
            return .sessionDetail(
                SessionDetail(record: record, payload: try await store.payload(of: id), token: nil, others: [], events: []))
        case .tokenDetail(let id): return .tokenDetail(TokenDetail(record: try await store.token(id), sessions: [], events: []))
        case .record:
            if let refusingRecord { throw refusingRecord }
            return .done
        case .export: throw StoreError(.unsupported, "Not part of this test.")
        case .cookies(.keys): return .cookies(.keys(count: keys.count, problem: nil))
        case .cookies(.inspect(let lines)):
            return .cookies(.inspected(lines.flatMap { CookieInspector.inspect($0, keys: keys, now: now) }, keys: keys.count))
        case .audit(.load(let query)): return .audit(.page(try await events(query)))
        case .audit(.verify):
            if let verdict { return .audit(.verdict(verdict)) }
            return .audit(.verdict(try await store.verifyAuditChain { _ in }))
        case .audit(.examine(let place)):
            return .audit(
                .evidence(
                    AuditEvidence(
                        place: place, previous: try await events(AuditQuery(before: place, limit: 1)).first,
                        found: try await events(AuditQuery(after: place - 1, limit: 1)).first)))
        case .audit(.export(let export)):
            exported.append(export)
            return .audit(.exported(export.replaces ? .written(path: export.path, count: 3) : .exists(path: export.path)))
        case .health(.countPurge(let cutoff, let actor)):
            if let purgeable { return .health(.purgeable(purgeable)) }
            return .health(.purgeable(try await store.purge(expiredBefore: cutoff, actor: actor, dryRun: true) { _ in }))
        case .health(.purge(let cutoff, let actor)):
            return .health(.purged(try await store.purge(expiredBefore: cutoff, actor: actor, dryRun: false) { _ in }))
        case .health(.read):
            let health = if let health { health } else { try await store.health(now: now) }
            return .health(
                .report(
                    HealthReport(
                        store: health, latency: 420, description: store.description, keyCount: keys.count, findings: findings)))
        case .lab(let effect): return .lab(try await lab(effect))
        }
    }

    private func events(_ query: AuditQuery) async throws -> [AuditEvent] {
        guard let auditEvents else { return try await store.auditEvents(query) }
        // Newest first; numbers need no search, so that a million events cost what a page costs.
        var page: [AuditEvent] = []
        func take(_ event: AuditEvent) -> Bool {
            if query.before.map({ event.id >= $0 }) ?? false || query.after.map({ event.id <= $0 }) ?? false { return true }
            if (query.user == nil || event.userID == query.user) && (query.revocation == nil || event.revocation == query.revocation)
                && (query.session.map { event.subject == .session($0) } ?? true)
            {
                page.append(event)
            }
            return page.count < query.limit
        }
        let newest = auditEvents.first?.id ?? 0
        if query.isUpward {
            let first = max(0, min(auditEvents.count, Int(newest - (query.after ?? 0))))
            for event in auditEvents[..<first].reversed() { if !take(event) { break } }
            return page.reversed()
        }
        let first = query.before.map { max(0, min(auditEvents.count, Int(newest - $0) - 8)) } ?? 0
        for event in auditEvents[first...] { if !take(event) { break } }
        return page
    }

    private mutating func lab(_ effect: LabEffect) async throws -> LabAnswer {
        switch effect {
        case .library:
            let users = try await store.users(after: nil, limit: 500)
            return .library(users: users.map { LabUser(id: $0.id, email: $0.email, active: $0.active) }, flows: flows)
        case .open(let flow, let withStoreUsers, let number):
            var flow = flow
            if withStoreUsers {
                flow.users = try await store.users(after: nil, limit: 1000).map {
                    MockUser(id: $0.id, email: $0.email, passwordHash: $0.passwordHash, active: $0.active)
                }
            }
            let new = try FlowRun(flow)
            run = new
            before = []
            runNumber = number
            return .opened(snapshot(new), run: number)
        case .perform(let step, let number):
            guard var current = run, number == runNumber else { return .refused("This run is gone.", run: number) }
            do {
                let outcome = try await current.perform(step)
                if let run { before.append(run) }
                run = current
                return .performed(outcome, snapshot(current), run: number)
            } catch { return .refused("\(error)", run: number) }
        case .back(let steps, let number):
            guard number == runNumber, steps < before.count else { return .refused("This run is gone.", run: number) }
            let there = before[steps]
            run = there
            before = Array(before.prefix(steps))
            return .wentBack(snapshot(there), steps: steps, run: number)
        case .save(let name, let number):
            guard let run else { return .refused("This run is gone.", run: number) }
            saved.append(SavedRun.flow(recorded: run.recorded, history: run.history, name: name))
            return .saved(path: "flows/\(name).yaml", run: number)
        }
    }

    private func snapshot(_ run: FlowRun) -> LabSnapshot {
        LabSnapshot(
            clock: run.clock, client: run.client, browser: run.browser, browsers: run.browsers, cookies: run.cookies,
            session: run.session,
            users: run.mockUsers.rows.map { LabUser(id: $0.id, email: $0.email ?? "", active: $0.isActive) })
    }

    /// Mock users whose password is `correct horse`, hashed once and cheaply.
    mutating func addUsers() async throws {
        // Werkzeug 3.1: generate_password_hash("correct horse", "pbkdf2:sha256:1000").
        let hash = PasswordSample.hash
        for (id, active) in [("ada", true), ("bob", true), ("eve", false)] {
            try await store.put(
                UserRecord(id: id, email: "\(id)@example.test", passwordHash: hash, active: active),
                actor: Actor(name: "ops", at: now))
        }
    }

    var frame: Frame { view(model, size: model.size) }
    var text: String { frame.lines.joined(separator: "\n") }
    func has(_ words: String) -> Bool { text.contains(words) }
}

import RollcallUI
import Screen
import SessionCore
import SessionRegistry

/// A model with a store behind it: carries out the effects that `update` asks for, as the runtime does, at once.
struct Driver {
    static let start = Timestamp(seconds: 1_767_225_600)

    var model: Model
    var store: MemoryRegistry
    var now = Driver.start
    var copied: [String] = []
    var quit: Int32?
    /// What was to be run in the screen's place.
    var commands: [[String]] = []
    /// What other stores were asked for.
    var opened: [String] = []
    var requests: [Request] = []
    /// The same with their numbers, whether they were answered or not.
    var asked: [(Request, Generation)] = []
    /// While set, the store does not answer.
    var broken = false
    /// Requests kept back, to be answered later or never.
    var held: [(Request, Generation)] = []
    var holding = false
    /// What counting answers instead of the truth.
    var counted: Int?
    /// What was to be written down.
    var kept: [ScreenMemory] = []
    /// What an export answers.
    var exported: ExportOutcome?

    init(
        size: Size = Size(columns: 120, rows: 40), readOnly: Bool = false, theme: Theme = .dark,
        store: MemoryRegistry = MemoryRegistry(name: "demo"), keymap: Keymap = .standard
    ) {
        self.store = store
        model = Model(store: store.description, readOnly: readOnly, operatorName: "ops", theme: theme, size: size, now: now,
            keymap: keymap)
    }

    static func started(
        sessions: Int, size: Size = Size(columns: 120, rows: 40), readOnly: Bool = false, theme: Theme = .dark
    ) async throws -> Driver {
        var driver = Driver(size: size, readOnly: readOnly, theme: theme)
        for index in 0..<sessions { try await driver.store.insert(Sample.session(index), payload: Sample.payload(index)) }
        await driver.send(.started(at: driver.now))
        await driver.rest()
        return driver
    }

    mutating func send(_ event: Event) async {
        var queue = model.update(event)
        while !queue.isEmpty {
            let effect = queue.removeFirst()
            switch effect {
            case .request(let request, let generation):
                requests.append(request)
                asked.append((request, generation))
                if holding { held.append((request, generation)); continue }
                queue += model.update(.answer(generation, await answer(request), at: now))
            case .settle(let number): queue += model.update(.settled(number, at: now))
            case .copy(let text): copied.append(text)
            case .quit(let status): quit = status
            case .runCommand(let arguments): commands.append(arguments)
            case .keep(let memory): kept.append(memory)
            case .openStore(let url): opened.append(url)
            case .cancel, .bell, .repaint, .suspend: break
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

    mutating func pass(seconds: Int64) async {
        now = now.advanced(bySeconds: seconds)
        await send(.tick(at: now))
    }

    /// Until the selection has rested long enough for its detail.
    mutating func rest() async { await pass(seconds: 1) }

    func answer(_ request: Request) async -> Result<Answer, StoreError> {
        if broken { return .failure(StoreError(.unavailable, "memory:demo is locked by another process.")) }
        do {
            return .success(try await ask(request))
        } catch {
            return .failure(error)
        }
    }

    private func ask(_ request: Request) async throws(StoreError) -> Answer {
        switch request {
        case .sessions(let query): return .sessions(try await store.sessions(query))
        case .tokens(let query): return .tokens(try await store.tokens(query))
        case .sessionDetail(let id): return .sessionDetail(try await detail(id))
        case .tokenDetail(let id):
            let record = try await store.token(id)
            return .tokenDetail(TokenDetail(record: record, sessions: [], events: try await store.auditEvents(AuditQuery(token: id))))
        case .countSessions(_, let limit) where counted != nil: return .count(min(limit, counted ?? 0))
        case .countSessions(let filter, let limit): return .count(try await store.countSessions(filter, now: now, upTo: limit))
        case .countTokens(let filter, let limit): return .count(try await store.countTokens(filter, now: now, upTo: limit))
        case .countSessionsBefore(let place, let query): return .count(try await store.countSessions(before: place, in: query))
        case .countTokensBefore(let place, let query): return .count(try await store.countTokens(before: place, in: query))
        case .previewRestore(let choice, let at): return .restorable(try await store.previewRestore(choice, now: at))
        case .changeToken: return .changeToken(try await store.changeToken())
        case .preview(let request, let limit): return .preview(try await store.preview(request, limit: limit))
        case .fix(let request):
            var fixed = try await store.fix(request)
            if let counted { fixed.sessions = counted }
            return .fixed(fixed)
        case .release(let selection):
            await store.release(selection)
            return .done
        case .revoke(let request): return .revoked(try await store.revoke(request, progress: { _ in }))
        case .restore(let request): return .restored(try await store.restore(request))
        case .record(let action, let subject, let user, let actor):
            try await store.record(action, subject: subject, userID: user, actor: actor)
            return .done
        case .export: return .exported(exported ?? .written(path: "file", count: 1))
        default: throw StoreError(.unsupported, "Not part of this test.")
        }
    }

    private func detail(_ id: SessionID) async throws(StoreError) -> SessionDetail {
        guard let record = try await store.session(id) else {
            return SessionDetail(record: nil, payload: nil, token: nil, others: [], events: [])
        }
        var others: [SessionRecord] = []
        if let user = record.userID {
            let query = SessionQuery(filter: Filter(terms: [.init(.user(user))]), limit: 20, now: now)
            others = try await store.sessions(query).elements.filter { $0.id != id }
        }
        var token: TokenRecord?
        if let tokenID = record.tokenID { token = try await store.token(tokenID) }
        return SessionDetail(
            record: record, payload: try await store.payload(of: id), token: token, others: others,
            events: try await store.auditEvents(AuditQuery(session: id, limit: 20)))
    }

    var frame: Frame { view(model, size: model.size) }
    var text: String { frame.lines.joined(separator: "\n") }

    func state(_ index: Int) async throws -> RecordState? { try await store.session(Sample.session(index).id)?.state(at: now) }
}

/// Sessions as a small application has them; the same at every run.
enum Sample {
    static let users = ["alice", "bob", "carol@example.org", "dave", "erin", "mallory", "中村", "system-backup"]
    static let devices = ["Firefox on Linux", "Chrome on Windows", "Safari on iPhone", "curl", "Edge on Windows"]

    static func id(_ index: Int) -> SessionID {
        // Spread by a multiplier, so that neighbours look nothing alike.
        var state = UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
        var bytes: [UInt8] = []
        for _ in 0..<32 {
            state ^= state >> 29
            state = state &* 0xBF58_476D_1CE4_E5B9
            bytes.append(UInt8(truncatingIfNeeded: state >> 56))
        }
        guard let digest = Digest256(bytes: bytes) else { preconditionFailure("32 bytes make a digest") }
        return SessionID(digest)
    }

    static func session(_ index: Int, user: String? = nil, seen: Int64? = nil) -> SessionRecord {
        let seen = seen ?? Int64(index) * Int64(index) * 7 + Int64(index) * 23
        let begun = seen + 900 + Int64(index) * 613
        return SessionRecord(
            id: id(index), userID: user ?? (index % 11 == 10 ? nil : users[index % users.count]),
            createdAt: Driver.start.advanced(bySeconds: -begun), lastSeenAt: Driver.start.advanced(bySeconds: -seen),
            expiresAt: Driver.start.advanced(bySeconds: 3_600 * 8 - seen), ip: "10.\(index % 4).\(index % 7).\(index % 200 + 3)",
            userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            device: devices[index % devices.count], fresh: index % 3 == 0, permanent: index % 2 == 0, remembered: index % 4 == 1)
    }

    static func payload(_ index: Int) -> SessionMap {
        [
            "_user_id": .string(users[index % users.count]), "_fresh": .bool(index % 3 == 0), "_id": .string("5c1f0b\(index)"),
            "cart": .list([.map(["sku": .string("A-\(index)"), "count": .integer(2)]), .map(["sku": .string("B-7"), "count": .integer(1)])]),
            "theme": .string("dark"), "since": .date(Driver.start),
        ]
    }
}

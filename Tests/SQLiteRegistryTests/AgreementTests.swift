import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

/// The two stores are told the same and asked the same: the one in memory, which filters and sorts in Swift, says what is right.
@Suite("SQLite and memory agree")
struct AgreementTests {
    @Test("on lists, counts, health, acts and their events, whatever happens in whatever order", arguments: Array(UInt64(1)...12))
    func agreement(_ seed: UInt64) async throws {
        let scratch = try Scratch()
        let store = try SQLiteRegistry.open(path: scratch.file("store.db"), mode: .readWrite)
        let model = MemoryRegistry()
        var run = Run(random: SeededGenerator(seed: seed), store: store, model: model)
        for _ in 0..<60 { try await run.insert() }
        for _ in 0..<120 {
            try await run.act()
            try await run.compare()
        }
        #expect(try await store.verifyAuditChain { _ in } == model.verifyAuditChain { _ in })
        await store.close()
    }
}

private struct Run {
    var random: SeededGenerator
    let store: SQLiteRegistry
    let model: MemoryRegistry
    var now = epoch
    var count = 0
    var revocations: [RevocationID] = []

    private mutating func any<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
    private mutating func anyNumber() -> Int { Int.random(in: 1...max(count, 1), using: &random) }
    private mutating func moment(_ range: ClosedRange<Int64>) -> Timestamp {
        now.advanced(bySeconds: Int64.random(in: range, using: &random))
    }

    private let users = ["alice", "bob", "Ålice", "e\u{301}ve", "\u{e9}ve", "nul\0inside", ""]
    private let addresses: [String?] = [
        "10.0.0.1", "10.0.0.12", "10.1.2.3", "::ffff:10.0.0.1", "2001:db8::1", "not an address", nil,
    ]
    private let devices: [String?] = ["Firefox on Linux", "curl", "Ω\u{1b}]52;c", nil]

    init(random: SeededGenerator, store: SQLiteRegistry, model: MemoryRegistry) {
        self.random = random
        self.store = store
        self.model = model
    }

    private mutating func record(_ number: Int) -> SessionRecord {
        SessionRecord(
            id: SessionID(digest(number)), userID: any(users + users.map { $0 }),
            createdAt: any([now, moment(-4_000_000...0), moment(-90_000...0)]),
            lastSeenAt: any([now, moment(-50_000...0)]), expiresAt: any([nil, moment(-5_000...20_000), moment(1...90_000)]),
            ip: any(addresses), userAgent: any(["Mozilla/5.0", "agent\0x", nil]), device: any(devices),
            fresh: any([true, false, nil]),
            permanent: any([true, false, nil]), remembered: any([true, false, nil]),
            tokenID: any([nil, TokenID(digest(-anyNumber()))]))
    }

    private let payload: SessionMap = ["_user_id": .string("x"), "n": .list([.integer(1), .null])]

    mutating func insert() async throws {
        count += 1
        var new = record(count)
        if Bool.random(using: &random) { new.userID = any([nil, "alice"]) }
        try await store.insert(new, payload: payload)
        try await model.insert(new, payload: payload)
        guard count % 2 == 0 else { return }
        let base = record(count)
        let token = TokenSecretRecord(
            record: TokenRecord(
                id: TokenID(digest(-count)), userID: any(users), createdAt: base.createdAt,
                lastUsedAt: any([nil, base.lastSeenAt]),
                expiresAt: base.expiresAt, uses: anyNumber() % 4, ip: base.ip, userAgent: base.userAgent, device: base.device),
            verifier: digest(count), previousVerifier: nil, rotatedAt: nil)
        try await store.insert(token)
        try await model.insert(token)
    }

    private mutating func actor() -> Actor { Actor(name: any(["ops", "root"]), at: now, reason: any([nil, "why"])) }

    private mutating func filter() -> Filter {
        var terms: [Filter.Term] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let test: Filter.Test = any([
                .anywhere(any(["ALICE", "10.0", "inside", "linux", "é", "zzz", ""])), .user(any(users)),
                .ipPrefix(any(["10.0.0.1", "::F", "10.", ""])),
                .ipNetwork(bytes: [10, 0, 0, 0], prefixLength: any([8, 24, 32])), .agent(any(["mozilla", "X", "curl"])),
                .state(any(RecordState.allCases)), .state(any(RecordState.allCases)), .state(.active),
                .fresh(any([true, false])),
                .remembered(any([true, false])), .notSeenFor(seconds: any([0, 600, 40_000])),
                .seenWithin(seconds: any([0, 600, 40_000])),
                .id(any(["", "a", "AB", "4", "nothex"])),
            ])
            terms.append(.init(test, negated: Int.random(in: 0..<4, using: &random) == 0))
        }
        return Filter(terms: terms)
    }

    mutating func act() async throws {
        now = now.advanced(bySeconds: Int64.random(in: 0...900, using: &random))
        let id = SessionID(digest(anyNumber()))
        let tokenID = TokenID(digest(-anyNumber()))
        switch Int.random(in: 0..<17, using: &random) {
        case 0, 1: try await insert()
        case 2:
            let touches = (0..<5).map { _ in
                SessionTouch(
                    id: SessionID(digest(anyNumber())), seenAt: moment(-900...0), expiresAt: any([nil, moment(0...9_000)]),
                    ip: any(addresses))
            }
            try await store.touch(touches)
            try await model.touch(touches)
        case 3:
            let new = record(anyNumber())
            #expect(try await store.update(new, payload: payload) == model.update(new, payload: payload))
        case 4:
            count += 1
            let new = record(count)
            let mine = try await store.renew(id, as: new, payload: payload)
            #expect(try await model.renew(id, as: new, payload: payload) == mine)
        case 5:
            try await store.end(id)
            try await model.end(id)
        case 6, 7, 8:
            let choice: RevocationRequest.Choice = any([
                .sessions([id]), .sessions([id, SessionID(digest(anyNumber()))]), .tokens([tokenID]), .user(any(users)),
                .sessionsMatching(filter()), .tokensMatching(filter()), .sessionsMatching(filter()),
            ])
            let request = RevocationRequest(choice, actor: actor(), keepTokens: Bool.random(using: &random))
            try await compare(request)
        case 9:
            try await compare(RevocationRequest(.everything, actor: actor()))
        case 10, 11:
            let choice: RestoreRequest.Choice = any([
                .sessions([id]), .tokens([tokenID]), .revocation(revocations.isEmpty ? RevocationID(1) : any(revocations)),
                .revocation(revocations.last ?? RevocationID(1)),
            ])
            let request = RestoreRequest(choice, actor: actor())
            let mine = try await store.previewRestore(request.choice, now: now)
            #expect(try await model.previewRestore(request.choice, now: now) == mine)
            #expect(try await store.restore(request) == model.restore(request))
        case 12:
            let actor = actor()
            let cutoff = moment(-9_000 ... -3_000)
            let dryRun = Bool.random(using: &random)
            let mine = try await store.purge(expiredBefore: cutoff, actor: actor, dryRun: dryRun) { _ in }
            #expect(try await model.purge(expiredBefore: cutoff, actor: actor, dryRun: dryRun) { _ in } == mine)
        case 13:
            let outcome = try await store.recordTheft(of: tokenID, at: now)
            #expect(try await model.recordTheft(of: tokenID, at: now) == outcome)
            if let revocation = outcome.revocation { revocations.append(revocation) }
        case 14:
            let number = anyNumber()
            let mine = try await store.rotate(
                tokenID, from: digest(number), to: digest(number), at: now, ip: "1.2.3.4", userAgent: nil, device: nil)
            let theirs = try await model.rotate(
                tokenID, from: digest(number), to: digest(number), at: now, ip: "1.2.3.4", userAgent: nil, device: nil)
            #expect(mine == theirs)
        case 15:
            let user = UserRecord(
                id: any(users), email: any(["a@x", "b@x", "c@x"]), passwordHash: "h", active: Bool.random(using: &random))
            let actor = actor()
            let mine = await StoreError.thrown { try await store.put(user, actor: actor) }
            #expect(await StoreError.thrown { try await model.put(user, actor: actor) } == mine)
        default:
            _ = try await store.sweep(now: moment(-2_000...2_000), limit: 30)
        }
    }

    private mutating func compare(_ request: RevocationRequest) async throws {
        #expect(try await store.preview(request, limit: 5) == model.preview(request, limit: 5))
        let mine = try await store.revoke(request) { _ in }
        let theirs = try await model.revoke(request) { _ in }
        #expect(mine == theirs, "\(request.choice)")
        if let revocation = mine.revocation { revocations.append(revocation) }
    }

    mutating func compare() async throws {
        let filter = filter()
        // A clock that differs from the sweeper's must not change what is true.
        let at = any([now, now, moment(-5_000...5_000)])
        let sort = SessionSort(any(SessionSort.Field.allCases), any([.ascending, .descending]))
        let limit = any([1, 3, 10, 100])
        let cursor = sort.cursor(of: record(anyNumber()), at: at)
        for start in [PageStart.first, .last, .after(cursor), .before(cursor), .at(cursor)] {
            let query = SessionQuery(filter: filter, sort: sort, start: start, limit: limit, now: at)
            let mine = try await store.sessions(query)
            let theirs = try await model.sessions(query)
            #expect(mine.elements == theirs.elements, "\(filter) \(sort) \(start)")
            #expect(mine.next == theirs.next, "\(filter) \(sort) \(start)")
            #expect(mine.previous == theirs.previous, "\(filter) \(sort) \(start)")
        }
        let list = SessionQuery(filter: filter, sort: sort, limit: limit, now: at)
        #expect(
            try await store.countSessions(before: cursor, in: list) == model.countSessions(before: cursor, in: list), "\(filter) \(sort)")
        let tokenSort = TokenSort(any(TokenSort.Field.allCases), any([.ascending, .descending]))
        for start in [PageStart.first, .last] {
            let query = TokenQuery(filter: filter, sort: tokenSort, start: start, limit: limit, now: at)
            let mine = try await store.tokens(query)
            let theirs = try await model.tokens(query)
            #expect(mine.elements == theirs.elements, "\(filter) \(tokenSort) \(start)")
            #expect(mine.next == theirs.next && mine.previous == theirs.previous)
        }
        #expect(try await store.countSessions(filter, now: at, upTo: 20) == model.countSessions(filter, now: at, upTo: 20))
        #expect(try await store.countTokens(filter, now: at, upTo: 20) == model.countTokens(filter, now: at, upTo: 20))
        var health = try await store.health(now: at)
        health.sizeInBytes = nil
        #expect(try await model.health(now: at) == health)
        let audit = AuditQuery(
            session: any([nil, SessionID(digest(anyNumber()))]), token: any([nil, nil, TokenID(digest(-anyNumber()))]),
            user: any([nil, nil, any(users)]), revocation: any([nil, nil, revocations.last]), before: any([nil, 5]), limit: limit)
        #expect(try await store.auditEvents(audit) == model.auditEvents(audit))
        let id = SessionID(digest(anyNumber()))
        #expect(try await store.payload(of: id) == model.payload(of: id))
        #expect(try await store.sessionIDs(withPrefix: "4", limit: 3) == model.sessionIDs(withPrefix: "4", limit: 3))
        let user = any(users)
        #expect(
            try await store.activeSessions(ofUser: user, now: at, limit: 3)
                == model.activeSessions(ofUser: user, now: at, limit: 3))
    }
}

import GRDB
public import SessionCore
public import SessionRegistry

extension SQLiteRegistry {
    public func sessions(_ query: SessionQuery) async throws(StoreError) -> Page<SessionRecord> {
        try await read { try Self.page($0, query) }
    }

    static func page(_ db: Database, _ query: SessionQuery) throws -> Page<SessionRecord> {
        let plan = try ListPlan(db, .sessions, ListOrder(query.sort), query.filter, now: query.now)
        let page = try plan.page(db, start: query.start, limit: query.limit)
        let records = try page.numbers.compactMap { try Records.session(db, number: $0) }
        return Page(elements: records, next: page.next, previous: page.previous)
    }

    public func tokens(_ query: TokenQuery) async throws(StoreError) -> Page<TokenRecord> {
        try await read { try Self.page($0, query) }
    }

    static func page(_ db: Database, _ query: TokenQuery) throws -> Page<TokenRecord> {
        let plan = try ListPlan(db, .tokens, ListOrder(query.sort), query.filter, now: query.now)
        let page = try plan.page(db, start: query.start, limit: query.limit)
        let records = try page.numbers.compactMap { try Records.token(db, number: $0)?.record }
        return Page(elements: records, next: page.next, previous: page.previous)
    }

    public func countSessions(_ filter: Filter, now: Timestamp, upTo limit: Int) async throws(StoreError) -> Int {
        try await counting { db in try Selection(db, .sessions, filter, now: now).count(db, upTo: limit) }
    }

    public func countTokens(_ filter: Filter, now: Timestamp, upTo limit: Int) async throws(StoreError) -> Int {
        try await counting { db in try Selection(db, .tokens, filter, now: now).count(db, upTo: limit) }
    }

    public func countSessions(before place: PageCursor, in query: SessionQuery) async throws(StoreError) -> Int {
        try await counting { db in
            try ListPlan(db, .sessions, ListOrder(query.sort), query.filter, now: query.now).count(db, before: place)
        }
    }

    public func countTokens(before place: PageCursor, in query: TokenQuery) async throws(StoreError) -> Int {
        try await counting { db in
            try ListPlan(db, .tokens, ListOrder(query.sort), query.filter, now: query.now).count(db, before: place)
        }
    }

    /// Counts, beside whatever else is read.
    func counting<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws(StoreError) -> Result {
        try await read(.counts, body)
    }

    public func session(_ id: SessionID) async throws(StoreError) -> SessionRecord? {
        try await read(.lookups) { db in try Records.session(db, id) }
    }

    public func token(_ id: TokenID) async throws(StoreError) -> TokenRecord? {
        try await read(.lookups) { db in try Records.token(db, id)?.record }
    }

    public func payload(of id: SessionID) async throws(StoreError) -> SessionMap? {
        try await read(.lookups) { db in
            let text = try db.first(
                "SELECT d.payload FROM sessions r JOIN session_data d ON d.session = r.number WHERE r.id = ?",
                [.blob(id.digest.bytes)]
            ) { $0.bytes(0) }
            return try text.map { try PayloadText.decode($0) }
        }
    }

    public func sessionIDs(withPrefix prefix: String, limit: Int) async throws(StoreError) -> [SessionID] {
        try await ids(in: "sessions", prefix, limit).map { SessionID($0) }
    }

    public func tokenIDs(withPrefix prefix: String, limit: Int) async throws(StoreError) -> [TokenID] {
        try await ids(in: "tokens", prefix, limit).map { TokenID($0) }
    }

    private func ids(in table: String, _ prefix: String, _ limit: Int) async throws(StoreError) -> [Digest256] {
        guard let range = IDRange(prefix: prefix), limit > 0 else { return [] }
        return try await read(.lookups) { db in
            try db.all(
                "SELECT id FROM \(table) WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
                [.blob(range.first), .blob(range.last), .integer(Int64(limit))]
            ) { try Records.id($0.bytes(0)) }
        }
    }
}

import GRDB
import SessionCore
import SessionRegistry

/// Row numbers that an act is about, ascending and without doubles: eight bytes a row, whatever the table holds.
struct Targets: Sendable {
    var sessions: [Int64] = []
    var tokens: [Int64] = []

    var count: Int { sessions.count + tokens.count }

    /// That row `r` of a table is not revoked.
    static func unrevoked(_ table: String) -> String {
        "r.bucket <> 2 AND NOT EXISTS (SELECT 1 FROM \(table)_unswept u WHERE u.number = r.number)"
    }

    init(sessions: [Int64] = [], tokens: [Int64] = []) {
        self.sessions = sessions
        self.tokens = tokens
    }

    /// Adds those of newer rows.
    mutating func append(_ late: Targets) {
        sessions += late.sessions
        tokens += late.tokens
    }

    /// What a request would revoke: only what is not revoked yet. One step: chosen sessions take their tokens along, chosen
    /// tokens their sessions.
    init(_ db: Database, of request: RevocationRequest) throws {
        let now = request.actor.at
        let keepTokens = request.keepTokens
        switch request.choice {
        case .sessions(let ids):
            sessions = try Self.numbers(db, "sessions", ids.map(\.digest))
            if !keepTokens { tokens = try Self.tokens(db, ofSessions: sessions) }
        case .sessionsMatching(let filter):
            sessions = try Self.numbers(db, .sessions, filter, now)
            if !keepTokens { tokens = try Self.tokens(db, ofSessions: sessions) }
        case .tokens(let ids):
            tokens = try Self.numbers(db, "tokens", ids.map(\.digest))
            sessions = try Self.sessions(db, ofTokens: tokens)
        case .tokensMatching(let filter):
            tokens = try Self.numbers(db, .tokens, filter, now)
            sessions = try Self.sessions(db, ofTokens: tokens)
        case .user(let id):
            self = try Targets(db, ofUser: id, keepTokens: keepTokens, now: now)
        case .everything:
            sessions = try Self.numbers(db, .sessions, .all, now)
            if !keepTokens { tokens = try Self.numbers(db, .tokens, .all, now) }
        }
    }

    init(_ db: Database, ofUser id: String, keepTokens: Bool, now: Timestamp) throws {
        let filter = Filter(terms: [.init(.user(id))])
        sessions = try Self.numbers(db, .sessions, filter, now)
        if !keepTokens {
            let theirs = try Self.tokens(db, ofSessions: sessions)
            tokens = Set(try Self.numbers(db, .tokens, filter, now)).union(theirs).sorted()
        }
    }

    /// A token and what came from it.
    init(_ db: Database, ofStolen token: Int64) throws {
        let unrevoked = try db.number(
            "SELECT EXISTS (SELECT 1 FROM tokens r WHERE r.number = ? AND \(Self.unrevoked("tokens")))", [.integer(token)])
        tokens = unrevoked == 0 ? [] : [token]
        sessions = try Self.sessions(db, ofTokens: [token])
    }

    /// What has come to a request's targets in rows made since they were fixed: sessions and tokens that match, and what one step
    /// leads to from them. Time: as many rows as were made since.
    init(_ db: Database, since fixed: FixedTargets, of request: RevocationRequest) throws {
        if let created = fixed.created {
            self = try Targets(db, renewedSince: fixed, created, of: request)
            return
        }
        let now = request.actor.at
        func lateSessions(_ filter: Filter) throws -> [Int64] {
            try Self.numbers(db, .sessions, filter, now, after: fixed.lastSession)
        }
        func lateTokens(_ filter: Filter) throws -> [Int64] {
            try Self.numbers(db, .tokens, filter, now, after: fixed.lastToken)
        }
        switch request.choice {
        case .sessions:
            // Exactly these, whatever comes of them.
            return
        case .sessionsMatching(let filter):
            sessions = try lateSessions(filter)
        case .tokens:
            sessions = try Self.sessions(db, ofTokens: fixed.targets.tokens, after: fixed.lastSession)
            return
        case .tokensMatching(let filter):
            tokens = try lateTokens(filter)
            sessions = try Self.sessions(db, ofTokens: fixed.targets.tokens + tokens, after: fixed.lastSession)
            return
        case .user(let id):
            let filter = Filter(terms: [.init(.user(id))])
            sessions = try lateSessions(filter)
            tokens = try lateTokens(filter)
        case .everything:
            sessions = try lateSessions(.all)
            tokens = try lateTokens(.all)
        }
        tokens = request.keepTokens ? [] : Set(tokens).union(try Self.tokens(db, ofSessions: sessions)).sorted()
    }

    /// What belongs to a selection though its row is newer: a fixed session under a new secret, which is as old to the microsecond as
    /// one whose row is gone; and what has come from a chosen token. Nothing else that came, or came to match.
    private init(_ db: Database, renewedSince fixed: FixedTargets, _ created: [Int64], of request: RevocationRequest) throws {
        let late = try db.all(
            "SELECT r.number, r.created_at FROM sessions r NOT INDEXED WHERE r.number > ? AND \(Self.unrevoked("sessions"))",
            [.integer(fixed.lastSession)]
        ) { (number: $0.integer(0), created: $0.integer(1)) }
        guard !late.isEmpty else { return }
        var ages = Set(late.map(\.created))
        let gone = try zip(fixed.targets.sessions, created).filter { number, created in
            guard ages.contains(created) else { return false }
            return try db.number("SELECT EXISTS (SELECT 1 FROM sessions WHERE number = ?)", [.integer(number)]) == 0
        }
        ages = Set(gone.map(\.1))
        sessions = late.filter { ages.contains($0.created) }.map(\.number).sorted()
        switch request.choice {
        case .tokens, .tokensMatching:
            let recalled = try Self.sessions(db, ofTokens: fixed.targets.tokens, after: fixed.lastSession)
            sessions = Set(sessions).union(recalled).sorted()
        case .sessions, .sessionsMatching, .user, .everything:
            if !request.keepTokens { tokens = try Self.tokens(db, ofSessions: sessions) }
        }
    }

    /// When these sessions were made, in the same order. Time: a look-up each, or one walk over the table where they are many.
    static func created(_ db: Database, _ numbers: [Int64]) throws -> [Int64] {
        guard numbers.count > 10_000 else {
            let sql = "SELECT created_at FROM sessions WHERE number = ?"
            return try numbers.map { try db.number(sql, [.integer($0)]) }
        }
        var created: [Int64] = []
        created.reserveCapacity(numbers.count)
        _ = try db.all("SELECT number, created_at FROM sessions NOT INDEXED ORDER BY number") { row in
            if created.count < numbers.count, numbers[created.count] == row.integer(0) { created.append(row.integer(1)) }
        }
        return created
    }

    private static func numbers(_ db: Database, _ table: ListTable, _ filter: Filter, _ now: Timestamp) throws -> [Int64] {
        let unrevoked = Filter(terms: filter.terms + [.init(.state(.revoked), negated: true)])
        return try Selection(db, table, unrevoked, now: now).numbers(db)
    }

    private static func numbers(_ db: Database, _ table: ListTable, _ filter: Filter, _ now: Timestamp, after last: Int64) throws
        -> [Int64]
    {
        let unrevoked = Filter(terms: filter.terms + [.init(.state(.revoked), negated: true)])
        return try Selection(db, table, unrevoked, now: now).numbers(db, after: last)
    }

    private static func numbers(_ db: Database, _ table: String, _ ids: [Digest256]) throws -> [Int64] {
        let sql = "SELECT r.number FROM \(table) r WHERE r.id = ? AND \(unrevoked(table))"
        return try Set(ids).compactMap { id in try db.first(sql, [.blob(id.bytes)]) { $0.integer(0) } }.sorted()
    }

    private static func tokens(_ db: Database, ofSessions numbers: [Int64]) throws -> [Int64] {
        guard try db.number("SELECT EXISTS (SELECT 1 FROM tokens)") != 0 else { return [] }
        let sql = """
            SELECT r.number FROM sessions s CROSS JOIN tokens r
            WHERE s.number = ? AND r.id = s.token_id AND \(unrevoked("tokens"))
            """
        var found = Set<Int64>()
        for number in numbers { if let token = try db.first(sql, [.integer(number)], { $0.integer(0) }) { found.insert(token) } }
        return found.sorted()
    }

    private static func sessions(_ db: Database, ofTokens numbers: [Int64]) throws -> [Int64] {
        let sql = """
            SELECT r.number FROM tokens t CROSS JOIN sessions r INDEXED BY sessions_token
            WHERE t.number = ? AND r.token_id = t.id AND \(unrevoked("sessions"))
            """
        var found: [Int64] = []
        for number in numbers { found += try db.all(sql, [.integer(number)]) { $0.integer(0) } }
        return found.sorted()
    }

    /// Those of the rows made after `last`.
    private static func sessions(_ db: Database, ofTokens numbers: [Int64], after last: Int64) throws -> [Int64] {
        let chosen = Set(numbers)
        let sql = """
            SELECT r.number, t.number FROM sessions r NOT INDEXED CROSS JOIN tokens t
            WHERE r.number > ? AND t.id = r.token_id AND \(unrevoked("sessions"))
            """
        return try db.all(sql, [.integer(last)]) { ($0.integer(0), $0.integer(1)) }
            .compactMap { session, token in chosen.contains(token) ? session : nil }.sorted()
    }
}

/// A request's targets at one moment, and which rows there were. Row numbers only grow, so that what has come since is known by
/// its number: a renewed session moves to a new row.
struct FixedTargets: Sendable {
    var targets: Targets
    /// The highest row numbers.
    var lastSession: Int64
    var lastToken: Int64
    /// When each of the sessions was made, where they are to be known again under a new secret.
    var created: [Int64]?

    init(_ db: Database, of request: RevocationRequest) throws {
        targets = try Targets(db, of: request)
        lastSession = try db.number("SELECT coalesce(max(number), 0) FROM sessions")
        lastToken = try db.number("SELECT coalesce(max(number), 0) FROM tokens")
    }

    /// The same for a selection that is to be kept.
    init(_ db: Database, fixing request: RevocationRequest) throws {
        try self.init(db, of: request)
        created = try Targets.created(db, targets.sessions)
    }

    /// Without the first of its targets, with which nothing was left to do.
    func dropping(_ sessions: Int, _ tokens: Int) -> FixedTargets {
        var rest = self
        rest.targets.sessions.removeFirst(sessions)
        rest.created?.removeFirst(sessions)
        rest.targets.tokens.removeFirst(tokens)
        return rest
    }
}

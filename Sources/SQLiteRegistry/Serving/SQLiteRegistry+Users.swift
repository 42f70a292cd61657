import GRDB
public import SessionRegistry

extension SQLiteRegistry {
    private static let select = "SELECT id, email, password_hash, active, api_key FROM users"

    public func users(after: String?, limit: Int) async throws(StoreError) -> [UserRecord] {
        guard limit > 0 else { return [] }
        return try await read { db in
            let rest = " ORDER BY id LIMIT ?"
            let limit = SQLValue.integer(Int64(limit))
            if let after { return try db.all(Self.select + " WHERE id > ?" + rest, [.text(after), limit], Records.user) }
            return try db.all(Self.select + rest, [limit], Records.user)
        }
    }

    public func user(id: String) async throws(StoreError) -> UserRecord? {
        try await read(.lookups) { try $0.first(Self.select + " WHERE id = ?", [.text(id)], Records.user) }
    }

    public func user(email: String) async throws(StoreError) -> UserRecord? {
        try await read(.lookups) { try $0.first(Self.select + " WHERE email = ?", [.text(email)], Records.user) }
    }

    public func user(apiKeyDigest: Digest256) async throws(StoreError) -> UserRecord? {
        try await read(.lookups) { try $0.first(Self.select + " WHERE api_key = ?", [.blob(apiKeyDigest.bytes)], Records.user) }
    }

    public func put(_ users: [UserRecord], actor: Actor) async throws(StoreError) {
        try await write(.durable) { db in
            for user in users { try Self.put(db, user, actor) }
        }
    }

    private static func put(_ db: Database, _ user: UserRecord, _ actor: Actor) throws {
        let wasActive = try db.first("SELECT active FROM users WHERE id = ?", [.text(user.id)]) { $0.integer(0) != 0 }
        if try db.number(
            "SELECT EXISTS (SELECT 1 FROM users WHERE email = ? AND id <> ?)", [.text(user.email), .text(user.id)]) != 0
        {
            throw StoreError.emailTaken(by: user)
        }
        let key = SQLValue(user.apiKeyDigest?.bytes)
        if try db.number("SELECT EXISTS (SELECT 1 FROM users WHERE api_key = ? AND id <> ?)", [key, .text(user.id)]) != 0 {
            throw StoreError.apiKeyTaken(by: user)
        }
        try db.change(
            """
            INSERT INTO users (id, email, password_hash, active, api_key) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id) DO UPDATE SET email = ?2, password_hash = ?3, active = ?4, api_key = ?5
            """, [.text(user.id), .text(user.email), .text(user.passwordHash), .init(user.active), key])
        let action: AuditEvent.Action = wasActive == nil ? .userAdded : .userChanged
        if !user.active, wasActive != false {
            try endAll(db, ofUser: user.id, action, actor, reason: "the user was deactivated")
        } else {
            try AuditLog.append(db, action, .user(user.id), userID: user.id, actor)
        }
    }

    public func removeUser(_ id: String, actor: Actor) async throws(StoreError) -> Bool {
        try await write(.durable) { db in
            guard try db.change("DELETE FROM users WHERE id = ?", [.text(id)]) > 0 else { return false }
            try Self.endAll(db, ofUser: id, .userRemoved, actor, reason: "the user was removed")
            return true
        }
    }

    /// Revokes a user's sessions and tokens as part of a change of the user, under that change's one audit event.
    private static func endAll(_ db: Database, ofUser id: String, _ action: AuditEvent.Action, _ actor: Actor, reason: String)
        throws
    {
        let targets = try Targets(db, ofUser: id, keepTokens: false, now: actor.at)
        let done = try Revoker.revokeAll(db, targets, actor, reason: reason, chosenBy: .user(id))
        try AuditLog.append(db, action, .user(id), userID: id, actor, revocation: done?.revocation)
    }
}

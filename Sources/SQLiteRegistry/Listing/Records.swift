import GRDB
import SessionCore
import SessionRegistry

/// Rows as records.
enum Records {
    private static func id(_ row: ResultRow, _ column: Int32) throws -> Digest256 {
        guard let digest = row.withBytes(column, { Digest256(raw: $0) }) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        return digest
    }

    static func id(_ bytes: [UInt8]) throws -> Digest256 {
        guard let digest = Digest256(bytes: bytes) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        return digest
    }

    /// The revocation that counts now, of row `r`: the newest that was not taken back. The `+` keeps SQLite from looking for the
    /// greatest along the index by revocation, past everything that was ever revoked.
    private static func mark(_ kind: String) -> String {
        """
        LEFT JOIN revocations v ON v.number = (
            SELECT max(+m.revocation) FROM revoked_\(kind)s m WHERE m.\(kind) = r.number AND m.restored = 0)
        """
    }

    private static let sessionColumns = """
        r.id, r.user_id, r.created_at, r.last_seen_at, r.expires_at, r.ip, d.user_agent, r.device, r.fresh, r.permanent,
            r.remembered, r.token_id, v.number, v.at, v.by, v.reason
        """

    /// A session by its id, the payload in the column after the record's.
    static let storedSessionSelect = "SELECT " + sessionColumns + ", d.payload" + sessionSource + " WHERE r.id = ?"
    static let payloadColumn: Int32 = 16

    private static let sessionSelect = "SELECT " + sessionColumns + sessionSource

    private static let sessionSource = "\n" + """
        FROM sessions r LEFT JOIN session_data d ON d.session = r.number
        """ + "\n" + mark("session")

    private static let tokenSelect = """
        SELECT r.id, r.user_id, r.created_at, r.last_used_at, r.expires_at, r.uses, r.ip, r.user_agent, r.device,
            r.theft_detected_at, r.verifier, r.previous_verifier, r.rotated_at, v.number, v.at, v.by, v.reason
        FROM tokens r
        """ + "\n" + mark("token")

    static func session(_ db: Database, number: Int64) throws -> SessionRecord? {
        try db.first(sessionSelect + " WHERE r.number = ?", [.integer(number)], session)
    }

    static func session(_ db: Database, _ id: SessionID) throws -> SessionRecord? {
        try db.first(sessionSelect + " WHERE r.id = ?", [.blob(id.digest.bytes)], session)
    }

    static func token(_ db: Database, number: Int64) throws -> TokenSecretRecord? {
        try db.first(tokenSelect + " WHERE r.number = ?", [.integer(number)], token)
    }

    static func token(_ db: Database, _ id: TokenID) throws -> TokenSecretRecord? {
        try db.first(tokenSelect + " WHERE r.id = ?", [.blob(id.digest.bytes)], token)
    }

    static func session(_ row: ResultRow) throws -> SessionRecord {
        SessionRecord(
            id: SessionID(try id(row, 0)), userID: row.textOrNil(1), createdAt: time(row.integer(2)),
            lastSeenAt: time(row.integer(3)), expiresAt: row.integerOrNil(4).map(time), ip: row.textOrNil(5),
            userAgent: row.textOrNil(6), device: row.textOrNil(7), fresh: row.boolOrNil(8), permanent: row.boolOrNil(9),
            remembered: row.boolOrNil(10), tokenID: try row.bytesOrNil(11).map { TokenID(try id($0)) }, revocation: mark(row, 12))
    }

    private static func token(_ row: ResultRow) throws -> TokenSecretRecord {
        TokenSecretRecord(
            record: TokenRecord(
                id: TokenID(try id(row.bytes(0))), userID: row.text(1), createdAt: time(row.integer(2)),
                lastUsedAt: row.integerOrNil(3).map(time), expiresAt: row.integerOrNil(4).map(time), uses: Int(row.integer(5)),
                ip: row.textOrNil(6), userAgent: row.textOrNil(7), device: row.textOrNil(8),
                theftDetectedAt: row.integerOrNil(9).map(time), revocation: mark(row, 13)),
            verifier: try id(row.bytes(10)), previousVerifier: try row.bytesOrNil(11).map { try id($0) },
            rotatedAt: row.integerOrNil(12).map(time))
    }

    private static func mark(_ row: ResultRow, _ at: Int32) -> RevocationMark? {
        row.integerOrNil(at).map { number in
            RevocationMark(
                id: RevocationID(number), at: time(row.integer(at + 1)), by: row.text(at + 2), reason: row.textOrNil(at + 3))
        }
    }

    /// A revocation by its number.
    static func mark(_ db: Database, _ number: Int64) throws -> RevocationMark? {
        try db.first("SELECT number, at, by, reason FROM revocations WHERE number = ?", [.integer(number)]) { mark($0, 0) } ?? nil
    }

    private static func time(_ microseconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds) }

    static func user(_ row: ResultRow) throws -> UserRecord {
        UserRecord(
            id: row.text(0), email: row.text(1), passwordHash: row.text(2), active: row.integer(3) != 0,
            apiKeyDigest: try row.bytesOrNil(4).map { try id($0) })
    }
}

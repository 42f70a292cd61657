import GRDB
import Glibc
import SQLiteRegistry
import SessionCore
import SessionRegistry

/// A store whose every text, and every file beside it, was chosen by somebody hostile.
struct HostileStore {
    static let key = "a-key-that-signs-nothing-of-value"
    /// Its own name would clear the screen.
    let path: String
    let scratch: Scratch

    init() async throws {
        scratch = try Scratch()
        path = scratch.path + "/st\u{1B}[2J\u{202E}\u{9B}31more.db"
        let store = try SQLiteRegistry.open(path: path, mode: .readWrite)
        let now = StoreFixture.now()
        for (index, text) in HostileText.all.enumerated() { try await Self.add(text, index, to: store, now: now) }
        // Those whose bytes are replaced.
        for index in HostileText.notUnicode.indices { try await Self.add("raw\(index)", 100 + index, to: store, now: now) }
        await store.close()
        try Self.spoil(path)
        try writeFlows()
    }

    private static func digest(_ index: Int, _ kind: UInt8) throws -> Digest256 {
        var bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: index &* 37), count: 32)
        bytes[0] = UInt8(truncatingIfNeeded: index)
        bytes[1] = kind
        guard let digest = Digest256(bytes: bytes) else { throw HarnessError(what: "a digest", code: 0) }
        return digest
    }

    private static func add(_ text: String, _ index: Int, to store: SQLiteRegistry, now: Timestamp) async throws {
        let token = TokenID(try digest(index, 2))
        let age = Int64(index)
        try await store.insert(
            TokenSecretRecord(
                record: TokenRecord(
                    id: token, userID: text, createdAt: now.advanced(bySeconds: -7_200),
                    lastUsedAt: now.advanced(bySeconds: -age),
                    expiresAt: now.advanced(bySeconds: 90_000), uses: index, ip: text, userAgent: text, device: text),
                verifier: try digest(index, 3), previousVerifier: nil, rotatedAt: nil))
        let session = SessionID(try digest(index, 1))
        try await store.insert(
            SessionRecord(
                id: session, userID: text, createdAt: now.advanced(bySeconds: -7_200), lastSeenAt: now.advanced(bySeconds: -age),
                expiresAt: now.advanced(bySeconds: 90_000), ip: text, userAgent: text, device: text, fresh: true, permanent: nil,
                remembered: true, tokenID: token),
            payload: [
                text: .string(text), "list": .list([.string(text), .map([text: .markup(text)])]),
                "bytes": .bytes(Array(text.utf8)),
                "_flashes": .list([.tuple([.string(text), .string(text)])]),
            ])
        let actor = Actor(name: text, at: now, reason: text)
        try await store.record(.export, subject: .many(sessions: 1, tokens: 1, chosenBy: text), userID: text, actor: actor)
        if !text.isEmpty, index % 4 == 0 {
            let user = UserRecord(id: text, email: text + "@" + text, passwordHash: "scrypt:1:1:1$a$b", active: true)
            try await store.put(user, actor: actor)
        }
        if index % 5 == 0 { _ = try await store.revoke(RevocationRequest(.sessions([session]), actor: actor)) { _ in } }
    }

    /// Bytes that no String holds, as another program might have left them in the file; and JSON with half a surrogate pair.
    private static func spoil(_ path: String) throws {
        let file = try DatabaseQueue(path: path)
        try file.write { db in
            for (index, hex) in HostileText.notUnicode.enumerated() {
                let text = "CAST(x'\(hex)' AS TEXT)"
                for table in ["sessions", "tokens"] {
                    try db.execute(
                        sql: "UPDATE \(table) SET device = \(text), ip = \(text), user_id = \(text) WHERE user_id = 'raw\(index)'"
                    )
                }
                try db.execute(sql: "UPDATE tokens SET user_agent = \(text) WHERE user_agent = 'raw\(index)'")
                try db.execute(
                    sql: """
                        UPDATE session_data SET user_agent = \(text),
                        payload = '{"half":"\\ud800","other":["\\udfff\\ud800x"],"\\ud83d":1}' WHERE user_agent = 'raw\(index)'
                        """)
            }
        }
        try file.close()
    }

    /// Flow files with hostile names, and hostile text in every field; one that cannot be read.
    private func writeFlows() throws {
        let directory = scratch.path + "/data/rollcall/flows"
        for path in [scratch.path + "/data", scratch.path + "/data/rollcall", directory] { mkdir(path, 0o700) }
        let evil = #"\e[2J\x9b31m\u202e\u2028\x07end"#
        let flow = """
            flow: "\(evil)"
            about: "\(evil)"
            users:
              - {id: "\(evil)", email: "ada@example.test", password: "correct horse"}
            steps:
              - client: {ip: "\(evil)", user_agent: "\(evil)"}
              - post: /login
                form: {email: "ada@example.test", password: "correct horse", "x\(evil)": "\(evil)"}
                expect: {status: 200, body: "\(evil)", session: {_user_id: "\(evil)"}}
              - get: "/protected?\(evil)"

            """
        let names = ["plain.yaml", "na\u{1B}[2Jme\u{202E}.yaml", "new\nline.yaml", "raw\u{9B}31m.yaml"]
        for name in names { try write(flow, directory + "/" + name) }
        try write("flow: [\u{1B}[31m\u{202E}\n  - }{\n", directory + "/broken\u{7}.yaml")
    }

    private func write(_ text: String, _ path: String) throws {
        guard let file = fopen(path, "w") else { throw HarnessError(what: "writing a hostile file", code: errno) }
        fputs(text, file)
        fclose(file)
    }
}

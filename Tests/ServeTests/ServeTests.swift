import Foundation
import SQLiteRegistry
import SessionCore
import SessionRegistry
import Testing

private let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
private let administrator = Actor(name: "test", at: now)

@Suite("The demo application over HTTP")
struct ServeTests {
    @Test("a login makes a row with user, device and address, and opens the protected page")
    func login() async throws {
        let server = try Server()
        let browser = server.browser()
        let stranger = try browser.get("/protected")
        #expect(stranger.status == 302)
        #expect(stranger.location == "/login?next=%2Fprotected")
        let answer = try browser.logIn("ada@example.test", remember: true)
        #expect(answer.status == 302)
        #expect(answer.location == "/protected")
        #expect(answer.headers.contains("HttpOnly"))
        #expect(try browser.get("/protected").body.contains("Logged in as: "))

        let store = try SQLiteRegistry.open(path: server.store, mode: .readOnly)
        let rows = try await store.sessions(SessionQuery(filter: try Filter(parsing: "state:active"), now: now)).elements
        let row = try #require(rows.first { $0.userID != nil })
        #expect(row.ip == "127.0.0.1")
        #expect(row.device == "curl")
        #expect(row.fresh == true)
        await store.close()
    }

    @Test("a revoked session is sent to the login page, its remember cookie does not bring it back, and undoing it does")
    func revokeAndRestore() async throws {
        let server = try Server()
        let browser = server.browser()
        _ = try browser.logIn("ada@example.test", remember: true)
        let store = try SQLiteRegistry.open(path: server.store, mode: .readWrite)
        let rows = try await store.sessions(SessionQuery(now: now)).elements
        let outcome = try await store.revoke(RevocationRequest(.sessions(rows.map(\.id)), actor: administrator), progress: { _ in })
        #expect(outcome.verified)
        #expect(outcome.tokens == 1)

        let refused = try browser.get("/protected")
        #expect(refused.status == 302)
        #expect(refused.location?.hasPrefix("/login") == true)

        _ = try await store.restore(RestoreRequest(.revocation(try #require(outcome.revocation)), actor: administrator))
        #expect(try browser.get("/protected").status == 200)
        await store.close()
    }

    @Test("cookies replayed after logout are refused")
    func replayAfterLogout() throws {
        let server = try Server()
        let browser = server.browser()
        _ = try browser.logIn("ada@example.test", remember: true)
        let thief = try browser.copy("thief")
        #expect(try browser.get("/logout").status == 200)
        #expect(try thief.get("/protected").status == 302)
    }

    @Test("a remembered device logs in again without its session, not fresh")
    func remembered() throws {
        let server = try Server()
        let browser = server.browser()
        _ = try browser.logIn("ada@example.test", remember: true)
        try browser.forget("session")
        #expect(try browser.get("/protected").status == 200)
        #expect(try browser.get("/whoami").body.contains("\"fresh\": false"))
        #expect(try browser.get("/fresh").location?.hasPrefix("/login") == true)
    }

    @Test(
        "a login does not lead off this site",
        arguments: ["https://evil.test/", "//evil.test/", "/%5Cevil.test", "/%0d%0aSet-Cookie:x=y"])
    func openRedirect(next: String) throws {
        let server = try Server()
        let answer = try server.browser().logIn("ada@example.test", next: next)
        #expect(answer.status == 400)
        #expect(!answer.headers.contains("evil.test"))
    }

    @Test("what a user types comes back as text, never as markup")
    func escaping() throws {
        let server = try Server()
        let answer = try server.browser().logIn("<script>alert(1)</script>\"'", password: "x")
        #expect(answer.status == 200)
        #expect(answer.body.contains("Bad login"))
        #expect(!answer.body.contains("<script>"))
        #expect(answer.body.contains("&lt;script&gt;"))
    }

    @Test("a query's plus is a space, as Flask reads it")
    func plus() throws {
        let server = try Server(["--sessions", "cookie"])
        let browser = server.browser()
        let answer = try browser.get("/put?key=a+b&value=1%2B1+%C3%A9")
        #expect(answer.status == 200)
        let cookie = try #require(answer.headers.split(separator: "session=").dropFirst().first).prefix { $0 != ";" }
        let payload = try #require(SessionCookieSigner.unwrap(String(cookie))?.value)
        #expect(payload == .map(["a b": "1+1 é"]))
    }

    @Test("inactive users are refused")
    func inactive() async throws {
        let server = try Server()
        let store = try SQLiteRegistry.open(path: server.store, mode: .readOnly)
        let inactive = try #require(try await store.users(after: nil, limit: 100).first { !$0.active })
        await store.close()
        #expect(try server.browser().logIn(inactive.email).body.contains("Inactive user"))
    }

    @Test("with cookie sessions and signed remember cookies it is Flask-Login's application")
    func cookieMode() throws {
        let server = try Server(["--sessions", "cookie", "--remember", "signed"])
        let browser = server.browser()
        let answer = try browser.logIn("ada@example.test", remember: true)
        #expect(answer.headers.contains("session=.eJw"))
        #expect(try browser.get("/protected").status == 200)
    }
}

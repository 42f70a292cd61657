import RollcallSupport
import Testing

@Suite("Store URLs")
struct StoreLocationTests {
    private static let environment = ProcessEnvironment(["HOME": "/home/ada", "XDG_DATA_HOME": "/data"])

    @Test(
        "SQLite URLs name a file",
        arguments: [
            ("sqlite:", "/data/rollcall/rollcall.db"), ("sqlite:/var/lib/a.db", "/var/lib/a.db"), ("sqlite:a b.db", "a b.db"),
            ("sqlite:~/a.db", "/home/ada/a.db"), ("SQLITE:/a?b.db", "/a?b.db"), ("sqlite:///a.db", "///a.db"),
        ])
    func sqlite(url: String, path: String) throws {
        #expect(try StoreLocation(url, environment: Self.environment, misuse: .usage).path == path)
    }

    @Test(
        "stores that are known and not built in are refused outside of usage, without their password",
        arguments: [
            (
                "redis://user:hunter2@host:6379/0",
                "store redis://…@host:6379/0: Redis stores are not built into this version; use sqlite:PATH"
            ),
            ("redis://:p@ss@host", "store redis://…@host: Redis stores are not built into this version; use sqlite:PATH"),
            (
                "postgresql://ada:hunter2@db/x?sslmode=require",
                "store postgresql://…@db/x?…: PostgreSQL stores are not built into this version; use sqlite:PATH"
            ),
            (
                "flask-session+redis://host?prefix=session:",
                "store flask-session+redis://host?…: Flask-Session stores are not built into this version; use sqlite:PATH"
            ),
            (
                "flask-session+sqlite:/a.db?table=sessions",
                "store flask-session+sqlite:/a.db?…: Flask-Session stores are not built into this version; use sqlite:PATH"
            ),
            (
                "flask-session+postgresql://db/x",
                "store flask-session+postgresql://db/x: Flask-Session stores are not built into this version; use sqlite:PATH"
            ),
        ])
    func absent(url: String, message: String) {
        let failure = #expect(throws: Failure.self) { try StoreLocation(url, environment: Self.environment, misuse: .usage) }
        #expect(failure?.kind == .outside)
        #expect(failure?.message == message)
    }

    @Test(
        "what is no store URL is a wrong use",
        arguments: [
            ("mysql://x:hunter2@h", "store mysql://…@h: unknown kind of store mysql; expected sqlite:PATH"),
            ("sessions.db", "store sessions.db: no kind of store in front; expected sqlite:PATH, as in sqlite:sessions.db"),
            (
                "sqlite::memory:",
                "store sqlite::memory: would end with the command; expected sqlite:PATH (a throw-away store is `rollcall demo`)"
            ),
        ])
    func misuse(url: String, message: String) {
        let failure = #expect(throws: Failure.self) { try StoreLocation(url, environment: Self.environment, misuse: .usage) }
        #expect(failure?.kind == .usage)
        #expect(failure?.message == message)
    }
}

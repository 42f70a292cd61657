import LoginFlows
import SessionCore
import SessionRegistry
import Testing

@Suite("Driving a flow by hand")
struct FlowRunTests {
    private let users = [MockUser(id: "ada", email: "a", password: "x")]
    private let login = FlowStep.request(
        FlowRequest(.post, "/login", form: [.init("email", "a"), .init("password", "x"), .init("remember", "1")]))
    private let protected = FlowStep.request(FlowRequest(.get, "/protected"))

    @Test("a copy is a place to step back to")
    func stepBack() async throws {
        var run = try FlowRun(Flow(name: "by hand", users: users))
        try await run.perform(login)
        let before = run
        try await run.perform(.dropCookies(.all))
        #expect(run.cookies.isEmpty)
        #expect(run.session == nil)
        run = before
        let outcome = try await run.perform(protected)
        #expect(outcome.body == "Logged in as: ada")
        #expect(outcome.cookiesSent.map(\.name) == ["remember_token", "session"])
        #expect(run.recorded.steps == [login, protected])
    }

    @Test("a step that cannot be carried out says why, and changes nothing")
    func refusals() async throws {
        var run = try FlowRun(Flow(name: "by hand"))
        let stolen = await #expect(throws: FlowError.self) { try await run.perform(.stealCookies(from: "thief")) }
        #expect(stolen?.description == "There is no browser thief to steal from yet: expected one of main.")
        let moved = await #expect(throws: FlowError.self) { try await run.perform(.advance(seconds: 300_000_000_000)) }
        #expect(moved?.description == "The clock cannot move by 300000000000 seconds: it stays between the years 1 and 9999.")
        let revoked = await #expect(throws: FlowError.self) { try await run.perform(.revoke(.user("ada"))) }
        #expect(revoked?.problem.hasPrefix("Nothing can be revoked") == true)
        #expect(run.history.isEmpty)
    }

    @Test("an error in a file's step names its line, and the verdict is that of an unreadable file")
    func errorsInFiles() async throws {
        let documents = try FlowReader.flows(yaml: "flow: a\nsteps:\n  - get: /\n  - steal_cookies: x\n", file: "f.yaml")
        let result = await FlowRunner.run(documents[0])
        #expect(
            result.error?.description
                == "f.yaml:4: document 1, step 2 (steps[1]): There is no browser x to steal from yet: expected one of main.")
        #expect(result.verdict == .unreadable)
        #expect(FlowReport.trace(result).isEmpty)
    }

    @Test("users, sessions and tokens of a store: the administrator sees the login, and revoking it ends it")
    func onAStore() async throws {
        let store = MemoryRegistry()
        let hash = try #require(PasswordHash.pbkdf2("x", salt: "abcdefgh", iterations: 10))
        let actor = Actor(name: "test", at: Flow.defaultClock)
        try await store.put(UserRecord(id: "ada", email: "a", passwordHash: hash, active: true), actor: actor)
        let flow = Flow(name: "on a store", app: ApplicationSettings(sessions: .registry, remember: .series))
        var run = try FlowRun(flow, store: store, users: .ofStore)
        let outcome = try await run.perform(login)
        #expect(outcome.observation?.user == "ada")
        #expect(outcome.cookiesSet == ["remember_token", "session"])
        let page = try await store.sessions(SessionQuery(now: run.clock))
        #expect(page.elements.map(\.userID) == ["ada"])
        #expect(try await run.perform(protected).observation?.status == 200)
        try await run.perform(.revoke(.user("ada")))
        #expect(try await run.perform(protected).observation?.status == 302)
    }

    @Test("failed expectations say what was expected and what was seen, in every format")
    func reports() async throws {
        let yaml = """
            flow: wrong
            steps:
              - get: /open
                expect: {status: 404, body: null, user: ada, location: /x, body_contains: "<no>", session: {a: 1}, session_without: [a],
                         cookies_set: [s], cookies_cleared: [c], set_cookie_has: [Secure], signals: [user_accessed]}
            """
        let documents = try FlowReader.flows(yaml: yaml, file: "f.yaml")
        let result = await FlowRunner.run(documents[0])
        #expect(
            result.outcomes[0].failures.map(\.key) == [
                "status", "location", "body", "user", "body_contains", "session", "cookies_set", "cookies_cleared",
                "set_cookie_has", "signals",
            ])
        #expect(result.verdict == .failed)
        let text = FlowReport.report([result], as: .text)
        #expect(
            text.hasPrefix("FAIL f.yaml: wrong\n! 1  GET /open: 200\n      status\n        expected 404\n        seen     200\n"))
        #expect(text.hasSuffix("1 flow: 0 passed, 1 failed\n"))
        let junit = FlowReport.report([result], as: .junit)
        #expect(junit.contains(#"<testsuite name="f.yaml" tests="1" failures="1" errors="0">"#))
        #expect(junit.contains("step 1, body_contains: expected &quot;&lt;no&gt;&quot;, seen &quot;open&quot;"))
        let json = FlowReport.report([result], as: .json)
        #expect(json.contains(#""action": {"get": "/open"}, "summary": "GET /open: 200", "expect": {"status": 404"#))
        #expect(json.contains(#"{"key": "status", "expected": "404", "seen": "200"}"#))
        #expect(
            FlowReport.report([result], as: .trace)
                == #"{"file": "f.yaml", "flow": "wrong", "trace": [{"body": "open", "location": null, "session": null, "set_cookie": [], "signals": [], "status": 200, "step": 1, "user": null}]}"#
                + "\n")
    }
}

import LoginFlows
import SessionCore
import Testing

@Suite("Reading flow files")
struct FlowReaderTests {
    @Test(
        "a file that is not a flow is refused with file, line, document, path and what was expected",
        arguments: [
            ("", "f.yaml: holds no flow: expected at least one document with a flow in it."),
            ("- 1", "f.yaml:1: document 1: expected a map with the key flow, found a list."),
            ("steps: []", "f.yaml:1: document 1: the key flow is missing: every document needs its flow's name."),
            ("flow: 5", "f.yaml:1: document 1, flow: expected text, found a whole number."),
            (
                "flow: a\n---\nflow: b\nfoo: 1",
                "f.yaml:4: document 2, foo: is not a key that is known here. Known: flow, about, clock, app, users, client, steps."
            ),
            ("flow: a\nstep: []", "f.yaml:2: document 1, step: is not a key that is known here. Did you mean steps?"),
            ("flow: a\nclock: noon", "f.yaml:2: document 1, clock: expected an ISO 8601 time such as 2026-01-01T00:00:00Z."),
            (
                "flow: a\nclock: 2026-01-01",
                "f.yaml:2: document 1, clock: expected an ISO 8601 time such as 2026-01-01T00:00:00Z, found a date alone: put it in quotes, or add a time of day."
            ),
            (
                "flow: a\napp:\n  login_manager: {blueprint_login_views: null}",
                "f.yaml:3: document 1, app.login_manager.blueprint_login_views: expected a map, found null."
            ),
            (
                "flow: a\nsteps:\n- sign_session: {data: {a: 1, b: [{c: 1,\n 2: 3}]}}",
                "f.yaml:4: document 1, step 1 (steps[0].sign_session.data.b[0]): the map's keys cannot be sorted: one is text, another a whole number."
            ),
            (
                "flow: a\napp:\n  config:\n    SESSION_COOKIE_SECURE: 1",
                "f.yaml:4: document 1, app.config.SESSION_COOKIE_SECURE: expected true or false, found a whole number."
            ),
            (
                "flow: a\napp: {config: {PERMANENT_SESSION_LIFETIME: 1h}}",
                "f.yaml:2: document 1, app.config.PERMANENT_SESSION_LIFETIME: expected a number of seconds, found text."
            ),
            (
                "flow: a\napp: {login_manager: {localize: lower}}",
                "f.yaml:2: document 1, app.login_manager.localize: expected upper, or null."
            ),
            ("flow: a\napp: {sessions: redis}", "f.yaml:2: document 1, app.sessions: expected one of cookie, registry."),
            ("flow: a\nusers: [{email: x}]", "f.yaml:2: document 1, users[0]: the key id is missing: every user needs one."),
            ("flow: a\nusers: [{id: 1}]", "f.yaml:2: document 1, users[0].id: expected text, found a whole number."),
            ("flow: a\nclient: {user_agent: \"a\\nb\"}", "f.yaml:2: document 1, client.user_agent: a user agent is text on one line."),
            ("flow: a\nclient: {scheme: ftp}", "f.yaml:2: document 1, client.scheme: expected http or https."),
            (
                "flow: a\nclient: {host: Localhost:80}",
                "f.yaml:2: document 1, client.host: expected a host name in lower case, or an IPv6 address in brackets, without port."
            ),
            (
                "flow: a\nsteps:\n  - get: /\n  - {get: /, post: /}",
                "f.yaml:4: document 1, step 2 (steps[1]): has 2 actions (get, post): expected one."
            ),
            (
                "flow: a\nsteps: [{get: //x}]",
                "f.yaml:2: document 1, step 1 (steps[0].get): is not a target: expected a path with one / first, and a query."
            ),
            (
                "flow: a\nsteps: [{get: /, headers: {cookie: b}}]",
                "f.yaml:2: document 1, step 1 (steps[0].headers.cookie): the header cookie is the client's: set it with a client step, or with cookies."
            ),
            (
                "flow: a\nsteps: [{advance: 1.5}]",
                "f.yaml:2: document 1, step 1 (steps[0].advance): expected a duration such as 90, 90s, 15m, 2h or 30d, found a number."
            ),
            (
                "flow: a\nsteps: [{advance: 5w}]",
                "f.yaml:2: document 1, step 1 (steps[0].advance): expected a duration such as 90, 90s, 15m, 2h or 30d."
            ),
            ("flow: a\nsteps: [{close_browser: false}]", "f.yaml:2: document 1, step 1 (steps[0].close_browser): expected true."),
            (
                "flow: a\nsteps: [{drop_cookies: session}]",
                "f.yaml:2: document 1, step 1 (steps[0].drop_cookies): expected all, or a list of names, found text."
            ),
            (
                "flow: a\nsteps: [{tamper: {cookie: s}}]",
                "f.yaml:2: document 1, step 1 (steps[0].tamper): the key edit is missing."
            ),
            (
                "flow: a\nsteps: [{sign_session: {data: [1]}}]",
                "f.yaml:2: document 1, step 1 (steps[0].sign_session.data): expected a map, found a list."
            ),
            (
                "flow: a\nsteps: [{browser: a, expect: {}}]",
                "f.yaml:2: document 1, step 1 (steps[0].expect): belongs to a request, not to browser."
            ),
            (
                "flow: a\nsteps: [{get: /, expect: {status: ok}}]",
                "f.yaml:2: document 1, step 1 (steps[0].expect.status): expected a whole number, found text."
            ),
            ("flow: a\nflow: b", "f.yaml:1: document 1: the key flow stands twice in the map."),
            (
                "flow: no",
                "f.yaml:1: document 1, flow: expected text, found false (yes, no, on and off are booleans, too: text goes in quotes)."
            ),
            ("flow: 2026-01-01", "f.yaml:1: document 1, flow: expected text, found a time (text goes in quotes)."),
            (
                "flow: a\napp: {config: {REMEMBER_COOKIE_DURATION: 1e3}}",
                "f.yaml:2: document 1, app.config.REMEMBER_COOKIE_DURATION: expected a number of seconds, found text (a number in quotes, or one that YAML writes as 1.0e+3 or 0.5)."
            ),
            (
                "flow: !!set {x}",
                "f.yaml:1: document 1: the tag tag:yaml.org,2002:set does not fit its value, or is none that a flow can use."
            ),
        ])
    func refusals(yaml: String, message: String) {
        let error = #expect(throws: FlowError.self) { try FlowReader.flows(yaml: yaml, file: "f.yaml") }
        #expect(error?.description == message)
    }

    @Test("bytes that are not UTF-8 are refused")
    func invalidUTF8() {
        let error = #expect(throws: FlowError.self) { try FlowReader.flows(bytes: [0x66, 0xFF], file: "f.yaml") }
        #expect(error?.description == "f.yaml: is not UTF-8 text.")
    }

    @Test("broken YAML is refused with its line")
    func brokenYAML() {
        let error = #expect(throws: FlowError.self) { try FlowReader.flows(yaml: "flow: a\nsteps: [", file: "f.yaml") }
        #expect(error?.line != nil)
        #expect(error?.problem.hasPrefix("is not YAML: ") == true)
    }

    @Test("a form beside another method than post is kept, and sends nothing")
    func formOfAGet() async throws {
        let yaml = "flow: a\nsteps:\n  - get: /login\n    form: {email: a}\n    expect: {status: 200, body: Login form}"
        let document = try #require(try FlowReader.flows(yaml: yaml, file: "f").first)
        #expect(await FlowRunner.run(document).passed)
        #expect(FlowWriter.yaml(document.flow).contains("form: {email: a}"))
    }

    @Test("users alone are read from a list or from a map with users")
    func users() throws {
        let expected = [MockUser(id: "a", email: "a@b.test", active: false)]
        #expect(try FlowReader.users(yaml: "[{id: a, email: a@b.test, active: false}]", file: "u") == expected)
        #expect(try FlowReader.users(yaml: "users:\n  - {id: a, email: a@b.test, active: false}", file: "u") == expected)
        let error = #expect(throws: FlowError.self) { try FlowReader.users(yaml: "users: x", file: "u") }
        #expect(error?.description == "u:1: users: expected a list of users, found text.")
    }
}

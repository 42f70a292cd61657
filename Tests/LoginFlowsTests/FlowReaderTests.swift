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
                "flow: a\napp:\n  config:\n    SESSION_COOKIE_SECURE: yes",
                "f.yaml:4: document 1, app.config.SESSION_COOKIE_SECURE: expected true or false, found the text yes (YAML 1.2 has only true and false)."
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
            ("flow: a\nclient: {scheme: ftp}", "f.yaml:2: document 1, client.scheme: expected http or https."),
            (
                "flow: a\nclient: {host: Localhost:80}",
                "f.yaml:2: document 1, client.host: expected a host name in lower case, without port."
            ),
            (
                "flow: a\nsteps:\n  - get: /\n  - {get: /, post: /}",
                "f.yaml:4: document 1, steps[1]: has 2 actions (get, post): expected one."
            ),
            (
                "flow: a\nsteps: [{get: //x}]",
                "f.yaml:2: document 1, steps[0].get: is not a target: expected a path with one / first, and a query."
            ),
            ("flow: a\nsteps: [{get: /, form: {a: b}}]", "f.yaml:2: document 1, steps[0].form: a form goes with a post only."),
            (
                "flow: a\nsteps: [{get: /, headers: {cookie: b}}]",
                "f.yaml:2: document 1, steps[0].headers.cookie: the header cookie is the client's: set it with a client step, or with cookies."
            ),
            (
                "flow: a\nsteps: [{advance: 1.5}]",
                "f.yaml:2: document 1, steps[0].advance: expected a duration such as 90, 90s, 15m, 2h or 30d, found a number."
            ),
            (
                "flow: a\nsteps: [{advance: 5w}]",
                "f.yaml:2: document 1, steps[0].advance: expected a duration such as 90, 90s, 15m, 2h or 30d."
            ),
            ("flow: a\nsteps: [{close_browser: false}]", "f.yaml:2: document 1, steps[0].close_browser: expected true."),
            (
                "flow: a\nsteps: [{drop_cookies: session}]",
                "f.yaml:2: document 1, steps[0].drop_cookies: expected all, or a list of names, found text."
            ),
            ("flow: a\nsteps: [{tamper: {cookie: s}}]", "f.yaml:2: document 1, steps[0].tamper: the key edit is missing."),
            (
                "flow: a\nsteps: [{sign_session: {data: [1]}}]",
                "f.yaml:2: document 1, steps[0].sign_session.data: expected a map, found a list."
            ),
            (
                "flow: a\nsteps: [{browser: a, expect: {}}]",
                "f.yaml:2: document 1, steps[0].expect: belongs to a request, not to browser."
            ),
            (
                "flow: a\nsteps: [{get: /, expect: {status: ok}}]",
                "f.yaml:2: document 1, steps[0].expect.status: expected a whole number, found text."
            ),
            ("flow: a\nflow: b", "f.yaml:1: document 1: the key flow stands twice in the map."),
            (
                "flow: !!binary x",
                "f.yaml:1: document 1: the tag tag:yaml.org,2002:binary does not fit its value, or is not one of YAML 1.2's."
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

    @Test("an alias that grows beyond measure is refused")
    func aliasBomb() {
        var yaml = "flow: a\nabout: x\nusers:\n  - &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...7 {
            let names = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            yaml += "  - &a\(level) [\(names)]\n"
        }
        let error = #expect(throws: FlowError.self) { try FlowReader.flows(yaml: yaml, file: "f.yaml") }
        #expect(error?.problem.contains("more than 200000 values") == true)
    }

    @Test(
        "values have the types of YAML 1.2",
        arguments: [
            ("yes", .string("yes")), ("true", .bool(true)), ("~", .null), ("1e3", .double(1000)), ("017", .integer(17)),
            ("0x1F", .integer(31)),
            ("0o17", .integer(15)), ("\"5\"", .string("5")), ("'true'", .string("true")), ("!!str 5", .string("5")),
            ("-.inf", .double(-.infinity)), (".5", .double(0.5)),
            ("5.", .double(5)), ("2026-01-01", .string("2026-01-01")), ("1:30", .string("1:30")), ("1_000", .string("1_000")),
            ("-00123456789012345678901234567890", .bigInteger("-123456789012345678901234567890")),
            ("\"\\ud83d\\ude00\"", .string("😀")),
        ] as [(String, SessionValue)])
    func types(text: String, value: SessionValue) throws {
        let yaml = "flow: a\nsteps:\n  - sign_session: {data: {v: \(text)}}"
        let flow = try #require(try FlowReader.flows(yaml: yaml, file: "f").first?.flow)
        #expect(flow.steps == [.signSession(data: ["v": value], key: nil)])
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

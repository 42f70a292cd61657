import LoginFlows
import SessionCore
import Synchronization
import Testing

@Suite("Running flows over HTTP")
struct LiveRunTests {
    /// A live application that is a function.
    private final class Answers: LiveTransport {
        let asked = Mutex<[LiveRequest]>([])
        let answer: @Sendable (LiveRequest) -> LiveResponse

        init(_ answer: @escaping @Sendable (LiveRequest) -> LiveResponse) { self.answer = answer }

        func send(_ request: LiveRequest, to target: LiveTarget) async throws(FlowError) -> LiveResponse {
            asked.withLock { $0.append(request) }
            return answer(request)
        }
    }

    private let now = Timestamp(seconds: 1_800_000_000)

    private func run(
        _ yaml: String, target: String = "http://localhost:5000", keys: [String] = [], _ answers: Answers
    ) async throws -> FlowResult {
        let document = try #require(try FlowReader.flows(yaml: yaml, file: "f.yaml").first)
        let now = self.now
        return await LiveRun(try LiveTarget(target), keys: keys, transport: answers, clock: { now }).run(document)
    }

    @Test(
        "an address is taken apart, and what is none is refused with a reason",
        arguments: [
            ("http://localhost", "localhost", 80, "", "localhost"),
            ("http://127.0.0.1:5000/", "127.0.0.1", 5000, "", "127.0.0.1:5000"),
            ("HTTP://Example.Test:80/app/", "example.test", 80, "/app", "example.test"),
            ("http://[::1]:8080/a/b", "::1", 8080, "/a/b", "[::1]:8080"),
        ] as [(String, String, UInt16, String, String)])
    func addresses(url: String, host: String, port: UInt16, path: String, authority: String) throws {
        let target = try LiveTarget(url)
        #expect((target.host, target.port, target.basePath, target.authority) == (host, port, path, authority))
    }

    @Test(
        "an address that cannot be asked is refused with a reason",
        arguments: [
            ("https://example.test", "speaks https, which flows are not run over: name an address that begins with http://."),
            ("localhost:80", "is not an address: expected one such as http://127.0.0.1:5000."), ("http://", "names no host."),
            ("http://a:b@c", "holds a user name, a query, a fragment or a character that does not belong there."),
            ("http://a:0", "has a port that is none: expected 1 to 65535."),
            ("http://a:99999", "has a port that is none: expected 1 to 65535."),
            ("http://[::1", "lacks the ] of its host."),
            ("http://a/?x", "holds a user name, a query, a fragment or a character that does not belong there."),
            ("http://a b", "holds a user name, a query, a fragment or a character that does not belong there."),
        ])
    func badAddresses(url: String, problem: String) {
        let error = #expect(throws: FlowError.self) { try LiveTarget(url) }
        #expect(error?.problem == problem)
    }

    @Test("a login goes over the wire: form, cookies, user agent, and what the next request brings along")
    func login() async throws {
        let session = try #require(SessionCookieSigner(keys: ["k"]).sign(["_user_id": .string("ada")], at: now))
        let answers = Answers { request in
            request.method == .post
                ? LiveResponse(
                    status: 302,
                    headers: [
                        .init("location", "/protected"), .init("set-cookie", "session=\(session);HttpOnly; Path=/app"),
                        .init("set-cookie", "old=; Max-Age=0"),
                    ])
                : LiveResponse(status: 200, body: Array("Logged in as: ada".utf8))
        }
        let result = try await run(
            """
            flow: login
            client: {user_agent: "a/1"}
            steps:
              - post: "/login?next=/é x"
                form: {email: "a b", password: "ü&="}
                expect: {status: 302, location: /protected, cookies_set: [session], cookies_cleared: [old], session: {_user_id: ada}}
              - client: {user_agent: null}
              - get: /protected
                headers: {X-Test: "1"}
                expect: {status: 200, body: "Logged in as: ada", session_without: [_fresh]}
              - close_browser: true
              - head: /
            """, target: "http://localhost:5000/app", keys: ["k"], answers)
        #expect(result.passed, "\(FlowReport.text(result))")
        let sent = answers.asked.withLock { $0.map { String(decoding: $0.bytes, as: UTF8.self) } }
        let common = "Accept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n"
        try #require(sent.count == 3)
        #expect(
            sent[0]
                == "POST /app/login?next=/%C3%A9%20x HTTP/1.1\r\nHost: localhost:5000\r\nUser-Agent: a/1\r\n\(common)"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 33\r\n\r\nemail=a%20b&password=%C3%BC%26%3D"
        )
        #expect(
            sent[1]
                == "GET /app/protected HTTP/1.1\r\nHost: localhost:5000\r\n\(common)Cookie: session=\(session)\r\nX-Test: 1\r\n\r\n"
        )
        #expect(sent[2] == "HEAD /app/ HTTP/1.1\r\nHost: localhost:5000\r\n\(common)\r\n")
    }

    @Test("a signed session is presented, stolen and tampered with as in process")
    func forging() async throws {
        let answers = Answers { _ in LiveResponse(status: 200) }
        let result = try await run(
            """
            flow: forged
            steps:
              - sign_session: {data: {_user_id: "1"}}
              - get: /
                expect: {session: {_user_id: "1"}}
              - browser: thief
              - steal_cookies: main
              - get: /
              - tamper: {cookie: session, edit: flip_first}
              - get: /
                expect: {session: null}
              - sign_remember: {payload: ada, key: other}
            """, keys: ["k", "old"], answers)
        #expect(result.passed, "\(FlowReport.text(result))")
        let cookies = answers.asked.withLock { $0.map { $0.headers.first { $0.name == "Cookie" }?.value ?? "" } }
        #expect(cookies[0] == cookies[1] && cookies[1] != cookies[2])
    }

    @Test(
        "what only the inside of an application allows is an error with its place, before anything is sent",
        arguments: [
            ("advance: 5", "step 1 (steps[0].advance): the clock of a live application cannot be moved."),
            (
                "rotate_key: {secret_key: x}",
                "step 1 (steps[0].rotate_key): the keys of a live application cannot be changed from outside."
            ),
            ("set_user: {id: a}", "step 1 (steps[0].set_user): the users of a live application cannot be changed from outside."),
            ("delete_user: a", "step 1 (steps[0].delete_user): the users of a live application cannot be changed from outside."),
            ("revoke: session", "step 1 (steps[0].revoke): the sessions of a live application cannot be revoked from outside."),
            ("restore: true", "step 1 (steps[0].restore): the sessions of a live application cannot be restored from outside."),
            ("client: {ip: 10.0.0.1}", "step 1 (steps[0].client.ip): a live application sees the address that this machine has."),
            ("client: {host: b}", "step 1 (steps[0].client.host): the target decides the host."),
            (
                "sign_session: {data: {}}",
                "step 1 (steps[0].sign_session): signing needs the application's key: give --key-file, or a key in the step."
            ),
            (
                "sign_remember: {payload: a}",
                "step 1 (steps[0].sign_remember): signing needs the application's key: give --key-file, or a key in the step."
            ),
            (
                "get: /\n    expect: {user: a}",
                "step 1 (steps[0].expect.user): only the application knows the current user: expect what a page says of it."
            ),
            (
                "get: /\n    expect: {signals: []}",
                "step 1 (steps[0].expect.signals): signals are heard only inside the application."
            ),
            (
                "get: /\n    expect: {session: null}",
                "step 1 (steps[0].expect.session): to verify the session's cookie give --key-file."
            ),
            (
                "get: /\n    expect: {session_without: [a]}",
                "step 1 (steps[0].expect.session_without): to verify the session's cookie give --key-file."
            ),
            (
                "get: /\n    headers: {Connection: close}",
                "step 1 (steps[0].headers.Connection): the header belongs to the connection, which a flow does not choose."
            ),
        ])
    func refusals(step: String, message: String) async throws {
        let answers = Answers { _ in LiveResponse(status: 200) }
        let result = try await run("flow: a\nsteps:\n  - \(step)\n", answers)
        #expect(result.error?.description == "f.yaml:3: document 1, \(message)")
        #expect(result.verdict == .unreadable)
        #expect(answers.asked.withLock { $0.isEmpty })
    }

    @Test("what cannot be sent names the step")
    func transportFailures() async throws {
        struct Broken: LiveTransport {
            func send(_ request: LiveRequest, to target: LiveTarget) async throws(FlowError) -> LiveResponse {
                throw FlowError("The line is dead.")
            }
        }
        let document = try #require(
            try FlowReader.flows(yaml: "flow: a\nsteps:\n  - close_browser: true\n  - get: /\n", file: "f").first)
        let result = await LiveRun(try LiveTarget("http://h"), transport: Broken(), clock: { Flow.defaultClock }).run(document)
        #expect(result.error?.description == "f:4: document 1, step 2 (steps[1]): The line is dead.")
        #expect(result.outcomes.count == 1)
    }
}

@Suite("Reading answers of live applications")
struct HTTPResponseReaderTests {
    private func read(_ text: String, method: FlowRequest.Method = .get, piece: Int = .max, closes: Bool = true) throws(FlowError)
        -> LiveResponse?
    {
        var reader = HTTPResponseReader(answerTo: method)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            if let response = try reader.feed(rest.prefix(piece)) { return response }
            rest = rest.dropFirst(piece)
        }
        return closes ? try reader.end() : nil
    }

    @Test(
        "an answer is read by its length, by chunks, or to the end, in whatever pieces it comes", arguments: [1, 2, 7, 1_000],
        [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: \t y \r\n\r\nhix", 200, "hi"),
            ("HTTP/1.0 404 Not Found\n\nabc", 404, "abc"), ("HTTP/1.1 204 \r\nContent-Length: 5\r\n\r\n", 204, ""),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n",
                500, ""
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
                200, "abc0123456789"
            ),
            ("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n!", 302, "!"),
        ])
    func reading(piece: Int, answer: (text: String, status: Int, body: String)) throws {
        let response = try #require(try read(answer.text, piece: piece))
        #expect(response.status == answer.status)
        #expect(String(decoding: response.body, as: UTF8.self) == answer.body)
    }

    @Test("header names are in lower case, values without the space around them; an answer to HEAD has no body")
    func headers() throws {
        let response = try read(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie:  b=2 \r\nContent-Length: 9\r\n\r\n", method: .head, closes: false)
        #expect(
            response
                == LiveResponse(
                    status: 200, headers: [.init("set-cookie", "a=1"), .init("set-cookie", "b=2"), .init("content-length", "9")]))
    }

    @Test(
        "what is no answer is refused",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/2 200\r\n\r\n", "ICY 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 099 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n a: b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n", "HTTP/1.1 101 Switching\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 70_000),
            "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: (4 << 20) + 1),
        ])
    func refusals(text: String) {
        #expect(throws: FlowError.self) { try read(text) }
    }
}

import Foundation
import Testing

/// `rollcall flows run --target` against a real Flask application with Flask-Login.
@Suite(
    "Flows against a live Flask application",
    .enabled(if: FlaskServer.python != nil, "ROLLCALL_ORACLE_PYTHON names no Python with flask 3.1.3 and flask-login 0.6.3"))
struct FlaskTargetTests {
    private static let key = "target-key"
    private static let flow = """
        flow: a live application
        steps:
          - get: /protected
            expect: {status: 302, session: {}, cookies_set: [session]}
          - post: /login
            form: {user: "佐藤"}
            expect: {status: 200, body: in, session: {_user_id: "佐藤", _fresh: true}, cookies_set: [session]}
          - get: /protected
            expect: {body: "Logged in as: 佐藤"}
          - post: /login
            form: {user: ada, remember: "1"}
            expect: {cookies_set: [session, remember_token]}
          - close_browser: true
          - get: /whoami
            expect: {status: 200, body_contains: '"remembered":true', session: {_user_id: ada, _fresh: false}}
          - browser: thief
          - steal_cookies: main
          - client: {user_agent: curl/8.5.0}
          - get: /protected
            expect: {body: "Logged in as: ada"}
          - browser: main
          - client: {user_agent: rollcall-flow/1}
          - get: /logout
            expect: {status: 200, cookies_cleared: [remember_token, session], session: null}
          - sign_session: {data: {_user_id: forged}}
          - get: /protected
            expect: {body: "Logged in as: forged"}
          # Not the last: of the signature's last character two bits say nothing, and one time in sixteen nothing would change.
          - tamper: {cookie: session, edit: flip_first}
          - get: /protected
            expect: {status: 302, set_cookie_has: ["session="]}

        """

    /// - Returns: the exit status and all that was printed.
    private func run(_ flow: String, against flask: FlaskServer) throws -> (status: Int32, text: String) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "rollcall-target-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (file, keyFile) = (directory.appending(path: "flow.yaml"), directory.appending(path: "key"))
        try Data(flow.utf8).write(to: file)
        try Data("\(Self.key)\n".utf8).write(to: keyFile)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keyFile.path)
        let process = Process()
        process.executableURL = Server.products.appending(path: "rollcall")
        process.arguments = ["flows", "run", "--target", flask.address, "--key-file", keyFile.path, file.path]
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    @Test("every step holds, and the session's cookie is looked into with the application's key")
    func passes() throws {
        let flask = try FlaskServer(key: Self.key)
        let run = try run(Self.flow, against: flask)
        #expect(run.status == 0, "\(run.text)")
    }

    @Test("what does not hold is shown as expected and seen, and the status is 1")
    func fails() throws {
        let flask = try FlaskServer(key: Self.key)
        let flow = "flow: wrong\nsteps:\n  - get: /whoami\n    expect: {status: 200, body_contains: '\"authenticated\":true'}\n"
        let run = try run(flow, against: flask)
        #expect(run.status == 1)
        #expect(run.text.contains("body_contains"))
        #expect(run.text.contains("authenticated"))
    }
}

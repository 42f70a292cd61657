import Glibc
import RollcallSupport
import SessionCore
import Testing

@Suite("rollcall cookie and flows")
struct CookieCommandTests {
    private static let key = "0c5a90b54c19de4a3f4b7d21"

    @Test("what is signed is inspected as valid, and no key is printed")
    func roundTrip() throws {
        let sandbox = try Sandbox()
        let keys = try sandbox.write("keys.txt", "\(Self.key)\nolder\n")
        let signed = try sandbox.run(
            "cookie", "sign", "--format", "flask-session", "--key-file", keys, "{\"_user_id\": \"ann\", \"t\": {\" t\": [1]}}")
        #expect(signed.status == 0)
        let cookie = "session=" + (signed.lines.first ?? "")
        let run = try sandbox.run("cookie", "inspect", cookie, "--key-file", keys, "--format", "json")
        let report = try #require(try run.json().first)
        #expect(run.status == 0)
        #expect(
            report.keys == [
                "name", "format", "verdict", "key_index", "signed_at", "expires_at", "payload", "user_id", "layers", "findings",
            ])
        #expect(
            report["verdict"] == .string("valid") && report["key_index"] == .integer(0) && report["user_id"] == .string("ann"))
        #expect(report["payload"] == .map(["_user_id": .string("ann"), "t": .map([" t": .list([.integer(1)])])]))
        let text = try sandbox.run("cookie", "inspect", cookie, "--key-file", keys)
        #expect(text.output.hasPrefix("session  flask-session  valid\n"))
        #expect(!(text.output + text.messages + run.output + run.messages).contains(Self.key))
        #expect(try sandbox.run("cookie", "inspect", cookie).status == 1)
        let late = try sandbox.run(
            "cookie", "inspect", cookie, "--key-env", "K", "--max-age", "5", "--now", "2999-01-01T00:00:00Z",
            variables: ["K": Self.key])
        #expect(late.status == 1 && late.output.contains("flask-session  expired"))
    }

    @Test("a remember cookie is signed from JSON or bare text", arguments: ["\"42\"", "42", "ann", "\"佐藤|1\""])
    func remember(payload: String) throws {
        let sandbox = try Sandbox()
        let run = try sandbox.run(
            "cookie", "sign", "--format", "flask-login-remember", "--key-env", "K", "-", input: payload + "\n",
            variables: ["K": Self.key])
        let report = try sandbox.run(
            "cookie", "inspect", "-", "--key-env", "K", "--format", "json", input: run.output, variables: ["K": Self.key])
        #expect(try report.json().first?["user_id"]?.text == payload.filter { $0 != "\"" })
        #expect(report.status == 0)
    }

    @Test("standard input is one cookie a line; one that is not valid decides the status")
    func standardInput() throws {
        let sandbox = try Sandbox()
        let run = try sandbox.run("cookie", "inspect", "-", "--format", "json", input: "a=1\nCookie: b=2; c=3\n\n")
        #expect(run.status == 1)
        #expect(try run.json().map { $0["name"]?.text } == ["a", "b", "c"])
        #expect(try sandbox.run("cookie", "inspect", "-", input: "\n").messages == "rollcall: there is no cookie in the input\n")
        #expect(
            try sandbox.run("cookie", "inspect", "-", "--name", "x", input: "Cookie: a=1").messages
                == "rollcall: no cookie is called x\n")
    }

    @Test("a cookie of 2 MiB is answered")
    func huge() throws {
        let run = try Sandbox().run("cookie", "inspect", "-", "--format", "json", input: String(repeating: "a", count: 2_097_152))
        #expect(run.status == 1)
        #expect(try run.json().first?["verdict"] == .string("malformed"))
        #expect(run.output.contains("the cookie has 2097152 bytes; expected at most 1048576"))
    }

    @Test("a key file that others may read is warned of")
    func warning() throws {
        let sandbox = try Sandbox()
        let keys = try sandbox.write("keys.txt", Self.key, mode: 0o644)
        let run = try sandbox.run("cookie", "sign", "--format", "flask-session", "--key-file", keys, "{}")
        #expect(run.status == 0)
        #expect(
            run.messages
                == "rollcall: warning: key file \(keys): others may read or write it (mode 0644); run chmod 600 \(keys)\n")
    }

    private static let python = getenv("ROLLCALL_ORACLE_PYTHON").map { String(cString: $0) }

    @Test(
        "Flask and Flask-Login accept both cookies",
        .enabled(if: python != nil, "ROLLCALL_ORACLE_PYTHON names no Python with flask and flask-login"))
    func flask() throws {
        let sandbox = try Sandbox()
        let session = try sandbox.run(
            "cookie", "sign", "--format", "flask-session", "--key-env", "K",
            "{\"_user_id\": \"ann\", \"_fresh\": true, \"when\": {\" d\": \"Thu, 01 Jan 2026 00:00:00 GMT\"}}",
            variables: ["K": Self.key])
        let token = try sandbox.run(
            "cookie", "sign", "--format", "flask-login-remember", "--key-env", "K", "\"bob\"", variables: ["K": Self.key])
        let script = """
            import sys
            from flask import Flask, session
            from flask_login import LoginManager, UserMixin, current_user
            app = Flask(__name__)
            app.secret_key = sys.argv[1]
            manager = LoginManager(app)
            class User(UserMixin):
                def __init__(self, id): self.id = id
            manager.user_loader(User)
            @app.get("/")
            def index(): return f"{current_user.get_id()} {session.get('when')}"
            first = app.test_client(); first.set_cookie("session", sys.argv[2])
            print(first.get("/").text)
            second = app.test_client(); second.set_cookie("remember_token", sys.argv[3])
            print(second.get("/").text)
            """
        let run = try sandbox.run(
            program: try #require(Self.python), ["-c", script, Self.key, session.lines.first ?? "", token.lines.first ?? ""])
        #expect(run.output == "ann 2026-01-01 00:00:00+00:00\nbob None\n", "\(run.messages)")
    }

    @Test("flows pass, fail and are refused with their status")
    func flows() throws {
        let sandbox = try Sandbox()
        let pass = try sandbox.write(
            "pass.yaml", "flow: p\nsteps:\n  - {get: /, expect: {status: 200, body: 'Hello, anonymous'}}\n")
        let fail = try sandbox.write("fail.yaml", "flow: f\nsteps:\n  - {get: /, expect: {status: 404}}\n")
        let bad = try sandbox.write("bad.yaml", "flow: b\nstps: []\n")
        #expect(try sandbox.run("flows", "run", pass).status == 0)
        let failed = try sandbox.run("flows", "run", pass, fail)
        #expect(failed.status == 1 && failed.output.contains("FAIL") && failed.output.contains("404"))
        let refused = try sandbox.run("flows", "run", bad, pass)
        #expect(refused.status == 2 && refused.messages.contains("\(bad):2: ") && refused.output.contains("PASS"))
        #expect(
            try sandbox.run("flows", "run", "-", "--format", "trace", input: "flow: p\nsteps: [{get: /open}]\n").json().first?
                .keys == ["file", "flow", "trace"])
        #expect(try sandbox.run("flows", "run", pass, "--format", "junit").output.hasPrefix("<?xml"))
        #expect(try sandbox.run("flows", "run", pass, "--format", "json").json().count == 1)
    }

    private static let golden = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/../shared/flows"

    @Test(
        "the trace of the golden flows is the reference's to the byte",
        .enabled(if: File.exists(golden + "/golden.yaml"), "no ../shared/flows"))
    func trace() throws {
        let sandbox = try Sandbox()
        let run = try sandbox.run(
            program: "/bin/sh", ["-c", "cd '\(Self.golden)' && '\(Sandbox.program)' flows run golden.yaml --format trace"])
        let expected = try File.read(Self.golden + "/golden.jsonl", what: "file", limit: 1 << 24)
        #expect(run.status == 0 && Array(run.output.utf8) == expected)
    }
}

import Glibc
import SQLiteRegistry
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("Secrets stay where they belong", .serialized, .timeLimit(.minutes(5)))
struct SecretTests {
    private static let fileKey = "kF7-in-a-file-Zq8vN2xWbT4mRy6cLp1s"
    private static let variableKey = "vK3-in-a-variable-Hd9jQe5uXa7oGt2w"
    private static let password = "pW9-of-a-person-Bn4kMs8rVf3yCz6h"

    /// A store with a login that is remembered, and what only the browser has of it.
    private struct Login {
        var secret: String
        var series: String
        var verifier: String

        init(_ scratch: Scratch) async throws {
            let store = try SQLiteRegistry.open(path: scratch.store, mode: .readWrite)
            let facts = RequestFacts(now: StoreFixture.now(), ip: "203.0.113.7", userAgent: "curl/8.5.0")
            let issued = try await RememberSeries(store: store).issue(userID: "canary-user", lifetime: 90_000, facts)
            let parts = issued.payload.split(separator: ".").map(String.init)
            let sessions = RegistrySessions(store: store)
            let opened = try await sessions.open(secret: nil, facts)
            let closed = try await sessions.close(
                opened, payload: ["_user_id": .string("canary-user"), "_fresh": .bool(true)],
                SessionChanges(privilegeChanged: true, loggedIn: true, tokenID: issued.tokenID, remembered: true), facts)
            guard case .set(let secret) = closed.cookie, parts.count == 2 else { throw HarnessError(what: "logging in", code: 0) }
            (self.secret, series, verifier) = (secret, parts[0], parts[1])
            await store.close()
        }
    }

    private func keyFile(_ scratch: Scratch) throws -> String {
        let path = scratch.path + "/canary.key"
        let file = try #require(fopen(path, "w"))
        fputs(Self.fileKey + "\n", file)
        fclose(file)
        chmod(path, 0o600)
        return path
    }

    /// The arguments of a process and its children, as every user of the machine can read them.
    private func arguments(of process: pid_t) -> [UInt8] {
        ([process] + PseudoTerminal.children(of: process)).flatMap { Canaries.bytes("/proc/\($0)/cmdline") }
    }

    @Test("a canary is found in every form, and not where it is not")
    func finder() {
        var canaries = Canaries()
        canaries.plant("key", Self.fileKey)
        for text in ["x" + Self.fileKey, String(Self.fileKey.prefix(20)), String(Self.fileKey.suffix(16)) + "x"] {
            #expect(!canaries.found(in: Array(text.utf8)).isEmpty, "\(text)")
        }
        for text in ["", "kF7", "kF7-in-a-file-Zq", String(Self.variableKey)] where !text.hasPrefix(Self.fileKey.prefix(16)) {
            #expect(canaries.found(in: Array(text.utf8)).isEmpty, "\(text)")
        }
        // base64 of the key itself and behind one byte; hexadecimal digits.
        #expect(!canaries.found(in: Array("a0Y3LWluLWEtZmlsZS1acTh2TjJ4V2JUNG1SeTZjTHAxcw==".utf8)).isEmpty)
        #expect(!canaries.found(in: Array("eGtGNy1pbi1hLWZpbGUtWnE4dk4yeFdiVDRtUnk2Y0xwMXM=".utf8)).isEmpty)
        #expect(!canaries.found(in: Array("6b46372d696e2d612d66696c652d5a71".utf8)).isEmpty)
    }

    @Test("keys, session secrets and verifiers: not on the screen, in arguments, exports, logs, crash reports or the store")
    func screen() async throws {
        let scratch = try Scratch()
        let login = try await Login(scratch)
        let key = try keyFile(scratch)
        var canaries = Canaries()
        canaries.plant("key of a file", Self.fileKey)
        canaries.plant("key of a variable", Self.variableKey)
        canaries.plant("session secret", login.secret)
        canaries.plant("verifier", login.verifier)
        canaries.plant("series", login.series)
        let terminal = try PseudoTerminal(
            ["--store", "sqlite:\(scratch.store)", "--key-file", key, "--key-env", "CANARY_KEY"], scratch: scratch,
            size: Size(columns: 140, rows: 40), environment: ["CANARY_KEY": Self.variableKey])
        #expect(terminal.waitForText("canary-user"))
        #expect(canaries.found(in: arguments(of: terminal.process)).isEmpty)
        let cookies = "session=\(login.secret)\nremember_token=\(login.series).\(login.verifier)|0123456789abcdef"
        let steps = [
            "\r", "jjjjjj", "\u{1B}", "r", "\u{1B}", "c", "2", "\r", "\u{1B}", "3", "\u{1B}[200~\(cookies)\u{1B}[201~", "\r", "j",
            "\r",
            "\u{1B}", "y", "Y", "\u{1B}", "4", "5", "6", "@", "\u{1B}", "1",
        ]
        for step in steps {
            terminal.send(step)
            #expect(terminal.settle())
        }
        terminal.send("Q")
        #expect(terminal.waitForExit() == 0)
        #expect(canaries.found(in: terminal.raw).isEmpty)

        // And where it falls: the report names functions, not values.
        let falling = try PseudoTerminal(
            ["--store", "sqlite:\(scratch.store)", "--key-file", key, "--key-env", "CANARY_KEY"], scratch: scratch,
            environment: ["CANARY_KEY": Self.variableKey])
        #expect(falling.waitForText("canary-user"))
        falling.send("3\u{1B}[200~\(cookies)\u{1B}[201~\r")
        falling.settle()
        let drawing = try #require(falling.drawingProcess)
        kill(drawing, SIGILL)
        _ = falling.wait(seconds: 60) { terminal in
            let directory = scratch.path + "/state/rollcall"
            return terminal.hasEnded
                || Scratch.names(in: directory).contains { Scratch.text("\(directory)/\($0)").contains("Backtrace took") }
        }
        kill(drawing, SIGILL)
        #expect(falling.waitForExit() == 132)
        #expect(canaries.found(in: falling.raw).isEmpty)
        #expect(canaries.found(below: scratch.path, except: ["canary.key"]) == [], "in the store, the state and the reports")
    }

    @Test("passwords, and what commands print and export")
    func commands() async throws {
        let scratch = try Scratch()
        let login = try await Login(scratch)
        let key = try keyFile(scratch)
        let input = scratch.path + "/input"
        var canaries = Canaries()
        canaries.plant("password", Self.password)
        canaries.plant("key of a file", Self.fileKey)
        canaries.plant("session secret", login.secret)
        canaries.plant("verifier", login.verifier)
        func run(_ arguments: [String], _ text: String = "") throws -> [UInt8] {
            let file = try #require(fopen(input, "w"))
            fputs(text + "\n", file)
            fclose(file)
            let terminal = try PseudoTerminal(
                ["-c", "\"$0\" \"$@\" < '\(input)' > '\(scratch.path)/output' 2>&1", Program.path] + arguments
                    + ["--store", "sqlite:\(scratch.store)"], program: "/bin/sh", scratch: scratch)
            _ = terminal.waitForExit()
            return Canaries.bytes(scratch.path + "/output") + terminal.raw
        }
        for (arguments, text) in [
            (["users", "add", "--email", "canary@example.test", "--password-stdin"], Self.password),
            (["users", "set-password", "canary@example.test", "--password-stdin"], Self.password),
            (["users", "list", "--format", "json"], ""), (["users", "show", "ada", "--format", "json"], ""),
            (["sessions", "list", "--format", "json"], ""), (["tokens", "list", "--format", "json"], ""),
            (["tokens", "list"], ""),
            (["audit", "export"], ""), (["audit", "list", "--format", "json"], ""),
            (["cookie", "inspect", "-", "--key-file", key], "session=\(login.secret)"),
            (
                ["cookie", "inspect", "-", "--key-file", key, "--format", "json"],
                "remember_token=\(login.series).\(login.verifier)|00ff"
            ),
            (["cookie", "sign", "--format", "flask-session", "--key-file", key, "-"], "{\"user\": 1}"),
            (["--plain"], "list\nshow \(login.secret)x\ntokens\naudit\nstatus\n"),
        ] {
            let bytes = try run(arguments, text)
            #expect(!bytes.isEmpty, "\(arguments)")
            // A command may quote what was typed at it, which only `show` of a secret would be.
            let expected: Set<String> = arguments == ["--plain"] ? ["session secret"] : []
            #expect(
                canaries.found(in: bytes).subtracting(expected).isEmpty, "\(arguments): \(String(decoding: bytes, as: UTF8.self))"
            )
        }
        #expect(canaries.found(below: scratch.path, except: ["canary.key", "input", "output"]) == [], "in the store")
    }

    @Test(
        "the password in a store's URL",
        arguments: [
            "redis://user:SECRET@127.0.0.1:1/0", "postgresql://user:SECRET@127.0.0.1:1/x",
            "flask-session+redis://:SECRET@127.0.0.1:1/0",
        ])
    func storeURL(url: String) throws {
        let scratch = try Scratch()
        var canaries = Canaries()
        canaries.plant("password of the store", Self.password)
        for arguments in [[], ["--plain"], ["sessions", "list"], ["audit", "verify", "--format", "json"]] {
            let terminal = try PseudoTerminal(
                arguments, scratch: scratch, environment: ["ROLLCALL_STORE": url.replacing("SECRET", with: Self.password)])
            #expect(terminal.waitForExit() == 2, "\(arguments): \(terminal.screen.text)")
            #expect(!terminal.raw.isEmpty)
            #expect(canaries.found(in: terminal.raw).isEmpty)
        }
        #expect(canaries.found(below: scratch.path) == [])
    }
}

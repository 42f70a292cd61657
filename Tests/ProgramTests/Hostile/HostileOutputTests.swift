import Glibc
import Screen
import Testing

@Suite("Hostile text in what commands print", .serialized, .timeLimit(.minutes(5)))
struct HostileOutputTests {
    static let commands: [[String]] = [
        ["sessions", "list", "--state", "all"], ["sessions", "revoke", "--all", "--dry-run"],
        ["tokens", "list", "--state", "all"],
        ["tokens", "revoke", "--all", "--dry-run"], ["audit", "list", "--limit", "500"], ["audit", "verify"], ["users", "list"],
    ]

    /// What a command wrote, and how it ended. `input` is a file for its standard input.
    private func run(_ arguments: [String], _ store: HostileStore, input: String = "/dev/null", piped: Bool) throws -> (
        bytes: [UInt8], status: Int32?
    ) {
        let terminal = try PseudoTerminal(
            ["-c", "input=$1; shift; \"$0\" \"$@\" < \"$input\" \(piped ? "2>&1 | cat" : "")", Program.path, input] + arguments
                + ["--store", "sqlite:\(store.path)"], program: "/bin/sh", scratch: store.scratch,
            size: Size(columns: 200, rows: 50))
        let status = terminal.waitForExit(seconds: 60)
        return (terminal.raw, status)
    }

    @Test("lists, in colour, through a pipe, and as JSON")
    func lists() async throws {
        let store = try await HostileStore()
        for command in Self.commands {
            for piped in [false, true] {
                let text = try run(command, store, piped: piped)
                #expect(text.status == 0, "\(command)")
                #expect(StreamGuard(text.bytes, allowsSequences: !piped).violations == [], "\(command)")
            }
            let json = try run(command + ["--format", "json"], store, piped: true)
            #expect(json.bytes.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0A || $0 == 0x0D) }, "\(command) prints ASCII")
        }
        let list = try run(Self.commands[0], store, piped: true)
        #expect(String(decoding: list.bytes, as: UTF8.self).contains("‹U+202E›"))
    }

    @Test("one session, one token, one user, with all that is known")
    func details() async throws {
        let store = try await HostileStore()
        let list = try run(["sessions", "list", "--state", "all", "--limit", "500"], store, piped: true)
        let ids = String(decoding: list.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst().map { $0.prefix(12) }
        #expect(ids.count > 40)
        for id in ids {
            let shown = try run(["sessions", "show", String(id)], store, piped: true)
            #expect(StreamGuard(shown.bytes, allowsSequences: false).violations == [], "session \(id)")
        }
    }

    @Test("cookies that came from anywhere")
    func cookies() async throws {
        let store = try await HostileStore()
        let path = store.scratch.path + "/cookies"
        let file = try #require(fopen(path, "w"))
        for text in HostileText.all where !text.contains("\u{0}") {
            fputs(text.split(separator: "\n").joined() + "\n", file)
            fputs("session=" + text.split(separator: "\n").joined() + "; Path=/\n", file)
        }
        // {"u":"‮[31m"} as Flask would send it, unsigned; a JWT; and bytes of no encoding.
        fputs("eyJ1IjoiXHUyMDJlXHUwMDFiWzMxbSIsIlx1MDA5YiI6Ilx1ZDgwMCJ9.aYAAAA.xxxxxxxxxxxxxxxxxxxxxxxxxxx\n", file)
        fputs("eyJhbGciOiJub25lXHUwMDFiWzMxbSJ9.eyJzdWIiOiJcdTIwMmVldmlsIn0.\n", file)
        for bytes in [[0x9B, 0x33, 0x31, 0x6D], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xC3]] as [[UInt8]] {
            bytes.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
            fputs("\n", file)
        }
        fclose(file)
        for piped in [false, true] {
            let text = try run(["cookie", "inspect", "-"], store, input: path, piped: piped)
            #expect(StreamGuard(text.bytes, allowsSequences: !piped).violations == [])
            #expect(text.bytes.count > 1000)
        }
    }

    @Test("flow files, in every format")
    func flows() async throws {
        let store = try await HostileStore()
        let directory = store.scratch.path + "/data/rollcall/flows"
        for name in Scratch.names(in: directory) {
            for format in ["text", "json", "trace", "junit"] {
                // A trace in a pipe is the reference's to the byte, and not for people; on a terminal it shows itself.
                let text = try run(["flows", "run", directory + "/" + name, "--format", format], store, piped: format != "trace")
                #expect(StreamGuard(text.bytes, allowsSequences: false).violations == [], "\(name) as \(format)")
                #expect(!text.bytes.isEmpty)
            }
        }
    }

    @Test("the plain mode, told and asked")
    func plain() async throws {
        let store = try await HostileStore()
        let terminal = try PseudoTerminal(
            ["--plain", "--store", "sqlite:\(store.path)"], scratch: store.scratch, size: Size(columns: 160, rows: 200))
        #expect(terminal.waitForText("Type help for the commands"))
        // What is typed is echoed by the terminal itself, not by the program: here only what shows itself.
        for command in [
            "list state:active", "next", "next", "next", "tokens", "next", "next", "audit", "next", "next", "status",
            "nonsense é", "filter fresh:x",
        ] {
            terminal.send(command + "\n")
            #expect(terminal.settle())
        }
        terminal.send("quit\n")
        #expect(terminal.waitForExit() == 0)
        #expect(StreamGuard(terminal.raw, allowsSequences: false).violations == [])
        #expect(terminal.screen.text.contains("‹U+202E›"))
    }
}

import Dispatch
import Glibc
import Synchronization
import Testing

/// Answers each connection with the next of some texts, on a port of its own of the loopback. Without texts it holds the port, and
/// nothing listens there.
private final class CannedServer: Sendable {
    let port: UInt16
    private let descriptor: CInt
    private let requests = Mutex<[String]>([])

    init(_ answers: [String]) throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && (answers.isEmpty || listen(listener, 8) == 0) && getsockname(listener, $0, &size) == 0
            }
        }
        try #require(listener >= 0 && bound)
        descriptor = listener
        port = UInt16(bigEndian: address.sin_port)
        if answers.isEmpty { return }
        DispatchQueue(label: "answers").async { [self] in
            for answer in answers {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                requests.withLock { $0.append(Self.request(on: connection)) }
                _ = answer.utf8CString.withUnsafeBytes { send(connection, $0.baseAddress, $0.count - 1, CInt(MSG_NOSIGNAL)) }
                close(connection)
            }
        }
    }

    deinit { close(descriptor) }

    var received: [String] { requests.withLock { $0 } }

    /// Up to the end of the head; the forms of these tests come in the same segment.
    private static func request(on connection: CInt) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 8_192)
        while !text.contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return text
    }
}

@Suite("rollcall flows run --target")
struct FlowTargetTests {
    @Test("a flow is run against a live application, and what it answers cannot touch the terminal")
    func live() throws {
        let server = try CannedServer([
            "HTTP/1.1 302 Found\r\nLocation: /in\r\nSet-Cookie: session=abc; Path=/\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "HTTP/1.1 200 \u{1B}]0;x\u{7}\r\nLocation: \u{1B}[2J\r\nConnection: close\r\n\r\nbody",
        ])
        let sandbox = try Sandbox()
        let flow = try sandbox.write(
            "live.yaml",
            """
            flow: live
            steps:
              - post: /login
                form: {email: a, password: b}
                expect: {status: 302, location: /in, cookies_set: [session]}
              - get: /in
                expect: {status: 200, body: hello}
              - get: /odd
                expect: {status: 404}
            """)
        let run = try sandbox.run("flows", "run", flow, "--target", "http://127.0.0.1:\(server.port)")
        #expect(run.status == 1)
        #expect(run.output.contains("POST /login: 302 to /in; set session"))
        #expect(run.output.contains("expected 404"))
        #expect(!run.output.contains("\u{1B}"))
        #expect(server.received.count == 3)
        #expect(server.received.dropFirst().first?.contains("\r\nCookie: session=abc\r\n") == true)
    }

    @Test("a trace of a live application is written in ASCII", arguments: ["trace", "json"])
    func ascii(format: String) throws {
        let server = try CannedServer(["HTTP/1.1 200 OK\r\n\r\n\u{1B}[2J\u{9B}é\u{202E}"])
        let sandbox = try Sandbox()
        let flow = try sandbox.write("live.yaml", "flow: live\nsteps: [{get: /}]\n")
        let run = try sandbox.run("flows", "run", flow, "--format", format, "--target", "http://127.0.0.1:\(server.port)")
        #expect(run.status == 0)
        #expect(run.output.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
        #expect(run.output.contains(#""\u001b[2J\u009b\u00e9\u202e""#))
    }

    @Test("where nothing listens, and where the address is none, the status and the sentence say so")
    func refused() throws {
        let sandbox = try Sandbox()
        let flow = try sandbox.write("a.yaml", "flow: a\nsteps: [{get: /}]")
        let silent = try CannedServer([])
        let port = silent.port
        let dead = try sandbox.run("flows", "run", flow, "--target", "http://127.0.0.1:\(port)")
        #expect(dead.status == 2)
        #expect(dead.messages.contains("step 1 (steps[0]): Cannot connect to 127.0.0.1:\(port): Connection refused."))
        withExtendedLifetime(silent) {}
        let secure = try sandbox.run("flows", "run", flow, "--target", "https://example.test")
        #expect(secure.status == 64)
        #expect(secure.messages.contains("speaks https"))
        let keys = try sandbox.run("flows", "run", flow, "--key-file", "/nowhere")
        #expect(keys.status == 64)
        #expect(keys.messages.contains("go with --target"))
    }
}

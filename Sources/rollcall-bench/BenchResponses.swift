import ArgumentParser
import HTTPTypes
import Hummingbird
import HummingbirdLogin
import Logging
import NIOCore
import NIOEmbedded
import SQLiteRegistry
import SessionCore
import SessionRegistry

/// GET /protected answered in this process, without sockets and without threads: less noise than requests a second, and something
/// that a profiler can be set on.
struct BenchResponses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "respond", abstract: "Answer GET /protected in this process, and print the nanoseconds for one.")

    @Option(help: "bare, empty (two middlewares that do nothing), cookie or registry.")
    var login: String

    @Option(help: "How many answers.")
    var count = 100_000

    @Option(help: "The store's file, for registry.")
    var store: String?

    func run() async throws {
        var logger = Logger(label: "rollcall.bench")
        logger.logLevel = .error
        let channel = NIOAsyncTestingChannel()
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 50_000)).get()
        let source = ApplicationRequestContextSource(channel: channel, logger: logger)
        switch login {
        case "bare": try await measure(BenchRoutes.bare(), source)
        case "empty": try await measure(BenchRoutes.empty(), source)
        case "cookie": try await measure(BenchRoutes.behind(BenchRoutes.cookie()), source)
        case "registry":
            guard let store else { throw ValidationError("--login registry needs --store FILE") }
            let registry = try SQLiteRegistry.open(path: store, mode: .readWrite)
            try await measure(BenchRoutes.behind(BenchRoutes.registry(registry)), source)
            await registry.close()
        default: throw ValidationError("--login is bare, empty, cookie or registry, not \(login)")
        }
    }

    private func measure<Context: InitializableFromSource<ApplicationRequestContextSource>>(
        _ router: Router<Context>, _ source: ApplicationRequestContextSource
    ) async throws where Context: RequestContext {
        let responder = router.buildResponder()
        func head(_ method: HTTPRequest.Method, _ path: String, _ cookie: String?) -> HTTPRequest {
            var head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:8080", path: path)
            // As it comes from the wire: one field.
            if let cookie { head.headerFields.append(HTTPField(name: .cookie, value: cookie)) }
            return head
        }
        func ask(_ head: HTTPRequest) async throws -> Response {
            try await responder.respond(to: Request(head: head, body: RequestBody(buffer: ByteBuffer())), context: Context(source: source))
        }
        let setCookie = try await ask(head(.post, "/login", nil)).headers[values: .setCookie].first
        let cookie = setCookie.map { String($0.prefix { $0 != ";" }) } ?? "session=" + String(repeating: "x", count: 200)
        let page = head(.get, "/protected", cookie)
        let checked = try await ask(page)
        guard checked.status == .ok else { throw ValidationError("GET /protected was answered \(checked.status)") }
        for _ in 0..<count / 10 { _ = try await ask(page) }
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<count { _ = try await ask(page) }
        let one = (clock.now - start) / count
        print("\(login): \(one.components.attoseconds / 1_000_000_000) ns")
    }
}

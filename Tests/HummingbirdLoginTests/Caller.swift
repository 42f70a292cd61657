import HTTPTypes
import Hummingbird
import HummingbirdLogin
import Logging
import NIOCore
import NIOEmbedded

/// Sends requests to a router's responder, without a socket.
struct Caller<Context: LoginRequestContext> where Context: InitializableFromSource<ApplicationRequestContextSource> {
    let responder: any HTTPResponder<Context>
    var address: SocketAddress?

    struct Answer {
        var status: Int
        var headers: HTTPFields
        var body: String
        var location: String? { headers[.location] }
    }

    init(_ router: Router<Context>, from address: SocketAddress? = nil) {
        responder = router.buildResponder()
        self.address = address
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], form: String = "") async throws -> Answer
    {
        var headers = headers
        if !form.isEmpty { headers[.contentType] = "application/x-www-form-urlencoded" }
        let channel = EmbeddedChannel()
        channel.remoteAddress = address
        let source = ApplicationRequestContextSource(
            channel: channel, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers)
        let response = try await responder.respond(
            to: Request(head: head, body: .init(buffer: ByteBuffer(string: form))), context: Context(source: source))
        let writer = TextWriter()
        try await response.body.write(writer)
        return Answer(status: response.status.code, headers: response.headers, body: writer.text)
    }
}

private final class TextWriter: ResponseBodyWriter {
    private(set) var text = ""
    func write(_ buffer: ByteBuffer) async throws { text += String(buffer: buffer) }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

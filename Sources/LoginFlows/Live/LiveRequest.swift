/// A request to a live application, ready to be sent.
public struct LiveRequest: Hashable, Sendable {
    public var method: FlowRequest.Method
    /// Path and query, percent-encoded.
    public var target: String
    /// In order, without Content-Length.
    public var headers: [FlowRequest.Field]
    public var body: [UInt8]

    init(_ request: FlowRequest, to target: LiveTarget, cookieHeader: String?, userAgent: String?) {
        method = request.method
        let parts = RequestTarget(request.target)
        let query = parts.query.isEmpty ? "" : "?" + Self.encoded(parts.query)
        self.target = target.basePath + Self.encoded(parts.path) + query
        headers = [.init("Host", target.authority)]
        if let userAgent { headers.append(.init("User-Agent", userAgent)) }
        headers += [.init("Accept", "*/*"), .init("Accept-Encoding", "identity"), .init("Connection", "close")]
        if let cookieHeader { headers.append(.init("Cookie", cookieHeader)) }
        body = []
        if request.method == .post {
            if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                headers.append(.init("Content-Type", "application/x-www-form-urlencoded"))
            }
            let pairs = request.form.map { Self.formEncoded($0.name) + "=" + Self.formEncoded($0.value) }
            body = Array(pairs.joined(separator: "&").utf8)
        }
        // What the flow names takes the place of what is sent by itself.
        headers.removeAll { own in request.headers.contains { $0.name.lowercased() == own.name.lowercased() } }
        headers += request.headers
    }

    /// Headers that say where a message ends, or belong to the connection: a flow cannot choose them.
    static let reserved: Set<String> = [
        "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "expect", "accept-encoding",
    ]

    /// As it goes over the wire (RFC 9112).
    public var bytes: [UInt8] {
        var text = "\(method.rawValue) \(target) HTTP/1.1\r\n"
        for header in headers { text += "\(Self.oneLine(header.name)): \(Self.oneLine(header.value))\r\n" }
        if method == .post { text += "Content-Length: \(body.count)\r\n" }
        return Array((text + "\r\n").utf8) + body
    }

    /// The reader of flows refuses line ends in headers; a flow that was made by other means may have them.
    private static func oneLine(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar != "\r" && scalar != "\n" && scalar != "\0" { kept.append(scalar) }
        return String(kept)
    }

    /// As browsers send a path or query: what is no printable ASCII, and a few marks, percent-encoded; what is encoded stays.
    private static func encoded(_ text: String) -> String {
        escaping(text) { $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    private static func formEncoded(_ text: String) -> String {
        escaping(text) { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "*-._".utf8.contains(byte)
        }
    }

    private static func escaping(_ text: String, except isPlain: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) { out.append(byte) } else { out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// What a live application answered.
public struct LiveResponse: Hashable, Sendable {
    public var status: Int
    /// In order; the names in lower case.
    public var headers: [FlowRequest.Field]
    public var body: [UInt8]

    public init(status: Int, headers: [FlowRequest.Field] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    func values(of name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
}

/// Sends a request to a live application and waits for the whole answer, which it bounds in size and time.
public protocol LiveTransport: Sendable {
    func send(_ request: LiveRequest, to target: LiveTarget) async throws(FlowError) -> LiveResponse
}

import SessionCore

/// A request to the application under test.
public struct ApplicationRequest: Hashable, Sendable {
    /// Upper case.
    public var method: String
    public var target: RequestTarget
    public var form: [FlowRequest.Field]
    /// Besides Cookie, Host and User-Agent.
    public var headers: [FlowRequest.Field]
    /// What the browser sends; `nil` if it has no cookie for this request.
    public var cookieHeader: String?
    public var client: FlowClient

    public init(
        method: String, target: RequestTarget, form: [FlowRequest.Field] = [], headers: [FlowRequest.Field] = [],
        cookieHeader: String? = nil, client: FlowClient
    ) {
        self.method = method
        self.target = target
        self.form = form
        self.headers = headers
        self.cookieHeader = cookieHeader
        self.client = client
    }

    /// A header's value, those of the same name joined. Names differ neither by case nor by `_` for `-`, as WSGI has it.
    func header(_ name: String) -> String? {
        func normal(_ name: String) -> String {
            String(String.UnicodeScalarView(name.uppercased().unicodeScalars.map { $0 == "-" ? "_" : $0 }))
        }
        var values = headers.filter { normal($0.name) == normal(name) }.map(\.value)
        if normal(name) == "USER_AGENT", let agent = client.userAgent { values.append(agent) }
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The same as WSGI servers hand it over: each byte a character of Latin-1.
    func latin1Header(_ name: String) -> String? {
        header(name).map { text in
            var latin = String.UnicodeScalarView()
            for byte in text.utf8 { latin.append(Unicode.Scalar(byte)) }
            return String(latin)
        }
    }

    /// The form's fields, as Werkzeug 3.1.9 reads the body that its test client makes: only of a POST, and only under a content
    /// type that it encodes forms in. `nil`: a field of a multipart form is longer than Flask takes (413); a form of the usual
    /// type has no limit there.
    var formFields: [(name: String, value: String)]? {
        guard method == "POST", !form.isEmpty else { return [] }
        // A body in chunks has no length, and what has none is not read (`werkzeug/sansio/utils.py`, `get_content_length`).
        if let encoding = header("Transfer-Encoding"), HeaderList.items(encoding).contains(where: { $0.lowercased() == "chunked" }) {
            return []
        }
        if let type = contentType {
            let mime = Self.stripped(String(String.UnicodeScalarView(type.unicodeScalars.prefix { $0 != ";" })))
            guard mime == "application/x-www-form-urlencoded" || mime == "multipart/form-data" else { return [] }
            if mime == "multipart/form-data", form.contains(where: { $0.value.utf8.count > Self.longestField }) { return nil }
        }
        return form.map { ($0.name, $0.value) }
    }

    /// The type that the test client encodes the form by: only the hyphenated name is that header's.
    private var contentType: String? {
        let values = headers.filter { $0.name.lowercased() == "content-type" }.map(\.value)
        return values.first
    }

    /// Whether it asks for a WebSocket, which no route of the application is (`werkzeug/routing/map.py`, `bind_to_environ`).
    var wantsWebSocket: Bool {
        header("Connection").map { Self.words($0).contains("upgrade") } == true && header("Upgrade")?.lowercased() == "websocket"
    }

    private static func words(_ header: String) -> [String] {
        header.lowercased().unicodeScalars.split(separator: ",", omittingEmptySubsequences: false).map { stripped(String($0)) }
    }

    /// Python's `strip()`.
    private static func stripped(_ text: String) -> String {
        var scalars = Substring(text).unicodeScalars
        while let first = scalars.first, PythonUnicode.isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, PythonUnicode.isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// Flask's `MAX_FORM_MEMORY_SIZE`, in bytes.
    private static let longestField = 500_000
}

/// The answer of the application under test.
public struct ApplicationResponse: Hashable, Sendable {
    public var status: Int
    public var location: String?
    /// The whole text for the status 200; empty for all others, whose pages are not part of the application.
    public var body: String
    /// Values of the Set-Cookie headers, in order.
    public var setCookies: [String]
    /// `get_id` of the current user when the request ended; `nil` for the anonymous user, or if none was loaded.
    public var user: String?
    /// Flask-Login's names of the signals sent, in order.
    public var signals: [String]
    /// Why the status is 500, for whoever develops; holds no secret.
    public var failure: String?
    /// A remember token was used a second time with an older verifier; it has been revoked with its sessions.
    public var theftDetected: Bool

    public init(
        status: Int, location: String? = nil, body: String = "", setCookies: [String] = [], user: String? = nil,
        signals: [String] = [],
        failure: String? = nil, theftDetected: Bool = false
    ) {
        self.status = status
        self.location = location
        self.body = body
        self.setCookies = setCookies
        self.user = user
        self.signals = signals
        self.failure = failure
        self.theftDetected = theftDetected
    }
}

/// The routes of the application under test. The raw value is Flask's name of the endpoint.
enum Endpoint: String, CaseIterable, Sendable {
    case index
    case openPage = "open_page"
    case login, protected, fresh, confirm, logout, whoami, flashes, permanent, transient, put, clear
    case adminLogin = "admin.login"
    case adminProtected = "admin.protected"

    var path: String {
        switch self {
        case .index: "/"
        case .openPage: "/open"
        case .adminLogin: "/admin/login"
        case .adminProtected: "/admin/protected"
        default: "/" + rawValue
        }
    }

    /// HEAD is answered where GET is, as Flask adds it by itself.
    var methods: Set<String> {
        switch self {
        case .login: ["GET", "HEAD", "POST"]
        case .protected, .fresh: ["GET", "HEAD", "POST", "OPTIONS"]
        default: ["GET", "HEAD"]
        }
    }

    var blueprint: String? {
        switch self {
        case .adminLogin, .adminProtected: "admin"
        default: nil
        }
    }
}

/// What the router makes of a path and a method (Werkzeug 3.1.9, `routing/matcher.py`, with `merge_slashes`).
enum Routing: Hashable, Sendable {
    case found(Endpoint)
    /// 404.
    case unknown
    /// 405.
    case methodNotAllowed
    /// 400: a WebSocket is asked for where the route is none.
    case webSocketMismatch
    /// 308 to this path: the same with single slashes, or the one slash that an empty path lacks.
    case merged(path: String)

    /// - Parameters:
    ///   - path: percent-encoded.
    ///   - wantsWebSocket: matters only where a route is found.
    static func route(method: String, path: String, wantsWebSocket: Bool) -> Routing {
        let plain = route(method: method, path: path)
        switch plain {
        case .found, .merged: return wantsWebSocket ? .webSocketMismatch : plain
        case .unknown, .methodNotAllowed, .webSocketMismatch: return plain
        }
    }

    private static func route(method: String, path: String) -> Routing {
        if path.isEmpty { return Endpoint.index.methods.contains(method) ? .merged(path: Endpoint.index.path) : .unknown }
        var decoded = Array(QueryDecoding.path(path).utf8)
        decoded = [0x2F] + decoded.drop { $0 == 0x2F }
        switch match(method, decoded) {
        case .unknown: break
        case let found: return found
        }
        var merged: [UInt8] = []
        for byte in decoded where !(byte == 0x2F && merged.last == 0x2F) { merged.append(byte) }
        switch match(method, merged) {
        case .found(let endpoint): return .merged(path: endpoint.path)
        case let other: return other
        }
    }

    private static func match(_ method: String, _ path: [UInt8]) -> Routing {
        guard let endpoint = Endpoint.allCases.first(where: { path.elementsEqual($0.path.utf8) }) else { return .unknown }
        return endpoint.methods.contains(method) ? .found(endpoint) : .methodNotAllowed
    }
}

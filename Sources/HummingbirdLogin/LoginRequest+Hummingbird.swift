import Hummingbird
import HTTPTypes
import NIOCore
import SessionCore

extension LoginRequest {
    /// What the login manager reads of a Hummingbird request.
    /// - Parameter readsForwardedFor: whether anybody's X-Forwarded-For may be believed, so that it is worth looking for.
    static func read(_ request: Request, remoteAddress: SocketAddress?, readsForwardedFor: Bool = true) -> LoginRequest {
        // The target as it came: percent-encoding must survive into `next`.
        let target = request.head.path ?? "/"
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        // In one walk, as there are few headers.
        var cookies: String?
        var userAgent: String?
        var forwarded: String?
        for field in request.headers {
            switch field.name {
            case .cookie: cookies = joined(cookies, field.value, by: "; ")
            case .userAgent: userAgent = joined(userAgent, field.value, by: ", ")
            default: if readsForwardedFor, field.name == forwardedFor { forwarded = joined(forwarded, field.value, by: ",") }
            }
        }
        return LoginRequest(
            method: request.method.rawValue,
            scheme: request.head.scheme ?? "http",
            host: request.head.authority,
            path: question.map { String(target[..<$0]) } ?? target,
            query: question.map { String(target[target.index(after: $0)...]) } ?? "",
            cookieHeader: cookies, userAgent: userAgent, remoteAddress: remoteAddress?.ipAddress, forwardedFor: forwarded)
    }

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")

    private static func joined(_ earlier: String?, _ value: String, by separator: String) -> String {
        earlier.map { $0 + separator + value } ?? value
    }
}

extension Request {
    /// The header of this name, whatever its case; several joined by commas. `nil` if there is none.
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

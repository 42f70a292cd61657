import Hummingbird
import HTTPTypes
import NIOCore
import SessionCore

extension LoginRequest {
    /// What the login manager reads of a Hummingbird request.
    /// - Parameter readsForwardedFor: whether anybody's X-Forwarded-For may be believed, so that it is worth looking for.
    init(_ request: Request, remoteAddress: SocketAddress?, readsForwardedFor: Bool = true) {
        // The target as it came: percent-encoding must survive into `next`.
        let target = request.head.path ?? "/"
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        self.init(
            method: request.method.rawValue,
            scheme: request.head.scheme ?? "http",
            host: request.head.authority,
            path: question.map { String(target[..<$0]) } ?? target,
            query: question.map { String(target[target.index(after: $0)...]) } ?? "",
            cookieHeader: Self.joined(request.headers[values: .cookie], by: "; "),
            userAgent: request.headers[.userAgent],
            remoteAddress: remoteAddress?.ipAddress,
            forwardedFor: readsForwardedFor ? Self.forwardedFor.flatMap { Self.joined(request.headers[values: $0], by: ",") } : nil)
    }

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")

    private static func joined(_ values: [String], by separator: String) -> String? {
        values.count < 2 ? values.first : values.joined(separator: separator)
    }
}

extension Request {
    /// The header of this name, whatever its case; several joined by commas. `nil` if there is none.
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

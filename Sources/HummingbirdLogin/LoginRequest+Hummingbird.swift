import Hummingbird
import HTTPTypes
import NIOCore
import SessionCore

/// A request as the login reads it: who sent it, and with which cookies. The rest of it is read when it is needed.
struct ArrivedRequest: Sendable {
    let head: HTTPRequest
    /// The peer's, without port.
    let address: String?
    private(set) var cookies: String?
    private(set) var userAgent: String?
    private(set) var forwardedFor: String?

    /// - Parameter readsForwardedFor: whether anybody's X-Forwarded-For may be believed, so that it is worth looking for.
    init(_ head: HTTPRequest, from address: SocketAddress?, readsForwardedFor: Bool) {
        self.head = head
        self.address = address?.addressText
        // In one walk, as there are few headers.
        for field in head.headerFields {
            switch field.name {
            case .cookie: cookies = Self.joined(cookies, field.value, by: "; ")
            case .userAgent: userAgent = Self.joined(userAgent, field.value, by: ", ")
            default:
                if readsForwardedFor, field.name == Self.forwardedForName {
                    forwardedFor = Self.joined(forwardedFor, field.value, by: ",")
                }
            }
        }
    }

    private static let forwardedForName = HTTPField.Name("X-Forwarded-For")

    private static func joined(_ earlier: String?, _ value: String, by separator: String) -> String {
        earlier.map { $0 + separator + value } ?? value
    }

    /// What the login manager reads of it.
    /// - Parameter authHeaderName: the header that names a user, whatever its case; `nil`: none does.
    func loginRequest(authHeaderName: String?) -> LoginRequest {
        // The target as it came: percent-encoding must survive into `next`.
        let target = head.path ?? "/"
        let question = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        return LoginRequest(
            method: head.method.rawValue,
            scheme: head.scheme ?? "http",
            host: head.authority,
            path: question.map { String(target[..<$0]) } ?? target,
            query: question.map { String(target[target.index(after: $0)...]) } ?? "",
            cookieHeader: cookies, userAgent: userAgent, remoteAddress: address, forwardedFor: forwardedFor,
            authHeader: authHeaderName.flatMap { HTTPField.Name($0) }.flatMap { head.headerFields[$0] })
    }
}

extension SocketAddress {
    /// The address without its port: what NIO's `ipAddress` is, written here where that is quickly done.
    var addressText: String? {
        guard case .v4(let address) = self else { return ipAddress }
        return withUnsafeBytes(of: address.address) { bytes in
            String(unsafeUninitializedCapacity: 15) { text in
                var length = 0
                func put(_ byte: UInt8) {
                    text[length] = byte
                    length += 1
                }
                // The four bytes after family and port (`sockaddr_in` of RFC 3493, on Linux and macOS alike).
                for at in 4..<8 {
                    let part = bytes[at]
                    if at > 4 { put(UInt8(ascii: ".")) }
                    if part >= 100 { put(UInt8(ascii: "0") + part / 100) }
                    if part >= 10 { put(UInt8(ascii: "0") + part / 10 % 10) }
                    put(UInt8(ascii: "0") + part % 10)
                }
                return length
            }
        }
    }
}

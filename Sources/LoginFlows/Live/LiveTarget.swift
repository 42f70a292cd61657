import SessionCore

/// Where a live application is: `http://127.0.0.1:5000`, or with a path below which it lies.
public struct LiveTarget: Hashable, Sendable {
    /// Lower case; an IPv6 address without its brackets.
    public let host: String
    public let port: UInt16
    /// Empty, or begins with `/` and does not end with one.
    public let basePath: String

    /// - Throws: a sentence without the file, for what is no `http://` address.
    public init(_ url: String) throws(FlowError) {
        let scheme = "http://"
        guard !url.lowercased().hasPrefix("https://") else {
            throw FlowError("speaks https, which flows are not run over: name an address that begins with http://.")
        }
        guard url.lowercased().hasPrefix(scheme) else {
            throw FlowError("is not an address: expected one such as http://127.0.0.1:5000.")
        }
        let rest = Array(url.utf8.dropFirst(scheme.utf8.count))
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        let path = rest[authority.endIndex...]
        guard rest.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !rest.contains(where: { "@?#\\".utf8.contains($0) }) else {
            throw FlowError("holds a user name, a query, a fragment or a character that does not belong there.")
        }
        var name = authority
        var portText: ArraySlice<UInt8>?
        if authority.first == UInt8(ascii: "[") {
            guard let close = authority.firstIndex(of: UInt8(ascii: "]")) else { throw FlowError("lacks the ] of its host.") }
            name = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            if !after.isEmpty {
                guard after.first == UInt8(ascii: ":") else { throw FlowError("has something else than a port after its ].") }
                portText = after.dropFirst()
            }
        } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")) {
            name = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        guard !name.isEmpty else { throw FlowError("names no host.") }
        host = String(decoding: name, as: UTF8.self).lowercased()
        if let portText {
            guard let number = UInt16(String(decoding: portText, as: UTF8.self)), number > 0 else {
                throw FlowError("has a port that is none: expected 1 to 65535.")
            }
            port = number
        } else {
            port = 80
        }
        var base = path
        while base.last == UInt8(ascii: "/") { base.removeLast() }
        basePath = String(decoding: base, as: UTF8.self)
    }

    /// The Host header.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? name : "\(name):\(port)"
    }
}

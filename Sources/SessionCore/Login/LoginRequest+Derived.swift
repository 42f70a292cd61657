extension LoginRequest {
    /// Werkzeug's `request.host`: the Host header without the scheme's own port; empty if it is missing or malformed
    /// (Werkzeug 3.1, `werkzeug/sansio/utils.py`, `get_host`).
    public var effectiveHost: String {
        guard let host else { return "" }
        var bytes = Array(host.utf8)
        let ownPort = Array((["https", "wss"].contains(scheme) ? ":443" : ["http", "ws"].contains(scheme) ? ":80" : "").utf8)
        if !ownPort.isEmpty, bytes.count >= ownPort.count, bytes.suffix(ownPort.count).elementsEqual(ownPort) {
            bytes.removeLast(ownPort.count)
        }
        return Self.isHost(bytes) ? String(decoding: bytes, as: UTF8.self) : ""
    }

    private static func isHost(_ bytes: [UInt8]) -> Bool {
        var nameEnd = bytes.count
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
                colon < close
            else { return false }
            let inner = bytes[1..<close]
            let beforeColon = bytes[1..<colon]
            guard beforeColon.allSatisfy({ Hex.value($0) != nil }), inner.count > beforeColon.count + 1,
                inner.allSatisfy({ Hex.value($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return false }
            nameEnd = close + 1
        } else {
            nameEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            let name = bytes[..<nameEnd]
            guard !name.isEmpty,
                name.allSatisfy({
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                        || $0 == 0x2E
                })
            else { return false }
        }
        guard nameEnd < bytes.count else { return true }
        let port = bytes[nameEnd...].dropFirst()
        guard bytes[nameEnd] == UInt8(ascii: ":"), (1...5).contains(port.count), port.first != 0x30,
            port.allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        return (Int(String(decoding: port, as: UTF8.self)) ?? .max) <= 65_535
    }

    /// Werkzeug's `request.url`: the whole address, decoded where that is unambiguous. `nil` if it is not a URL.
    public var currentURL: String? {
        let decodedPath = PercentEncoding.unquote(path.utf8)
        let tail = String(String.UnicodeScalarView(decodedPath.unicodeScalars.drop { $0 == "/" }))
        var url = scheme + "://" + effectiveHost + "/" + PercentEncoding.quote(tail, safe: .path)
        if !query.isEmpty { url += "?" + PercentEncoding.quote(query, safe: .query) }
        return LocationHeader.decode(url)
    }

    /// A value of the query, its percent-encoding and `+` undone; Werkzeug's `request.args.get(name)`. The first of several.
    public func queryValue(_ name: String) -> String? { query.isEmpty ? nil : FormQuery(query).first(name) }

    /// What ties a session to where it was made: SHA-512 of address and user agent, in hexadecimal (Flask-Login 0.6.3,
    /// `flask_login/utils.py`, `_create_identifier`).
    func sessionIdentifier(trusting proxies: TrustedProxies) -> String {
        sessionIdentifier(of: proxies.clientAddress(peer: remoteAddress, forwardedFor: forwardedFor))
    }

    func sessionIdentifier(of client: String?) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(32 + 2 * (userAgent?.utf8.count ?? 0))
        if var client {
            client.withUTF8 { client in
                func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
                var end = client.firstIndex(of: UInt8(ascii: ",")) ?? client.endIndex
                let start = client[..<end].firstIndex { !isSpace($0) } ?? end
                while end > start, isSpace(client[end - 1]) { end -= 1 }
                PythonText.write(UnsafeBufferPointer(rebasing: client[start..<end]), to: &text)
            }
        } else {
            text += "None".utf8
        }
        text.append(UInt8(ascii: "|"))
        if var userAgent {
            userAgent.withUTF8 { agent in
                guard agent.contains(where: { $0 >= 0x80 }) else { return PythonText.write(agent, to: &text) }
                // A WSGI server hands headers over as Latin-1, and Flask-Login encodes that as UTF-8: each byte beyond ASCII
                // becomes two.
                var twice: [UInt8] = []
                for byte in agent {
                    if byte < 0x80 { twice.append(byte) } else { twice += [0xC0 | byte >> 6, 0x80 | byte & 0x3F] }
                }
                PythonText.write(twice, to: &text)
            }
        } else {
            text += "None".utf8
        }
        return MessageDigest.hexadecimal(sha512Of: text)
    }
}

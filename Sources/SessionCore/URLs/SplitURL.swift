/// A URL in five parts, split and joined as Python 3.11's `urllib.parse.urlsplit` and `urlunsplit` do.
struct SplitURL: Hashable, Sendable {
    var scheme = ""
    var netloc = ""
    var path = ""
    var query = ""
    var fragment = ""

    private static let schemesWithHost: Set<String> = [
        "", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp", "snews", "prospero",
        "rtsp", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws", "wss", "itms-services",
    ]

    init(scheme: String = "", netloc: String = "", path: String = "", query: String = "", fragment: String = "") {
        self.scheme = scheme
        self.netloc = netloc
        self.path = path
        self.query = query
        self.fragment = fragment
    }

    /// `nil` where Python raises: brackets that do not hold an IPv6 address, or characters that would come to delimit the host.
    init?(_ url: String) {
        var rest = Array(url.utf8.drop { $0 <= 0x20 }.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D })[...]
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")), let first = rest.first, Self.isLetter(first),
            rest[..<colon].allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) })
        {
            scheme = Self.text(rest[..<colon]).lowercased()
            rest = rest[(colon + 1)...]
        }
        if rest.starts(with: "//".utf8) {
            let body = rest.dropFirst(2)
            let end = body.firstIndex { "/?#".utf8.contains($0) } ?? body.endIndex
            netloc = Self.text(body[..<end])
            rest = body[end...]
            guard Self.hasGoodBrackets(netloc), !Self.hidesDelimiter(netloc) else { return nil }
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = Self.text(rest[(mark + 1)...])
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = Self.text(rest[(mark + 1)...])
            rest = rest[..<mark]
        }
        path = Self.text(rest)
    }

    /// The whole again; a `?` or `#` with nothing behind it is gone.
    var joined: String {
        var url = path
        if !netloc.isEmpty || (!scheme.isEmpty && Self.schemesWithHost.contains(scheme) && !url.utf8.starts(with: "//".utf8)) {
            // Byte by byte: a mark after the slash is one character with it.
            if !url.isEmpty, url.utf8.first != UInt8(ascii: "/") { url = "/" + url }
            url = "//" + netloc + url
        }
        if !scheme.isEmpty { url = scheme + ":" + url }
        if !query.isEmpty { url += "?" + query }
        if !fragment.isEmpty { url += "#" + fragment }
        return url
    }

    /// The parts of `netloc`.
    struct Authority {
        var user: String?
        var password: String?
        /// Lower case; empty if there is none.
        var host: String
        var port: Int?
    }

    /// `nil` where Python raises: a port that is not a number up to 65535.
    var authority: Authority? {
        let bytes = Array(netloc.utf8)
        var result = Authority(host: "")
        var hostPart = bytes[...]
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
            let info = bytes[..<at]
            let colon = info.firstIndex(of: UInt8(ascii: ":"))
            result.user = Self.text(info[..<(colon ?? info.endIndex)])
            result.password = colon.map { Self.text(info[($0 + 1)...]) }
            hostPart = bytes[(at + 1)...]
        }
        var host = hostPart
        var port = hostPart[hostPart.endIndex...]
        if let open = hostPart.firstIndex(of: UInt8(ascii: "[")) {
            let inner = hostPart[(open + 1)...]
            let close = inner.firstIndex(of: UInt8(ascii: "]")) ?? inner.endIndex
            host = inner[..<close]
            let after = inner[close...].dropFirst()
            if let colon = after.firstIndex(of: UInt8(ascii: ":")) { port = after[(colon + 1)...] }
        } else if let colon = hostPart.firstIndex(of: UInt8(ascii: ":")) {
            host = hostPart[..<colon]
            port = hostPart[(colon + 1)...]
        }
        let zone = host.firstIndex(of: UInt8(ascii: "%")) ?? host.endIndex
        result.host = Self.text(host[..<zone]).lowercased() + Self.text(host[zone...])
        if !port.isEmpty {
            guard port.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(Self.text(port)), number <= 65_535 else {
                return nil
            }
            result.port = number
        }
        return result
    }

    private static func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    /// Both brackets or none; what follows the first opening one, up to a closing one, is an address (RFC 3986, 3.2.2).
    private static func hasGoodBrackets(_ netloc: String) -> Bool {
        let bytes = Array(netloc.utf8)
        guard let open = bytes.firstIndex(of: UInt8(ascii: "[")), bytes.contains(UInt8(ascii: "]")) else {
            return !bytes.contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }
        }
        let inner = bytes[(open + 1)...].prefix { $0 != UInt8(ascii: "]") }
        if inner.first == UInt8(ascii: "v") {
            let version = inner.dropFirst().prefix { Hex.value($0) != nil }
            let rest = inner.dropFirst(1 + version.count)
            return !version.isEmpty && rest.first == UInt8(ascii: ".") && rest.count > 1
        }
        let parts = inner.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
        // A zone is not empty, and there is one at most.
        guard parts.count == 1 || (parts.count == 2 && !parts[1].isEmpty) else { return false }
        return IPAddress(text(parts[0]))?.isIPv6 ?? false
    }

    /// Whether NFKC would make of a character one that ends a host name (CVE-2019-9636): `_checknetloc`.
    private static func hidesDelimiter(_ netloc: String) -> Bool {
        netloc.utf8.contains { $0 >= 0x80 } && netloc.unicodeScalars.contains { hiddenDelimiters.contains($0) }
    }

    private static let hiddenDelimiters: Set<Unicode.Scalar> = [
        "\u{2047}", "\u{2048}", "\u{2049}", "\u{2100}", "\u{2101}", "\u{2105}", "\u{2106}", "\u{2A74}", "\u{FE13}", "\u{FE16}", "\u{FE55}",
        "\u{FE56}", "\u{FE5F}", "\u{FE6B}", "\u{FF03}", "\u{FF0F}", "\u{FF1A}", "\u{FF1F}", "\u{FF20}",
    ]
}

/// Werkzeug 3.1's `iri_to_uri` (`werkzeug/urls.py`), which every Location header passes.
public enum LocationHeader {
    /// The address with whatever is beyond ASCII or unsafe encoded; `nil` if it is not a URL (Werkzeug raises then).
    public static func encode(_ iri: String) -> String? {
        guard let url = SplitURL(iri), let authority = url.authority, var netloc = HostName.encode(authority.host) else {
            return nil
        }
        if netloc.utf8.contains(UInt8(ascii: ":")) { netloc = "[" + netloc + "]" }
        if let port = authority.port { netloc += ":" + String(port) }
        if let user = authority.user {
            let password = authority.password.map { ":" + PercentEncoding.quote($0, safe: .user) } ?? ""
            netloc = PercentEncoding.quote(user, safe: .user) + password + "@" + netloc
        }
        return SplitURL(
            scheme: url.scheme, netloc: netloc, path: PercentEncoding.quote(url.path, safe: .path),
            query: PercentEncoding.quote(url.query, safe: .query), fragment: PercentEncoding.quote(url.fragment, safe: .fragment)
        ).joined
    }

    /// A path of this site, encoded; `nil` for anything that would lead a browser elsewhere: the check that Flask-Login's documentation
    /// asks applications to make of `next`, whose lack is an open redirect (CWE-601).
    ///
    /// Such a path begins with one `/`, not followed by another or by `\` (which browsers take for one), and holds no control
    /// character (which browsers leave out, so that `/\t/host` is `//host` to them).
    public static func localTarget(_ target: String) -> String? {
        var scalars = target.unicodeScalars.makeIterator()
        guard scalars.next() == "/" else { return nil }
        if let second = scalars.next(), second == "/" || second == "\\" { return nil }
        guard target.unicodeScalars.allSatisfy({ $0.value > 0x1F && $0.value != 0x7F }) else { return nil }
        return encode(target)
    }

    /// Werkzeug's `uri_to_iri`; `nil` if it is not a URL.
    package static func decode(_ uri: String) -> String? {
        guard let url = SplitURL(uri), let authority = url.authority, var netloc = HostName.decode(authority.host) else { return nil }
        if netloc.utf8.contains(UInt8(ascii: ":")) { netloc = "[" + netloc + "]" }
        if let port = authority.port { netloc += ":" + String(port) }
        if let user = authority.user {
            let password = authority.password.map { ":" + PercentEncoding.unquoteSafely($0, keeping: ":@/?#") } ?? ""
            netloc = PercentEncoding.unquoteSafely(user, keeping: ":@/?#") + password + "@" + netloc
        }
        return SplitURL(
            scheme: url.scheme, netloc: netloc, path: PercentEncoding.unquoteSafely(url.path, keeping: "/?#"),
            query: PercentEncoding.unquoteSafely(url.query, keeping: "&=+#"),
            fragment: PercentEncoding.unquoteSafely(url.fragment, keeping: "")
        ).joined
    }
}

public import SessionCore

/// One browser's cookies, by RFC 6265 (sections 5.1 to 5.4) as far as flows need it: Domain, Path, Secure, Expires, Max-Age.
public struct CookieJar: Hashable, Sendable {
    /// In the order in which they were first stored.
    public private(set) var cookies: [StoredCookie] = []

    public init() {}

    /// Takes a Set-Cookie header of an answer from `host`. A cookie whose expiry is not after `now` is removed; one for a
    /// domain that `host` does not belong to is ignored.
    ///
    /// - Returns: the cookie's name, and whether it lives on.
    @discardableResult
    public mutating func store(_ header: String, from host: String, now: Timestamp) -> (name: String, livesOn: Bool) {
        let (name, rest) = Self.partition(header)
        var attributes = Self.split(rest, by: "; ")
        let value = attributes.isEmpty ? "" : attributes.removeFirst()
        var domain = ""
        var path = ""
        var maxAge: String?
        var expiresText: String?
        var secure = false
        for attribute in attributes {
            let (key, text) = Self.partition(attribute)
            switch key.lowercased() {
            case "domain":
                domain = String(String.UnicodeScalarView(text.unicodeScalars.drop { $0 == "." })).lowercased()
            case "path": path = text
            case "max-age": maxAge = text
            case "expires": expiresText = text
            case "secure": secure = true
            default: break
            }
        }
        var expires: Timestamp?
        if let seconds = maxAge.flatMap({ PythonInteger($0)?.small }) {
            expires = now.advanced(bySeconds: Int64(seconds))
        } else if let expiresText {
            expires = Timestamp(httpDate: expiresText)
        }
        let livesOn = expires.map { $0 > now } ?? true
        guard domain.isEmpty || Self.host(host, isWithin: domain) else { return (name, livesOn) }
        let cookie = StoredCookie(
            name: name, value: value, domain: domain.isEmpty ? host : domain, path: path.isEmpty ? "/" : path, expires: expires,
            secure: secure, hostOnly: domain.isEmpty)
        let place = cookies.firstIndex { Self.haveSameKey($0, cookie) }
        switch (place, livesOn) {
        case (let place?, true): cookies[place] = cookie
        case (let place?, false): cookies.remove(at: place)
        case (nil, true): cookies.append(cookie)
        case (nil, false): break
        }
        return (name, livesOn)
    }

    /// Puts a cookie for `host` in place of every cookie of that name: host-only, path `/`, no expiry.
    public mutating func put(name: String, value: String, host: String) {
        cookies.removeAll { Self.same($0.name, name) }
        cookies.append(
            StoredCookie(name: name, value: value, domain: host, path: "/", expires: nil, secure: false, hostOnly: true))
    }

    /// The cookies that go with a request: a longer path first, then by name.
    public func sent(host: String, path: String, scheme: String, now: Timestamp) -> [StoredCookie] {
        cookies.filter { cookie in
            if let expires = cookie.expires, expires <= now { return false }
            if cookie.secure, scheme != "https" { return false }
            let hostMatches = cookie.hostOnly ? Self.same(host, cookie.domain) : Self.host(host, isWithin: cookie.domain)
            return hostMatches && Self.path(path, isBelow: cookie.path)
        }.sorted { a, b in
            let (lengthA, lengthB) = (a.path.unicodeScalars.count, b.path.unicodeScalars.count)
            if lengthA != lengthB { return lengthA > lengthB }
            for (left, right) in [(a.name, b.name), (a.domain, b.domain), (a.path, b.path)] where !Self.same(left, right) {
                return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            return false
        }
    }

    /// The browser is closed: what has no expiry goes.
    public mutating func close() { cookies.removeAll { $0.expires == nil } }

    public mutating func drop(_ choice: CookieChoice) {
        switch choice {
        case .all: cookies = []
        case .named(let names): cookies.removeAll { cookie in names.contains { Self.same($0, cookie.name) } }
        }
    }

    /// Edits the value of every cookie of that name.
    ///
    /// - Returns: how many there are.
    @discardableResult
    public mutating func tamper(_ name: String, _ edit: CookieEdit) -> Int {
        var count = 0
        for index in cookies.indices where Self.same(cookies[index].name, name) {
            cookies[index].value = edit.apply(to: cookies[index].value)
            count += 1
        }
        return count
    }

    // MARK: Matching

    private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

    private static func haveSameKey(_ a: StoredCookie, _ b: StoredCookie) -> Bool {
        same(a.name, b.name) && same(a.domain, b.domain) && same(a.path, b.path)
    }

    /// RFC 6265, section 5.1.3, for host names.
    private static func host(_ host: String, isWithin domain: String) -> Bool {
        same(host, domain) || host.utf8.suffix(domain.utf8.count + 1).elementsEqual(("." + domain).utf8)
    }

    /// RFC 6265, section 5.1.4.
    private static func path(_ path: String, isBelow prefix: String) -> Bool {
        same(path, prefix) || path.utf8.starts(with: (prefix.utf8.last == 0x2F ? prefix : prefix + "/").utf8)
    }

    private static func partition(_ text: String) -> (String, String) {
        guard let place = text.utf8.firstIndex(of: 0x3D) else { return (text, "") }
        return (String(text[..<place]), String(text[text.utf8.index(after: place)...]))
    }

    private static func split(_ text: String, by separator: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}

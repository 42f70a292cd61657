public import SessionCore

/// One action of a flow.
public enum FlowStep: Hashable, Sendable {
    /// `get`, `post`, `options`, `head`.
    case request(FlowRequest)
    /// Changes the client for later requests.
    case client(ClientChange)
    /// Moves the clock, by whole seconds (negative: back).
    case advance(seconds: Int64)
    /// Drops the cookies that have no expiry.
    case closeBrowser
    case dropCookies(CookieChoice)
    /// Goes on in another browser, with a cookie jar of its own. The first is `main`.
    case browser(String)
    /// Replaces this browser's cookies by a copy of that browser's, which must have appeared before.
    case stealCookies(from: String)
    case tamper(cookie: String, edit: CookieEdit)
    /// Puts a cookie into the jar in place of every cookie of that name; the value is quoted as Werkzeug quotes it.
    case setCookie(name: String, value: String)
    /// The same with a session cookie signed for `data`, whose keys are in the order in which they are signed: sorted. `key` defaults to the application's.
    case signSession(data: SessionMap, key: String?)
    /// The same with a remember cookie.
    case signRemember(payload: String, key: String?)
    case rotateKey(secretKey: String, fallbacks: [String])
    /// Changes, or adds, a row of the mock user database.
    case setUser(MockUser)
    case deleteUser(String)
    /// An administrator's act on the registry. Not Flask-Login's: needs `app.sessions: registry` or `app.remember: series`.
    case revoke(RevocationTarget)
    /// Takes back the last `revoke` of this run.
    case restore
}

/// One request, and what must be seen of its answer.
public struct FlowRequest: Hashable, Sendable {
    public enum Method: String, Hashable, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case options = "OPTIONS"
        case head = "HEAD"
    }

    /// A form field or header; names may repeat.
    public struct Field: Hashable, Sendable {
        public var name: String
        public var value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var method: Method
    /// A path, with one `/` first, and a query.
    public var target: String
    /// What a post sends; other methods do not.
    public var form: [Field]
    /// Not Cookie, Host or User-Agent: those are the client's.
    public var headers: [Field]
    public var expect: Expectation?

    public init(
        _ method: Method, _ target: String, form: [Field] = [], headers: [Field] = [], expect: Expectation? = nil
    ) {
        self.method = method
        self.target = target
        self.form = form
        self.headers = headers
        self.expect = expect
    }
}

public enum CookieChoice: Hashable, Sendable {
    case all
    case named([String])
}

/// How `tamper` changes a cookie's value.
public enum CookieEdit: String, Hashable, Sendable, CaseIterable {
    /// The first character becomes `A`, or `B` where it was `A`.
    case flipFirst = "flip_first"
    case flipLast = "flip_last"
    /// Keeps the first half, rounded down.
    case truncate
    case empty

    /// The value after this edit. Characters are Unicode scalars, as in Python.
    public func apply(to value: String) -> String {
        var scalars = Array(value.unicodeScalars)
        switch self {
        case .empty: return ""
        case .truncate: scalars.removeLast(scalars.count - scalars.count / 2)
        case .flipFirst:
            if let first = scalars.first { scalars[0] = first == "A" ? "B" : "A" }
        case .flipLast:
            if let last = scalars.popLast() { scalars.append(last == "A" ? "B" : "A") }
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }
}

/// What a `revoke` step revokes.
public enum RevocationTarget: Hashable, Sendable {
    /// The session that this browser's cookie opens; `nil` is the current browser.
    case session(browser: String?)
    /// The remembered device: the browser's remember token, with the sessions that came from it.
    case device(browser: String?)
    /// All sessions and remember tokens of a user.
    case user(String)
}

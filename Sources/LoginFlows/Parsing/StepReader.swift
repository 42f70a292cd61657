import SessionCore

/// Reads one step of a flow.
enum StepReader {
    private static let actions = [
        "get", "post", "options", "head", "client", "advance", "close_browser", "drop_cookies", "browser", "steal_cookies",
        "tamper",
        "set_cookie", "sign_session", "sign_remember", "rotate_key", "set_user", "delete_user", "revoke", "restore",
    ]

    static func step(_ step: FlowField) throws(FlowError) -> FlowStep {
        let fields = try step.record(actions + ["form", "headers", "expect"])
        let given = actions.filter { fields[$0] != nil }
        guard given.count == 1, let action = given.first, let field = fields[action] else {
            throw step.failure(
                given.isEmpty
                    ? "has no action: expected one of \(actions.joined(separator: ", "))."
                    : "has \(given.count) actions (\(given.joined(separator: ", "))): expected one.")
        }
        if let method = FlowRequest.Method(rawValue: action.uppercased()) {
            return .request(try request(method, field, fields))
        }
        for key in ["form", "headers", "expect"] {
            if let stray = fields[key] { throw stray.failure("belongs to a request, not to \(action).") }
        }
        return try other(action, field)
    }

    private static func other(_ action: String, _ field: FlowField) throws(FlowError) -> FlowStep {
        switch action {
        case "client": return .client(try field.client())
        case "advance": return .advance(seconds: try duration(field))
        case "close_browser":
            guard try field.bool() else { throw field.failure("expected true.") }
            return .closeBrowser
        case "drop_cookies":
            if case .list = field.node.kind { return .dropCookies(.named(try field.texts())) }
            guard case .text("all") = field.node.kind else { throw field.expected("all, or a list of names") }
            return .dropCookies(.all)
        case "browser": return .browser(try field.text())
        case "steal_cookies": return .stealCookies(from: try field.text())
        case "tamper":
            let parts = try required(["cookie", "edit"], of: field)
            return .tamper(cookie: try parts[0].text(), edit: try parts[1].option(CookieEdit.self))
        case "set_cookie":
            let parts = try required(["name", "value"], of: field)
            return .setCookie(name: try parts[0].text(), value: try parts[1].text())
        case "sign_session":
            let parts = try required(["data"], optional: ["key"], of: field)
            return .signSession(data: try parts[0].sortingKeys().map(), key: try field.record(["data", "key"])["key"]?.textOrNull())
        case "sign_remember":
            let parts = try required(["payload"], optional: ["key"], of: field)
            return .signRemember(payload: try parts[0].text(), key: try field.record(["payload", "key"])["key"]?.textOrNull())
        case "rotate_key":
            let parts = try required(["secret_key"], optional: ["fallbacks"], of: field)
            let fallbacks = try field.record(["secret_key", "fallbacks"])["fallbacks"]?.texts() ?? []
            return .rotateKey(secretKey: try parts[0].text(), fallbacks: fallbacks)
        case "set_user": return .setUser(try field.user())
        case "delete_user": return .deleteUser(try field.text())
        case "revoke": return .revoke(try target(field))
        case "restore":
            guard try field.bool() else { throw field.failure("expected true.") }
            return .restore
        default: throw field.failure("is not an action.")
        }
    }

    private static func required(_ keys: [String], optional: [String] = [], of field: FlowField) throws(FlowError) -> [FlowField]
    {
        if field.isNull { throw field.expected("a map") }
        let fields = try field.record(keys + optional)
        var found: [FlowField] = []
        for key in keys {
            guard let part = fields[key] else { throw field.failure("the key \(key) is missing.") }
            found.append(part)
        }
        return found
    }

    private static func target(_ field: FlowField) throws(FlowError) -> RevocationTarget {
        let wanted = "session, device, or a map with one of session, device (a browser) and user (an id)"
        switch field.node.kind {
        case .text("session"): return .session(browser: nil)
        case .text("device"): return .device(browser: nil)
        case .map:
            let fields = try field.record(["session", "device", "user"])
            guard fields.count == 1, let (key, value) = fields.first else { throw field.failure("expected \(wanted).") }
            let text = try value.text()
            return key == "session" ? .session(browser: text) : key == "device" ? .device(browser: text) : .user(text)
        default: throw field.expected(wanted)
        }
    }

    /// Whole seconds, or a count with one of `s`, `m`, `h`, `d`.
    private static func duration(_ field: FlowField) throws(FlowError) -> Int64 {
        let wanted = "a duration such as 90, 90s, 15m, 2h or 30d"
        var seconds: Int?
        switch field.node.kind {
        case .integer(let whole): seconds = whole
        case .text(let text):
            let units: [Unicode.Scalar: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
            var scalars = Array(text.unicodeScalars)
            guard let last = scalars.popLast(), let unit = units[last], !scalars.isEmpty else { break }
            var count: Int? = 0
            for scalar in scalars {
                // Python's \d and int() take the digits of every script.
                guard let digit = PythonUnicode.digit(scalar) else {
                    throw field.failure("expected \(wanted).")
                }
                count = count.flatMap { sum in
                    let (tens, overflow) = sum.multipliedReportingOverflow(by: 10)
                    let (total, carry) = tens.addingReportingOverflow(digit)
                    return overflow || carry ? nil : total
                }
            }
            seconds = count.flatMap {
                let (product, overflow) = $0.multipliedReportingOverflow(by: unit)
                return overflow ? nil : product
            }
        default: throw field.expected(wanted)
        }
        guard let seconds, TimeSpan(exactSeconds: Int64(seconds)) != nil else { throw field.failure("expected \(wanted).") }
        return Int64(seconds)
    }

    private static func request(
        _ method: FlowRequest.Method, _ target: FlowField, _ fields: [String: FlowField]
    ) throws(FlowError) -> FlowRequest {
        var request = FlowRequest(method, try target.text())
        guard RequestTarget.isTarget(request.target) else {
            throw target.failure("is not a target: expected a path with one / first, and a query.")
        }
        if let form = fields["form"] {
            for (name, field) in try form.members() {
                if case .list = field.node.kind {
                    for item in try field.list() {
                        if let value = try formValue(item) { request.form.append(.init(name, value)) }
                    }
                } else if let value = try formValue(field) {
                    request.form.append(.init(name, value))
                }
            }
        }
        if let headers = fields["headers"] {
            for (name, field) in try headers.members() {
                guard !["cookie", "host", "user-agent"].contains(name.lowercased()) else {
                    throw field.failure("the header \(name) is the client's: set it with a client step, or with cookies.")
                }
                let value = try field.text()
                guard !name.isEmpty, !(name + value).unicodeScalars.contains(where: { "\r\n\0".unicodeScalars.contains($0) })
                else {
                    throw field.failure("a header's name and value are text on one line.")
                }
                request.headers.append(.init(name, value))
            }
        }
        if let expect = fields["expect"] { request.expect = try expectation(expect) }
        return request
    }

    /// A form's value as the text that a browser sends; numbers and booleans as Python's `str` prints them. Null sends nothing.
    private static func formValue(_ field: FlowField) throws(FlowError) -> String? {
        switch field.node.kind {
        case .null: return nil
        case .time(let time): return time.pythonText
        case .list, .map, .bytes: throw field.expected("text")
        default: return PythonText.str(try field.value())
        }
    }

    private static func expectation(_ field: FlowField) throws(FlowError) -> Expectation {
        let fields = try field.record([
            "status", "location", "body", "user", "body_contains", "session", "session_without", "cookies_set", "cookies_cleared",
            "set_cookie_has", "signals",
        ])
        func nullable(_ key: String) throws(FlowError) -> Expectation.Nullable? {
            guard let field = fields[key] else { return nil }
            return try field.textOrNull().map { .text($0) } ?? .null
        }
        var expect = Expectation()
        expect.status = try fields["status"]?.integer()
        expect.location = try nullable("location")
        expect.body = try nullable("body")
        expect.user = try nullable("user")
        expect.bodyContains = try fields["body_contains"]?.text()
        if let session = fields["session"] {
            expect.session = session.isNull ? Expectation.Session.none : .holding(try session.map())
        }
        expect.sessionWithout = try fields["session_without"]?.texts()
        expect.cookiesSet = try fields["cookies_set"]?.texts()
        expect.cookiesCleared = try fields["cookies_cleared"]?.texts()
        expect.setCookieHas = try fields["set_cookie_has"]?.texts()
        expect.signals = try fields["signals"]?.texts()
        return expect
    }
}

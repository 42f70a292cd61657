import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

extension LabForms {
    package static func result(_ kind: Kind, _ form: Form, _ lab: LabState) -> Result {
        switch kind {
        case .login: return login(form)
        case .open:
            let target = form.text("target")
            guard target.hasPrefix("/"), !target.hasPrefix("//") else {
                return .problem("A path begins with one /, such as /protected.")
            }
            return open(form, target)
        case .browser:
            let name = form.text("name").trimmedSpaces
            return name.isEmpty ? .problem("A browser needs a name, such as phone.") : .step(.browser(name))
        case .steal:
            let name = form.text("from")
            return name.isEmpty
                ? .problem("There is no other browser yet: use another one first.") : .step(.stealCookies(from: name))
        case .client: return client(form, lab.run?.snapshot?.client ?? FlowClient())
        case .advance:
            guard let seconds = DurationText.seconds(parsing: form.text("by").trimmedSpaces), seconds > 0 else {
                return .problem("A span is \(DurationText.expected).")
            }
            return .step(.advance(seconds: seconds))
        case .tamper:
            let name = form.text("cookie")
            guard !name.isEmpty else { return .problem("This browser has no cookie to tamper with.") }
            let choice = form.choice("edit")
            return .step(.tamper(cookie: name, edit: edits.indices.contains(choice) ? edits[choice] : .flipLast))
        case .drop:
            return .step(.dropCookies(form.choice("cookie") == 0 ? .all : .named([form.text("cookie")])))
        case .setCookie:
            let name = form.text("name").trimmedSpaces
            return name.isEmpty ? .problem("A cookie needs a name.") : .step(.setCookie(name: name, value: form.text("value")))
        case .signSession: return signSession(form, lab)
        case .signRemember:
            let payload = form.text("payload")
            guard !payload.isEmpty else { return .problem("A remember cookie names someone: type a user's id.") }
            return .step(.signRemember(payload: payload, key: key(form, lab)))
        case .addUser: return addUser(form)
        case .rotate: return rotate(keep: form.flag("keep"), lab)
        case .user: return user(form)
        case .revoke: return revoke(form)
        case .newRun: return newRun(form)
        case .save:
            let name = form.text("name").trimmedSpaces
            let allowed = name.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || (0x30...0x39).contains($0.value) || "-_. ".unicodeScalars.contains($0))
            }
            guard !name.isEmpty, allowed, !name.hasPrefix(".") else {
                return .problem("A name is made of letters, digits, spaces, - _ and dots, and does not begin with a dot.")
            }
            return .save(name: name)
        }
    }

    private static func open(_ form: Form, _ target: String) -> Result {
        var request = FlowRequest(FlowRequest.Method(rawValue: form.text("method")) ?? .get, target)
        let body = form.text("form")
        if !body.isEmpty {
            guard request.method == .post else { return .problem("Only a POST has a form: choose POST, or empty the form.") }
            for part in body.split(separator: "&") {
                let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, let name = halves.first, !name.isEmpty else {
                    return .problem("A form is name=value&name=value: \"\(part.prefix(24))\" has no name and value.")
                }
                request.form.append(.init(String(name), String(halves[1])))
            }
        }
        let header = form.text("header").trimmedSpaces
        if !header.isEmpty {
            guard let colon = header.firstIndex(of: ":"), colon != header.startIndex else {
                return .problem("A header is a name, a colon and a value, such as X-Api-Key: value.")
            }
            let name = String(header[..<colon]).trimmedSpaces
            guard !["cookie", "host", "user-agent"].contains(name.lowercased()) else {
                return .problem("Cookie, Host and User-Agent are the browser's: change the client instead.")
            }
            request.headers.append(.init(name, String(header[header.index(after: colon)...]).trimmedSpaces))
        }
        return .step(.request(request))
    }

    private static func login(_ form: Form) -> Result {
        let email = form.text("email").trimmedSpaces
        guard !email.isEmpty else { return .problem("Which user? Type an email address.") }
        let typed = form.text("password")
        // Typing a password is choosing it.
        let password: String
        switch form.choice("which") {
        case 2: password = SavedRun.wrongPassword
        case 1: password = typed
        default: password = typed.isEmpty ? LabState.testPassword : typed
        }
        var fields: [FlowRequest.Field] = [.init("email", email), .init("password", password)]
        if form.flag("remember") { fields.append(.init("remember", "1")) }
        if form.flag("force") { fields.append(.init("force", "1")) }
        if !form.flag("fresh") { fields.append(.init("fresh", "0")) }
        let duration = form.text("duration").trimmedSpaces
        if !duration.isEmpty {
            guard let seconds = Double(duration), seconds.isFinite else {
                return .problem("A duration is a number of seconds, such as 3600.")
            }
            fields.append(.init("duration", duration))
        }
        let next = form.text("next").trimmedSpaces
        return .step(.request(FlowRequest(.post, next.isEmpty ? "/login" : "/login?next=" + percentEncoded(next), form: fields)))
    }

    private static func client(_ form: Form, _ now: FlowClient) -> Result {
        let ip = form.text("ip").trimmedSpaces
        guard !ip.isEmpty else { return .problem("A client has an IP address, such as 203.0.113.7.") }
        let host = form.text("host").trimmedSpaces
        guard !host.isEmpty else { return .problem("A request goes to a host, such as localhost.") }
        let agent = form.text("agent")
        let change = ClientChange(
            ip: ip == now.ip ? nil : ip,
            userAgent: agent == now.userAgent ?? "" ? .unchanged : agent.isEmpty ? .none : .value(agent),
            scheme: form.text("scheme") == now.scheme ? nil : form.text("scheme"), host: host == now.host ? nil : host)
        return change.isEmpty ? .problem("Nothing is different: change a field, or Esc.") : .step(.client(change))
    }

    /// The application's keys as they are now, the current one first, and how many it has had.
    private static func keysNow(_ lab: LabState) -> (current: String, older: [String], count: Int) {
        var current = lab.run?.settings.secretKey ?? LabState.key(1)
        var older = lab.run?.settings.secretKeyFallbacks ?? []
        var count = 1
        for step in lab.run?.steps.prefix(lab.run?.next ?? 0) ?? [] where step.outcome != nil {
            if case .rotateKey(let key, _) = step.step {
                older.insert(current, at: 0)
                current = key
                count += 1
            }
        }
        return (current, older, count)
    }

    private static func rotate(keep: Bool, _ lab: LabState) -> Result {
        let keys = keysNow(lab)
        return .step(.rotateKey(secretKey: LabState.key(keys.count + 1), fallbacks: keep ? [keys.current] : []))
    }

    /// `nil` is the application's own. Nobody types a key here: a real one would land in a file.
    private static func key(_ form: Form, _ lab: LabState) -> String? {
        switch form.choice("key") {
        case 0: nil
        case 1: keysNow(lab).older.first ?? "no-older-key"
        default: "another-key"
        }
    }

    private static func signSession(_ form: Form, _ lab: LabState) -> Result {
        let text = form.text("data")
        do throws(JSONError) {
            guard case .map(let data) = try PythonJSON.parse(Array(text.utf8)) else {
                return .problem("A session is a JSON object, such as {\"_user_id\": \"1\"}.")
            }
            return .step(.signSession(data: data.sorted(), key: key(form, lab)))
        } catch {
            return .problem("The data cannot be read: it is \(error).")
        }
    }

    private static func addUser(_ form: Form) -> Result {
        let id = form.text("id").trimmedSpaces
        let email = form.text("email").trimmedSpaces
        guard !id.isEmpty, !email.isEmpty else { return .problem("A user needs an id and an email address.") }
        let key = form.text("key").trimmedSpaces
        return .step(
            .setUser(
                MockUser(
                    id: id, email: email, password: LabState.testPassword, active: form.flag("active"),
                    apiKey: key.isEmpty ? nil : key)))
    }

    private static func newRun(_ form: Form) -> Result {
        let text = form.text("config").trimmedSpaces
        var config: [ConfigKey: SettingValue] = [:]
        if !text.isEmpty {
            // Read by the reader of flow files: the same names, the same checks.
            do throws(FlowError) {
                config = try FlowReader.flows(yaml: "flow: lab\napp:\n  config: {\(text)}\n", file: "settings").first?.flow.app.config ?? [:]
            } catch {
                let place = error.path.flatMap { $0.split(separator: ".").last }.map { "\($0): " } ?? ""
                return .problem("\(place)\(error.problem)")
            }
        }
        let protection = form.choice("protection")
        return .newRun(
            form.choice("sessions") == 1 ? .registry : .cookie, form.choice("remember") == 1 ? .series : .signed,
            protection: protections.indices.contains(protection) ? protections[protection] : "basic", config: config, text: text)
    }

    private static func user(_ form: Form) -> Result {
        let id = form.text("user")
        guard !id.isEmpty else { return .problem("This run has no mock users.") }
        switch form.choice("change") {
        case 0: return .step(.setUser(MockUser(id: id, active: false)))
        case 1: return .step(.setUser(MockUser(id: id, active: true)))
        case 3:
            let new = form.text("id").trimmedSpaces
            return new.isEmpty ? .problem("Which new id? Type it.") : .step(.setUser(MockUser(id: id, getID: new)))
        default: return .step(.deleteUser(id))
        }
    }

    private static func revoke(_ form: Form) -> Result {
        let browser = form.choice("browser") == 0 ? nil : form.text("browser")
        switch form.choice("what") {
        case 0: return .step(.revoke(.session(browser: browser)))
        case 1: return .step(.revoke(.device(browser: browser)))
        case 2:
            let id = form.text("user")
            return id.isEmpty ? .problem("This run has no mock users.") : .step(.revoke(.user(id)))
        default: return .step(.restore)
        }
    }

    /// As a form's query argument: everything but unreserved characters and `/`.
    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    package var trimmedSpaces: String {
        var text = Substring(self)
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}

import CookieInspector
package import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// The Lab's dialogs: what each asks, and the step that its answers make.
package enum LabForms {
    package enum Kind: Hashable, Sendable, CaseIterable {
        case login, open, browser, steal, client, advance, tamper, drop, setCookie, rotate, user, revoke, newRun, save
    }

    /// What comes of answers.
    package enum Result: Equatable, Sendable {
        case step(FlowStep)
        /// A new run by hand.
        case newRun(ApplicationSettings.Sessions, ApplicationSettings.Remember, protection: String)
        case save(name: String)
        /// In a sentence, what to mend.
        case problem(String)
    }

    private static let edits: [CookieEdit] = [.flipLast, .flipFirst, .truncate, .empty]
    private static let protections = ["basic", "strong", "none"]

    // MARK: Asking

    package static func form(_ kind: Kind, _ lab: LabState) -> Form {
        let cookies = lab.run?.snapshot.map { Array(Set($0.cookies.map(\.name))).sorted() } ?? []
        return switch kind {
        case .login: login(lab)
        case .open:
            Form(
                title: "Open a page", verb: "Open",
                fields: [
                    Form.Field("method", "method", .choice(["GET", "POST", "HEAD", "OPTIONS"], 0)),
                    Form.Field(
                        "target", "path", .text(TextField("/protected")),
                        hint: "/ /open /protected /fresh /whoami /admin/protected /put?key=K&value=V"),
                ])
        case .browser:
            Form(
                title: "Use another browser", verb: "Use",
                fields: [
                    Form.Field(
                        "name", "name", .text(TextField(freshBrowser(lab))),
                        hint: "Known: \(browsers(lab).joined(separator: ", ")). A new name makes a new browser.")
                ])
        case .steal:
            Form(
                title: "Steal another browser's cookies", verb: "Steal",
                fields: [
                    Form.Field("from", "from", .choice(others(lab), 0), hint: "This browser's cookies are replaced by a copy.")
                ])
        case .client: client(lab)
        case .advance:
            Form(
                title: "Move the clock forward", verb: "Move",
                fields: [
                    Form.Field("by", "by", .text(TextField("1h")), hint: "90s 15m 2h 30d, or plain seconds")
                ])
        case .tamper:
            Form(
                title: "Tamper with a cookie", verb: "Tamper",
                fields: [
                    Form.Field("cookie", "cookie", .choice(cookies, 0)),
                    Form.Field("edit", "how", .choice(edits.map(StepText.edit), 0)),
                ])
        case .drop:
            Form(
                title: "Drop cookies", verb: "Drop",
                fields: [Form.Field("cookie", "which", .choice(["all of them"] + cookies, 0))])
        case .setCookie:
            Form(
                title: "Put a cookie into the jar", verb: "Set",
                fields: [
                    Form.Field("name", "name", .text(TextField("session"))),
                    Form.Field("value", "value", .text(TextField()), hint: "In place of every cookie of that name."),
                ])
        case .rotate:
            Form(
                title: "Rotate the application's key", verb: "Rotate",
                fields: [
                    Form.Field(
                        "keep", "keep the old key", .flag(true), hint: "Kept, it still verifies sessions; never remember cookies."
                    )
                ])
        case .user:
            Form(
                title: "Change a mock user of this run", verb: "Change",
                fields: [
                    Form.Field("user", "user", .choice(userIDs(lab), chosenUser(lab))),
                    Form.Field(
                        "change", "change", .choice(["deactivate", "activate", "delete"], 0), hint: "The store is not touched."),
                ])
        case .revoke:
            Form(
                title: "Revoke, as an administrator", verb: "Revoke",
                fields: [
                    Form.Field(
                        "what", "what",
                        .choice(
                            [
                                "this browser's session", "this browser's device", "everything of a user",
                                "take the last one back",
                            ], 0)),
                    Form.Field("user", "user", .choice(userIDs(lab), chosenUser(lab)), hint: "Only for everything of a user."),
                ])
        case .newRun: newRun(lab)
        case .save:
            Form(
                title: "Save this run as a flow file", verb: "Save",
                fields: [
                    Form.Field(
                        "name", "name", .text(TextField(suggestedName(lab), limit: 64)),
                        hint: "Passwords are replaced by stand-ins; what was seen becomes expected.")
                ])
        }
    }

    private static func login(_ lab: LabState) -> Form {
        let email = lab.selectedUser?.email ?? lab.users.first?.email ?? lab.run?.snapshot?.users.first?.email ?? ""
        return Form(
            title: "Log in", verb: "Log in",
            fields: [
                Form.Field("email", "email", .text(TextField(email))),
                Form.Field(
                    "which", "password", .choice(["the test password", "typed below", "a wrong one"], 0),
                    hint: "The mock users' published test password."),
                Form.Field(
                    "password", "typed password", .text(TextField(hidden: true)),
                    hint: "Never shown or saved. Typing here chooses it."),
                Form.Field("remember", "remember me", .flag(false), hint: "Sets a remember cookie as well."),
                Form.Field("fresh", "fresh", .flag(true), hint: "Not fresh: as if it came from a remember cookie."),
                Form.Field("force", "force", .flag(false), hint: "Lets an inactive user in."),
                Form.Field(
                    "duration", "remember for", .text(TextField(limit: 40)), hint: "Seconds; empty for the application's own."),
                Form.Field("next", "next", .text(TextField()), hint: "Where to go then; empty for none. Try //evil.test"),
            ])
    }

    private static func client(_ lab: LabState) -> Form {
        let client = lab.run?.snapshot?.client ?? FlowClient()
        return Form(
            title: "Change the client", verb: "Change",
            fields: [
                Form.Field(
                    "ip", "IP address", .text(TextField(client.ip, limit: 100)),
                    hint: "Another address changes the session's identifier."),
                Form.Field(
                    "agent", "user agent", .text(TextField(client.userAgent ?? "", limit: 1000)), hint: "Empty sends none."),
                Form.Field(
                    "scheme", "scheme", .choice(["http", "https"], client.scheme == "https" ? 1 : 0),
                    hint: "Secure cookies go over https only."),
                Form.Field("host", "host", .text(TextField(client.host, limit: 255))),
            ])
    }

    private static func newRun(_ lab: LabState) -> Form {
        Form(
            title: "New run by hand", verb: "Start",
            fields: [
                Form.Field(
                    "sessions", "sessions", .choice(["in a signed cookie", "in a registry"], lab.sessions == .registry ? 1 : 0),
                    hint: "Signed is Flask's way; a registry can revoke."),
                Form.Field(
                    "remember", "remember",
                    .choice(["a signed cookie", "a series of verifiers"], lab.remember == .series ? 1 : 0),
                    hint: "Signed is Flask-Login's way; a series detects theft."),
                Form.Field(
                    "protection", "protection", .choice(protections, protections.firstIndex(of: lab.protection) ?? 0),
                    hint: "What a changed address or user agent does to a session."),
            ])
    }

    // MARK: Answering

    package static func result(_ kind: Kind, _ form: Form, _ lab: LabState) -> Result {
        switch kind {
        case .login: return login(form)
        case .open:
            let target = form.text("target")
            guard target.hasPrefix("/"), !target.hasPrefix("//") else {
                return .problem("A path begins with one /, such as /protected.")
            }
            return .step(.request(FlowRequest(FlowRequest.Method(rawValue: form.text("method")) ?? .get, target)))
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
        case .rotate: return rotate(keep: form.flag("keep"), lab)
        case .user: return user(form)
        case .revoke: return revoke(form)
        case .newRun:
            let protection = form.choice("protection")
            return .newRun(
                form.choice("sessions") == 1 ? .registry : .cookie, form.choice("remember") == 1 ? .series : .signed,
                protection: protections.indices.contains(protection) ? protections[protection] : "basic")
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

    /// The next key of this run. Flow files may have any keys, so the old one is the application's as it is now.
    private static func rotate(keep: Bool, _ lab: LabState) -> Result {
        var current = lab.run?.settings.secretKey ?? LabState.key(1)
        var rotations = 1
        for step in lab.run?.steps.prefix(lab.run?.next ?? 0) ?? [] {
            if case .rotateKey(let key, _) = step.step {
                current = key
                rotations += 1
            }
        }
        return .step(.rotateKey(secretKey: LabState.key(rotations + 1), fallbacks: keep ? [current] : []))
    }

    private static func user(_ form: Form) -> Result {
        let id = form.text("user")
        guard !id.isEmpty else { return .problem("This run has no mock users.") }
        switch form.choice("change") {
        case 0: return .step(.setUser(MockUser(id: id, active: false)))
        case 1: return .step(.setUser(MockUser(id: id, active: true)))
        default: return .step(.deleteUser(id))
        }
    }

    private static func revoke(_ form: Form) -> Result {
        switch form.choice("what") {
        case 0: return .step(.revoke(.session(browser: nil)))
        case 1: return .step(.revoke(.device(browser: nil)))
        case 2:
            let id = form.text("user")
            return id.isEmpty ? .problem("This run has no mock users.") : .step(.revoke(.user(id)))
        default: return .step(.restore)
        }
    }

    // MARK: What there is to choose from

    private static func browsers(_ lab: LabState) -> [String] { lab.run?.snapshot?.browsers ?? ["main"] }
    private static func others(_ lab: LabState) -> [String] { browsers(lab).filter { $0 != lab.run?.snapshot?.browser } }
    private static func userIDs(_ lab: LabState) -> [String] { (lab.run?.snapshot?.users ?? lab.users).map(\.id) }
    private static func chosenUser(_ lab: LabState) -> Int {
        lab.selectedUser.flatMap { user in userIDs(lab).firstIndex(of: user.id) } ?? 0
    }

    private static func freshBrowser(_ lab: LabState) -> String {
        let known = browsers(lab)
        return ["phone", "thief", "laptop"].first { !known.contains($0) } ?? "browser-\(known.count + 1)"
    }

    private static func suggestedName(_ lab: LabState) -> String {
        guard let flow = lab.run?.flow else { return "my-flow" }
        let kept = flow.name.unicodeScalars.map {
            $0.isASCII && ($0.properties.isAlphabetic || (0x30...0x39).contains($0.value)) ? Character($0) : "-"
        }
        return String(String(kept).prefix(40)) + "-run"
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

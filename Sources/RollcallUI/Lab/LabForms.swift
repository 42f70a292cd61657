import CookieInspector
package import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// The Lab's dialogs: what each asks, and the step that its answers make.
package enum LabForms {
    package enum Kind: Hashable, Sendable, CaseIterable {
        case login, open, browser, steal, client, advance, tamper, drop, setCookie, signSession, signRemember, rotate, user, addUser
        case revoke, newRun, save
    }

    /// What comes of answers.
    package enum Result: Equatable, Sendable {
        case step(FlowStep)
        /// A new run by hand.
        case newRun(
            ApplicationSettings.Sessions, ApplicationSettings.Remember, protection: String, config: [ConfigKey: SettingValue],
            text: String)
        case save(name: String)
        /// In a sentence, what to mend.
        case problem(String)
    }

    static let edits: [CookieEdit] = [.flipLast, .flipFirst, .truncate, .empty]
    static let protections = ["basic", "strong", "none"]

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
                        hint: "/open /protected /fresh /whoami /flashes /put?key=K&value=V …"),
                    Form.Field("form", "form", .text(TextField()), hint: "Of a POST: name=value&name=value, as it stands."),
                    Form.Field("header", "header", .text(TextField()), hint: "One header, such as X-Api-Key: value; or empty."),
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
        case .signSession: sign("Sign a session cookie", "data", sessionData(lab), "JSON, as the session's payload.", lab)
        case .signRemember:
            sign("Sign a remember cookie", "payload", chosenUserID(lab), "The user's id; in series mode series.verifier.", lab)
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
                        "change", "change", .choice(["deactivate", "activate", "delete", "give another id"], 0),
                        hint: "The store is not touched."),
                    Form.Field(
                        "id", "its new id", .text(TextField(limit: 200)),
                        hint: "What sessions and cookies name it by: the old ones end."),
                ])
        case .addUser:
            Form(
                title: "Add a mock user to this run", verb: "Add",
                fields: [
                    Form.Field("id", "id", .text(TextField("new", limit: 200))),
                    Form.Field("email", "email", .text(TextField("new@example.test", limit: 200))),
                    Form.Field("active", "active", .flag(true), hint: "Inactive users are refused at the login."),
                    Form.Field(
                        "key", "API key", .text(TextField(limit: 200)), hint: "Test data: it is saved with the run. Empty: none."),
                ])
        case .revoke:
            Form(
                title: "Revoke, as an administrator", verb: "Revoke",
                fields: [
                    Form.Field(
                        "what", "what",
                        .choice(
                            [
                                "a browser's session", "a browser's device", "everything of a user",
                                "take the last one back",
                            ], 0)),
                    Form.Field("browser", "browser", .choice(["this one"] + others(lab), 0), hint: "Whose session or device."),
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
                Form.Field(
                    "config", "settings", .text(TextField(lab.configText, limit: 1_000)),
                    hint: "Flask's: SESSION_COOKIE_SECURE: true, REMEMBER_COOKIE_DURATION: 3600"),
            ])
    }

    private static let keys = ["the application's own", "the one before it", "another one"]

    private static func sign(_ title: String, _ key: String, _ value: String, _ hint: String, _ lab: LabState) -> Form {
        Form(
            title: title, verb: "Sign",
            fields: [
                Form.Field(key, key, .text(TextField(value)), hint: hint),
                Form.Field("key", "key", .choice(keys, 0), hint: "Before it: what a rotation left behind."),
            ])
    }

    private static func sessionData(_ lab: LabState) -> String {
        let id = (try? PythonJSON.text(.string(chosenUserID(lab)), .spaced)) ?? "\"1\""
        return "{\"_user_id\": \(id), \"_fresh\": true}"
    }

    // MARK: What there is to choose from

    private static func browsers(_ lab: LabState) -> [String] { lab.run?.snapshot?.browsers ?? ["main"] }
    static func others(_ lab: LabState) -> [String] { browsers(lab).filter { $0 != lab.run?.snapshot?.browser } }
    private static func userIDs(_ lab: LabState) -> [String] { (lab.run?.snapshot?.users ?? lab.users).map(\.id) }
    private static func chosenUser(_ lab: LabState) -> Int {
        lab.selectedUser.flatMap { user in userIDs(lab).firstIndex(of: user.id) } ?? 0
    }

    private static func chosenUserID(_ lab: LabState) -> String {
        let ids = userIDs(lab)
        return ids.indices.contains(chosenUser(lab)) ? ids[chosenUser(lab)] : "1"
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
}

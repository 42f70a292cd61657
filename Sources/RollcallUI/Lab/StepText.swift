import CookieInspector
package import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// A step of a flow on one line, and without its passwords.
package enum StepText {
    package static func summary(_ step: FlowStep) -> String {
        switch step {
        case .request(let request): summary(request)
        case .client(let change): client(change)
        case .advance(let seconds):
            "clock " + (seconds < 0 ? "-" : "+") + DurationText.text(seconds: seconds == .min ? .max : abs(seconds))
        case .closeBrowser: "close the browser"
        case .dropCookies(.all): "drop all cookies"
        case .dropCookies(.named(let names)): "drop " + names.joined(separator: ", ")
        case .browser(let name): "use browser \(name)"
        case .stealCookies(let name): "steal the cookies of \(name)"
        case .tamper(let cookie, let edit): "tamper \(cookie): \(Self.edit(edit))"
        case .setCookie(let name, let value): "set \(name)=\(CookieMask.shown(value))"
        case .signSession(let data, let key):
            "sign a session \(ValueText.short(.map(data), limit: 60))" + (key == nil ? "" : " with another key")
        case .signRemember(let payload, let key):
            "sign a remember cookie for \(payload)" + (key == nil ? "" : " with another key")
        case .rotateKey(_, let fallbacks): fallbacks.isEmpty ? "rotate the key, forget the old" : "rotate the key, keep the old"
        case .setUser(let user): self.user(user)
        case .deleteUser(let id): "delete user \(id)"
        case .revoke(.session(let browser)): "revoke the session of \(browser ?? "this browser")"
        case .revoke(.device(let browser)): "revoke the device of \(browser ?? "this browser")"
        case .revoke(.user(let id)): "revoke everything of \(id)"
        case .restore: "restore what was revoked"
        }
    }

    package static func edit(_ edit: CookieEdit) -> String {
        switch edit {
        case .flipFirst: "change the first character"
        case .flipLast: "change the last character"
        case .truncate: "cut in half"
        case .empty: "empty it"
        }
    }

    private static func summary(_ request: FlowRequest) -> String {
        guard request.method == .post, request.target == "/login" || request.target.hasPrefix("/login?") else {
            // Names only: a field or header may hold anything.
            let names = (request.form + request.headers).map(\.name)
            return "\(request.method.rawValue) \(request.target)" + (names.isEmpty ? "" : " (\(names.joined(separator: ", ")))")
        }
        func field(_ name: String) -> String? { request.form.first { $0.name == name }?.value }
        var options: [String] = []
        if request.target.count > 7 { options.append(String(request.target.dropFirst(7))) }
        for name in ["remember", "force", "fresh", "duration"] {
            guard let value = field(name) else { continue }
            if name == "fresh", value == "0" {
                options.append("not fresh")
            } else if name == "duration" {
                options.append("for \(value)s")
            } else if value != "0" {
                options.append(name)
            }
        }
        return "log in \(field("email") ?? "")" + (options.isEmpty ? "" : " (\(options.joined(separator: ", ")))")
    }

    private static func client(_ change: ClientChange) -> String {
        var parts: [String] = []
        if let ip = change.ip { parts.append("ip \(ip)") }
        switch change.userAgent {
        case .unchanged: break
        case .none: parts.append("no user agent")
        case .value(let text): parts.append("agent \(text)")
        }
        if let scheme = change.scheme { parts.append(scheme) }
        if let host = change.host { parts.append("host \(host)") }
        return "client " + parts.joined(separator: ", ")
    }

    private static func user(_ user: MockUser) -> String {
        if let active = user.active, user.email == nil, user.password == nil, user.passwordHash == nil {
            return "\(active ? "activate" : "deactivate") user \(user.id)"
        }
        if let id = user.getID, user.email == nil, user.password == nil, user.passwordHash == nil, user.active == nil {
            return "user \(user.id) gets the id \(id)"
        }
        return user.email != nil && user.password != nil ? "add user \(user.id)" : "change user \(user.id)"
    }

    /// The step as the model may keep it: a password that travels with it is gone.
    package static func withoutSecrets(_ step: FlowStep) -> FlowStep {
        switch step {
        case .request(var request):
            for index in request.form.indices where request.form[index].name == "password" { request.form[index].value = "" }
            return .request(request)
        case .setUser(var user):
            user.password = user.password.map { _ in "" }
            user.passwordHash = user.passwordHash.map { _ in "" }
            user.apiKey = user.apiKey.map { _ in "" }
            return .setUser(user)
        default: return step
        }
    }
}

import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

/// What the row of the library under the cursor is, before it is run: a mock user, a flow, or a file that is none.
package enum LabPreview {
    /// `nil` where there is nothing to tell.
    package static func lines(_ lab: LabState, columns: Int, symbols: Symbols) -> [PaneLine]? {
        if let user = lab.selectedUser { return lines(user, columns: columns) }
        guard let entry = lab.selectedFlow else { return nil }
        guard let flow = entry.flow else {
            return [.title(entry.file), .text("\(symbols.warning) not a flow", .warning), .blank]
                + PaneLine.wrapped(entry.problem ?? "It cannot be read.", columns: columns, .text, maximum: 12)
        }
        var lines: [PaneLine] = PaneLine.wrapped(flow.name, columns: columns, .title, maximum: 3)
        lines += PaneLine.wrapped("\(entry.whereabouts), line \(entry.line)", columns: columns, .faint, maximum: 2)
        switch lab.verdicts[entry.place] {
        case .passed: lines.append(.text("\(symbols.yes) passed when it was last run here", .good))
        case .failed(let count):
            lines.append(.text("\(symbols.revoked) \(count) \(count == 1 ? "step" : "steps") failed when it was last run here", .danger))
        case .open, nil: break
        }
        if let about = flow.about, !about.isEmpty {
            lines.append(.blank)
            lines += PaneLine.wrapped(about, columns: columns, .secondary, maximum: 8)
        }
        lines.append(.blank)
        lines.append(.pair("clock", MomentFormat.full(flow.clock)))
        lines += PaneLine.wrapped("keeps", keeps(flow.app), columns: columns, maximum: 3)
        for (name, value) in settings(flow.app) { lines.append(.pair("", "\(name) \(value)", .secondary)) }
        let users = flow.users.prefix(12).map(\.id).joined(separator: ", ") + (flow.users.count > 12 ? ", …" : "")
        lines += PaneLine.wrapped("users", users.isEmpty ? "none" : users, columns: columns, maximum: 3)
        lines.append(.blank)
        lines.append(.heading("STEPS"))
        let digits = String(flow.steps.count).count
        for (index, step) in flow.steps.prefix(LabRun.mostSteps).enumerated() {
            let number = String(repeating: " ", count: max(0, digits - String(index + 1).count)) + "\(index + 1) "
            var runs: [PaneLine.Run] = [.init(number, .faint), .init(StepText.summary(step), .text)]
            if case .request(let request) = step, let expect = request.expect {
                runs.append(.init("  \(symbols.arrow) \(expected(expect).joined(separator: ", "))", .faint))
            }
            lines.append(.runs(runs))
        }
        return lines
    }

    private static func lines(_ user: LabUser, columns: Int) -> [PaneLine] {
        var lines: [PaneLine] = PaneLine.wrapped(user.email.isEmpty ? user.id : user.email, columns: columns, .title, maximum: 2)
        lines += [.blank, .pair("id", user.id), .pair("state", user.active ? "active" : "inactive", user.active ? .good : .warning)]
        lines.append(.blank)
        return lines
            + PaneLine.wrapped(
                "A mock user of the store. Runs work on a copy; the password is the published test password.", columns: columns,
                .secondary)
    }

    static func keeps(_ app: ApplicationSettings) -> String {
        let sessions = app.sessions == .registry ? "registry" : "signed"
        return "\(sessions) sessions, \(app.remember == .series ? "series" : "signed") remember"
    }

    private static func settings(_ app: ApplicationSettings) -> [(String, String)] {
        let config = app.config.map { ($0.key.rawValue, text($0.value)) }
        let manager = app.loginManager.map { ($0.key.rawValue, text($0.value)) }
        return (config + manager).sorted { $0.0 < $1.0 }
    }

    private static func text(_ value: SettingValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .seconds(let number): "\(number)s"
        case .text(let text): text
        }
    }

    /// All that an expectation asks, each in a few words.
    static func expected(_ expect: Expectation) -> [String] {
        func names(_ names: [String], _ none: String) -> String { names.isEmpty ? none : names.joined(separator: ", ") }
        var parts: [String] = []
        if let status = expect.status { parts.append("status \(status)") }
        switch expect.location {
        case .text(let text): parts.append("location \(text)")
        case .null: parts.append("no location")
        case nil: break
        }
        if case .text(let body) = expect.body { parts.append("body \(body)") }
        if let body = expect.bodyContains { parts.append("body contains \(body)") }
        switch expect.user {
        case .text(let user): parts.append("user \(user)")
        case .null: parts.append("nobody logged in")
        case nil: break
        }
        switch expect.session {
        case .holding(let map): parts.append("session holds \(names(map.pairs.map(\.key), "anything"))")
        case .some(.none): parts.append("no session")
        case nil: break
        }
        if let keys = expect.sessionWithout { parts.append("session without \(keys.joined(separator: ", "))") }
        if let set = expect.cookiesSet { parts.append("sets \(names(set, "no cookie"))") }
        if let cleared = expect.cookiesCleared { parts.append("clears \(names(cleared, "no cookie"))") }
        if let texts = expect.setCookieHas { parts.append("Set-Cookie has \(texts.map(CookieMask.setCookieText).joined(separator: ", "))") }
        if let signals = expect.signals { parts.append("signals \(names(signals, "none"))") }
        return parts
    }
}

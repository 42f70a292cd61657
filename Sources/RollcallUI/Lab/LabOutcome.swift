import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

/// What happened at the selected step, as lines: the answer, expected against seen, cookies, and the session before and after.
package enum LabOutcome {
    package static func lines(_ model: Model, columns: Int) -> [PaneLine] {
        let (lab, symbols) = (model.lab, model.theme.symbols)
        if lab.pane == .library, let lines = LabPreview.lines(lab, columns: columns, symbols: symbols) { return lines }
        guard let run = lab.run else { return [.text("No run yet.", .faint)] }
        if let problem = run.problem { return PaneLine.wrapped(problem, columns: columns, .danger) }
        guard let step = run.selected else { return start(model, columns: columns) }
        var lines = PaneLine.wrapped("\(run.selection + 1)  \(StepText.summary(step.step))", columns: columns, .title, maximum: 4)
        if run.source != nil {
            lines += PaneLine.wrapped(run.whereabouts(of: run.selection), columns: columns, .faint, maximum: 2)
        }
        if let problem = step.problem { return lines + [.blank] + PaneLine.wrapped(problem, columns: columns, .danger) }
        guard let outcome = step.outcome else {
            lines.append(.blank)
            let next = "next: \(model.keyLabel("lab.step")) does it, \(model.keyLabel("lab.run")) goes on from here"
            lines.append(.text(run.selection == run.next ? next : "not done yet", .faint))
            return lines + expectations(step.step, columns: columns)
        }
        lines += answer(outcome, columns: columns, symbols: symbols)
        lines += failures(outcome, columns: columns, symbols: symbols)
        lines += setCookies(outcome, columns: columns)
        lines += session(outcome, columns: columns, symbols: symbols)
        if let after = step.after { lines += jar(after) }
        return lines
    }

    private static func start(_ model: Model, columns: Int) -> [PaneLine] {
        [.title("A mock browser"), .blank]
            + PaneLine.wrapped(
                "It talks to a small login application in this process. "
                    + "Its users are copies of the store's mock users; nothing done here reaches the store.",
                columns: columns, .secondary)
            + [
                .blank, hint("lab.login", "log in", model), hint("lab.protected", "open the protected page", model),
                hint("lab.menu", "everything else", model), hint("lab.pane-left", "users and flows on the left", model),
            ]
    }

    private static func hint(_ id: String, _ text: String, _ model: Model) -> PaneLine {
        .runs([.init(model.keyLabel(id) + " ", .key), .init(text, .text)])
    }

    // MARK: The answer

    private static func answer(_ outcome: StepOutcome, columns: Int, symbols: Symbols) -> [PaneLine] {
        guard let seen = outcome.observation else {
            return [.blank] + PaneLine.wrapped(outcome.summary, columns: columns, .secondary)
        }
        var first: [PaneLine.Run] = [.init("\(seen.status)", role(seen.status)), .init(" \(phrase(seen.status))", .secondary)]
        if let location = seen.location { first.append(.init("  \(symbols.arrow) \(location)", .text)) }
        var lines: [PaneLine] = [.runs(first)]
        if !outcome.body.isEmpty { lines += PaneLine.wrapped("body", outcome.body, columns: columns, maximum: 6) }
        lines.append(.pair("user", seen.user ?? "nobody", seen.user == nil ? .faint : .accent))
        lines += PaneLine.wrapped(
            "signals", seen.signals.isEmpty ? "none" : seen.signals.joined(separator: " \(symbols.arrow) "), columns: columns,
            seen.signals.isEmpty ? .faint : .text, maximum: 6)
        return lines
    }

    private static func failures(_ outcome: StepOutcome, columns: Int, symbols: Symbols) -> [PaneLine] {
        guard !outcome.failures.isEmpty else {
            guard case .request(let request) = outcome.step, request.expect != nil else { return [] }
            return [.blank, .text("\(symbols.yes) as expected", .good)]
        }
        var lines: [PaneLine] = [.blank, .text("\(symbols.revoked) NOT AS EXPECTED", .danger)]
        for failure in outcome.failures.prefix(20) {
            lines.append(.text(failure.key, .name))
            lines += PaneLine.wrapped("  expected", masked(failure.expected), columns: columns, .good, maximum: 4)
            lines += PaneLine.wrapped("  seen", masked(failure.seen), columns: columns, .danger, maximum: 4)
        }
        return lines
    }

    /// Of an expectation on Set-Cookie headers, only names and attributes may show.
    private static func masked(_ text: String) -> String {
        guard text.contains("=") else { return text }
        return text.split(separator: "\"", omittingEmptySubsequences: false)
            .map { $0.contains("; ") && $0.contains("=") ? CookieMask.setCookie(String($0)) : String($0) }.joined(separator: "\"")
    }

    private static func expectations(_ step: FlowStep, columns: Int) -> [PaneLine] {
        guard case .request(let request) = step, let expect = request.expect else { return [] }
        let parts = LabPreview.expected(expect)
        guard !parts.isEmpty else { return [] }
        return [.blank, .heading("EXPECTED")] + parts.flatMap { PaneLine.wrapped($0, columns: columns, .secondary, maximum: 3) }
    }

    // MARK: Cookies and session

    private static func setCookies(_ outcome: StepOutcome, columns: Int) -> [PaneLine] {
        guard let seen = outcome.observation, !seen.setCookie.isEmpty else { return [] }
        return [.blank, .heading("SET-COOKIE")]
            + seen.setCookie.prefix(20).flatMap { PaneLine.wrapped(CookieMask.setCookie($0), columns: columns, .text, maximum: 4) }
    }

    private static func session(_ outcome: StepOutcome, columns: Int, symbols: Symbols) -> [PaneLine] {
        let diff = SessionDiff(before: outcome.sessionBefore, after: outcome.sessionAfter)
        var title = "SESSION"
        if outcome.sessionBefore == nil, outcome.sessionAfter != nil { title += "  begins" }
        if outcome.sessionBefore != nil, outcome.sessionAfter == nil { title += "  ends" }
        if !diff.changes, !diff.lines.isEmpty { title += "  unchanged" }
        var lines: [PaneLine] = [.blank, .heading(title)]
        if diff.lines.isEmpty { lines.append(.text(outcome.sessionAfter == nil ? "none" : "empty", .faint)) }
        for line in diff.lines.prefix(100) {
            let role: Role =
                switch line.mark {
                case .same: .secondary
                case .added: .good
                case .removed: .danger
                case .changed: .warning
                }
            var runs: [PaneLine.Run] = [.init("\(line.mark.rawValue) ", role), .init("\(line.key) ", .name)]
            switch line.mark {
            case .same, .added: runs.append(.init(line.after ?? "", role))
            case .removed: runs.append(.init(line.before ?? "", role))
            case .changed:
                runs.append(.init(line.before ?? "", .secondary))
                runs.append(.init(" \(symbols.arrow) ", .faint))
                runs.append(.init(line.after ?? "", role))
            }
            lines.append(.runs(runs))
        }
        return lines
    }

    private static func jar(_ after: LabSnapshot) -> [PaneLine] {
        var lines: [PaneLine] = [.blank, .heading("COOKIES of \(after.browser)")]
        if after.cookies.isEmpty { lines.append(.text("none", .faint)) }
        for cookie in after.cookies.prefix(50) {
            let until =
                cookie.expires.map { "for \(MomentFormat.short(seconds: $0.seconds(since: after.clock)))" } ?? "until it closes"
            lines.append(
                .runs([
                    .init(cookie.name, .name), .init("  \(until)", .text),
                    .init("  \(cookie.domain)\(cookie.path)\(cookie.secure ? "  secure" : "")", .secondary),
                ]))
            lines.append(.text("  " + CookieMask.shown(cookie.value), .faint))
        }
        return lines
    }

    package static func role(_ status: Int) -> Role {
        switch status {
        case 200..<300: .good
        case 300..<400: .accent
        case 400..<500: .warning
        default: .danger
        }
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 302: "Found"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 500: "Internal Server Error"
        default: ""
        }
    }
}

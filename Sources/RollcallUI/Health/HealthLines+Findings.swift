import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

extension HealthLines {
    /// What is wrong with keys, and with the flags of cookies as far as anybody showed them here: a store holds sessions, not
    /// how an application sets its cookies.
    static func findings(_ model: Model, _ report: HealthReport, columns: Int) -> [PaneLine] {
        let symbols = model.theme.symbols
        let keys = report.keyCount == 1 ? "1 key configured" : "\(report.keyCount) keys configured"
        var lines: [PaneLine] = [.runs([.init("KEYS  ", .heading), .init(keys, .secondary)])]
        if report.findings.isEmpty {
            lines.append(
                .runs([
                    .init("  \(report.keyCount == 0 ? symbols.unknown : symbols.yes) ", report.keyCount == 0 ? .faint : .good),
                    .init(report.keyCount == 0 ? "none; without a key there is none to judge" : "none is weak or short", .secondary),
                ]))
        }
        lines += report.findings.sorted { $0.severity > $1.severity }.prefix(100).flatMap { self.lines($0, columns: columns) }
        lines.append(.blank)
        return lines + cookieFlags(model, columns: columns)
    }

    private static func cookieFlags(_ model: Model, columns: Int) -> [PaneLine] {
        let judged = model.cookies.judged
        let symbols = model.theme.symbols
        guard !judged.isEmpty else {
            return [.runs([.init("COOKIE FLAGS  ", .heading), .init("not known", .secondary)])]
                + PaneLine.wrapped(
                    "The store does not hold how the application sets its cookies. Paste a Set-Cookie line of it in the Cookies tab "
                        + "(\(model.keyLabel("health.cookies")) goes there): its flags and lifetime are judged and listed here.",
                    columns: columns - 2, .secondary, maximum: 4
                ).map(indented)
        }
        var lines: [PaneLine] = [
            .runs([
                .init("COOKIE FLAGS  ", .heading),
                .init("of the Set-Cookie lines inspected in the Cookies tab", .secondary),
            ])
        ]
        for cookie in judged.prefix(50) {
            var runs: [PaneLine.Run] = [
                .init("  \(cookie.findings.isEmpty ? symbols.yes : symbols.warning) ", cookie.findings.isEmpty ? .good : .warning),
                .init(cookie.name, .name),
            ]
            for flag in cookie.flags { runs.append(.init("  \(flag.text)", flag.isGood ? .text : .warning)) }
            lines.append(.runs(runs))
        }
        // The same fault of several cookies is told once.
        var told: [(finding: CookieReport.Finding, names: [String])] = []
        for cookie in judged.prefix(50) {
            for finding in cookie.findings {
                if let index = told.firstIndex(where: { $0.finding.id == finding.id }) {
                    told[index].names.append(cookie.name)
                } else {
                    told.append((finding, [cookie.name]))
                }
            }
        }
        for (finding, names) in told.sorted(by: { $0.finding.severity > $1.finding.severity }) {
            lines += self.lines(finding, of: names, columns: columns)
        }
        return lines
    }

    private static func lines(_ finding: CookieReport.Finding, of cookies: [String] = [], columns: Int) -> [PaneLine] {
        let badge = finding.severity.rawValue.uppercased()
        var head: [PaneLine.Run] = [
            .init("  \(badge)\(String(repeating: " ", count: max(1, 8 - badge.count)))", CookieDetail.role(finding.severity)),
            .init(finding.id, .text),
        ]
        if !cookies.isEmpty { head.append(.init("  of \(cookies.joined(separator: ", "))", .secondary)) }
        head.append(.init("  \(finding.reference)", .faint))
        var lines: [PaneLine] = [.runs(head)]
        let texts = [(finding.text, Role.secondary), (FindingAdvice.text(finding.id) ?? "", .text)]
        for (text, role) in texts where !text.isEmpty {
            lines += TextBlock.wrap(text, columns: max(8, columns - 10), maximum: 4).map { .text("          " + $0, role) }
        }
        return lines
    }

    private static func indented(_ line: PaneLine) -> PaneLine {
        guard case .text(let role) = line.kind else { return line }
        return .text("  " + line.text, role)
    }
}

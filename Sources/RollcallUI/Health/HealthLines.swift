import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// The Health tab as lines: store, sessions, logins, what waits to be purged, findings.
package enum HealthLines {
    package static func lines(_ model: Model, columns: Int) -> [PaneLine] {
        let health = model.health
        guard let report = health.report else {
            if let failure = health.failure { return PaneLine.wrapped(failure, columns: columns, .warning) }
            return [.text("asking the store …", .faint)]
        }
        let symbols = model.theme.symbols
        var lines: [PaneLine] = []
        if let failure = health.failure { lines += PaneLine.wrapped("\(symbols.warning) \(failure)", columns: columns, .warning) }
        lines += store(report, health, columns: columns, symbols: symbols)
        lines.append(.blank)
        lines += sessions(report.store, columns: columns, symbols: symbols)
        lines.append(.blank)
        // What is dangerous goes before what is interesting.
        let isUrgent = (report.findings + model.cookies.judged.flatMap(\.findings)).contains { $0.severity == .high }
        if isUrgent { lines += findings(model, report, columns: columns) + [.blank] }
        lines += logins(report.store, columns: columns, symbols: symbols)
        lines.append(.blank)
        lines += waiting(model, report.store)
        if !isUrgent { lines += [.blank] + findings(model, report, columns: columns) }
        return lines
    }

    // MARK: Store

    private static func store(_ report: HealthReport, _ health: HealthState, columns: Int, symbols: Symbols) -> [PaneLine] {
        let size = report.store.sizeInBytes.map(ByteCount.text) ?? "in memory"
        var lines: [PaneLine] = [
            .runs([
                .init("STORE  ", .heading), .init(report.description.url, .text),
                .init(report.description.readOnly ? "  read-only" : "", .warning),
            ]),
            .runs([
                .init("  \(size)  \(symbols.bullet)  ", .text), .init(MomentFormat.count(report.store.activeTokens), .text),
                .init(" remember tokens  \(symbols.bullet)  ", .secondary),
                .init(MomentFormat.count(report.store.users), .text), .init(" mock users  \(symbols.bullet)  ", .secondary),
                .init(MomentFormat.count(report.store.auditEvents), .text), .init(" audit events", .secondary),
            ]),
        ]
        let slow = report.latency >= 250_000
        var answers: [PaneLine.Run] = [
            .init("  answers in ", .secondary), .init(ByteCount.latency(microseconds: report.latency), slow ? .warning : .text),
        ]
        if slow { answers.append(.init("  slow", .warning)) }
        if health.latencies.count > 1, let (low, middle, high) = health.latencySummary {
            let times = [("min", low), ("median", middle), ("max", high)]
            for (name, time) in times {
                answers += [.init("  \(name) ", .secondary), .init(ByteCount.latency(microseconds: time), .text)]
            }
            let used = answers.reduce(2) { $0 + CellWidth.of($1.text) }
            let width = min(HealthState.mostLatencies, columns - used)
            if width >= 8 {
                let spark = Sparkline.text(health.latencies.map { Int(clamping: $0) }, width: width, ascii: symbols.ascii)
                answers.append(.init("  \(spark)", .accent))
            }
        }
        lines.append(.runs(answers))
        return lines
    }

    // MARK: Sessions

    private static let ages = ["under an hour", "under a day", "under a week", "under a month", "older"]

    /// States on the left, ages of the active on the right; below each other where there is no room.
    private static func sessions(_ store: StoreHealth, columns: Int, symbols: Symbols) -> [PaneLine] {
        let states: [(String, Int, Role)] = [
            ("\(symbols.active) active", store.activeSessions, .good),
            ("\(symbols.expired) expired", store.expiredSessions, .secondary),
            ("\(symbols.revoked) revoked", store.revokedSessions, .warning),
        ]
        let byAge = zip(ages, store.sessionsByAge + Array(repeating: 0, count: max(0, ages.count - store.sessionsByAge.count)))
            .map { ($0, $1, Role.accent) }
        let beside = columns >= 72
        let width = beside ? (columns - 4) / 2 : columns
        let left = bars("SESSIONS", states, labels: 10, columns: width, symbols: symbols)
        let right = bars("ACTIVE, BY AGE", byAge, labels: 14, columns: width, symbols: symbols)
        guard beside else { return left.map(PaneLine.runs) + [.blank] + right.map(PaneLine.runs) }
        return (0..<max(left.count, right.count)).map { row in
            var runs = row < left.count ? left[row] : []
            let used = runs.reduce(0) { $0 + CellWidth.of($1.text) }
            runs.append(.init(String(repeating: " ", count: max(0, width + 4 - used)), .text))
            return .runs(runs + (row < right.count ? right[row] : []))
        }
    }

    private static func bars(_ title: String, _ rows: [(String, Int, Role)], labels: Int, columns: Int, symbols: Symbols)
        -> [[PaneLine.Run]]
    {
        let top = rows.map(\.1).max() ?? 0
        let digits = max(5, rows.map { MomentFormat.count($0.1).count }.max() ?? 5)
        let width = max(4, columns - labels - digits - 6)
        return [[PaneLine.Run(title, .heading)]]
            + rows.map { label, count, role in
                let number = MomentFormat.count(count)
                return [
                    .init("  " + label + String(repeating: " ", count: max(1, labels - label.count)), .secondary),
                    .init(
                        String(repeating: " ", count: max(0, digits - number.count)) + number + "  ", count == 0 ? .faint : .text),
                    .init(Bar.text(count, of: top, width: width, ascii: symbols.ascii), role),
                ]
            }
    }

    // MARK: Logins

    private static func logins(_ store: StoreHealth, columns: Int, symbols: Symbols) -> [PaneLine] {
        let minutes = store.loginsPerMinute
        let total = minutes.reduce(0) { sum, count in
            let (value, overflow) = sum.addingReportingOverflow(max(0, count))
            return overflow ? .max : value
        }
        let title: PaneLine = .runs([
            .init("LOGINS A MINUTE  ", .heading),
            .init("\(MomentFormat.count(total)) in the last hour, \(MomentFormat.count(minutes.max() ?? 0)) at most", .secondary),
        ])
        guard total > 0 else { return [title, .text("  none", .faint)] }
        let room = max(1, columns - 2)
        let fitted = Sparkline.fitted(minutes, width: room)
        let span = fitted.count
        let axis = span >= 16 ? "1h ago" + String(repeating: " ", count: span - 9) + "now" : "now"
        return [
            title, .text("  " + Sparkline.text(fitted, width: room, ascii: symbols.ascii), .accent), .text("  " + axis, .faint),
        ]
    }

    // MARK: Waiting

    private static func waiting(_ model: Model, _ store: StoreHealth) -> [PaneLine] {
        let count = store.expiredSessions
        guard count > 0 else {
            return [.runs([.init("WAITING  ", .heading), .init("no expired session waits to be purged", .secondary)])]
        }
        let rows = count == 1 ? "1 expired session waits" : "\(MomentFormat.count(count)) expired sessions wait"
        var how: [PaneLine.Run] = []
        if !model.readOnly { how = [.init("  " + model.keyLabel("health.purge"), .key), .init(" asks, counts and asks again; or ", .hint)] }
        return [
            .runs([.init("WAITING  ", .heading), .init("\(rows) to be purged", .text)]),
            .runs((how.isEmpty ? [.init("  ", .text)] : how) + [.init("rollcall sessions purge --expired-for 30d --dry-run", .accent)]),
        ]
    }
}

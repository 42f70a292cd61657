import SessionCore

/// What running a flow prints, in the four formats. Every function returns whole lines with their line ends.
public enum FlowReport {
    public enum Format: String, Hashable, Sendable, CaseIterable {
        case text, json, trace, junit
    }

    /// The report of some flows, in order. `junit` is one document for all of them.
    ///
    /// `trace` leaves out a flow that could not be carried to its end, as the reference prints nothing for it: its error is for
    /// standard error.
    public static func report(_ results: [FlowResult], as format: Format) -> String {
        switch format {
        case .text: results.map(text).joined() + summary(results)
        case .json: results.map(json).joined()
        case .trace: results.map(trace).joined()
        case .junit: JUnitReport.document(results)
        }
    }

    // MARK: trace and json

    /// `{"file": …, "flow": …, "trace": […]}` with sorted keys: to the byte what the reference prints.
    public static func trace(_ result: FlowResult) -> String {
        guard result.error == nil else { return "" }
        return JSONText.sorted(
            .map([
                "file": .string(result.document.file), "flow": .string(result.document.flow.name),
                "trace": .list(result.trace.map { .map(observation($0)) }),
            ])) + "\n"
    }

    static func observation(_ seen: Observation) -> SessionMap {
        func text(_ text: String?) -> SessionValue { text.map { .string($0) } ?? .null }
        return [
            "step": .integer(seen.step), "status": .integer(seen.status), "location": text(seen.location),
            "body": text(seen.body),
            "set_cookie": .list(seen.setCookie.map { .string($0) }), "user": text(seen.user),
            "session": seen.session.map { .map($0) } ?? seen.sessionOfOtherType ?? .null, "signals": .list(seen.signals.map { .string($0) }),
        ]
    }

    /// One object: the steps with action, expectation, verdict and, of a request, its observation.
    public static func json(_ result: FlowResult) -> String {
        let steps = result.outcomes.map { outcome -> SessionValue in
            var action = FlowDocumentForm.step(outcome.step)
            let expect = action["expect"] ?? .null
            action["expect"] = nil
            let failures = outcome.failures.map { failure -> SessionValue in
                .map(["key": .string(failure.key), "expected": .string(failure.expected), "seen": .string(failure.seen)])
            }
            return .map([
                "step": .integer(outcome.number), "action": .map(action), "summary": .string(outcome.summary), "expect": expect,
                "passed": .bool(outcome.failures.isEmpty), "failures": .list(failures),
                "observation": outcome.observation.map { .map(observation($0)) } ?? .null,
            ])
        }
        return JSONText.line(
            .map([
                "file": .string(result.document.file), "flow": .string(result.document.flow.name), "passed": .bool(result.passed),
                "error": result.error.map { .string($0.description) } ?? .null, "steps": .list(steps),
            ])) + "\n"
    }

    // MARK: text

    /// A line a flow, a line a step, and failures explained.
    public static func text(_ result: FlowResult) -> String {
        let word = result.passed ? "PASS" : result.error == nil ? "FAIL" : "ERROR"
        var lines = ["\(word) \(result.document.file): \(result.document.flow.name)"]
        let width = String(result.document.flow.steps.count).count
        for outcome in result.outcomes {
            let number = String(outcome.number)
            let mark = outcome.failures.isEmpty ? " " : "!"
            var line = "\(mark) \(String(repeating: " ", count: max(0, width - number.count)))\(number)  \(outcome.summary)"
            if !outcome.cookiesSet.isEmpty { line += "; set \(outcome.cookiesSet.joined(separator: ", "))" }
            if !outcome.cookiesCleared.isEmpty { line += "; cleared \(outcome.cookiesCleared.joined(separator: ", "))" }
            if let user = outcome.observation?.user { line += "; user \(user)" }
            lines.append(line)
            for failure in outcome.failures {
                lines.append("      \(failure.key)")
                lines.append("        expected \(failure.expected)")
                lines.append("        seen     \(failure.seen)")
            }
        }
        if let error = result.error { lines.append("  \(error.description)") }
        return lines.map { VisibleText.line($0) + "\n" }.joined()
    }

    private static func summary(_ results: [FlowResult]) -> String {
        let passed = results.count { $0.passed }
        let errors = results.count { $0.error != nil }
        var text =
            "\(results.count) \(results.count == 1 ? "flow" : "flows"): \(passed) passed, "
            + "\(results.count - passed - errors) failed"
        if errors > 0 { text += ", \(errors) could not be carried out" }
        return text + "\n"
    }
}

/// Text from flow files and answers, made fit for a terminal: whatever is no printable character is written as its code point.
enum VisibleText {
    static func line(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                out += "‹U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "›"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

/// JUnit's XML, as continuous integration servers read it: a suite a file, a case a flow.
enum JUnitReport {
    static func document(_ results: [FlowResult]) -> String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites\(counts(results))>"]
        var files: [String] = []
        for result in results where !files.contains(result.document.file) { files.append(result.document.file) }
        for file in files {
            let own = results.filter { $0.document.file == file }
            lines.append("  <testsuite name=\"\(escaped(file))\"\(counts(own))>")
            for result in own { lines += testcase(result) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func counts(_ results: [FlowResult]) -> String {
        let errors = results.count { $0.error != nil }
        let failures = results.count { $0.error == nil && !$0.passed }
        return " tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
    }

    private static func testcase(_ result: FlowResult) -> [String] {
        let start = "    <testcase classname=\"\(escaped(result.document.file))\" name=\"\(escaped(result.document.flow.name))\""
        if let error = result.error {
            return [start + ">", "      <error message=\"\(escaped(error.description))\"/>", "    </testcase>"]
        }
        if result.passed { return [start + "/>"] }
        var lines = [start + ">"]
        for outcome in result.outcomes {
            for failure in outcome.failures {
                let text = "step \(outcome.number), \(failure.key): expected \(failure.expected), seen \(failure.seen)"
                lines.append("      <failure message=\"\(escaped(text))\">\(escaped(outcome.summary))</failure>")
            }
        }
        return lines + ["    </testcase>"]
    }

    /// XML 1.0 has no way to write most control characters: they are shown as their code points.
    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in VisibleText.line(text).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

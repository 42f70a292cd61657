import CookieInspector
import Screen
import SessionCore

extension CookieReport {
    /// The keys that scripts rely on.
    var json: SessionMap {
        [
            "name": SessionValue(optional: name), "format": .string(format.rawValue), "verdict": .string(verdict.rawValue),
            "key_index": SessionValue(optional: keyIndex), "signed_at": SessionValue(time: signedAt),
            "expires_at": SessionValue(time: expiresAt), "payload": jsonPayload, "user_id": SessionValue(optional: userID),
            "layers": .list(layers.map { .string($0) }),
            "findings": .list(
                allFindings.map { finding in
                    .map([
                        "id": .string(finding.id), "severity": .string(finding.severity.rawValue), "text": .string(finding.text),
                        "reference": .string(finding.reference),
                    ])
                }),
        ]
    }

    /// The keys of `json` are fixed, so what is wrong with a malformed cookie stands first among its findings.
    private var allFindings: [Finding] {
        guard let problem else { return findings }
        return [Finding(id: "malformed", severity: .low, text: problem, reference: "RFC 6265, 4.1.1")] + findings
    }

    private var jsonPayload: SessionValue {
        switch payload {
        case .json(let value)?: value
        case .text(let text)?: .string(text)
        case nil: .null
        }
    }

    func print(_ output: Output, now: Timestamp) {
        let label = Sanitizer.visible(name.map { "\($0)  " } ?? "")
        output.line(output.painted(label + format.rawValue + "  " + verdict.rawValue, verdict == .valid ? .green : .yellow))
        var details = Details()
        if let problem { details.add("problem", problem) }
        if let keyIndex { details.add("key", keyIndex == 0 ? "0 (the current one)" : "\(keyIndex) (an older one)") }
        if signedAt != nil { details.add("signed", RelativeTime.full(signedAt, now: now)) }
        if expiresAt != nil { details.add("expires", RelativeTime.full(expiresAt, now: now)) }
        if let userID { details.add("user", userID) }
        if !layers.isEmpty { details.add("layers", layers.joined(separator: " > ")) }
        details.print(output)
        if let payload {
            output.line("payload")
            let value: SessionValue = if case .json(let value) = payload { value } else { jsonPayload }
            for line in PayloadText.lines(value) { output.line("  " + line) }
        }
        for finding in findings {
            let paint: Output.Paint = finding.severity == .high ? .red : finding.severity == .medium ? .yellow : .dim
            output.line(
                output.painted("\(finding.severity.rawValue)", paint) + "  \(finding.id): "
                    + Sanitizer.visible(finding.text) + " [\(finding.reference)]")
        }
    }
}

package import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

/// Everything that is known of one cookie, as the rows of the detail pane: what it is, the verdict, the layers, what is wrong
/// with it, and its payload as a tree.
package enum CookieDetail {
    package enum Row: Equatable, Sendable {
        case line(PaneLine)
        /// A line of the payload's tree.
        case tree(Int)
    }

    package static func rows(_ entry: CookieEntry, columns: Int, symbols: Symbols, hidden: String = "") -> [Row] {
        let report = entry.report
        var lines: [PaneLine] = [.title(entry.title)]
        lines += verdict(entry, columns: columns, symbols: symbols)
        lines.append(.blank)
        lines.append(.pair("format", describe(report.format)))
        if let user = entry.user { lines += PaneLine.wrapped("user", user, columns: columns, .accent, maximum: 3) }
        if let index = report.keyIndex {
            lines.append(.pair("key", index == 0 ? "key 0, the current one" : "key \(index), an older one"))
        }
        lines += times(entry)
        if let attributes = report.attributes {
            let judged = JudgedCookie(name: entry.title, attributes: attributes, findings: report.findings, at: entry.at)
            // As many on a line as fit.
            var runs: [PaneLine.Run] = [.init(padded("flags", PaneLine.labelColumns), .faint)]
            var used = PaneLine.labelColumns
            for flag in judged.flags {
                let width = CellWidth.of(flag.text, upTo: columns) + 2
                if used + width > columns, runs.count > 1 {
                    lines.append(.runs(runs))
                    runs = [.init(padded("", PaneLine.labelColumns), .faint)]
                    used = PaneLine.labelColumns
                }
                runs.append(.init(flag.text + "  ", flag.isGood ? .text : .warning))
                used += width
            }
            lines.append(.runs(runs))
        }
        lines.append(.blank)
        lines.append(.heading("LAYERS"))
        if report.layers.isEmpty { lines.append(.text("not unwrapped", .faint)) }
        for (number, layer) in report.layers.prefix(64).enumerated() {
            lines.append(
                .runs([.init("\(number + 1) ", .faint), .init(padded(layer, 14), .text), .init(meaning(of: layer), .secondary)]))
        }
        lines.append(.blank)
        lines.append(.heading("FINDINGS"))
        if report.findings.isEmpty { lines.append(.text("none", .faint)) }
        for finding in report.findings.sorted(by: { $0.severity > $1.severity }).prefix(64) {
            lines.append(
                .runs([
                    .init(padded(finding.severity.rawValue.uppercased(), 8), role(finding.severity)), .init(finding.id, .text),
                ]))
            lines += PaneLine.wrapped(finding.text, columns: columns - 8, .secondary, maximum: 6).map(indented)
            if let advice = FindingAdvice.text(finding.id) {
                lines += PaneLine.wrapped(advice, columns: columns - 8, .text, maximum: 4).map(indented)
            }
            lines.append(indented(.text(finding.reference, .faint)))
        }
        lines.append(.blank)
        lines.append(.runs([.init("PAYLOAD", .heading), .init(hidden.isEmpty ? "" : "  \(hidden)", .secondary)]))
        if entry.tree == nil {
            if let text = entry.payloadText {
                lines += PaneLine.wrapped(text.isEmpty ? "(empty)" : text, columns: columns, maximum: 200)
            } else {
                lines.append(.text("nothing could be decoded", .faint))
            }
        }
        return lines.map(Row.line) + (entry.tree?.lines.indices.map(Row.tree) ?? [])
    }

    // MARK: Parts

    private static func verdict(_ entry: CookieEntry, columns: Int, symbols: Symbols) -> [PaneLine] {
        if case .session = entry.origin {
            return PaneLine.wrapped(
                "\(symbols.unknown) payload from the store. The cookie's secret is unknown: "
                    + "the store keeps only its SHA-256, so there is no cookie to show or verify.",
                columns: columns, .secondary, maximum: 6)
        }
        var lines = PaneLine.wrapped(
            "\(sign(entry.report.verdict, symbols)) \(sentence(entry))", columns: columns, role(entry.report.verdict), maximum: 6)
        if entry.origin == .lab {
            lines += PaneLine.wrapped(
                "From the Lab: its application has a key of its own, which is not among the configured ones.", columns: columns,
                .faint,
                maximum: 3)
        }
        return lines
    }

    package static func sentence(_ entry: CookieEntry) -> String {
        let keys = entry.keys == 1 ? "the one configured key" : "any of the \(entry.keys) configured keys"
        return switch entry.report.verdict {
        case .valid: "valid: the signature is right" + (entry.report.expiresAt == nil ? "" : " and it has not expired")
        case .expired: "expired: the signature is right, the time is up"
        case .badSignature: "bad signature: not made with \(keys)"
        case .unverified:
            entry.keys == 0
                ? "unverified: no key is configured, so anyone could have written this"
                : "unverified: the configured keys cannot verify this format"
        case .malformed: "malformed: \(entry.report.problem ?? "it does not follow its format")"
        }
    }

    private static func times(_ entry: CookieEntry) -> [PaneLine] {
        var lines: [PaneLine] = []
        if let signed = entry.report.signedAt {
            lines.append(.pair("signed", MomentFormat.full(signed)))
            let seconds = entry.at.seconds(since: signed)
            lines.append(
                seconds < 0
                    ? .pair(
                        "age", "signed \(MomentFormat.short(seconds: seconds == .min ? .max : -seconds)) in the future", .warning)
                    : .pair("age", MomentFormat.short(seconds: seconds)))
        }
        if let expires = entry.report.expiresAt {
            let past = expires <= entry.at
            lines.append(.pair("expires", MomentFormat.full(expires) + (past ? " (past)" : ""), past ? .warning : .text))
        }
        return lines
    }

    package static func sign(_ verdict: CookieReport.Verdict, _ symbols: Symbols) -> String {
        switch verdict {
        case .valid: symbols.yes
        case .expired: symbols.expired
        case .badSignature: symbols.revoked
        case .unverified: symbols.unknown
        case .malformed: symbols.warning
        }
    }

    package static func role(_ verdict: CookieReport.Verdict) -> Role {
        switch verdict {
        case .valid: .good
        case .expired: .warning
        case .badSignature, .malformed: .danger
        case .unverified: .secondary
        }
    }

    package static func role(_ severity: CookieReport.Severity) -> Role {
        switch severity {
        case .high: .danger
        case .medium: .warning
        case .low: .secondary
        }
    }

    private static func describe(_ format: CookieReport.Format) -> String {
        switch format {
        case .flaskSession: "flask-session: Flask's signed session"
        case .flaskLoginRemember: "flask-login-remember: Flask-Login's remember cookie"
        case .flaskSessionID: "flask-session-id: names a session kept on the server"
        case .itsdangerous: "itsdangerous: a signed value"
        case .starletteSession: "starlette-session: Starlette's signed session"
        case .djangoSigned: "django-signed: Django's signed value"
        case .expressSigned: "express-signed: Express's signed cookie"
        case .jwt: "jwt: a JSON Web Token"
        case .railsEncrypted: "rails-encrypted: Rails' encrypted cookie"
        case .laravelEncrypted: "laravel-encrypted: Laravel's encrypted cookie"
        case .opaque: "opaque: none of the formats known here"
        }
    }

    private static func meaning(of layer: String) -> String {
        switch layer {
        case "itsdangerous", "signed": "a value, when it was signed, and a signature"
        case "base64url": "text that is safe in a cookie"
        case "base64": "text made from bytes"
        case "zlib", "deflate": "compressed"
        case "json": "the data itself"
        case "hmac": "the text and its signature"
        case "percent", "url": "percent-encoded"
        case "registry": "kept in the store, not in the cookie"
        case "pickle": "Python objects: named, never loaded"
        default: ""
        }
    }

    private static func indented(_ line: PaneLine) -> PaneLine {
        guard case .text(let role) = line.kind else { return line }
        return .runs([.init("        ", .text), .init(line.text, role)])
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

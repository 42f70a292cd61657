package import CookieInspector
import Screen
package import SessionCore

/// A cookie whose flags are known, because its Set-Cookie line was inspected.
package struct JudgedCookie: Equatable, Sendable {
    package var name: String
    package var attributes: SetCookieAttributes
    /// Of its flags and lifetime; what is wrong with its content stays with the cookie.
    package var findings: [CookieReport.Finding]
    package var at: Timestamp

    /// Findings that come from the Set-Cookie line alone.
    package static let flagFindings: Set<String> = [
        "missing-secure", "missing-httponly", "missing-samesite", "samesite-none", "shared-domain", "long-lifetime", "broken-prefix",
    ]

    /// The flags in the order of RFC 6265: `Secure`, `no HttpOnly`, …
    package var flags: [(text: String, isGood: Bool)] {
        var flags: [(String, Bool)] = [
            (attributes.secure ? "Secure" : "no Secure", attributes.secure),
            (attributes.httpOnly ? "HttpOnly" : "no HttpOnly", attributes.httpOnly),
        ]
        switch attributes.sameSite {
        case "lax": flags.append(("SameSite=Lax", true))
        case "strict": flags.append(("SameSite=Strict", true))
        case "none": flags.append(("SameSite=None", false))
        default: flags.append(("no SameSite", false))
        }
        if let domain = attributes.domain, !domain.isEmpty { flags.append(("Domain=\(domain)", false)) }
        if let seconds = attributes.lifetime(from: at) {
            flags.append((
                seconds <= 0 ? "deletes it" : "lives \(MomentFormat.short(seconds: seconds))",
                !findings.contains { $0.id == "long-lifetime" }
            ))
        } else {
            flags.append(("until the browser closes", true))
        }
        return flags
    }
}

extension CookiesState {
    /// The cookies of which a Set-Cookie line was inspected here, the latest of each name, newest first. Those of the Lab's mock
    /// application say nothing of anybody's.
    package var judged: [JudgedCookie] {
        var names: Set<String> = []
        return entries.compactMap { entry in
            guard entry.origin == .given, let attributes = entry.report.attributes, let name = entry.report.name,
                names.insert(name).inserted
            else { return nil }
            return JudgedCookie(
                name: name, attributes: attributes,
                findings: entry.report.findings.filter { JudgedCookie.flagFindings.contains($0.id) }, at: entry.at)
        }
    }
}

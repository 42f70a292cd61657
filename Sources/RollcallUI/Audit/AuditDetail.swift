import CookieInspector
import LoginFlows
import Screen
package import SessionCore
package import SessionRegistry

/// One event as lines for the detail pane.
package enum AuditDetail {
    package static func lines(_ event: AuditEvent, _ evidence: AuditEvidence? = nil, columns: Int, now: Timestamp) -> [PaneLine] {
        var lines = PaneLine.wrapped(AuditText.sentence(event), columns: columns, .title, maximum: 4)
        lines.append(.blank)
        lines.append(.pair("when", MomentFormat.full(event.at)))
        lines.append(.pair("ago", MomentFormat.relative(event.at, now: now), .secondary))
        lines.append(.pair("who", event.operatorName.isEmpty ? "nobody named" : event.operatorName))
        lines.append(.pair("what", event.action.rawValue, AuditText.role(event.action)))
        switch event.subject {
        case .session(let id): lines += PaneLine.wrapped("session", id.hex, columns: columns)
        case .token(let id): lines += PaneLine.wrapped("token", id.hex, columns: columns)
        case .user(let id): lines += PaneLine.wrapped("account", id, columns: columns)
        case .many(0, 0, let chosenBy): lines += PaneLine.wrapped("of", chosenBy, columns: columns)
        case .many(let sessions, let tokens, let chosenBy):
            lines.append(.pair("records", AuditText.many(sessions: sessions, tokens: tokens)))
            lines += PaneLine.wrapped("chosen by", chosenBy, columns: columns)
        }
        if let user = event.userID { lines += PaneLine.wrapped("user", user, columns: columns, .accent) }
        if let revocation = event.revocation { lines.append(.pair("revocation", revocation.description)) }
        lines += PaneLine.wrapped(
            "why", event.reason ?? "no reason given", columns: columns, event.reason == nil ? .faint : .text)
        lines.append(.blank)
        lines.append(.pair("event", "\(event.id)", .secondary))
        lines += PaneLine.wrapped("hash", event.hash.hex, columns: columns, .faint)
        if let evidence, evidence.found?.id == event.id {
            lines.append(.blank)
            lines.append(.text("THE CHAIN BREAKS HERE", .danger))
            lines += PaneLine.wrapped(evidence.sentence(), columns: columns, .text, maximum: 10)
            if let expected = evidence.expectedHash, expected != event.hash {
                lines += PaneLine.wrapped("expected", expected.hex, columns: columns, .good)
                lines += PaneLine.wrapped("found", event.hash.hex, columns: columns, .danger)
            }
        }
        return lines
    }
}

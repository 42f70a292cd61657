import RollcallUI
package import SessionCore
package import SessionRegistry

/// Records and events as sentences. What comes from outside is cut, and quoted where it could be taken for a sentence; the
/// edge sends every line through the sanitiser.
package enum PlainText {
    /// Scalars of one field.
    private static let maximum = 60

    package static func short(_ text: some StringProtocol, _ maximum: Int = maximum) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: maximum, limitedBy: scalars.endIndex), end != scalars.endIndex
        else { return String(text) }
        return String(String.UnicodeScalarView(scalars[..<end])) + "…"
    }

    /// A text of outside inside a sentence: as it is if it is one plain word, else in quotation marks.
    package static func name(_ text: String?, none: String) -> String {
        guard let text else { return none }
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x3A, 0x40, 0x5F: true
                default: false
                }
            }
        return isPlain ? short(text) : quoted(text, maximum)
    }

    private static func quoted(_ text: String, _ maximum: Int) -> String {
        "\"" + short(text, maximum).replacing("\"", with: "'") + "\""
    }

    /// Devices are several words: quoted only where one of them is strange.
    private static func device(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "an unknown device" }
        let words = text.split(separator: " ")
        return words.allSatisfy({ name(String($0), none: "") == String($0) }) ? short(text) : name(text, none: "")
    }

    package static func id(_ id: SessionID) -> String { String(id.hex.prefix(12)) }
    package static func id(_ id: TokenID) -> String { String(id.hex.prefix(12)) }

    /// `Firefox on Linux at 203.0.113.7`
    package static func place(_ device: String?, _ ip: String?) -> String {
        self.device(device) + (ip.map { " at " + name($0, none: "") } ?? "")
    }

    package static func count(_ number: Int, _ noun: String) -> String {
        "\(MomentFormat.count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    package static func amount(sessions: Int, tokens: Int) -> String {
        switch (sessions, tokens) {
        case (_, 0): count(sessions, "session")
        case (0, _): count(tokens, "remember token")
        default: count(sessions, "session") + " and " + count(tokens, "remember token")
        }
    }

    package static func item(_ session: SessionRecord, now: Timestamp) -> String {
        var parts = [
            "\(name(session.userID, none: "nobody yet")), \(place(session.device, session.ip))",
            "seen \(RelativeTime.text(session.lastSeenAt, now: now))",
            "started \(RelativeTime.text(session.createdAt, now: now))",
            session.state(at: now).rawValue,
        ]
        if session.remembered == true { parts.append("remembered") }
        if let mark = session.revocation { parts.append("revoked by \(name(mark.by, none: "nobody"))") }
        return parts.joined(separator: ", ") + ", session \(id(session.id))."
    }

    package static func item(_ token: TokenRecord, now: Timestamp) -> String {
        var parts = [
            "\(name(token.userID, none: "nobody")), \(place(token.device, token.ip))",
            "used \(token.lastUsedAt.map { RelativeTime.text($0, now: now) } ?? "never"), \(count(token.uses, "time"))",
            token.state(at: now).rawValue,
        ]
        if token.theftDetectedAt != nil { parts.append("theft detected") }
        return parts.joined(separator: ", ") + ", token \(id(token.id))."
    }

    /// `ops revoked session 3f9a1c2b4d5e of ada (r12), reason: "laptop lost".`
    package static func sentence(_ event: AuditEvent) -> String {
        var text: String
        let who = name(event.operatorName, none: "nobody")
        switch event.action {
        case .theft:
            text = "Theft: a used-up verifier of \(subject(event.subject)) came back"
        case .userAdded, .userChanged, .userRemoved:
            text = "\(who) \(AuditText.action(event.action)) user \(name(event.userID, none: "unknown"))"
        default:
            text = "\(who) \(AuditText.action(event.action)) \(subject(event.subject))"
        }
        if let user = event.userID, !event.action.isAboutUsers, event.subject != .user(user) {
            text += " of \(name(user, none: ""))"
        }
        if let revocation = event.revocation { text += " (\(revocation))" }
        if let reason = event.reason, !reason.isEmpty { text += ", reason: \(quoted(reason, 200))" }
        return text + "."
    }

    private static func subject(_ subject: AuditEvent.Subject) -> String {
        switch subject {
        case .session(let id): "session \(self.id(id))"
        case .token(let id): "remember token \(self.id(id))"
        case .user(let id): "everything of user \(name(id, none: ""))"
        case .many(let sessions, let tokens, let chosenBy):
            "\(amount(sessions: sessions, tokens: tokens)), chosen by \(quoted(chosenBy, 120))"
        }
    }
}

extension AuditEvent.Action {
    fileprivate var isAboutUsers: Bool {
        switch self {
        case .userAdded, .userChanged, .userRemoved: true
        default: false
        }
    }
}

package import CookieInspector
import LoginFlows
import Screen
package import SessionCore
package import SessionRegistry

/// One inspected cookie in the list. It holds what was found, never the cookie.
package struct CookieEntry: Equatable, Sendable, Identifiable {
    package enum Origin: Hashable, Sendable {
        /// Pasted or typed.
        case given
        /// From the store: a payload without the cookie that leads to it.
        case session(SessionID)
        /// From the Lab's mock browser.
        case lab
    }

    package var id: Int
    package var origin: Origin
    package var report: CookieReport
    /// How many keys were configured when it was inspected.
    package var keys: Int
    /// The moment of inspection, by which ages are told.
    package var at: Timestamp
    package var tree: PayloadTree?

    package init(id: Int, origin: Origin, report: CookieReport, keys: Int, at: Timestamp) {
        self.id = id
        self.origin = origin
        self.report = report
        self.keys = keys
        self.at = at
        if case .json(let value) = report.payload { tree = PayloadTree(value) }
    }

    /// What the list calls it.
    package var title: String {
        if case .session(let id) = origin { return "session \(id.hex.prefix(8))" }
        return report.name.flatMap { $0.isEmpty ? nil : $0 } ?? report.format.rawValue
    }

    package var worst: CookieReport.Severity? { report.findings.map(\.severity).max() }

    /// The user it names. A remember series is no user, though it stands in the same place.
    package var user: String? { report.userID.flatMap { CookieMask.isSecret($0) ? nil : $0 } }

    /// Payload text that may be drawn. A session's secret, or a remember series with its verifier, opens a login: of those only
    /// the length is told.
    package var payloadText: String? {
        guard case .text(let text) = report.payload else { return nil }
        switch report.format {
        case .flaskSessionID, .expressSigned, .opaque, .railsEncrypted, .laravelEncrypted: return CookieMask.hidden(text.count)
        default: return CookieMask.isSecret(text) ? "a remember series with its verifier, \(CookieMask.hidden(text.count))" : text
        }
    }
}

import SessionCore
package import SessionRegistry

/// Rows to be written to a file: which, in what form, where to.
package struct ListExport: Equatable, Sendable {
    package enum Choice: Equatable, Sendable {
        case sessions(Filter, SessionSort)
        /// Those that were marked, as far as they are still there.
        case sessionIDs([SessionID])
        case tokens(Filter, TokenSort)
        case tokenIDs([TokenID])
    }

    package var choice: Choice
    /// As it was typed: relative to where the program was started; `~/` is the home directory.
    package var path: String
    /// A file of that name may be replaced.
    package var replaces: Bool
    /// Who the audit log names; `nil`: the store is read-only and has no entry written.
    package var actor: Actor?

    package init(choice: Choice, path: String, replaces: Bool, actor: Actor?) {
        self.choice = choice
        self.path = path
        self.replaces = replaces
        self.actor = actor
    }

    package var format: ExportFormat { ExportFormat(path: path) }

    /// What the audit log says of it, given how many were written. The file's name is the operator's own affair.
    package func auditSubject(count: Int) -> AuditEvent.Subject {
        switch choice {
        case .sessions(let filter, _): .many(sessions: count, tokens: 0, chosenBy: Self.words("sessions", filter))
        case .sessionIDs: .many(sessions: count, tokens: 0, chosenBy: "ids")
        case .tokens(let filter, _): .many(sessions: 0, tokens: count, chosenBy: Self.words("tokens", filter))
        case .tokenIDs: .many(sessions: 0, tokens: count, chosenBy: "ids")
        }
    }

    private static func words(_ what: String, _ filter: Filter) -> String {
        filter.terms.isEmpty ? "all \(what)" : "\(what), filter: \(filter)"
    }
}

/// What became of an export.
package enum ExportOutcome: Equatable, Sendable {
    case written(path: String, count: Int)
    /// There is a file of that name, and nobody said that it may go.
    case exists(path: String)
    /// It could not be written; a sentence that names the file and what was expected.
    case refused(String)
}

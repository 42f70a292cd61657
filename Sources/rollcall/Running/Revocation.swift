import RollcallSupport
import Screen
import SessionCore
import SessionRegistry

/// Revoking from the command line: show what would go, ask, do it, say what is verifiably gone.
struct Revocation: Sendable {
    /// What `show` prints before the question.
    private static let shown = 10

    let request: RevocationRequest
    let dryRun: Bool
    let yes: Bool
    /// `sessions` or `tokens`: whose `restore` takes it back.
    let command: String
    let now: Timestamp
    let output: Output

    /// Who is asked about what matches is asked about no others. A user, or everything, takes along what appears meanwhile, as in the
    /// screen: somebody who is thrown out must not come back in while the question stands.
    private var isByFilter: Bool {
        switch request.choice {
        case .sessionsMatching, .tokensMatching: true
        case .sessions, .tokens, .user, .everything: false
        }
    }

    /// - Returns: The exit status: 1 if nothing is left to revoke, or some of it is still there afterwards.
    func run(on store: any RegistryStore) async throws -> Int32 {
        var request = request
        if dryRun || !yes {
            if !dryRun, isByFilter { request.fixed = try await store.fix(request) }
            let preview = try await store.preview(request, limit: Self.shown)
            guard preview.sessions + preview.tokens > 0 else { return nothing() }
            if dryRun {
                report(preview)
                return 0
            }
            guard Prompt.canAsk else {
                throw Failure(
                    .usage,
                    "would revoke \(Self.words(preview)) and there is no terminal to ask on; give --yes, or --dry-run to look")
            }
            for line in lines(preview) { Messages.note(line) }
            guard Prompt.confirm("Revoke \(Self.words(preview))?") else {
                Messages.note("nothing was revoked")
                return 1
            }
        }
        let progress = Progress("revoked")
        let outcome = try await store.revoke(request) { progress.report($0) }
        progress.end()
        guard let revocation = outcome.revocation else { return nothing() }
        if output.isJSON {
            output.json([
                "revocation": .string(revocation.description), "revoked": .integer(outcome.sessions + outcome.tokens),
                "sessions": .integer(outcome.sessions), "tokens": .integer(outcome.tokens), "verified": .bool(outcome.verified),
            ])
        } else {
            output.line("revoked \(Self.words(sessions: outcome.sessions, tokens: outcome.tokens)) as \(revocation)")
            if outcome.verified {
                output.line("verified: the store was read again and none of them is left")
                output.line("undo: rollcall \(command) restore --revocation \(revocation)")
            }
        }
        guard outcome.verified else {
            Messages.error("some of them are still active after revocation \(revocation); run the command again")
            return 1
        }
        return 0
    }

    private func nothing() -> Int32 {
        if output.isJSON {
            output.json([
                "revocation": .null, "revoked": .integer(0), "sessions": .integer(0), "tokens": .integer(0),
                "verified": .bool(true),
            ])
        }
        Messages.note("nothing to revoke: nothing that matches is there, or it is revoked already")
        return 1
    }

    private func report(_ preview: RevocationPreview) {
        if output.isJSON {
            output.json([
                "dry_run": .bool(true), "sessions": .integer(preview.sessions), "tokens": .integer(preview.tokens),
                "users": .integer(preview.users),
            ])
        } else {
            for line in lines(preview) { output.line(Sanitizer.visible(line)) }
        }
    }

    /// The count, and the first ten.
    private func lines(_ preview: RevocationPreview) -> [String] {
        var lines = ["would revoke \(Self.words(preview)):"]
        for session in preview.firstSessions.prefix(Self.shown) {
            lines.append(
                "  session \(session.id.hex.prefix(12))  \(session.userID ?? "-")  \(session.device ?? "-")  \(session.ip ?? "-")  seen "
                    + RelativeTime.text(session.lastSeenAt, now: now))
        }
        for token in preview.firstTokens.prefix(max(0, Self.shown - preview.firstSessions.count)) {
            lines.append(
                "  token   \(token.id.hex.prefix(12))  \(token.userID)  \(token.device ?? "-")  \(token.ip ?? "-")  used "
                    + RelativeTime.text(token.lastUsedAt ?? token.createdAt, now: now))
        }
        let more = preview.sessions + preview.tokens - (lines.count - 1)
        if more > 0 { lines.append("  and \(more) more") }
        return lines
    }

    private static func words(_ preview: RevocationPreview) -> String {
        words(sessions: preview.sessions, tokens: preview.tokens) + " of \(Count.words(preview.users, "user"))"
    }

    private static func words(sessions: Int, tokens: Int) -> String {
        switch (sessions, tokens) {
        case (_, 0): Count.words(sessions, "session")
        case (0, _): Count.words(tokens, "remember token")
        default: "\(Count.words(sessions, "session")) and \(Count.words(tokens, "remember token"))"
        }
    }
}

enum Count {
    /// `1 session`, `2 sessions`.
    static func words(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
}

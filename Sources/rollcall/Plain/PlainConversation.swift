import CookieInspector
import RollcallSupport
import RollcallUI
import Screen
package import SessionCore
package import SessionRegistry

/// The plain mode without its input and output: lines in, sentences out, a store behind.
///
/// Revoking follows the rules of the screen's dialog (`ActDialog`): what it acts on is fixed and named before the question,
/// one item takes `y`, several take their count, a user takes the user's id, anything else leaves everything as it is.
package actor PlainConversation {
    package struct Reply: Sendable {
        package var lines: [String] = []
        /// A question was asked: what was typed before it must not answer it.
        package var asks = false
        package var ends = false
        package init(_ lines: [String] = [], asks: Bool = false, ends: Bool = false) {
            self.lines = lines
            self.asks = asks
            self.ends = ends
        }
    }

    /// A revocation that waits for its reason, and then for its confirmation.
    private struct Question {
        var dialog: ActDialog
        var choice: RevocationRequest.Choice
        var reason: String?
    }

    private enum Listing {
        case sessions(Filter, PageCursor)
        case tokens(Filter, PageCursor)
        case audit(before: Int64)
    }

    private static let pageSize = 20
    /// Milliseconds between two looks at a store that does not answer, at most.
    private static let longestRetry: Int64 = 15_000

    private let store: any RegistryStore
    private let readOnly: Bool
    private let operatorName: String
    /// For what is said while something runs.
    private let say: @Sendable (String) -> Void
    private var filter = Filter.all
    private var state: FollowedState?
    private var changeToken: UInt64?
    private var isPaused = false
    private var offlineSince: Timestamp?
    private var retry: Int64 = 500
    private var question: Question?
    private var listing: Listing?
    private var undoable: RevocationID?

    package init(
        store: any RegistryStore, readOnly: Bool, operatorName: String, say: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.store = store
        self.readOnly = readOnly || store.description.readOnly
        self.operatorName = operatorName
        self.say = say
    }

    package var asksNow: Bool { question != nil }

    /// Milliseconds until the store should be looked at again.
    package var pause: Int64 { retry }

    // MARK: - Following

    package func begin(now: Timestamp) async -> Reply {
        var lines = await look(now: now, always: true)
        lines += ["Changes follow as they happen, with times in UTC. Type help for the commands, quit to leave."]
        return Reply(lines)
    }

    /// Looks whether anything has changed. While a question waits for its answer, or while paused, nothing is said.
    package func poll(now: Timestamp) async -> Reply {
        guard question == nil, !isPaused else { return Reply() }
        return Reply(await look(now: now, always: false))
    }

    private func look(now: Timestamp, always: Bool) async -> [String] {
        do {
            let token = try await store.changeToken()
            var lines = back(now)
            let expires = state?.nextExpiry.map { $0 <= now } ?? false
            guard always || token != changeToken || expires else { return lines }
            let new = try await FollowedState.read(store, filter: filter, now: now)
            changeToken = token
            if let state, !always {
                lines += FollowNews.lines(from: state, to: new).map { "\(MomentFormat.clock(now)) \($0)" }
            } else {
                lines += FollowNews.summary(new, store: store.description, readOnly: readOnly)
            }
            state = new
            return lines
        } catch {
            return lost(error, now)
        }
    }

    private func lost(_ error: any Error, _ now: Timestamp) -> [String] {
        retry = min(retry * 2, Self.longestRetry)
        guard offlineSince == nil else { return [] }
        offlineSince = now
        return ["\(MomentFormat.clock(now)) Offline: \(error) What was said so far may be out of date; it is tried again."]
    }

    private func back(_ now: Timestamp) -> [String] {
        retry = 500
        guard let since = offlineSince else { return [] }
        offlineSince = nil
        let span = RelativeTime.span(max(0, now.seconds(since: since)))
        return ["\(MomentFormat.clock(now)) The store answers again, after \(span)."]
    }

    // MARK: - Commands

    package func take(_ line: String, now: Timestamp) async -> Reply {
        if let question { return await answer(line, to: question, now: now) }
        do {
            return try await carryOut(PlainCommand(line), now: now)
        } catch let failure as Failure {
            return Reply([failure.message])
        } catch {
            return Reply(["\(error)"])
        }
    }

    /// The input has ended, or a signal ends the program.
    package func end() -> Reply {
        defer { question = nil }
        return Reply(question == nil ? [] : ["Nothing was revoked: the input ended before the answer."], ends: true)
    }

    private func carryOut(_ command: PlainCommand, now: Timestamp) async throws -> Reply {
        switch command {
        case .nothing: return Reply()
        case .unclear(let complaint): return Reply([complaint])
        case .help: return Reply(PlainCommand.explanations)
        case .quit: return Reply(ends: true)
        case .pause:
            isPaused = true
            return Reply(["Paused. Type resume to hear what has changed meanwhile."])
        case .resume:
            isPaused = false
            let lines = await look(now: now, always: false)
            return Reply(lines.isEmpty ? ["Nothing has changed."] : lines)
        case .status: return Reply(await look(now: now, always: true))
        case .filter(let text):
            filter = try parsed(text)
            return Reply(await look(now: now, always: true))
        case .list(let text):
            let filter = text.isEmpty ? filter : try parsed(text)
            return try await sessions(filter.activeUnlessStated(), from: .first, now: now)
        case .tokens(let text):
            let filter = text.isEmpty ? filter : try parsed(text)
            return try await tokens(filter.activeUnlessStated(), from: .first, now: now)
        case .audit: return try await audit(before: nil, now: now)
        case .next:
            switch listing {
            case .sessions(let filter, let cursor)?: return try await sessions(filter, from: .after(cursor), now: now)
            case .tokens(let filter, let cursor)?: return try await tokens(filter, from: .after(cursor), now: now)
            case .audit(let before)?: return try await audit(before: before, now: now)
            case nil: return Reply(["There is no next page: list, tokens and audit begin one."])
            }
        case .show(let text): return Reply(try await details(text, now: now))
        case .revoke(let texts): return try await ask(texts, now: now)
        case .revokeUser(let user): return try await ask(user: user)
        case .undo: return try await undo(now: now)
        }
    }

    private func parsed(_ text: String) throws(Failure) -> Filter {
        do {
            return try Filter(parsing: text)
        } catch {
            throw Failure(.usage, "Filter: \(error.description)")
        }
    }

    // MARK: - Lists

    private func sessions(_ filter: Filter, from start: PageStart, now: Timestamp) async throws -> Reply {
        let page = try await store.sessions(SessionQuery(filter: filter, start: start, limit: Self.pageSize, now: now))
        listing = page.next.map { .sessions(filter, $0) }
        guard !page.elements.isEmpty else { return Reply(["No session matches."]) }
        return Reply(page.elements.map { PlainText.item($0, now: now) } + more(page.next))
    }

    private func tokens(_ filter: Filter, from start: PageStart, now: Timestamp) async throws -> Reply {
        let page = try await store.tokens(TokenQuery(filter: filter, start: start, limit: Self.pageSize, now: now))
        listing = page.next.map { .tokens(filter, $0) }
        guard !page.elements.isEmpty else { return Reply(["No remember token matches."]) }
        return Reply(page.elements.map { PlainText.item($0, now: now) } + more(page.next))
    }

    private func audit(before: Int64?, now: Timestamp) async throws -> Reply {
        let events = try await store.auditEvents(AuditQuery(before: before, limit: Self.pageSize))
        listing = events.count == Self.pageSize ? events.last.map { .audit(before: $0.id) } : nil
        guard !events.isEmpty else { return Reply(["There is no event."]) }
        return Reply(
            events.map { "\(RelativeTime.text($0.at, now: now)): \(PlainText.sentence($0))" }
                + (listing == nil ? ["That is all."] : ["Type next for more."]))
    }

    private func more(_ next: PageCursor?) -> [String] { [next == nil ? "That is all." : "Type next for more."] }

    private func details(_ text: String, now: Timestamp) async throws -> [String] {
        if case .one(let id) = try await IDPrefix.session(text, in: store) {
            guard let session = try await store.session(id) else { throw IDArgument.missing("session", text) }
            let payload = try await store.payload(of: id).map { TaggedJSON.tagged(.map($0)) } ?? .null
            // As on the screen, where a key shows it for a moment and the audit log has that.
            let (shown, hidden) = SecretField.masked(payload)
            return session.details(at: now).sentences + PayloadText.raw(shown, path: "payload")
                + (hidden == 0 ? [] : ["\(PlainText.count(hidden, "value")) of the payload \(hidden == 1 ? "is" : "are") hidden here: secrets by their names."])
        }
        if case .one(let id) = try await IDPrefix.token(text, in: store), let token = try await store.token(id) {
            return token.details(at: now).sentences
        }
        // Says which of the reasons it is.
        _ = try await IDArgument.session(text, in: store)
        throw IDArgument.missing("session or remember token", text)
    }

    // MARK: - Revoking

    private func ask(_ texts: [String], now: Timestamp) async throws -> Reply {
        if let refusal = refusal() { return refusal }
        var sessions: [SessionID] = []
        var tokens: [TokenID] = []
        for text in texts {
            if case .none = try await IDPrefix.session(text, in: store) {
                let id = try await IDArgument.token(text, in: store)
                if !tokens.contains(id) { tokens.append(id) }
            } else {
                let id = try await IDArgument.session(text, in: store)
                if !sessions.contains(id) { sessions.append(id) }
            }
        }
        guard sessions.isEmpty || tokens.isEmpty else {
            return Reply(["Some of these are sessions and some remember tokens; name them in two commands. Nothing was revoked."])
        }
        if tokens.isEmpty {
            let records = try await records(of: sessions)
            return try await ask(
                .sessions(sessions), noun: "session", items: records.map { ($0.id.hex, PlainText.item($0, now: now)) })
        }
        var items: [(String, String)] = []
        for id in tokens { if let token = try await store.token(id) { items.append((id.hex, PlainText.item(token, now: now))) } }
        return try await ask(.tokens(tokens), noun: "remember token", items: items)
    }

    private func records(of ids: [SessionID]) async throws -> [SessionRecord] {
        var records: [SessionRecord] = []
        for id in ids { if let record = try await store.session(id) { records.append(record) } }
        return records
    }

    private func ask(user: String) async throws -> Reply {
        if let refusal = refusal() { return refusal }
        return try await ask(.user(user), noun: "user", items: [], user: user)
    }

    private func refusal() -> Reply? {
        readOnly ? Reply(["The store is open read-only. Nothing was revoked."]) : nil
    }

    private func ask(
        _ choice: RevocationRequest.Choice, noun: String, items: [(id: String, text: String)], user: String? = nil
    ) async throws -> Reply {
        let preview = try await store.preview(
            RevocationRequest(choice, actor: Actor(name: operatorName, at: Timestamp(seconds: 0))), limit: 1)
        guard preview.sessions + preview.tokens > 0 else {
            return Reply(["Nothing to revoke: nothing of that name is there, or it is revoked already."])
        }
        let dialog = ActDialog(
            act: .revoke(choice), noun: noun, items: items.map { ActDialog.Item(title: $0.text, note: "", id: $0.id) },
            user: user,
            openedBy: nil)
        question = Question(dialog: dialog, choice: choice)
        var lines = user.map { ["Revoke everything of user \(PlainText.name($0, none: ""))."] } ?? []
        if user == nil { lines.append("Revoke \(PlainText.count(items.count, noun)):") }
        lines += items.map(\.text)
        lines.append("That is \(PlainText.amount(sessions: preview.sessions, tokens: preview.tokens)) now.")
        lines.append("Why? One line for the audit log; an empty line for no reason; a single full stop to cancel.")
        return Reply(lines, asks: true)
    }

    private func answer(_ line: String, to asked: Question, now: Timestamp) async -> Reply {
        var asked = asked
        guard asked.reason != nil else {
            if line == "." { return cancelled() }
            asked.reason = line.isEmpty ? "" : PlainText.short(line, 500)
            question = asked
            return Reply([Self.confirmation(asked.dialog)], asks: true)
        }
        question = nil
        guard let word = Self.word(asked.dialog), line == word else { return cancelled() }
        return await revoke(asked, now: now)
    }

    private func cancelled() -> Reply {
        question = nil
        return Reply(["Cancelled. Nothing was revoked."])
    }

    /// `nil`: nothing confirms it, as with a filter, which cannot be revoked here.
    private static func word(_ dialog: ActDialog) -> String? {
        switch dialog.confirmation {
        case .key(let character): String(character)
        case .typed(let word): word
        case .awaited: nil
        }
    }

    private static func confirmation(_ dialog: ActDialog) -> String {
        let what =
            switch dialog.confirmation {
            case .key: "to revoke it"
            case .typed, .awaited: dialog.user == nil ? "to revoke all \(dialog.items.count)" : "to revoke everything of this user"
            }
        return "Type \(word(dialog) ?? "") \(what); anything else cancels."
    }

    private func revoke(_ asked: Question, now: Timestamp) async -> Reply {
        let reason = asked.reason.flatMap { $0.isEmpty ? nil : $0 }
        let say = self.say
        let spacing = ReportSpacing()
        do {
            let outcome = try await store.revoke(
                RevocationRequest(asked.choice, actor: Actor(name: operatorName, at: now, reason: reason))
            ) { done in
                if spacing.isDue() { say("\(MomentFormat.count(done)) revoked so far.") }
            }
            guard let revocation = outcome.revocation else {
                return Reply(["Nothing was left to revoke: it was gone or revoked already."])
            }
            if store.description.canRestore { undoable = revocation }
            let amount = PlainText.amount(sessions: outcome.sessions, tokens: outcome.tokens)
            guard outcome.verified else {
                let doubt = "but reading again the store still shows some of them active. Look again."
                return Reply(["Revoked \(amount) as \(revocation), \(doubt)"])
            }
            return Reply(
                ["Revoked \(amount) as \(revocation). Verified: the store was read again and none of them is left."]
                    + (store.description.canRestore ? ["Type undo to take it back."] : []))
        } catch {
            return Reply(
                error.code == .unavailable
                    ? ["The store did not confirm the revocation: \(error.message) Look again when it answers."]
                    : ["Nothing was revoked: \(error.message)"])
        }
    }

    private func undo(now: Timestamp) async throws -> Reply {
        guard !readOnly else { return Reply(["The store is open read-only. Nothing was changed."]) }
        guard let revocation = undoable else { return Reply(["Nothing was revoked here that could be restored."]) }
        let outcome = try await store.restore(
            RestoreRequest(.revocation(revocation), actor: Actor(name: operatorName, at: now)))
        undoable = nil
        guard outcome.sessions + outcome.tokens > 0 else {
            return Reply(["Nothing was restored: nothing of \(revocation) is revoked now, or it has expired meanwhile."])
        }
        return Reply(["Restored \(PlainText.amount(sessions: outcome.sessions, tokens: outcome.tokens)) of \(revocation)."])
    }
}

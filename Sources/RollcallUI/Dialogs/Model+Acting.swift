package import Screen
package import SessionRegistry

extension Model {
    /// Opens the dialog, fixes what it acts on, and asks the store what that comes to.
    mutating func open(_ dialog: ActDialog) {
        guard !readOnly else { return toast("The store is open read-only.", .warning) }
        var dialog = dialog
        dismissToast()
        lastSettle += 1
        dialog.settling = lastSettle
        if case .revoke(let choice) = dialog.act {
            let asked = RevocationRequest(choice, actor: actor())
            dialog.previewing =
                dialog.matching == nil
                ? request(.preview(asked, limit: 10), for: .shell)
                : request(.fix(asked), for: .shell, job: "Counting what matches", patient: true)
        }
        if case .restore(let choice) = dialog.act {
            dialog.previewing = request(.previewRestore(choice, now: now), for: .shell, job: "Looking what would come back", patient: true)
        }
        overlay = .act(dialog)
        emit(.settle(lastSettle))
    }

    /// Asks before a revocation is taken back: what it was, in a few words ("r12: 3 sessions of bob").
    package mutating func confirmRestore(_ choice: RestoreRequest.Choice, what: String, openedBy key: Key? = nil) {
        guard store.canRestore else { return toast("This store cannot restore what was revoked.", .warning) }
        open(ActDialog(
            act: .restore(choice), noun: "revocation", items: [ActDialog.Item(title: what, note: "", id: "")], openedBy: key))
    }

    mutating func handleDialog(_ input: InputEvent, _ dialog: ActDialog) {
        var dialog = dialog
        switch dialog.handle(input, listRows: DialogLayout(dialog, size: size).itemRows) {
        case .open:
            overlay = .act(dialog)
        case .cancelled:
            closeDialog(dialog)
            toast("Cancelled; nothing was changed.")
        case .confirmed:
            // The revocation lets go of what was fixed for it.
            if let previewing = dialog.previewing { cancel(previewing) }
            overlay = nil
            carryOut(dialog)
        }
    }

    mutating func closeDialog(_ dialog: ActDialog) {
        if let previewing = dialog.previewing { cancel(previewing) }
        if let fixed = dialog.matching?.fixed { request(.release(fixed), for: .shell) }
        overlay = nil
    }

    /// The answers to what an open dialog asked.
    mutating func dialogAnswered(_ result: Result<Answer, StoreError>, _ dialog: ActDialog) {
        var dialog = dialog
        switch result {
        case .success(.preview(let preview)): dialog.preview = preview
        case .success(.fixed(let fixed)): dialog.take(fixed)
        case .success(.restorable(let preview)): dialog.restorable = preview
        case .success: break
        case .failure(let error):
            // What is not known cannot be confirmed; a mere preview can do without.
            guard dialog.matching != nil else { break }
            overlay = nil
            return toast("What matches could not be counted: \(error.message)", .failure)
        }
        overlay = .act(dialog)
    }

    private mutating func carryOut(_ dialog: ActDialog) {
        let reason = dialog.reason.text
        let what = dialog.user.map { "everything of \($0)" } ?? dialog.matching.map { matching in
            "all \(dialog.noun)s" + (matching.text.isEmpty ? "" : " that match \(matching.text)")
        } ?? (dialog.items.count == 1 ? "the \(dialog.noun) of \(dialog.items[0].title)" : "\(MomentFormat.count(dialog.items.count)) \(dialog.noun)s")
        switch dialog.act {
        case .revoke(let choice):
            let asked = RevocationRequest(choice, actor: actor(reason: reason), fixed: dialog.matching?.fixed)
            let generation = request(.revoke(asked), for: .shell, job: "Revoking \(what)", total: dialog.count.map { Int64($0) })
            acts[generation] = PendingAct(what: what, choice: choice)
        case .restore(let choice):
            let count = dialog.restorable.map { $0.sessions + $0.tokens }
            restore(choice, what: dialog.items.first?.title ?? what, reason: reason, count: count)
        case .purge(let cutoff):
            let what = dialog.items.map(\.title).joined(separator: " and ")
            let generation = request(
                .health(.purge(before: cutoff, actor(reason: reason))), for: .shell, job: "Purging \(what)")
            acts[generation] = PendingAct(what: what, choice: nil, isPurge: true)
        }
    }

    /// - Parameter count: how many records, for the share that is done.
    mutating func restore(_ choice: RestoreRequest.Choice, what: String, reason: String? = nil, count: Int? = nil) {
        let generation = request(
            .restore(RestoreRequest(choice, actor: actor(reason: reason))), for: .shell, job: "Restoring \(what)",
            total: count.map { Int64($0) })
        acts[generation] = PendingAct(what: what, choice: nil, restored: choice)
    }

    /// A few records come back at once; for more of them it is asked first.
    mutating func undo() {
        guard let undoable else { return toast("Nothing was revoked here that could be restored.", .warning) }
        let choice = RestoreRequest.Choice.revocation(undoable.revocation)
        if let count = undoable.count, count <= Undoable.few { return restore(choice, what: undoable.what, count: count) }
        confirmRestore(choice, what: undoable.what, openedBy: openingKey)
    }

    /// The answers to what the shell itself asked.
    mutating func actAnswered(_ result: Result<Answer, StoreError>, _ act: PendingAct) {
        switch result {
        case .success(.revoked(let outcome)):
            revoked(outcome, act)
        case .success(.restored(let outcome)):
            if let undoable, act.restored == .revocation(undoable.revocation) { self.undoable = nil }
            restored(outcome, act)
            refreshAfterChange()
        case .success(.health(.purged(let outcome))):
            toast("Purged \(Self.count(outcome.sessions, outcome.tokens)) for good.", .success)
            health.expire()
            refreshAfterChange()
        case .success:
            break
        case .failure(let error):
            if let revocation = error.revocation, store.canRestore { undoable = Undoable(revocation: revocation, what: act.what) }
            let verb = act.isPurge ? "purged" : act.choice == nil ? "restored" : "revoked"
            if error.code == .cancelled {
                let undo = error.revocation != nil && store.canRestore ? " \(keyLabel("shell.undo")) undoes." : ""
                toast("Stopped before all of it was \(verb): \(error.message).\(undo)", .warning)
            } else if error.code == .unavailable {
                toast("The store did not confirm that \(act.what) was \(verb): \(error.message) Look again when it answers.", .failure)
            } else {
                // What was done before the failure, the store says.
                toast("Could not be \(verb): \(act.what). \(error.message)", .failure)
            }
            refreshAfterChange()
        }
    }

    private mutating func restored(_ outcome: RestoreOutcome, _ act: PendingAct) {
        let active = outcome.sessions + outcome.tokens
        let expired = "\(MomentFormat.count(outcome.expired)) \(outcome.expired == 1 ? "has" : "have") expired meanwhile"
        switch (active, outcome.expired) {
        case (0, 0): toast("Nothing was restored: nothing of \(act.what) is revoked now.", .warning)
        case (0, _): toast("Nothing is active again: \(expired).", .warning)
        case (_, 0): toast("Restored \(Self.count(outcome.sessions, outcome.tokens)).", .success)
        default: toast("Restored \(Self.count(outcome.sessions, outcome.tokens)); \(expired).", .success)
        }
    }

    private mutating func revoked(_ outcome: RevocationOutcome, _ act: PendingAct) {
        // A range that went on would mark again what has just gone.
        ListRanges<SessionRecord>.end(&self)
        ListRanges<TokenRecord>.end(&self)
        switch act.choice {
        case .sessions(let ids): for id in ids { sessions.marks[id] = nil }
        case .tokens(let ids): for id in ids { tokens.marks[id] = nil }
        case .user(let user):
            sessions.marks = sessions.marks.filter { $0.value.userID != user }
            tokens.marks = tokens.marks.filter { $0.value.userID != user }
        case .sessionsMatching: sessions.markedFilter = nil
        case .tokensMatching: tokens.markedFilter = nil
        default: break
        }
        guard let revocation = outcome.revocation else {
            toast("Nothing was left to revoke: \(act.what) was not active any more.", .warning)
            return refreshAfterChange()
        }
        let counted = Self.count(outcome.sessions, outcome.tokens)
        if outcome.verified {
            let undo = store.canRestore ? " \(keyLabel("shell.undo")) undoes." : ""
            toast("Revoked \(act.what): \(counted) verified gone (\(revocation)).\(undo)", .success)
        } else {
            toast("Revoked \(counted) (\(revocation)), but reading again the store still shows some of them active. Look again.", .failure)
        }
        if store.canRestore { undoable = Undoable(revocation: revocation, what: act.what, count: outcome.sessions + outcome.tokens) }
        refreshAfterChange()
    }

    mutating func refreshAfterChange() {
        tab.screen.storeChanged(&self)
    }

    static func count(_ sessions: Int, _ tokens: Int) -> String {
        func plural(_ number: Int, _ noun: String) -> String { "\(MomentFormat.count(number)) \(noun)\(number == 1 ? "" : "s")" }
        if tokens == 0 { return plural(sessions, "session") }
        if sessions == 0 { return plural(tokens, "remember token") }
        return plural(sessions, "session") + " and " + plural(tokens, "remember token")
    }
}

/// A change that was asked for and not answered yet.
struct PendingAct: Equatable, Sendable {
    var what: String
    var choice: RevocationRequest.Choice?
    var restored: RestoreRequest.Choice?
    var isPurge = false
}

import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// `r` in the Cookies tab: what is hidden in the selected cookie's payload, for ten seconds, by the rule of the Sessions tab. What
/// opens a login, a session's secret or a verifier, is never shown: it is not in the report at all.
enum CookieReveal {
    static func refusal(_ model: Model) -> String? {
        guard let entry = model.cookies.selected else { return "No cookie has been inspected: paste one." }
        guard let tree = entry.tree, tree.hiddenCount > 0 else { return "Nothing is hidden in this payload." }
        if model.readOnly { return "The store is open read-only: a reveal must be noted in its audit log." }
        if model.connection.isOffline { return "The store does not answer: a reveal must be noted in its audit log." }
        return nil
    }

    static func ask(_ model: inout Model) {
        guard let entry = model.cookies.selected else { return }
        if case .asked? = model.cookies.reveal { return }
        let subject: AuditEvent.Subject =
            switch entry.origin {
            case .session(let id): .session(id)
            case .given: .many(sessions: 0, tokens: 0, chosenBy: "an inspected cookie")
            case .lab: .many(sessions: 0, tokens: 0, chosenBy: "a cookie of the Lab")
            }
        let user = entry.origin == .lab ? nil : entry.user
        let generation = model.request(
            .record(.reveal, subject, userID: user, model.actor()), for: .cookies, job: "Noting the reveal in the audit log",
            patient: true)
        model.cookies.revealed = entry.id
        model.cookies.reveal = .asked(generation)
    }

    /// `false`: the answer is none of a reveal.
    static func answered(_ result: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) -> Bool {
        guard model.cookies.reveal == .asked(generation) else { return false }
        switch result {
        case .success:
            model.cookies.reveal = .shown(until: model.now.advanced(bySeconds: SessionReveal.seconds))
            model.cookies.show(true)
        case .failure(let error):
            hide(&model)
            model.toast("Nothing is shown, because the audit log could not note it: \(error.message)", .failure)
        }
        return true
    }

    /// Hides what was shown long enough, or is no longer the selected cookie's.
    static func settle(_ model: inout Model) {
        guard model.cookies.reveal != nil else { return }
        if model.cookies.selected?.id != model.cookies.revealed { return hide(&model) }
        if case .shown(let until)? = model.cookies.reveal, until <= model.now { hide(&model) }
    }

    static func hide(_ model: inout Model) {
        model.cookies.show(false)
        model.cookies.reveal = nil
        model.cookies.revealed = nil
    }

    /// The seconds left move, and end.
    static func wakeAt(_ model: Model) -> Timestamp? {
        guard case .shown(let until)? = model.cookies.reveal else { return nil }
        return min(until, model.now.advanced(bySeconds: 1))
    }
}

extension CookieEntry {
    /// As it may be drawn at a moment: what is to be hidden by then is hidden, whenever the clock was last looked at.
    func asShown(_ model: Model) -> CookieEntry {
        guard case .shown(let until)? = model.cookies.reveal, until <= model.now || model.cookies.revealed != id else { return self }
        var entry = self
        entry.tree?.show(false)
        return entry
    }
}

import Screen
package import SessionCore
import SessionRegistry

/// Hidden values of a payload on their way to being shown, or shown until a moment.
package enum Reveal: Equatable, Sendable {
    /// The audit log is asked to note it; nothing shows before it did.
    case asked(Generation)
    case shown(until: Timestamp)
}

/// `r`: what is hidden in the selected session's payload, for ten seconds. It belongs to the detail it was asked in: whatever
/// leaves that detail hides it again.
enum SessionReveal {
    static let seconds: Int64 = 10

    /// Why it is not possible now.
    static func refusal(_ model: Model) -> String? {
        let detail = model.sessions.detail
        guard detail.id != nil else { return "There is no session to act on." }
        guard let tree = detail.tree, detail.data != nil, model.screenLayout.place != .none else {
            return "Open the detail first: \(model.keyLabel("sessions.open"))."
        }
        if tree.hiddenCount == 0 { return "Nothing is hidden in this session." }
        if model.readOnly { return "The store is open read-only: a reveal must be noted in its audit log." }
        if model.connection.isOffline { return "The store does not answer: a reveal must be noted in its audit log." }
        return nil
    }

    static func ask(_ model: inout Model) {
        guard let session = model.sessions.selected, session.id == model.sessions.detail.id else { return }
        if case .asked? = model.sessions.detail.reveal { return }
        let generation = model.request(
            .record(.reveal, .session(session.id), userID: session.userID, model.actor()), for: .sessions,
            job: "Noting the reveal in the audit log", patient: true)
        model.sessions.detail.reveal = .asked(generation)
    }

    static func answered(_ result: Result<Answer, StoreError>, _ model: inout Model) {
        switch result {
        case .success:
            model.sessions.detail.reveal = .shown(until: model.now.advanced(bySeconds: seconds))
            model.sessions.detail.tree?.show(true)
        case .failure(let error):
            hide(&model)
            model.toast("Nothing is shown, because the audit log could not note it: \(error.message)", .failure)
        }
    }

    /// Hides what was shown long enough.
    static func settle(_ model: inout Model) {
        if case .shown(let until)? = model.sessions.detail.reveal, until <= model.now { hide(&model) }
    }

    static func hide(_ model: inout Model) {
        model.sessions.detail.reveal = nil
        model.sessions.detail.tree?.show(false)
    }

    /// The seconds left move, and end.
    static func wakeAt(_ model: Model) -> Timestamp? {
        guard case .shown(let until)? = model.sessions.detail.reveal else { return nil }
        return min(until, model.now.advanced(bySeconds: 1))
    }
}

extension DetailModel {
    /// The payload as it may be drawn at a moment: what is to be hidden by then is hidden, whenever the clock was last looked at.
    func tree(at now: Timestamp) -> PayloadTree? {
        guard case .shown(let until)? = reveal, until <= now else { return tree }
        var hidden = tree
        hidden?.show(false)
        return hidden
    }
}

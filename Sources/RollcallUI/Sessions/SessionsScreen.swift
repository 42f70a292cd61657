import Screen
package import SessionCore
package import SessionRegistry

/// Who is logged in.
package enum SessionsScreen: ListScreen {
    package typealias Row = SessionRecord

    package static func shown(_ model: inout Model) {
        SessionReveal.hide(&model)
        ListActions<Row>.shown(&model)
    }
    package static func ticked(_ model: inout Model) {
        SessionReveal.settle(&model)
        ListActions<Row>.ticked(&model)
    }
    package static func wakeAt(_ model: Model) -> Timestamp? {
        [model.sessions.detail.dueAt, SessionReveal.wakeAt(model)].compactMap { $0 }.min()
    }

    package static var ownBindings: [Binding] {
        [
            Binding("sessions.cookie", [.character("c")], "inspect cookie", "Show this session's payload in the Cookies tab.", group: .act,
                    scope: .tab(.sessions), hint: 6,
                    refusal: { $0.sessions.selected == nil ? "There is no session to act on." : nil }) { model in
                guard let session = model.sessions.selected else { return }
                let payload = model.sessions.detail.id == session.id ? model.sessions.detail.data?.payload : nil
                CookiesScreen.open(session: session, payload: payload, &model)
                model.trail.append(.sessions)
                model.show(.cookies)
            },
            Binding("sessions.reveal", [.character("r")], "reveal", "Show for ten seconds what is hidden in the payload; the audit log notes it.",
                    group: .act, scope: .tab(.sessions), refusal: { SessionReveal.refusal($0) }) { SessionReveal.ask(&$0) },
        ]
    }
}

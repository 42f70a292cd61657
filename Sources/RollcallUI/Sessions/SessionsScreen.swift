import Screen
package import SessionRegistry

/// Who is logged in.
package enum SessionsScreen: ListScreen {
    package typealias Row = SessionRecord

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
            }
        ]
    }
}

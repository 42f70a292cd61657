package import Screen
package import SessionCore
package import SessionRegistry

/// Who is logged in.
package enum SessionsScreen: TabScreen {
    package static var bindings: [Binding] {
        ListBindings<SessionRecord>.all() + [
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

    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) { ListView<SessionRecord>.draw(model, &painter) }
    package static func shown(_ model: inout Model) { ListActions<SessionRecord>.shown(&model) }
    package static func storeChanged(_ model: inout Model) { ListActions<SessionRecord>.refresh(&model) }
    package static func capturesText(_ model: Model) -> Bool { model[keyPath: SessionRecord.path].editor != nil }
    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool { ListActions<SessionRecord>.editFilter(input, &model) }
    package static func back(_ model: inout Model) -> Bool { ListActions<SessionRecord>.back(&model) }
    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        ListActions<SessionRecord>.answered(answer, to: generation, &model)
    }
    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        ListMouse<SessionRecord>.clicked(target, kind, &model)
    }
    package static func ticked(_ model: inout Model) { ListActions<SessionRecord>.ticked(&model) }
    package static func wakeAt(_ model: Model) -> Timestamp? { model[keyPath: SessionRecord.path].detail.dueAt }
    package static func crumbs(_ model: Model) -> [String] { ListView<SessionRecord>.crumbs(model) }
    package static func filterText(_ model: Model) -> String { model[keyPath: SessionRecord.path].filterText }
    package static func status(_ model: Model) -> String { ListActions<SessionRecord>.status(model) }
}

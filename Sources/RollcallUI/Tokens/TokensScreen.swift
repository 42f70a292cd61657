package import Screen
package import SessionCore
package import SessionRegistry

/// Which devices are remembered.
package enum TokensScreen: TabScreen {
    package static var bindings: [Binding] { ListBindings<TokenRecord>.all() }

    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) { ListView<TokenRecord>.draw(model, &painter) }
    package static func shown(_ model: inout Model) { ListActions<TokenRecord>.shown(&model) }
    package static func storeChanged(_ model: inout Model) { ListActions<TokenRecord>.refresh(&model) }
    package static func capturesText(_ model: Model) -> Bool { model[keyPath: TokenRecord.path].editor != nil }
    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool { ListActions<TokenRecord>.editFilter(input, &model) }
    package static func back(_ model: inout Model) -> Bool { ListActions<TokenRecord>.back(&model) }
    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        ListActions<TokenRecord>.answered(answer, to: generation, &model)
    }
    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        ListMouse<TokenRecord>.clicked(target, kind, &model)
    }
    package static func ticked(_ model: inout Model) { ListActions<TokenRecord>.ticked(&model) }
    package static func wakeAt(_ model: Model) -> Timestamp? { model[keyPath: TokenRecord.path].detail.dueAt }
    package static func crumbs(_ model: Model) -> [String] { ListView<TokenRecord>.crumbs(model) }
    package static func filterText(_ model: Model) -> String { model[keyPath: TokenRecord.path].filterText }
    package static func status(_ model: Model) -> String { ListActions<TokenRecord>.status(model) }
}

package import Screen
package import SessionCore
package import SessionRegistry

/// A tab that is a list with its detail: what Sessions and Tokens have in common.
package protocol ListScreen: TabScreen {
    associatedtype Row: ListedRecord
    /// Bindings beyond those of every list.
    static var ownBindings: [Binding] { get }
}

extension ListScreen {
    package static var ownBindings: [Binding] { [] }
    package static var bindings: [Binding] { ListBindings<Row>.all() + ownBindings }

    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) { ListView<Row>.draw(model, &painter) }
    package static func shown(_ model: inout Model) { ListActions<Row>.shown(&model) }
    package static func storeChanged(_ model: inout Model) { ListActions<Row>.refresh(&model) }
    package static func capturesText(_ model: Model) -> Bool { model[keyPath: Row.path].editor != nil }
    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool { FilterEditing<Row>.input(input, &model) }
    package static func back(_ model: inout Model) -> Bool { ListActions<Row>.back(&model) }
    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        ListActions<Row>.answered(answer, to: generation, &model)
    }
    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        ListMouse<Row>.clicked(target, kind, &model)
    }
    package static func ticked(_ model: inout Model) { ListActions<Row>.ticked(&model) }
    package static func wakeAt(_ model: Model) -> Timestamp? { model[keyPath: Row.path].detail.dueAt }
    package static func describe(_ place: inout Place, _ model: Model) { ListPlaces<Row>.describe(&place, model) }
    package static func go(to place: Place, _ model: inout Model) { ListPlaces<Row>.go(to: place, &model) }
    package static func crumbs(_ model: Model) -> [String] { ListView<Row>.crumbs(model) }
    package static func filterText(_ model: Model) -> String {
        let list = model[keyPath: Row.path]
        // What shows is still what it was, and must not be taken for what was asked for.
        let isHeldUp = model.connection.isOffline && list.loaded && list.rowsFilter != list.filter
        return isHeldUp ? "\(list.filterText.isEmpty ? "no filter" : list.filterText) (once the store answers)" : list.filterText
    }
    package static func status(_ model: Model) -> String { ListActions<Row>.status(model) }
}

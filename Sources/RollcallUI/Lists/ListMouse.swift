import Screen

/// Clicks and wheel in a list and its detail.
enum ListMouse<Row: ListedRecord> {
    static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, _ model: inout Model) {
        switch (target, kind) {
        case (.row(let index), .press):
            model.layout.detailFocused = false
            ListActions<Row>.select(&model, index: index)
        case (.row(let index), .doubleClick):
            ListActions<Row>.select(&model, index: index)
            DetailActions<Row>.enter(&model)
        case (.row, .wheelDown), (.list, .wheelDown), (.heading, .wheelDown): ListActions<Row>.scroll(&model, by: 3)
        case (.row, .wheelUp), (.list, .wheelUp), (.heading, .wheelUp): ListActions<Row>.scroll(&model, by: -3)
        case (.detail, .wheelDown): DetailActions<Row>.scroll(&model, by: 3)
        case (.detail, .wheelUp): DetailActions<Row>.scroll(&model, by: -3)
        case (.detail, .press): if !model.layout.detailFocused { DetailActions<Row>.enter(&model) }
        case (.heading(let index), .press):
            guard Row.columns.indices.contains(index) else { return }
            ListActions<Row>.sortBy(Row.columns[index].field, &model)
        default: break
        }
    }
}

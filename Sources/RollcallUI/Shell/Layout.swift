package import Screen

/// Where everything goes on a screen of a given size.
package struct Layout: Equatable, Sendable {
    package static let minimum = Size(columns: 60, rows: 15)

    package enum DetailPlace: Equatable, Sendable { case none, beside, below, full }

    package var tooSmall: Bool
    package var tabs = Rect(column: 0, row: 0, columns: 0, rows: 0)
    package var context = Rect(column: 0, row: 0, columns: 0, rows: 0)
    package var rule = Rect(column: 0, row: 0, columns: 0, rows: 0)
    /// What a tab has for itself.
    package var body = Rect(column: 0, row: 0, columns: 0, rows: 0)
    package var status = Rect(column: 0, row: 0, columns: 0, rows: 0)
    package var hints = Rect(column: 0, row: 0, columns: 0, rows: 0)
    /// Within `body`, for tabs with a list and a detail.
    package var list = Rect(column: 0, row: 0, columns: 0, rows: 0)
    package var detail = Rect(column: 0, row: 0, columns: 0, rows: 0)
    package var splitter = Rect(column: 0, row: 0, columns: 0, rows: 0)
    package var place = DetailPlace.none

    package init(size: Size, choice: LayoutChoice = LayoutChoice()) {
        tooSmall = size.columns < Self.minimum.columns || size.rows < Self.minimum.rows
        guard !tooSmall else { return }
        var rest = Rect(size)
        tabs = rest.takeTop(1)
        context = rest.takeTop(1)
        rule = rest.takeTop(1)
        hints = rest.takeBottom(1)
        status = rest.takeBottom(1)
        body = rest
        list = rest
        if choice.zoomed {
            place = .full
            detail = rest
            list = Rect(column: rest.column, row: rest.row, columns: 0, rows: 0)
        } else if choice.detailShown, size.columns >= 100 {
            place = .beside
            let share = min(max(20, choice.detailShare), 70)
            let wanted = rest.columns * share / 100
            detail = rest.takeRight(min(max(33, wanted), rest.columns - 50))
            splitter = rest.takeRight(1)
            list = rest
        } else if choice.detailShown, size.rows >= 24 {
            place = .below
            let share = min(max(20, choice.detailShare + 7), 70)
            let wanted = rest.rows * share / 100
            detail = rest.takeBottom(min(max(6, wanted), rest.rows - 7))
            splitter = rest.takeBottom(1)
            list = rest
        }
    }

    /// Rows of the list below its heading.
    package var listRows: Int { max(0, list.rows - 1) }
}

extension Model {
    package var screenLayout: Layout { Layout(size: size, choice: layout) }
    /// At least one, so that arithmetic on pages has something to go by while nothing shows.
    var listHeight: Int {
        let layout = Layout(size: size, choice: layout)
        // Zoomed: as many as would show beside.
        return max(1, layout.listRows > 0 ? layout.listRows : layout.body.rows - 1)
    }
}

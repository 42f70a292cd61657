import Screen

/// Which columns have room in a list of a given width, and where they stand.
struct ColumnLayout<Row: ListedRecord> {
    struct Placed {
        /// Its place in `Row.columns`.
        var index: Int
        var start: Int
        var width: Int
        var column: ListColumn<Row> { Row.columns[index] }
    }

    private(set) var placed: [Placed] = []
    /// Columns that are wanted and have no room.
    private(set) var left = 0

    /// For the pointer and the mark before the first column.
    static var lead: Int { 3 }
    private static var gap: Int { 2 }

    /// The most telling columns that have room, in their usual order. The one under the cursor always has. None is added at the
    /// price of cutting the others, but for the few that a list is read by.
    init(_ list: ListModel<Row>, width: Int) {
        let shown = Row.columns.indices.filter { list.columns.shows(Row.columns[$0]) }
        // One stays free, so that the last column does not touch the splitter.
        let room = width - Self.lead - 1
        let order = shown.sorted { Self.rank($0, list) < Self.rank($1, list) }
        let wanted = Dictionary(uniqueKeysWithValues: shown.map { ($0, Self.wanted($0, list)) })
        func choose(upToRank last: Int, _ width: (Int) -> Int) -> [Int: Int] {
            var room = room
            var chosen: [Int: Int] = [:]
            for index in order where Self.rank(index, list) <= last {
                let cost = width(index) + (chosen.isEmpty ? 0 : Self.gap)
                guard room >= cost else { break }
                room -= cost
                chosen[index] = width(index)
            }
            return chosen
        }
        func usual(_ index: Int) -> Int { min(wanted[index] ?? 0, max(Row.columns[index].usual, list.columns.widths[Row.columns[index].id] ?? 0)) }
        func least(_ index: Int) -> Int { min(wanted[index] ?? 0, Row.columns[index].minimum) }
        let whole = choose(upToRank: .max, usual)
        let cut = choose(upToRank: 4, least)
        var chosen = cut.count > whole.count ? cut : whole
        var rest = room - chosen.values.reduce(0, +) - Self.gap * max(0, chosen.count - 1)
        // What is left over: first so that what columns usually hold is not cut, then to whoever has more to show.
        for target in [usual, { wanted[$0] ?? 0 }] {
            for index in order {
                guard let now = chosen[index] else { continue }
                let more = max(0, min(rest, target(index) - now))
                chosen[index] = now + more
                rest -= more
            }
        }
        // A little more air between the columns rather than a wide empty edge.
        let gap = chosen.count > 1 && rest >= chosen.count - 1 + 4 ? Self.gap + 1 : Self.gap
        var start = Self.lead
        for index in shown {
            guard let width = chosen[index] else { continue }
            placed.append(Placed(index: index, start: start, width: width))
            start += width + gap
        }
        left = shown.count - placed.count
    }

    private static func rank(_ index: Int, _ list: ListModel<Row>) -> Int {
        // The column under the cursor comes right after the first.
        let column = Row.columns[index]
        return column.id == list.column && column.rank > 0 ? 0 : column.rank
    }

    /// As wide as it was set by hand, else as its content asks for within limits.
    private static func wanted(_ index: Int, _ list: ListModel<Row>) -> Int {
        let column = Row.columns[index]
        if let byHand = list.columns.widths[column.id] { return byHand }
        let title = column.title.count + (column.field == list.sort.field ? 1 : 0)
        guard column.text != nil, list.measured.indices.contains(index), list.measured[index] > 0 else { return max(title, column.usual) }
        return max(title, min(list.measured[index], column.maximum))
    }
}

extension ListModel {
    /// Takes the widths of new rows into account. They only grow while a list stays the same, so that nothing moves under the
    /// eye while one scrolls; a new list starts anew.
    mutating func measure(_ new: some Sequence<Row>, anew: Bool) {
        let columns = Row.columns
        if anew || measured.count != columns.count { measured = Array(repeating: 0, count: columns.count) }
        let texts = columns.enumerated().compactMap { column in column.element.text.map { (column.offset, $0, column.element.maximum) } }
        for row in new {
            for (index, text, maximum) in texts where measured[index] < maximum {
                if let text = text(row) { measured[index] = max(measured[index], min(maximum, CellWidth.of(text, upTo: maximum))) }
            }
        }
    }

    /// The columns that are to show, in their order.
    var shownColumns: [ListColumn<Row>] { Row.columns.filter { columns.shows($0) } }

    /// Moves the cursor over the columns; left of the first there is none.
    mutating func moveColumn(by steps: Int) {
        let shown = shownColumns
        guard let column, let index = shown.firstIndex(where: { $0.id == column }) else {
            self.column = steps > 0 ? shown.first?.id : nil
            return
        }
        let target = index + steps
        self.column = target < 0 ? nil : shown[min(target, shown.count - 1)].id
    }

    /// Sets a width by hand, from the one it has now.
    mutating func widen(_ id: String, by steps: Int, from width: Int) {
        columns.widths[id] = min(max(ColumnChoice.range.lowerBound, width + steps), ColumnChoice.range.upperBound)
    }
}

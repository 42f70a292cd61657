package import Screen
package import SessionCore

/// One column of a list.
package struct ListColumn<Row: ListedRecord>: Sendable {
    /// Stable, for the choice of columns that is kept between runs.
    package var id: String
    package var title: String
    /// What it tells, for the menu of columns.
    package var about: String
    /// What the list is sorted by when its heading is clicked.
    package var field: Row.Field
    package var minimum: Int
    /// What nearly every value fits into: room is given up to this first, and what is not measured takes just this.
    package var usual: Int
    /// Grows up to this where its content asks for it.
    package var maximum: Int
    package var right: Bool
    /// Dropped first when there is no room: the highest number.
    package var rank: Int
    /// Whether it shows as long as nobody chose.
    package var shown: Bool
    /// Text from outside, whose width decides the column's and in which words are searched; `nil` for what has a width of its own.
    package var text: (@Sendable (Row) -> String?)?
    package var cell: @Sendable (Row, Timestamp, Theme) -> ListCell

    /// A column of text.
    init(
        _ id: String, _ title: String, _ about: String, field: Row.Field, widths: (minimum: Int, usual: Int, maximum: Int), rank: Int,
        shown: Bool = true, role: Role = .secondary, missing: String? = nil, text: @escaping @Sendable (Row) -> String?
    ) {
        self.init(id, title, about, field: field, widths: widths, right: false, rank: rank, shown: shown, text: text) { row, _, theme in
            text(row).map { ListCell($0, role) } ?? ListCell(missing ?? theme.symbols.unknown, .faint)
        }
    }

    /// A column of numbers.
    init(
        _ id: String, _ title: String, _ about: String, field: Row.Field, widths: (minimum: Int, usual: Int, maximum: Int), rank: Int,
        number: @escaping @Sendable (Row) -> Int
    ) {
        self.init(
            id, title, about, field: field, widths: widths, right: true, rank: rank, shown: true, text: { MomentFormat.count(number($0)) }
        ) { row, _, _ in
            let value = number(row)
            return ListCell(MomentFormat.count(value), value == 0 ? .faint : .text)
        }
    }

    /// A column whose values are all about as wide.
    init(
        _ id: String, _ title: String, _ about: String, field: Row.Field, width: Int, right: Bool, rank: Int, shown: Bool = true,
        cell: @escaping @Sendable (Row, Timestamp, Theme) -> ListCell
    ) {
        self.init(id, title, about, field: field, widths: (width, width, width), right: right, rank: rank, shown: shown, text: nil, cell: cell)
    }

    private init(
        _ id: String, _ title: String, _ about: String, field: Row.Field, widths: (minimum: Int, usual: Int, maximum: Int), right: Bool,
        rank: Int, shown: Bool, text: (@Sendable (Row) -> String?)?, cell: @escaping @Sendable (Row, Timestamp, Theme) -> ListCell
    ) {
        self.id = id
        self.title = title
        self.about = about
        self.field = field
        (minimum, usual, maximum) = widths
        self.right = right
        self.rank = rank
        self.shown = shown
        self.text = text
        self.cell = cell
    }
}

/// What a list shows of one record in one column.
package struct ListCell: Equatable, Sendable {
    package var text: String
    package var role: Role
    /// How its first glyph looks, where a sign stands before a word: the sign has the colour, the word stays calm.
    package var sign: Role?

    init(_ text: String, _ role: Role, sign: Role? = nil) {
        self.text = text
        self.role = role
        self.sign = sign
    }
}

/// Which columns of a list show, and how wide they are by hand; kept between runs.
package struct ColumnChoice: Equatable, Sendable {
    /// Columns switched on or off against what is usual, by id.
    package var switched: [String: Bool] = [:]
    /// Widths set by hand, by id.
    package var widths: [String: Int] = [:]
    package init() {}

    /// What a width by hand may be.
    package static let range = 3...80

    func shows<Row>(_ column: ListColumn<Row>) -> Bool { switched[column.id] ?? column.shown }
}

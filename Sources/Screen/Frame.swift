public struct Size: Hashable, Sendable {
    public var columns: Int
    public var rows: Int
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

public struct Point: Hashable, Sendable {
    public var column: Int
    public var row: Int
    public init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

/// A finished screen as data: what `view` makes and the terminal driver paints.
public struct Frame: Equatable, Sendable {
    public var size: Size
    /// Row after row, `size.columns * size.rows` cells.
    public var cells: [Cell]
    public var styles: [Style]
    /// Where the cursor shows; `nil`: hidden.
    public var cursor: Point?
    /// Whether the terminal reports the mouse.
    public var mouse: Bool

    public init(size: Size, cells: [Cell], styles: [Style], cursor: Point?, mouse: Bool) {
        self.size = size
        self.cells = cells
        self.styles = styles
        self.cursor = cursor
        self.mouse = mouse
    }
}

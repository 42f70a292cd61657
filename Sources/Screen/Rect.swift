/// A rectangle of cells. Never negative: every operation clamps, so that a layout survives a screen of 1×1.
public struct Rect: Hashable, Sendable {
    public var column: Int
    public var row: Int
    public var columns: Int
    public var rows: Int

    public init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    public init(_ size: Size) { self.init(column: 0, row: 0, columns: size.columns, rows: size.rows) }

    public var isEmpty: Bool { columns == 0 || rows == 0 }
    /// One past the last column.
    public var endColumn: Int { column + columns }
    /// One past the last row.
    public var endRow: Int { row + rows }
    public var origin: Point { Point(column: column, row: row) }
    public var size: Size { Size(columns: columns, rows: rows) }

    public func contains(_ point: Point) -> Bool {
        point.column >= column && point.column < endColumn && point.row >= row && point.row < endRow
    }

    public func intersection(_ other: Rect) -> Rect {
        let left = max(column, other.column), top = max(row, other.row)
        return Rect(
            column: left, row: top, columns: min(endColumn, other.endColumn) - left, rows: min(endRow, other.endRow) - top)
    }

    public func inset(columns horizontal: Int = 0, rows vertical: Int = 0) -> Rect {
        Rect(
            column: column + min(horizontal, columns), row: row + min(vertical, rows),
            columns: columns - 2 * horizontal, rows: rows - 2 * vertical)
    }

    /// The `index`th row of this rectangle, one row high (empty if it has no such row).
    public func line(_ index: Int) -> Rect {
        guard index >= 0, index < rows else { return Rect(column: column, row: row, columns: 0, rows: 0) }
        return Rect(column: column, row: row + index, columns: columns, rows: 1)
    }

    // Each takes a strip off one side and returns it.
    public mutating func takeTop(_ count: Int) -> Rect {
        let taken = Rect(column: column, row: row, columns: columns, rows: min(max(0, count), rows))
        row += taken.rows
        rows -= taken.rows
        return taken
    }

    public mutating func takeBottom(_ count: Int) -> Rect {
        let height = min(max(0, count), rows)
        rows -= height
        return Rect(column: column, row: endRow, columns: columns, rows: height)
    }

    public mutating func takeLeft(_ count: Int) -> Rect {
        let taken = Rect(column: column, row: row, columns: min(max(0, count), columns), rows: rows)
        column += taken.columns
        columns -= taken.columns
        return taken
    }

    public mutating func takeRight(_ count: Int) -> Rect {
        let width = min(max(0, count), columns)
        columns -= width
        return Rect(column: endColumn, row: row, columns: width, rows: rows)
    }

    /// A rectangle of at most this size in the middle of this one.
    public func centered(columns width: Int, rows height: Int) -> Rect {
        let w = min(max(0, width), columns), h = min(max(0, height), rows)
        return Rect(column: column + (columns - w) / 2, row: row + (rows - h) / 2, columns: w, rows: h)
    }
}

import CookieInspector
import LoginFlows
package import Screen
import SessionCore
import SessionRegistry

/// A line of a detail pane: a label and a value, a heading, or text across.
package struct PaneLine: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case title, heading, blank
        case text(Role)
        /// A label in a column of its own, then the value.
        case pair(label: String, Role)
        /// Runs of text one after another.
        case runs([Run])
    }

    package struct Run: Equatable, Sendable {
        package var text: String
        package var role: Role
        package init(_ text: String, _ role: Role) {
            self.text = text
            self.role = role
        }
    }

    package var text: String
    package var kind: Kind

    package init(_ kind: Kind, _ text: String = "") {
        self.kind = kind
        self.text = text
    }

    package static let blank = PaneLine(.blank)
    package static func title(_ text: String) -> PaneLine { PaneLine(.title, text) }
    package static func heading(_ text: String) -> PaneLine { PaneLine(.heading, text) }
    package static func text(_ text: String, _ role: Role = .text) -> PaneLine { PaneLine(.text(role), text) }
    package static func pair(_ label: String, _ value: String, _ role: Role = .text) -> PaneLine {
        PaneLine(.pair(label: label, role), value)
    }
    package static func runs(_ runs: [Run]) -> PaneLine { PaneLine(.runs(runs)) }

    /// A value that may need several lines, its label at the first.
    package static func wrapped(_ label: String, _ value: String, columns: Int, _ role: Role = .text, maximum: Int = 12)
        -> [PaneLine]
    {
        let pieces = TextBlock.wrap(value, columns: max(8, columns - labelColumns), maximum: maximum)
        return pieces.enumerated().map { index, piece in .pair(index == 0 ? label : "", piece, role) }
    }

    package static func wrapped(_ text: String, columns: Int, _ role: Role = .text, maximum: Int = 12) -> [PaneLine] {
        TextBlock.wrap(text, columns: max(8, columns), maximum: maximum).map { .text($0, role) }
    }

    /// Where values begin.
    package static let labelColumns = 12

    package func draw(_ painter: inout Painter, in line: Rect) {
        switch kind {
        case .blank: break
        case .title: painter.canvas.put(text, in: line, role: .title)
        case .heading: painter.canvas.put(text, in: line, role: .heading)
        case .text(let role): painter.canvas.put(text, in: line, role: role)
        case .pair(let label, let role):
            var rest = line
            painter.canvas.put(label, in: rest.takeLeft(min(Self.labelColumns - 1, line.columns)), role: .faint)
            _ = rest.takeLeft(1)
            painter.canvas.put(text, in: rest, role: role)
        case .runs(let runs):
            painter.canvas.put(runs: runs.map { ($0.text, $0.role) }, at: line.origin, columns: line.columns)
        }
    }

    /// Draws lines from `top` on, with a sign at the lower edge if there is more.
    package static func draw(_ lines: [PaneLine], _ painter: inout Painter, in area: Rect, top: Int) {
        guard !area.isEmpty else { return }
        let first = min(max(0, top), max(0, lines.count - area.rows))
        for row in 0..<area.rows where first + row < lines.count { lines[first + row].draw(&painter, in: area.line(row)) }
        let hidden = lines.count - first - area.rows
        if hidden > 0, area.columns > 12 {
            let corner = area.line(area.rows - 1)
            painter.canvas.put(
                " \(hidden) more ", at: Point(column: max(corner.column, corner.endColumn - 11), row: corner.row), columns: 11,
                role: .faint,
                align: .right)
        }
    }
}

package import Screen

/// What a click means.
package enum HitTarget: Hashable, Sendable {
    case tab(Tab)
    /// A binding's hint.
    case binding(String)
    /// A row of the tab's main list, by its index in what is loaded.
    case row(Int)
    /// A column's heading.
    case heading(Int)
    case splitter
    /// The main list, the detail: for the wheel.
    case list, detail
    /// A button or entry of the open overlay.
    case overlay(Int)
    /// Whatever a tab wants to recognise again.
    case custom(String, Int)
}

package struct Hit: Hashable, Sendable {
    package var area: Rect
    package var target: HitTarget
    package init(area: Rect, target: HitTarget) {
        self.area = area
        self.target = target
    }
}

/// A canvas that also remembers what can be clicked where. `update` paints the model once more to learn what a click hit,
/// so that what is drawn and what is hit cannot differ.
package struct Painter: Sendable {
    package var canvas: Canvas
    package private(set) var hits: [Hit] = []

    package init(size: Size, theme: Theme) { canvas = Canvas(size: size, theme: theme) }

    package var theme: Theme { canvas.theme }

    package mutating func hit(_ area: Rect, _ target: HitTarget) {
        let visible = area.intersection(canvas.bounds)
        if !visible.isEmpty { hits.append(Hit(area: visible, target: target)) }
    }

    /// What was registered last at this place.
    package func target(at point: Point) -> Hit? { hits.last { $0.area.contains(point) } }

    /// Overlays hide what lies beneath.
    package mutating func forgetHits() { hits.removeAll() }
}

import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

/// How a list is walked: what the MOVE keys of the Cookies, Lab, Audit and Health tabs mean.
package enum ListMotion: Hashable, Sendable {
    case by(Int)
    /// Half or whole pages of what is on screen.
    case halfPage(Int)
    case page(Int)
    case first
    case last

    /// How far to go in a list, of which `rows` show at a time; `first` and `last` go as far as can be.
    package func distance(rows: Int) -> Int {
        switch self {
        case .by(let count): count
        case .halfPage(let count): count * max(1, rows / 2)
        case .page(let count): count * max(1, rows - 1)
        case .first: -.max
        case .last: .max
        }
    }

    /// Where this leads from `index` in a list of `count`; 0 in an empty one.
    package func destination(from index: Int, count: Int, rows: Int) -> Int {
        guard count > 0 else { return 0 }
        let (sum, overflow) = index.addingReportingOverflow(distance(rows: rows))
        let target = overflow ? (distance(rows: rows) < 0 ? 0 : count - 1) : sum
        return min(count - 1, max(0, target))
    }

    /// The MOVE keys of a tab.
    package static func bindings(_ tab: Tab, id: String, move: @escaping @Sendable (inout Model, ListMotion) -> Void) -> [Binding]
    {
        func one(_ name: String, _ keys: [Key], _ label: String, _ about: String, _ motion: ListMotion) -> Binding {
            Binding("\(id).\(name)", keys, label, about, group: .move, scope: .tab(tab)) { move(&$0, motion) }
        }
        return [
            one("down", [.character("j"), .down], "down", "Goes to the next row.", .by(1)),
            one("up", [.character("k"), .up], "up", "Goes to the row before.", .by(-1)),
            one("first", [.character("g"), .home], "first", "Goes to the first row.", .first),
            one("last", [.character("G"), .end], "last", "Goes to the last row.", .last),
            one("half-down", [.control("d")], "half page down", "Goes half a page down.", .halfPage(1)),
            one("half-up", [.control("u")], "half page up", "Goes half a page up.", .halfPage(-1)),
            one("page-down", [.pageDown, .control("f")], "page down", "Goes a page down.", .page(1)),
            one("page-up", [.pageUp, .control("b")], "page up", "Goes a page up.", .page(-1)),
        ]
    }

    /// The first row that shows, so that `selected` is in sight and the list does not jump about: computed from the selection
    /// alone, in steps of a third of the page, so that walking repaints one row and scrolling repaints seldom.
    package static func top(selected: Int, count: Int, rows: Int) -> Int {
        guard rows > 0, count > rows else { return 0 }
        let step = max(1, rows / 3)
        let wanted = selected < rows - step ? 0 : ((selected - (rows - step)) / step + 1) * step
        return min(max(0, count - rows), max(0, wanted))
    }
}

package import Screen
package import SessionCore
package import SessionRegistry

/// What one tab adds to the shell: a namespace of pure functions over the whole model. The tab's own state is a struct in
/// `Model` (`model.cookies`, `model.lab`, …). Everything but `bindings` and `draw` may be left out.
///
/// A function that wants something done calls `model.emit`, `model.request`, `model.toast`, `model.show` …: `update` collects.
package protocol TabScreen {
    /// The tab's keys. Within the tab they win over the shell's.
    static var bindings: [Binding] { get }
    /// Draws into `area` (between header and footer), registering what can be clicked with `painter.hit`.
    static func draw(_ model: Model, _ painter: inout Painter, in area: Rect)

    /// The tab comes to the front, or came back online: ask for what is missing or old.
    static func shown(_ model: inout Model)
    /// The store's change token moved while this tab is in front (not while paused).
    static func storeChanged(_ model: inout Model)
    /// A text field of the tab has the keyboard: `input` is offered every key and paste before any binding.
    static func capturesText(_ model: Model) -> Bool
    /// A key or paste: before the bindings if `capturesText`, else after them. Answers whether it was used.
    static func input(_ input: InputEvent, _ model: inout Model) -> Bool
    /// Esc, or `q`, when no overlay is open: closes what the tab has open (field, detail). `false`: nothing was.
    static func back(_ model: inout Model) -> Bool
    /// The answer to a request that `model.request(_, for: tab)` made and nobody superseded.
    static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model)
    static func progressed(_ done: Int64, _ generation: Generation, _ model: inout Model)
    /// A click (or wheel) on what `draw` registered under `target`; `at` is relative to the target's corner.
    static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model)
    /// The clock moved (a tick or any other event).
    static func ticked(_ model: inout Model)
    /// When the tab wants a tick next, apart from the shell's own (live polling, toasts).
    static func wakeAt(_ model: Model) -> Timestamp?
    /// Breadcrumbs behind the tab's title.
    static func crumbs(_ model: Model) -> [String]
    /// The filter shown in the header; empty: none.
    static func filterText(_ model: Model) -> String
    /// What of the tab makes a place that one can go back to: filter, order, an open detail.
    static func describe(_ place: inout Place, _ model: Model)
    /// Back to a place that `describe` described; the tab is in front already.
    static func go(to place: Place, _ model: inout Model)
    /// Right end of the status line, such as `12–40 of 1,024`.
    static func status(_ model: Model) -> String
}

extension TabScreen {
    package static func shown(_ model: inout Model) {}
    package static func storeChanged(_ model: inout Model) {}
    package static func capturesText(_ model: Model) -> Bool { false }
    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool { false }
    package static func back(_ model: inout Model) -> Bool { false }
    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {}
    package static func progressed(_ done: Int64, _ generation: Generation, _ model: inout Model) {}
    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {}
    package static func ticked(_ model: inout Model) {}
    package static func wakeAt(_ model: Model) -> Timestamp? { nil }
    package static func crumbs(_ model: Model) -> [String] { [] }
    package static func filterText(_ model: Model) -> String { "" }
    package static func status(_ model: Model) -> String { "" }
    package static func describe(_ place: inout Place, _ model: Model) {}
    package static func go(to place: Place, _ model: inout Model) {}
}

import CookieInspector
import LoginFlows
package import Screen
import SessionCore
package import SessionRegistry

/// How the store is, and what in the configuration gives cause to worry.
package enum HealthScreen: TabScreen {
    package static var bindings: [Binding] {
        ListMotion.bindings(.health, id: "health") { move(&$0, $1) } + [
            Binding(
                "health.refresh", [.control("r")], "refresh", "Asks the store again.", group: .act, scope: .tab(.health),
                hint: 10,
                refusal: { $0.isPending($0.health.request) ? "The store is being asked." : nil }
            ) { read(&$0) }
        ]
    }

    private static func move(_ model: inout Model, _ motion: ListMotion) {
        let body = model.screenLayout.body
        let count = HealthLines.lines(model, columns: max(8, body.columns - 4)).count
        model.health.top = motion.destination(from: model.health.top, count: max(1, count - body.rows + 1), rows: body.rows)
    }

    private static func read(_ model: inout Model) {
        model.health.request = model.request(.health(.read), for: .health, replacing: model.health.request)
    }

    /// Not oftener than the interval, whatever changes.
    private static func isDue(_ model: Model) -> Bool {
        guard !model.isPending(model.health.request) else { return false }
        return model.health.readAt.map { model.now.seconds(since: $0) >= HealthState.interval || model.now < $0 } ?? true
    }

    package static func shown(_ model: inout Model) {
        if isDue(model) { read(&model) }
    }

    package static func storeChanged(_ model: inout Model) {
        if isDue(model) { read(&model) }
    }

    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        guard generation == model.health.request else { return }
        switch answer {
        case .success(.health(.report(let report))): model.health.receive(report, at: model.now)
        case .failure(let error):
            model.health.request = nil
            model.health.failure = error.message
        default: model.health.request = nil
        }
    }

    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        switch kind {
        case .wheelDown: move(&model, .by(3))
        case .wheelUp: move(&model, .by(-3))
        default: break
        }
    }

    package static func status(_ model: Model) -> String {
        model.health.readAt.map { "read at \(MomentFormat.clock($0))" } ?? ""
    }

    package static func draw(_ model: Model, _ painter: inout Painter, in area: Rect) {
        guard !area.isEmpty else { return }
        painter.hit(area, .list)
        let inside = area.inset(columns: area.columns >= 80 ? 2 : 1)
        PaneLine.draw(HealthLines.lines(model, columns: inside.columns), &painter, in: inside, top: model.health.top)
    }
}

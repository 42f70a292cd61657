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
            ) { read(&$0) },
            Binding(
                "health.purge", [.character("P")], "purge",
                "Deletes what expired or was revoked long ago, for good: asks for how long, counts, and asks again.", group: .act,
                scope: .tab(.health), dangerous: true, hint: 20,
                refusal: { model in
                    if model.connection.isOffline { return "The store does not answer; nothing can be purged now." }
                    return model.isPending(model.health.counting) ? "What would go is being counted." : nil
                }
            ) { $0.health.form = purgeForm() },
            Binding(
                "health.cookies", [.character("c")], "cookies", "Goes to the Cookies tab, where cookie flags are judged.",
                group: .act, scope: .tab(.health), hint: 30
            ) { model in
                model.trail.append(.health)
                model.show(.cookies)
            },
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

    // MARK: Purging

    private static func purgeForm() -> Form {
        Form(
            title: "Purge what ended long ago", verb: "Count",
            fields: [
                Form.Field(
                    "for", "ended for", .text(TextField("30d", limit: 20)), hint: "At least so long: 90s, 15m, 2h, 30d, 4w."),
            ])
    }

    package static func capturesText(_ model: Model) -> Bool { model.health.form != nil }

    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool {
        guard var form = model.health.form else { return false }
        switch form.handle(input) {
        case .unused: return false
        case .cancel: model.health.form = nil
        case .used: model.health.form = form
        case .submit:
            guard let seconds = DurationText.seconds(parsing: form.text("for").trimmedSpaces), seconds >= 0 else {
                form.problem = "A span is \(DurationText.expected)."
                model.health.form = form
                return true
            }
            model.health.form = nil
            // The moment is fixed here: what is counted, what the dialog names and what is deleted go by the same one.
            let cutoff = model.now.advanced(bySeconds: -seconds)
            model.health.cutoff = cutoff
            model.health.counting = model.request(
                .health(.countPurge(before: cutoff, model.actor())), for: .health, replacing: model.health.counting,
                job: "counting what would be purged")
        }
        return true
    }

    package static func back(_ model: inout Model) -> Bool {
        guard let counting = model.health.counting, model.isPending(counting) else { return false }
        model.cancel(counting)
        model.health.counting = nil
        return true
    }

    private static func counted(_ outcome: PurgeOutcome, _ model: inout Model) {
        guard let cutoff = model.health.cutoff else { return }
        let until = MomentFormat.full(cutoff)
        guard outcome.sessions + outcome.tokens > 0 else {
            return model.toast("Nothing expired or was revoked before \(until): there is nothing to purge.")
        }
        guard model.tab == .health, model.overlay == nil else {
            return model.toast("Nothing was purged: what would go was counted while you were elsewhere. Ask again.", .warning)
        }
        model.open(ActDialog(purging: outcome, before: cutoff))
    }

    // MARK: Reading

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
        if generation == model.health.counting {
            model.health.counting = nil
            switch answer {
            case .success(.health(.purgeable(let outcome))): counted(outcome, &model)
            case .failure(let error): model.toast("Nothing was purged: \(error.message)", .failure)
            default: break
            }
            return
        }
        guard generation == model.health.request else { return }
        switch answer {
        case .success(.health(.report(let report))): model.health.receive(report, at: model.now)
        case .failure(let error):
            model.health.request = nil
            model.health.failure = error.message
        default: model.health.request = nil
        }
    }

    /// While it is in front and the screen is live, the store is asked again now and then; a tick comes for the shell's own polling.
    package static func ticked(_ model: inout Model) {
        guard model.started, !model.paused, model.health.report != nil, model.connection.state == .online, isDue(model) else { return }
        read(&model)
    }

    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        if case .custom("form", let index) = target, kind == .press, var form = model.health.form {
            form.focus = min(max(0, index), form.fields.count - 1)
            model.health.form = form
            return
        }
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
        model.health.form?.draw(&painter, in: area)
    }
}

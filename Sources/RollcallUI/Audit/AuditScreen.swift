import CookieInspector
import LoginFlows
package import Screen
import SessionCore
package import SessionRegistry

/// Who revoked, restored or revealed what, when and why; and whether the log can be believed.
package enum AuditScreen: TabScreen {
    package static var bindings: [Binding] {
        ListMotion.bindings(.audit, id: "audit") { move(&$0, $1) } + [
            Binding(
                "audit.open", [.character("l"), .right, .enter], "open", "Opens the event under the cursor.", group: .move,
                scope: .tab(.audit),
                hint: 30, refusal: needsEvent
            ) { $0.audit.showsDetail = true },
            Binding(
                "audit.close", [.character("h"), .left], "close", "Goes back from the event to the list.", group: .move,
                scope: .tab(.audit),
                refusal: { $0.audit.showsDetail ? nil : "No event is open." }
            ) { $0.audit.showsDetail = false },
            Binding(
                "audit.filter", [.character("/")], "filter",
                "Filters as you type: words found in who, what, whom and why, -word to exclude, user:ID, r12 for one revocation.",
                group: .find, scope: .tab(.audit), hint: 20
            ) { $0.audit.prompt = TextField($0.audit.filter.text, limit: 200) },
            Binding(
                "audit.user", [.character("u")], "this user", "Shows only the events of the user under the cursor.", group: .find,
                scope: .tab(.audit), hint: 50,
                refusal: {
                    $0.audit.selected == nil
                        ? "No event is selected." : $0.audit.selected?.userID == nil ? "This event belongs to no user." : nil
                }
            ) { model in
                guard let user = model.audit.selected?.userID else { return }
                let quoted = user.contains(" ") ? "\"user:\(user)\"" : "user:\(user)"
                ask(&model, model.audit.setFilter(quoted))
            },
            Binding(
                "audit.verify", [.character("v")], "verify chain",
                "Checks the hash of every event in the log against the one before it.", group: .act, scope: .tab(.audit),
                hint: 10,
                refusal: { $0.audit.verifying == nil ? nil : "The chain is being verified: Esc stops it." }
            ) { verify(&$0) },
            Binding(
                "audit.undo", [.character("U")], "undo", "Restores what the revocation under the cursor took away, after asking.",
                group: .act, scope: .tab(.audit), dangerous: true, hint: 40, refusal: whyNotUndo
            ) { undo(&$0) },
            Binding(
                "audit.refresh", [.control("r")], "refresh", "Reads the log again from the newest event.", group: .act,
                scope: .tab(.audit)
            ) { ask(&$0, $0.audit.reload()) },
        ]
    }

    @Sendable private static func needsEvent(_ model: Model) -> String? {
        model.audit.selected == nil ? "No event is selected." : nil
    }

    @Sendable private static func whyNotUndo(_ model: Model) -> String? {
        guard let event = model.audit.selected else { return "No event is selected." }
        guard model.store.canRestore else { return "This kind of store cannot restore." }
        guard event.revocation != nil, event.action != .restore else {
            return "Only a revocation can be undone: this event is none."
        }
        return nil
    }

    // MARK: Acting

    private static func ask(_ model: inout Model, _ effect: AuditEffect?) {
        guard let effect else { return }
        model.audit.loading = model.request(.audit(effect), for: .audit, replacing: model.audit.loading)
    }

    private static func move(_ model: inout Model, _ motion: ListMotion) {
        if model.audit.showsDetail {
            let columns = max(8, model.size.columns - 4)
            let count = model.audit.selected.map { AuditDetail.lines($0, columns: columns, now: model.now).count } ?? 0
            model.audit.detailTop = motion.destination(from: model.audit.detailTop, count: count, rows: rows(model))
            return
        }
        switch motion {
        case .first: ask(&model, model.audit.moveToNewest())
        case .last: ask(&model, model.audit.moveToOldestLoaded())
        default: ask(&model, model.audit.move(by: motion.distance(rows: rows(model))))
        }
    }

    /// About how many events show at a time.
    private static func rows(_ model: Model) -> Int { max(1, model.screenLayout.body.rows - 2) }

    private static func undo(_ model: inout Model) {
        guard let event = model.audit.selected, let revocation = event.revocation else { return }
        let whose = event.userID.map { " of \($0)" } ?? ""
        model.confirmRestore(.revocation(revocation), what: "\(revocation): \(AuditText.subject(event.subject))\(whose)")
    }

    private static func verify(_ model: inout Model) {
        model.audit.chain = .checking(events: 0)
        model.audit.verifying = model.request(
            .audit(.verify), for: .audit, replacing: model.audit.verifying, job: "verifying the audit chain")
    }

    /// `false` if nothing was being verified.
    private static func stopVerifying(_ model: inout Model) -> Bool {
        guard let generation = model.audit.verifying else { return false }
        var checked: Int64 = 0
        if case .checking(let events) = model.audit.chain { checked = events }
        model.cancel(generation)
        model.audit.verifying = nil
        model.audit.chain = .stopped(events: checked)
        return true
    }

    // MARK: The shell's calls

    package static func shown(_ model: inout Model) {
        ask(&model, model.audit.hasRead ? model.audit.refresh() : model.audit.reload())
    }

    package static func storeChanged(_ model: inout Model) { ask(&model, model.audit.refresh()) }

    package static func capturesText(_ model: Model) -> Bool { model.audit.prompt != nil }

    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool {
        guard var prompt = model.audit.prompt else { return false }
        switch input {
        case .key(.enter), .key(.down), .key(.tab):
            model.audit.prompt = nil
        case .key(.escape):
            model.audit.prompt = nil
            ask(&model, model.audit.setFilter(""))
        default:
            var line = input
            if case .paste(let text) = input {
                line = .paste(String(text.prefix(200).split(whereSeparator: \.isNewline).joined(separator: " ")))
            }
            guard prompt.handle(line) else { return false }
            model.audit.prompt = prompt
            ask(&model, model.audit.setFilter(prompt.text))
        }
        return true
    }

    package static func back(_ model: inout Model) -> Bool {
        if model.audit.showsDetail {
            model.audit.showsDetail = false
            return true
        }
        if stopVerifying(&model) { return true }
        guard !model.audit.filter.text.isEmpty else { return false }
        ask(&model, model.audit.setFilter(""))
        return true
    }

    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        switch answer {
        case .success(.audit(.page(let events))) where generation == model.audit.loading: ask(&model, model.audit.receive(events))
        case .success(.audit(.verdict(let verdict))) where generation == model.audit.verifying:
            model.audit.verifying = nil
            model.audit.chain = .verdict(verdict, at: model.now)
            if case .broken(let place, _) = verdict {
                model.toast("The audit log has been tampered with or damaged at event \(place).", .failure)
            }
        case .failure(let error) where generation == model.audit.verifying:
            model.audit.verifying = nil
            model.audit.chain = .failed(error.message)
        case .failure(let error) where generation == model.audit.loading:
            model.audit.loading = nil
            model.audit.failure = error.message
        default: break
        }
    }

    package static func progressed(_ done: Int64, _ generation: Generation, _ model: inout Model) {
        if generation == model.audit.verifying { model.audit.chain = .checking(events: max(0, done)) }
    }

    /// Ctrl-C cancels the request itself.
    package static func ticked(_ model: inout Model) {
        if let generation = model.audit.verifying, !model.isPending(generation) { _ = stopVerifying(&model) }
        if let generation = model.audit.loading, !model.isPending(generation) { model.audit.loading = nil }
    }

    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        switch (target, kind) {
        case (.row(let index), .press): model.audit.select(at: index)
        case (.row(let index), .doubleClick):
            model.audit.select(at: index)
            model.audit.showsDetail = true
        case (_, .wheelDown): move(&model, .by(3))
        case (_, .wheelUp): move(&model, .by(-3))
        default: break
        }
    }

    package static func crumbs(_ model: Model) -> [String] {
        model.audit.showsDetail ? model.audit.selected.map { ["event \($0.id)"] } ?? [] : []
    }

    package static func filterText(_ model: Model) -> String { model.audit.filter.text }

    package static func status(_ model: Model) -> String {
        guard let index = model.audit.selectedIndex else { return "" }
        let count = MomentFormat.count(model.audit.events.count) + (model.audit.reachedEnd ? "" : "+")
        return model.audit.isTrimmed ? "event \(model.audit.events[index].id)" : "\(MomentFormat.count(index + 1)) of \(count)"
    }
}

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
                "audit.trail", [.character("t")], "its trail",
                "Shows only the events of the revocation under the cursor; of an event without one, those of its record.",
                group: .find, scope: .tab(.audit),
                refusal: { model in
                    model.audit.selected.map { trail(of: $0) == nil ? "This event belongs to no revocation and no record." : nil }
                        ?? "No event is selected."
                }
            ) { model in
                guard let text = model.audit.selected.flatMap(trail(of:)) else { return }
                ask(&model, model.audit.setFilter(text))
            },
            Binding(
                "audit.go", [.character("o")], "go to it",
                "Goes to the session or remember token of the event under the cursor, or to all of its user's.", group: .find,
                scope: .tab(.audit), hint: 35, refusal: whyNotGo
            ) { goTo(&$0) },
            Binding(
                "audit.verify", [.character("v")], "verify chain",
                "Checks the hash of every event in the log against the one before it.", group: .act, scope: .tab(.audit),
                hint: 10,
                refusal: { $0.audit.verifying == nil ? nil : "The chain is being verified; \($0.keyLabel("shell.escape")) stops it." }
            ) { verify(&$0) },
            Binding(
                "audit.break", [.character("b")], "to the break", "Goes to the event at which the chain is broken.", group: .find,
                scope: .tab(.audit),
                refusal: { $0.audit.brokenAt == nil ? "No break in the chain is known; \($0.keyLabel("audit.verify")) verifies it." : nil }
            ) { model in
                guard let place = model.audit.brokenAt else { return }
                if model.audit.filter.isEmpty == false { _ = model.audit.setFilter("") }
                ask(&model, model.audit.moveTo(model.audit.evidence?.found?.id ?? place))
                model.audit.settle(rows: rows(model))
            },
            Binding(
                "audit.undo", [.character("U")], "undo", "Restores what the revocation under the cursor took away, after asking.",
                group: .act, scope: .tab(.audit), dangerous: true, hint: 40, refusal: whyNotUndo
            ) { undo(&$0) },
            Binding(
                "audit.export", [.character("e")], "export", "Writes the log, or what matches the filter, to a file of JSON Lines.",
                group: .act, scope: .tab(.audit),
                refusal: { $0.connection.isOffline ? "The store does not answer; nothing can be exported now." : nil }
            ) { AuditExporting.start(&$0) },
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

    @Sendable private static func whyNotGo(_ model: Model) -> String? {
        guard let event = model.audit.selected else { return "No event is selected." }
        switch event.subject {
        case .session, .token, .user: return nil
        case .many: return event.userID == nil ? "This event is about many; \(model.keyLabel("audit.trail")) shows its trail." : nil
        }
    }

    /// A filter for what belongs together with this event.
    @Sendable private static func trail(of event: AuditEvent) -> String? {
        if let revocation = event.revocation { return revocation.description }
        return switch event.subject {
        case .session(let id): "session:\(id.hex)"
        case .token(let id): "token:\(id.hex)"
        case .user, .many: nil
        }
    }

    // MARK: Acting

    /// To the record in its own tab; Esc comes back.
    private static func goTo(_ model: inout Model) {
        guard let event = model.audit.selected else { return }
        switch event.subject {
        case .session(let id): ListActions<SessionRecord>.setFilter(Filter(terms: [.init(.id(id.hex))]), &model)
        case .token(let id): ListActions<TokenRecord>.setFilter(Filter(terms: [.init(.id(id.hex))]), &model)
        case .user(let id): ListActions<SessionRecord>.setFilter(Filter(terms: [.init(.user(event.userID ?? id))]), &model)
        case .many:
            guard let user = event.userID else { return }
            ListActions<SessionRecord>.setFilter(Filter(terms: [.init(.user(user))]), &model)
        }
        model.trail.append(.audit)
        if case .token = event.subject { model.show(.tokens) } else { model.show(.sessions) }
    }

    private static func ask(_ model: inout Model, _ effect: AuditEffect?) {
        guard let effect else { return }
        if case .load(let query) = effect { model.audit.query = query }
        model.audit.loading = model.request(.audit(effect), for: .audit, replacing: model.audit.loading)
    }

    /// Shows what matches, as if it had been typed behind `/`.
    static func filter(_ text: String, _ model: inout Model) {
        model.audit.showsDetail = false
        ask(&model, model.audit.setFilter(String(text.prefix(200))))
    }

    private static func move(_ model: inout Model, _ motion: ListMotion) {
        if model.audit.showsDetail {
            let columns = max(8, model.size.columns - 4)
            let count = model.audit.selected.map { AuditDetail.lines($0, model.audit.evidence, columns: columns, now: model.now).count } ?? 0
            model.audit.detailTop = motion.destination(from: model.audit.detailTop, count: count, rows: rows(model))
            return
        }
        switch motion {
        case .first: ask(&model, model.audit.moveToNewest(rows: rows(model)))
        case .last: ask(&model, model.audit.moveToOldest(rows: rows(model)))
        default: ask(&model, model.audit.move(by: motion.distance(rows: rows(model)), rows: rows(model)))
        }
    }

    /// How many events show at a time.
    private static func rows(_ model: Model) -> Int { max(1, Places(model.screenLayout.body, model).list.rows - 1) }

    private static func undo(_ model: inout Model) {
        guard let event = model.audit.selected, let revocation = event.revocation else { return }
        let whose = event.userID.map { " of \($0)" } ?? ""
        model.confirmRestore(.revocation(revocation), what: "\(revocation): \(AuditText.subject(event.subject))\(whose)")
    }

    private static func verify(_ model: inout Model) {
        model.audit.chain = .checking(events: 0)
        model.audit.evidence = nil
        model.audit.verifying = model.request(
            .audit(.verify), for: .audit, replacing: model.audit.verifying, job: "verifying the audit chain",
            total: model.audit.newestKnown > 0 ? model.audit.newestKnown : nil)
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

    /// Ends a search for words through a long log; what was found stays.
    private static func stopSearching(_ model: inout Model) -> Bool {
        guard model.audit.filter.isSieve, let generation = model.audit.loading, model.isPending(generation) else { return false }
        model.cancel(generation)
        model.audit.loading = nil
        model.toast("Stopped searching; moving on goes on with it.")
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
        if stopVerifying(&model) || stopSearching(&model) { return true }
        guard !model.audit.filter.text.isEmpty else { return false }
        ask(&model, model.audit.setFilter(""))
        return true
    }

    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        if generation == model.audit.exporting { return AuditExporting.answered(answer, &model) }
        switch answer {
        case .success(.audit(.page(let events))) where generation == model.audit.loading:
            guard let query = model.audit.query else { return }
            ask(&model, model.audit.receive(events, for: query))
            model.audit.settle(rows: rows(model))
        case .success(.audit(.verdict(let verdict))) where generation == model.audit.verifying:
            model.audit.verifying = nil
            model.audit.chain = .verdict(verdict, at: model.now)
            if case .broken(let place, _) = verdict {
                model.toast("The audit log has been tampered with or damaged at event \(place); \(model.keyLabel("audit.break")) goes there.", .failure)
                model.audit.examining = model.request(
                    .audit(.examine(place: place)), for: .audit, replacing: model.audit.examining)
            }
        case .success(.audit(.evidence(let evidence))) where generation == model.audit.examining:
            model.audit.evidence = evidence
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
        case (.row(let index), .press):
            model.audit.showsDetail = false
            model.audit.select(at: index)
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

    package static func describe(_ place: inout Place, _ model: Model) {
        place.filter = model.audit.filter.text
        place.isDetailOpen = model.audit.showsDetail
    }

    package static func go(to place: Place, _ model: inout Model) {
        filter(place.filter, &model)
        model.audit.showsDetail = place.isDetailOpen && model.audit.selected != nil
    }

    package static func filterText(_ model: Model) -> String { model.audit.filter.text }

    package static func status(_ model: Model) -> String {
        let audit = model.audit
        guard let index = audit.selectedIndex else { return "" }
        // Events are numbered without gaps, so of the whole log the place and the length are known.
        if audit.filter.isEmpty {
            let length = max(audit.newestKnown, audit.events[index].id)
            return "event \(MomentFormat.count(Int(clamping: audit.events[index].id))) of \(MomentFormat.count(Int(clamping: length)))"
        }
        guard audit.reachedNewest else { return "event \(MomentFormat.count(Int(clamping: audit.events[index].id)))" }
        return "\(MomentFormat.count(index + 1)) of \(MomentFormat.count(audit.events.count))\(audit.reachedEnd ? "" : "+")"
    }
}

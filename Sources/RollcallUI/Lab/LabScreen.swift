import CookieInspector
import LoginFlows
package import Screen
import SessionCore
package import SessionRegistry

/// Interactive login tests: mock users and flows on the left, a mock browser in the middle, what happened on the right.
package enum LabScreen: TabScreen {
    package static var bindings: [Binding] {
        ListMotion.bindings(.lab, id: "lab") { move(&$0, $1) } + paneBindings + flowBindings + stepBindings
    }

    private static var paneBindings: [Binding] {
        [
            Binding(
                "lab.pane-right", [.character("l"), .right, .tab], "next pane", "Goes to the pane on the right.", group: .move,
                scope: .tab(.lab)
            ) {
                pane(&$0, 1)
            },
            Binding(
                "lab.pane-left", [.character("h"), .left, .backTab], "pane before", "Goes to the pane on the left.", group: .move,
                scope: .tab(.lab)
            ) {
                pane(&$0, -1)
            },
            Binding(
                "lab.enter", [.enter], "open", "On a user: logs in. On a flow: opens it. On a step: shows what happened.",
                group: .lab, scope: .tab(.lab),
                hint: 60
            ) { enter(&$0) },
        ]
    }

    private static var flowBindings: [Binding] {
        [
            Binding(
                "lab.run", [.character("R")], "run", "Runs the flow to its end or to a break; at its end, begins again.",
                group: .lab, scope: .tab(.lab),
                hint: 20, refusal: whyNotRun
            ) { run(&$0) },
            Binding(
                "lab.step", [.character("t")], "step", "Does the flow's next step.", group: .lab, scope: .tab(.lab), hint: 30,
                refusal: whyNotStep
            ) { step(&$0) },
            Binding(
                "lab.break", [.character("b")], "break",
                "Sets or clears a break before the step under the cursor, where a run stops.", group: .lab,
                scope: .tab(.lab), hint: 40, refusal: { $0.lab.run?.selected == nil ? "There is no step under the cursor." : nil }
            ) { toggleBreak(&$0) },
            Binding(
                "lab.back", [.character("U")], "step back", "Takes the last step back: everything is as it was before it.",
                group: .lab, scope: .tab(.lab), hint: 45, refusal: whyNotBack
            ) { stepBack(&$0) },
            Binding(
                "lab.run-all", [.character("A")], "run all", "Runs every flow of the list, one after another.", group: .lab,
                scope: .tab(.lab),
                refusal: { model in
                    if !model.lab.queue.isEmpty { return "They are being run; \(model.keyLabel("shell.escape")) stops." }
                    return model.lab.flows.contains { $0.flow != nil } ? nil : "There is no flow to run."
                }
            ) { runAll(&$0) },
            Binding(
                "lab.save", [.character("w")], "save", "Saves what was done as a flow file that can be replayed.", group: .lab,
                scope: .tab(.lab),
                hint: 50, refusal: { ($0.lab.run?.next ?? 0) == 0 ? "Nothing has been done yet that could be saved." : nil }
            ) { ask(&$0, .save) },
            Binding(
                "lab.new", [.character("N")], "new run",
                "Starts a new run by hand: signed or registry sessions, signed or series remember cookies.",
                group: .lab, scope: .tab(.lab), hint: 70
            ) { ask(&$0, .newRun) },
            Binding(
                "lab.refresh", [.control("r")], "refresh", "Reads the mock users and the flow files again.", group: .act,
                scope: .tab(.lab)
            ) {
                readLibrary(&$0)
            },
        ]
    }

    private static var stepBindings: [Binding] {
        func by(
            _ id: String, _ key: Character, _ name: String, _ about: String, hint: Int? = nil,
            _ act: @escaping @Sendable (inout Model) -> Void
        ) -> Binding {
            Binding(
                "lab.\(id)", [.character(key)], name, about, group: .lab, scope: .tab(.lab), hint: hint, refusal: whyNotDo,
                run: act)
        }
        func get(_ target: String) -> @Sendable (inout Model) -> Void { { perform(.request(FlowRequest(.get, target)), &$0) } }
        return [
            by("menu", "a", "do …", "Lists everything one can do with the mock browser.", hint: 10) { $0.lab.dialog = .menu(0) },
            by("login", "L", "log in", "Logs a mock user in: password, remember, fresh, force, duration, next.", hint: 15) {
                ask(&$0, .login)
            },
            by("logout", "O", "log out", "Opens the logout page.", get("/logout")),
            by("protected", "p", "protected", "Opens the page that needs a login.", hint: 80, get("/protected")),
            by("fresh", "f", "fresh", "Opens the page that needs a fresh login.", get("/fresh")),
            by("whoami", "i", "who am I", "Asks the application who is logged in.", get("/whoami")),
            by("open", "o", "open page", "Opens any page by its path.") { ask(&$0, .open) },
            by("confirm", "C", "confirm", "Confirms the login: makes it fresh.", get("/confirm")),
            by("close", "B", "close browser", "Closes the browser: cookies without an expiry go.") {
                perform(.closeBrowser, &$0)
            },
            by("browser", "n", "browser", "Goes on in another browser.") { ask(&$0, .browser) },
            Binding(
                "lab.steal", [.character("S")], "steal", "Steals another browser's cookies.", group: .lab, scope: .tab(.lab),
                refusal: whyNotSteal
            ) { ask(&$0, .steal) },
            by("client", "I", "client", "Changes IP address, user agent, scheme or host.") { ask(&$0, .client) },
            by("clock", "T", "clock", "Moves the clock forward.") { ask(&$0, .advance) },
            by("tamper", "E", "tamper", "Tampers with a cookie.") { ask(&$0, .tamper) },
            by("rotate", "K", "rotate key", "Rotates the application's secret key.") { ask(&$0, .rotate) },
            Binding(
                "lab.inspect", [.character("c")], "inspect", "Takes the browser's cookies apart in the Cookies tab.", group: .lab,
                scope: .tab(.lab),
                refusal: { cookies($0).isEmpty ? "The mock browser has no cookies." : nil }
            ) { inspect(&$0) },
        ]
    }

    // MARK: Why not

    @Sendable private static func whyNotBack(_ model: Model) -> String? {
        guard let run = model.lab.run, run.next > 0 else { return "Nothing has been done yet that could be taken back." }
        return run.busy == nil ? nil : "A step is being done."
    }

    @Sendable private static func whyNotDo(_ model: Model) -> String? {
        guard let run = model.lab.run else { return "There is no mock browser yet: \(model.keyLabel("lab.new")) starts one." }
        if let problem = run.problem { return "The mock application could not be made: \(problem)" }
        if run.snapshot == nil { return "The mock application is being made." }
        if run.busy != nil { return "A step is being done." }
        return run.steps.count >= LabRun.mostSteps ? "A run has at most \(LabRun.mostSteps) steps: \(model.keyLabel("lab.new")) starts a new one." : nil
    }

    @Sendable private static func whyNotSteal(_ model: Model) -> String? {
        if let reason = whyNotDo(model) { return reason }
        let others = LabForms.others(model.lab)
        return others.isEmpty ? "There is no other browser to steal from: \(model.keyLabel("lab.browser")) opens one." : nil
    }

    @Sendable private static func whyNotStep(_ model: Model) -> String? {
        if model.lab.pane == .library, case .flow = model.lab.selectedRow, model.lab.run?.hasMore != true { return nil }
        guard let run = model.lab.run, run.flow != nil else { return "No flow is open: choose one on the left and press Enter." }
        if let why = whyNotDo(model) { return why }
        return run.hasMore ? nil : "The flow is at its end: \(model.keyLabel("lab.run")) runs it again."
    }

    @Sendable private static func whyNotRun(_ model: Model) -> String? {
        if case .flow(let index) = model.lab.selectedRow, model.lab.pane == .library {
            return model.lab.flows.indices.contains(index) && model.lab.flows[index].flow != nil ? nil : "This file is no flow."
        }
        guard let run = model.lab.run, run.flow != nil else { return "No flow is open: choose one on the left and press Enter." }
        return run.busy == nil ? nil : "A step is being done."
    }

    // MARK: The shell's calls

    package static func shown(_ model: inout Model) {
        if !model.lab.hasLibrary { readLibrary(&model) }
        if model.lab.run == nil { openFree(&model) }
    }

    package static func capturesText(_ model: Model) -> Bool { model.lab.dialog != nil }

    package static func input(_ input: InputEvent, _ model: inout Model) -> Bool {
        switch model.lab.dialog {
        case nil: return false
        case .menu(let cursor): return menu(input, cursor, &model)
        case .form(var form, let kind):
            switch form.handle(input) {
            case .unused: return false
            case .cancel: model.lab.dialog = nil
            case .used: model.lab.dialog = .form(form, kind)
            case .submit: submit(form, kind, &model)
            }
            return true
        }
    }

    package static func back(_ model: inout Model) -> Bool {
        if model.lab.dialog != nil {
            model.lab.dialog = nil
            return true
        }
        if model.lab.run?.runs == true || !model.lab.queue.isEmpty {
            model.lab.run?.runs = false
            endBatch(&model)
            model.toast("Stopped.")
            return true
        }
        guard model.lab.pane == .outcome else { return false }
        model.lab.pane = .steps
        return true
    }

    package static func answered(_ answer: Result<Answer, StoreError>, to generation: Generation, _ model: inout Model) {
        switch answer {
        case .success(.lab(let answer)): take(answer, generation, &model)
        case .failure(let error) where generation == model.lab.libraryRequest:
            model.lab.libraryProblem = error.message
        case .failure(let error) where generation == model.lab.run?.busy:
            model.lab.run?.fail(error.message)
        case .failure(let error): model.toast(error.message, .failure)
        default: break
        }
    }

    /// Ctrl-C cancels the request itself; whether the step was done is then not known.
    package static func ticked(_ model: inout Model) {
        guard let busy = model.lab.run?.busy, !model.isPending(busy) else { return }
        endBatch(&model)
        let key = model.keyLabel("lab.back")
        model.lab.run?.fail("Cancelled: whether it was done is not known. \(key) takes it back.")
    }

    package static func clicked(_ target: HitTarget, _ kind: MouseEvent.Kind, at: Point, _ model: inout Model) {
        switch (target, kind) {
        case (.custom("library", let row), .press):
            model.lab.pane = .library
            select(row: row, &model)
        case (.custom("library", let row), .doubleClick):
            model.lab.select(row: row)
            enter(&model)
        case (.custom("step", let index), .press), (.custom("step", let index), .doubleClick):
            model.lab.pane = .steps
            select(step: index, &model)
        case (.custom("menu", let index), .press):
            if case .menu = model.lab.dialog { choose(index, &model) }
        case (.custom("form", let index), .press):
            if case .form(var form, let kind) = model.lab.dialog, form.fields.indices.contains(index) {
                form.focus = index
                model.lab.dialog = .form(form, kind)
            }
        case (.detail, .press): if model.lab.pane != .library { model.lab.pane = .outcome }
        case (.detail, .wheelDown): scrollOutcome(&model, .by(3))
        case (.detail, .wheelUp): scrollOutcome(&model, .by(-3))
        case (_, .wheelDown): move(&model, .by(3))
        case (_, .wheelUp): move(&model, .by(-3))
        default: break
        }
    }

    package static func crumbs(_ model: Model) -> [String] {
        model.lab.run.map { run in (run.source.map { [$0.whereabouts] } ?? []) + [run.title] } ?? []
    }

    package static func status(_ model: Model) -> String {
        guard let run = model.lab.run, run.flow != nil else { return "" }
        let place = "\(run.next) of \(run.steps.count) steps"
        switch run.verdict {
        case .open: return run.runs ? "running, \(place)" : place
        case .passed: return "passed, \(place)"
        case .failed(let count): return "\(count) failed, \(place)"
        }
    }
}

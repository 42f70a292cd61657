import CookieInspector
import LoginFlows
import Screen
import SessionCore
import SessionRegistry

extension LabScreen {
    // MARK: Walking

    static func pane(_ model: inout Model, _ delta: Int) {
        let count = LabState.Pane.allCases.count
        let wanted = model.lab.pane.rawValue + delta
        // Tab goes round; left of the first there is nothing for an arrow to point at.
        let goesRound = model.openingKey == .tab || model.openingKey == .backTab
        model.lab.pane = LabState.Pane(rawValue: goesRound ? (wanted + count) % count : min(max(0, wanted), count - 1)) ?? .steps
    }

    static func move(_ model: inout Model, _ motion: ListMotion) {
        let rows = max(1, model.screenLayout.body.rows - 2)
        switch model.lab.pane {
        case .library:
            model.lab.moveRow(motion, height: rows)
            model.lab.outcomeTop = 0
        case .steps:
            guard let run = model.lab.run else { return }
            select(step: motion.destination(from: run.selection, count: run.steps.count, rows: max(1, rows - 5)), &model)
        case .outcome: scrollOutcome(&model, motion)
        }
    }

    static func scrollOutcome(_ model: inout Model, _ motion: ListMotion) {
        let rows = max(1, model.screenLayout.body.rows)
        let count = LabOutcome.lines(model, columns: outcomeColumns(model)).count
        model.lab.outcomeTop = motion.destination(from: model.lab.outcomeTop, count: max(1, count - rows + 1), rows: rows)
    }

    static func select(row: Int, _ model: inout Model) {
        model.lab.select(row: row)
        model.lab.outcomeTop = 0
    }

    static func select(step index: Int, _ model: inout Model) {
        guard let run = model.lab.run, run.steps.indices.contains(index), index != run.selection else { return }
        model.lab.run?.selection = index
        model.lab.outcomeTop = 0
    }

    static func enter(_ model: inout Model) {
        guard model.lab.pane == .library else {
            model.lab.pane = model.lab.pane == .steps ? .outcome : .steps
            return
        }
        switch model.lab.selectedRow {
        case .user: loginChosenUser(&model)
        case .flow(let index): openFlow(index, &model)
        default: break
        }
    }

    /// Enter on a user: into the run that there is, if it can be, else into a new one.
    private static func loginChosenUser(_ model: inout Model) {
        guard model.lab.run?.isReady == true else {
            model.toast("The mock browser is busy: try again in a moment.")
            return
        }
        ask(&model, .login)
    }

    // MARK: Runs

    static func readLibrary(_ model: inout Model) {
        model.lab.libraryRequest = model.request(.lab(.library), for: .lab, replacing: model.lab.libraryRequest)
    }

    static func openFree(_ model: inout Model) {
        endBatch(&model)
        abandon(&model)
        let effect = model.lab.openFree(at: model.now)
        let generation = model.request(.lab(effect), for: .lab)
        model.lab.run?.busy = generation
    }

    static func openFlow(_ index: Int, _ model: inout Model, running: Bool = false, ofBatch: Bool = false) {
        guard model.lab.flows.indices.contains(index) else { return }
        if !ofBatch { endBatch(&model) }
        let entry = model.lab.flows[index]
        abandon(&model)
        guard let effect = model.lab.openFlow(entry) else {
            model.toast(entry.problem ?? "\(entry.file) is not a flow.", .failure)
            return
        }
        let generation = model.request(.lab(effect), for: .lab)
        model.lab.run?.busy = generation
        model.lab.run?.runs = running
        model.lab.pane = .steps
    }

    private static func abandon(_ model: inout Model) {
        if let busy = model.lab.run?.busy { model.cancel(busy) }
    }

    static func run(_ model: inout Model) {
        if model.lab.pane == .library, case .flow(let index) = model.lab.selectedRow {
            openFlow(index, &model, running: true)
            return
        }
        guard let run = model.lab.run, let source = run.source else { return }
        if !run.hasMore || run.problem != nil {
            // From the start again, with the same breaks; the file may have been changed meanwhile.
            let latest = model.lab.flows.first { $0.place == source.place && $0.flow != nil } ?? source
            guard let effect = model.lab.openFlow(latest) else { return }
            let generation = model.request(.lab(effect), for: .lab)
            model.lab.run?.busy = generation
            model.lab.run?.runs = true
            return
        }
        model.lab.run?.runs = true
        next(&model)
    }

    static func step(_ model: inout Model) {
        if model.lab.pane == .library, case .flow(let index) = model.lab.selectedRow {
            openFlow(index, &model)
            return
        }
        model.lab.run?.runs = false
        next(&model)
    }

    static func stepBack(_ model: inout Model) {
        guard let run = model.lab.run, run.next > 0, run.busy == nil else { return }
        model.lab.run?.runs = false
        let generation = model.request(
            .lab(.back(steps: run.outcomes(before: run.next - 1), run: run.number)), for: .lab)
        model.lab.run?.busy = generation
    }

    // MARK: All flows

    static func runAll(_ model: inout Model) {
        let places = model.lab.flows.filter { $0.flow != nil }.map(\.place)
        model.lab.queue = places
        model.lab.batch = places
        nextOfQueue(&model)
    }

    /// `false` if no flow waits.
    @discardableResult private static func nextOfQueue(_ model: inout Model) -> Bool {
        while !model.lab.queue.isEmpty {
            let place = model.lab.queue.removeFirst()
            guard let index = model.lab.flows.firstIndex(where: { $0.place == place && $0.flow != nil }) else { continue }
            openFlow(index, &model, running: true, ofBatch: true)
            return true
        }
        return false
    }

    static func endBatch(_ model: inout Model) {
        model.lab.queue = []
        model.lab.batch = []
    }

    private static func finishBatch(_ model: inout Model) {
        let verdicts = model.lab.batch.compactMap { model.lab.verdicts[$0] }
        model.lab.batch = []
        let passed = verdicts.count { $0 == .passed || $0 == .open }
        let failed = verdicts.count - passed
        if failed == 0 {
            model.toast("All \(verdicts.count) flows passed.", .success)
        } else {
            model.toast("\(failed) of \(verdicts.count) flows failed; they are marked in the list.", .failure)
        }
    }

    /// Asks for the step at `next`.
    private static func next(_ model: inout Model) {
        guard let run = model.lab.run, run.isReady, run.hasMore else {
            model.lab.run?.runs = false
            return
        }
        let job = run.runs ? "running \(run.title)" : nil
        let generation = model.request(.lab(.perform(run.steps[run.next].step, run: run.number)), for: .lab, job: job)
        model.lab.run?.busy = generation
    }

    static func toggleBreak(_ model: inout Model) {
        guard let run = model.lab.run, run.steps.indices.contains(run.selection) else { return }
        model.lab.run?.steps[run.selection].breaks.toggle()
    }

    /// Does a step by hand, before what a flow still has to do.
    static func perform(_ step: FlowStep, _ model: inout Model) {
        guard let run = model.lab.run, run.isReady else { return }
        model.lab.run?.insert(step)
        model.lab.run?.runs = false
        let generation = model.request(.lab(.perform(step, run: run.number)), for: .lab)
        model.lab.run?.busy = generation
        if model.lab.pane == .library { model.lab.pane = .steps }
    }

    // MARK: Dialogs

    static func ask(_ model: inout Model, _ kind: LabForms.Kind) {
        model.lab.dialog = .form(LabForms.form(kind, model.lab), kind)
    }

    static func menu(_ input: InputEvent, _ cursor: Int, _ model: inout Model) -> Bool {
        let count = LabMenu.entries.count
        switch input {
        case .key(.escape): model.lab.dialog = nil
        case .key(.down), .key(.tab), .key(.control("n")): model.lab.dialog = .menu((cursor + 1) % count)
        case .key(.up), .key(.backTab), .key(.control("p")): model.lab.dialog = .menu((cursor + count - 1) % count)
        case .key(.home): model.lab.dialog = .menu(0)
        case .key(.end): model.lab.dialog = .menu(count - 1)
        case .key(.enter): choose(cursor, &model)
        case .key(.character(let letter)):
            if let index = LabMenu.entries.firstIndex(where: { $0.letter == letter }) { choose(index, &model) }
        case .paste: break
        default: return false
        }
        return true
    }

    static func choose(_ index: Int, _ model: inout Model) {
        guard LabMenu.entries.indices.contains(index) else { return }
        model.lab.dialog = nil
        switch LabMenu.entries[index].choice {
        case .form(let kind): ask(&model, kind)
        case .step(let step): perform(step, &model)
        }
    }

    static func submit(_ form: Form, _ kind: LabForms.Kind, _ model: inout Model) {
        switch LabForms.result(kind, form, model.lab) {
        case .problem(let sentence):
            var form = form
            form.problem = sentence
            model.lab.dialog = .form(form, kind)
        case .step(let step):
            guard model.lab.run?.isReady == true else {
                var form = form
                form.problem = "The mock browser is busy: try again in a moment."
                model.lab.dialog = .form(form, kind)
                return
            }
            model.lab.dialog = nil
            perform(step, &model)
        case .newRun(let sessions, let remember, let protection, let config, let text):
            model.lab.dialog = nil
            model.lab.config = config
            model.lab.configText = text
            model.lab.sessions = sessions
            model.lab.remember = remember
            model.lab.protection = protection
            openFree(&model)
            model.lab.pane = .steps
        case .save(let name):
            model.lab.dialog = nil
            guard let run = model.lab.run else { return }
            model.request(.lab(.save(name: name, run: run.number)), for: .lab)
        }
    }

    // MARK: Cookies

    static func cookies(_ model: Model) -> [StoredCookie] {
        model.lab.run?.selected?.after?.cookies ?? model.lab.run?.snapshot?.cookies ?? []
    }

    static func inspect(_ model: inout Model) {
        let text = cookies(model).map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
        model.show(.cookies)
        CookiesScreen.inspect(text, origin: .lab, &model)
    }

    // MARK: Answers

    static func take(_ answer: LabAnswer, _ generation: Generation, _ model: inout Model) {
        switch answer {
        case .library(let users, let flows): model.lab.setLibrary(users: users, flows: flows)
        case .opened(let snapshot, let number):
            guard model.lab.run?.number == number else { return }
            model.lab.run?.busy = nil
            model.lab.run?.snapshot = snapshot
            goOn(&model)
        case .performed(let outcome, let snapshot, let number):
            guard model.lab.run?.number == number, generation == model.lab.run?.busy else { return }
            model.lab.run?.record(outcome, snapshot)
            model.lab.noteVerdict()
            model.lab.outcomeTop = 0
            goOn(&model)
        case .wentBack(let snapshot, _, let number):
            guard model.lab.run?.number == number, generation == model.lab.run?.busy else { return }
            model.lab.run?.stepBack(to: snapshot)
            model.lab.outcomeTop = 0
        case .saved(let path, _):
            model.toast("Saved as \(path); the cursor in the list is on it, to run it.", .success)
            model.lab.savedFile = path.split(separator: "/").last.map(String.init)
            readLibrary(&model)
        case .refused(let sentence, let number):
            guard model.lab.run?.number == number, generation == model.lab.run?.busy else {
                model.toast(sentence, .failure)
                return
            }
            let wasRunning = model.lab.run?.runs == true
            if model.lab.run?.snapshot == nil {
                model.lab.run?.busy = nil
                model.lab.run?.problem = sentence
            } else {
                model.lab.run?.fail(sentence)
            }
            model.toast(sentence, .failure)
            guard wasRunning else { return }
            model.lab.noteVerdict(ended: true)
            if !nextOfQueue(&model), !model.lab.batch.isEmpty { finishBatch(&model) }
        }
    }

    /// After a step of a running flow: the next one, unless there is a break before it.
    private static func goOn(_ model: inout Model) {
        guard let run = model.lab.run, run.runs else { return }
        guard run.hasMore else {
            model.lab.run?.runs = false
            model.lab.noteVerdict()
            if nextOfQueue(&model) { return }
            return model.lab.batch.isEmpty ? finish(&model) : finishBatch(&model)
        }
        if run.steps[run.next].breaks, run.next > 0 {
            model.lab.run?.runs = false
            select(step: run.next, &model)
            endBatch(&model)
            model.toast("Stopped at the break before step \(run.next + 1).")
            return
        }
        next(&model)
    }

    private static func finish(_ model: inout Model) {
        guard let run = model.lab.run else { return }
        switch run.verdict {
        case .open: break
        case .passed: model.toast("\(run.title): passed, \(run.steps.count) steps.", .success)
        case .failed(let count):
            if let first = run.steps.firstIndex(where: \.failed) { select(step: first, &model) }
            model.toast("\(run.title): \(count) of \(run.steps.count) steps failed; the first is selected.", .failure)
        }
    }
}

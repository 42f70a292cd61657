import LoginFlows
import RollcallSupport
import RollcallUI
import SessionRegistry

/// The Lab's application under test: one run, the latest that was opened. Nothing of it reaches the store.
actor LabBench {
    private let savedFlows: SavedFlows
    /// `before`: the run as it was before each of its steps, to step back to.
    private var current: (number: Int, run: FlowRun, before: [FlowRun])?
    /// A step is being performed: a run is a value, so two at once would lose one of them.
    private var isPerforming = false

    init(savedFlows: SavedFlows) { self.savedFlows = savedFlows }

    func library(users: [UserRecord]) -> LabAnswer {
        var flows: [LabFlow] = []
        for resource in Resource.flows {
            let name = resource.name.split(separator: "/").last.map(String.init) ?? resource.name
            flows += LabFlow.entries(bytes: resource.bytes, file: name, origin: .example)
        }
        for (name, content) in savedFlows.all() {
            switch content {
            case .success(let bytes): flows += LabFlow.entries(bytes: bytes, file: name, origin: .saved)
            case .failure(let failure): flows.append(LabFlow(origin: .saved, file: name, flow: nil, problem: failure.message))
            }
        }
        return .library(users: users.map { LabUser(id: $0.id, email: $0.email, active: $0.active) }, flows: flows)
    }

    /// - Parameters:
    ///   - flow: whose application is opened.
    ///   - users: of the store, instead of the flow's own.
    ///   - number: which run it is.
    func open(_ flow: Flow, users: [UserRecord]?, run number: Int) -> LabAnswer {
        var flow = flow
        flow.steps = []
        if let users {
            flow.users = users.map { MockUser(id: $0.id, email: $0.email, passwordHash: $0.passwordHash, active: $0.active) }
        }
        do throws(FlowError) {
            let run = try FlowRun(flow)
            current = (number, run, [])
            return .opened(Self.snapshot(run), run: number)
        } catch {
            return .refused(error.description, run: number)
        }
    }

    func perform(_ step: FlowStep, run number: Int) async -> LabAnswer {
        guard let before = current, before.number == number else { return Self.gone(number) }
        var run = before.run
        guard !isPerforming else { return .refused("the step before this one is still running", run: number) }
        isPerforming = true
        defer { isPerforming = false }
        do throws(FlowError) {
            let outcome = try await run.perform(step)
            // Another run may have been opened meanwhile; it stays.
            guard current?.number == number else { return Self.gone(number) }
            current = (number, run, before.before + [before.run])
            return .performed(outcome, Self.snapshot(run), run: number)
        } catch {
            return .refused(error.description, run: number)
        }
    }

    /// Steps back to where the run had done so many steps.
    ///
    /// A copy that was kept will do, unless the run keeps a registry, which its copies share: then it is done again from the
    /// start, which leads to the same place, secrets included, as the registry of a run is its own.
    func back(steps: Int, run number: Int) async -> LabAnswer {
        guard let held = current, held.number == number else { return Self.gone(number) }
        guard !isPerforming else { return .refused("the step before this one is still running", run: number) }
        guard steps >= 0, steps <= held.before.count else { return .refused("there is no such step to go back to", run: number) }
        guard steps < held.before.count else { return .wentBack(Self.snapshot(held.run), steps: steps, run: number) }
        var run = held.before[steps]
        var before = Array(held.before.prefix(steps))
        if run.store != nil {
            isPerforming = true
            defer { isPerforming = false }
            do throws(FlowError) {
                let done = held.run.history.prefix(steps).map(\.step)
                run = try FlowRun(held.run.flow)
                before = []
                for step in done {
                    before.append(run)
                    try await run.perform(step)
                }
            } catch {
                return .refused("the run could not be done again up to there: \(error)", run: number)
            }
            guard current?.number == number else { return Self.gone(number) }
        }
        current = (number, run, before)
        return .wentBack(Self.snapshot(run), steps: steps, run: number)
    }

    func save(name: String, run number: Int) -> LabAnswer {
        guard let run = current?.run, current?.number == number else { return Self.gone(number) }
        let flow = SavedRun.flow(recorded: run.recorded, history: run.history, name: name)
        do throws(Failure) {
            return .saved(path: try savedFlows.save(FlowWriter.yaml([flow]), name: name), run: number)
        } catch {
            return .refused(error.message, run: number)
        }
    }

    private static func gone(_ number: Int) -> LabAnswer {
        .refused("this run is no longer open: open the flow again", run: number)
    }

    private static func snapshot(_ run: FlowRun) -> LabSnapshot {
        LabSnapshot(
            clock: run.clock, client: run.client, browser: run.browser, browsers: run.browsers, cookies: run.cookies,
            session: run.session, users: run.mockUsers.rows.map { LabUser(id: $0.id, email: $0.email ?? "", active: $0.isActive) })
    }
}

import LoginFlows
import RollcallSupport
import RollcallUI
import SessionRegistry

/// The Lab's application under test: one run, the latest that was opened. Nothing of it reaches the store.
actor LabBench {
    private let savedFlows: SavedFlows
    private var current: (number: Int, run: FlowRun)?
    /// A step is being performed: a run is a value, so two at once would lose one of them.
    private var isPerforming = false

    init(savedFlows: SavedFlows) { self.savedFlows = savedFlows }

    func library(users: [UserRecord]) -> LabAnswer {
        var flows: [LabFlow] = []
        for resource in Resource.flows {
            let name = resource.name.split(separator: "/").last.map(String.init) ?? resource.name
            flows += Self.flows(in: resource.bytes, file: name, origin: .example)
        }
        for (name, content) in savedFlows.all() {
            switch content {
            case .success(let bytes): flows += Self.flows(in: bytes, file: name, origin: .saved)
            case .failure(let failure): flows.append(LabFlow(origin: .saved, file: name, flow: nil, problem: failure.message))
            }
        }
        return .library(users: users.map { LabUser(id: $0.id, email: $0.email, active: $0.active) }, flows: flows)
    }

    private static func flows(in bytes: [UInt8], file: String, origin: LabFlow.Origin) -> [LabFlow] {
        do throws(FlowError) {
            return try FlowReader.flows(bytes: bytes, file: file).map { LabFlow(origin: origin, file: file, flow: $0.flow) }
        } catch {
            return [LabFlow(origin: origin, file: file, flow: nil, problem: error.description)]
        }
    }

    /// - Parameter users: of the store, instead of the flow's own.
    func open(_ flow: Flow, users: [UserRecord]?, run number: Int) -> LabAnswer {
        var flow = flow
        flow.steps = []
        if let users {
            flow.users = users.map { MockUser(id: $0.id, email: $0.email, passwordHash: $0.passwordHash, active: $0.active) }
        }
        do throws(FlowError) {
            let run = try FlowRun(flow)
            current = (number, run)
            return .opened(Self.snapshot(run), run: number)
        } catch {
            return .refused(error.description, run: number)
        }
    }

    func perform(_ step: FlowStep, run number: Int) async -> LabAnswer {
        guard var run = current?.run, current?.number == number else { return Self.gone(number) }
        guard !isPerforming else { return .refused("the step before this one is still running", run: number) }
        isPerforming = true
        defer { isPerforming = false }
        do throws(FlowError) {
            let outcome = try await run.perform(step)
            // Another run may have been opened meanwhile; it stays.
            guard current?.number == number else { return Self.gone(number) }
            current = (number, run)
            return .performed(outcome, Self.snapshot(run), run: number)
        } catch {
            return .refused(error.description, run: number)
        }
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

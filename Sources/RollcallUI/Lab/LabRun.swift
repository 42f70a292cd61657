import CookieInspector
package import LoginFlows
import Screen
package import SessionCore
import SessionRegistry

/// One run in the Lab: a mock browser and its application, with the steps done and, where a flow file was opened, the steps
/// still to do.
package struct LabRun: Equatable, Sendable {
    package struct Step: Equatable, Sendable {
        /// Without passwords, once it has been done.
        package var step: FlowStep
        package var outcome: StepOutcome?
        /// How everything stood afterwards.
        package var after: LabSnapshot?
        /// Why it could not be carried out.
        package var problem: String?
        package var breaks = false
        /// Which of the flow's steps it is; `nil`: it was asked for by hand.
        package var origin: Int?

        package var isDone: Bool { outcome != nil || problem != nil }
        package var failed: Bool { problem != nil || outcome?.failures.isEmpty == false }
    }

    package enum Verdict: Equatable, Sendable {
        case open
        case passed
        /// How many steps do not show what was expected.
        case failed(Int)
    }

    package static let mostSteps = 1_000

    package let number: Int
    package var title: String
    package var settings: ApplicationSettings
    /// The file's flow and its place; `nil` for a run by hand.
    package var source: LabFlow?
    package var steps: [Step]
    /// The first step that is not done.
    package var next = 0
    package var selection = 0
    package var snapshot: LabSnapshot?
    /// The request under way.
    package var busy: Generation?
    /// Goes on by itself until a break, the end, or Esc.
    package var runs = false
    /// Why there is no application: it could not be made.
    package var problem: String?

    package init(number: Int, title: String, settings: ApplicationSettings, source: LabFlow? = nil) {
        self.number = number
        self.title = title
        self.settings = settings
        self.source = source
        steps = (source?.flow?.steps ?? []).enumerated().map { Step(step: $1, origin: $0) }
    }

    package var flow: Flow? { source?.flow }

    /// Where a step stands in its file: `protected.yaml, document 2, step 3, line 17`; a step by hand has only its number.
    package func whereabouts(of index: Int) -> String {
        guard let source, steps.indices.contains(index), let origin = steps[index].origin else { return "step \(index + 1), by hand" }
        let line = source.stepLines.indices.contains(origin) ? ", line \(source.stepLines[origin])" : ""
        return "\(source.file), document \(source.document), step \(origin + 1)\(line)"
    }

    package var isReady: Bool { snapshot != nil && busy == nil && problem == nil }
    package var selected: Step? { steps.indices.contains(selection) ? steps[selection] : nil }
    package var hasMore: Bool { next < steps.count }
    package var failures: Int { steps.prefix(next).count { $0.failed } }

    package var verdict: Verdict {
        if failures > 0 { return .failed(failures) }
        return flow != nil && !hasMore && !steps.isEmpty ? .passed : .open
    }

    /// The session as it was before the selected step, by what the steps before it left.
    package func sessionBefore(_ index: Int) -> SessionMap? {
        steps.indices.contains(index) ? steps[index].outcome?.sessionBefore : nil
    }

    /// Outcomes of the steps before this one: as many as the run itself has.
    package func outcomes(before index: Int) -> Int { steps.prefix(max(0, index)).count { $0.outcome != nil } }

    /// The last step is undone. A flow's step is to be done again, with what it held in the file; one by hand is gone.
    package mutating func stepBack(to before: LabSnapshot) {
        busy = nil
        snapshot = before
        guard next > 0 else { return }
        next -= 1
        if let origin = steps[next].origin, let flow, flow.steps.indices.contains(origin) {
            steps[next] = Step(step: flow.steps[origin], breaks: steps[next].breaks, origin: origin)
        } else {
            steps.remove(at: next)
        }
        selection = max(0, next - 1)
    }

    /// Puts a step that was asked for by hand before those still to do; a password in it is not kept.
    package mutating func insert(_ step: FlowStep) {
        steps.insert(Step(step: StepText.withoutSecrets(step)), at: min(next, steps.count))
    }

    /// The step at `next` is done.
    package mutating func record(_ outcome: StepOutcome, _ after: LabSnapshot) {
        busy = nil
        snapshot = after
        guard steps.indices.contains(next) else { return }
        var outcome = outcome
        outcome.step = StepText.withoutSecrets(outcome.step)
        steps[next].step = outcome.step
        steps[next].outcome = outcome
        steps[next].after = after
        selection = next
        next += 1
    }

    /// The step at `next` could not be carried out.
    package mutating func fail(_ message: String) {
        busy = nil
        runs = false
        guard steps.indices.contains(next) else {
            problem = message
            return
        }
        steps[next].step = StepText.withoutSecrets(steps[next].step)
        steps[next].problem = message
        selection = next
        next += 1
    }
}

import SessionCore
public import SessionRegistry

/// What a whole flow did.
public struct FlowResult: Hashable, Sendable {
    public var document: FlowDocument
    /// Of the steps that were carried out.
    public var outcomes: [StepOutcome]
    /// Why the flow could not be carried to its end.
    public var error: FlowError?

    public init(document: FlowDocument, outcomes: [StepOutcome], error: FlowError? = nil) {
        self.document = document
        self.outcomes = outcomes
        self.error = error
    }

    /// Every step was carried out, and every expectation holds.
    public var passed: Bool { error == nil && outcomes.allSatisfy(\.failures.isEmpty) }

    public var trace: [Observation] { outcomes.compactMap(\.observation) }

    public var verdict: FlowVerdict { error != nil ? .unreadable : passed ? .passed : .failed }
}

/// How running flows ended; the raw value is the command's exit status.
public enum FlowVerdict: Int32, Hashable, Sendable, Comparable {
    case passed = 0
    case failed = 1
    /// A file cannot be read, or is not a flow that can be carried out.
    case unreadable = 2

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// Of several: the worst.
    public static func overall(_ verdicts: some Sequence<FlowVerdict>) -> FlowVerdict { verdicts.max() ?? .passed }
}

/// Runs whole flows.
public enum FlowRunner {
    /// Carries out every step in order; a failed expectation does not stop the flow, a step that cannot be carried out does.
    ///
    /// - Parameters:
    ///   - document: the flow, with its place in a file.
    ///   - store: see `FlowRun`.
    ///   - users: see `FlowRun`.
    public static func run(_ document: FlowDocument, store: (any RegistryStore)? = nil, users: FlowRun.Users = .ofFlow) async
        -> FlowResult
    {
        var result = FlowResult(document: document, outcomes: [])
        var place = 0
        do {
            var run = try FlowRun(document.flow, store: store, users: users)
            for step in document.flow.steps {
                result.outcomes.append(try await run.perform(step))
                place += 1
            }
        } catch {
            var error = error
            error.file = document.file
            error.document = document.number
            if document.flow.steps.indices.contains(place) {
                error.path = "steps[\(place)]"
                error.line = document.stepLines.indices.contains(place) ? document.stepLines[place] : nil
            }
            result.error = error
        }
        return result
    }
}

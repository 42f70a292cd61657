public import SessionCore

/// A flow: a scripted browser session against a small login application, and what must be seen. One document of a flow file.
///
/// Values only; `FlowReader` makes them from YAML, `FlowWriter` turns them back, `FlowRun` carries them out.
public struct Flow: Hashable, Sendable {
    public var name: String
    /// Free text.
    public var about: String?
    /// Where the frozen clock stands at the first step.
    public var clock: Timestamp
    public var app: ApplicationSettings
    /// The mock user database before the first step, in the order in which it is searched.
    public var users: [MockUser]
    public var client: ClientChange
    public var steps: [FlowStep]

    /// 2026-01-01T00:00:00Z.
    public static let defaultClock = Timestamp(seconds: 1_767_225_600)

    public init(
        name: String, about: String? = nil, clock: Timestamp = Flow.defaultClock,
        app: ApplicationSettings = ApplicationSettings(),
        users: [MockUser] = [], client: ClientChange = ClientChange(), steps: [FlowStep] = []
    ) {
        self.name = name
        self.about = about
        self.clock = clock
        self.app = app
        self.users = users
        self.client = client
        self.steps = steps
    }
}

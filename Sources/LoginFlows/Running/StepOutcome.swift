public import SessionCore

/// What one step did: for the screen, and for the formats that explain.
public struct StepOutcome: Hashable, Sendable {
    /// From 1.
    public var number: Int
    public var step: FlowStep
    /// Of a request.
    public var observation: Observation?
    /// One sentence: "GET /protected: 302 to /login?next=%2Fprotected", "clock moved to 2026-01-01T00:01:30Z".
    public var summary: String
    /// The whole body whatever the status was; empty for steps that are no request.
    public var body: String
    /// The cookies that went with the request, in order.
    public var cookiesSent: [CookiePair]
    /// The names set to live on, and set to expire.
    public var cookiesSet: [String]
    public var cookiesCleared: [String]
    /// The session that the current browser would present before and after the step, for the same path.
    public var sessionBefore: SessionMap?
    public var sessionAfter: SessionMap?
    /// Empty if the step's expectation holds, or it has none.
    public var failures: [ExpectationFailure]

    public struct CookiePair: Hashable, Sendable {
        public var name: String
        public var value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        number: Int, step: FlowStep, observation: Observation?, summary: String, body: String = "",
        cookiesSent: [CookiePair] = [],
        cookiesSet: [String] = [], cookiesCleared: [String] = [], sessionBefore: SessionMap? = nil,
        sessionAfter: SessionMap? = nil,
        failures: [ExpectationFailure] = []
    ) {
        self.number = number
        self.step = step
        self.observation = observation
        self.summary = summary
        self.body = body
        self.cookiesSent = cookiesSent
        self.cookiesSet = cookiesSet
        self.cookiesCleared = cookiesCleared
        self.sessionBefore = sessionBefore
        self.sessionAfter = sessionAfter
        self.failures = failures
    }
}

/// An expectation that does not hold: expected against seen, both as JSON text.
public struct ExpectationFailure: Hashable, Sendable {
    /// The key of `expect`.
    public var key: String
    public var expected: String
    public var seen: String
    public init(key: String, expected: String, seen: String) {
        self.key = key
        self.expected = expected
        self.seen = seen
    }
}

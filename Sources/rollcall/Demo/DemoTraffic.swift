import LoginFlows
import RollcallSupport
import SessionCore
import SessionRegistry

/// Mock visitors who log in and out of the demo application, on a store: registry sessions and series tokens.
actor DemoTraffic {
    /// The password of everybody in Resources/users.json.
    private static let password = "correct horse"
    private static let visitors = 60

    private let store: any RegistryStore
    private let application: LoginApplication
    private let sessions: RegistrySessions
    private let users: StoreUsers
    private var visitors: [DemoVisitor] = []
    private var random = SystemRandomNumberGenerator()

    init(store: any RegistryStore) async throws {
        self.store = store
        var settings = ApplicationSettings()
        // For this demo's cookies alone, which never leave the process.
        settings.secretKey = SecretSource.system.secret()
        settings.sessions = .registry
        settings.remember = .series
        sessions = RegistrySessions(
            store: store, settings: RegistrySettings(idleLifetime: 4 * 3_600, absoluteLifetime: 24 * 3_600, touchInterval: 5),
            secrets: .system)
        application = LoginApplication(
            settings, sessions: sessions, series: RememberSeries(store: store, grace: 60, secrets: .system))
        users = StoreUsers(store)
        let people = try await store.users(after: nil, limit: 200)
        guard !people.isEmpty else {
            throw Failure(.outside, "the demo's store has no mock users; this is a fault of the program: build it again")
        }
        // A few people log in often, most now and then.
        for index in 0..<Self.visitors {
            let range = index % 3 == 0 ? people.prefix(3) : people[...]
            guard let person = range.randomElement(using: &random) else { continue }
            visitors.append(DemoVisitor(email: person.email, client: DemoDevices.client(using: &random)))
        }
    }

    /// Logins of the last hours, so that the screen is alive from its first frame.
    func backfill(_ count: Int, now: Timestamp) async throws {
        for index in visitors.indices.prefix(count) {
            let age = Int64.random(in: 20...(index % 4 == 0 ? 20_000 : 3_400), using: &random)
            let login = now.advanced(bySeconds: -age)
            try await perform(.logIn(remember: Int.random(in: 0..<5, using: &random) < 2, password: Self.password), index, login)
            if visitors[index].isLoggedIn, Bool.random(using: &random) {
                try await perform(.visit, index, now.advanced(bySeconds: -Int64.random(in: 0..<max(1, age), using: &random)))
            }
        }
        try await sessions.touches.flush(to: store, now: now, everything: true)
    }

    /// Goes on until the task is cancelled. A store that fails for a moment is tried again.
    func run() async {
        var flushedAt = SystemClock.milliseconds()
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .milliseconds(Int.random(in: 300...1_600, using: &random)))
            } catch {
                break
            }
            let now = SystemClock.now()
            // What fails here fails on the screen too, which says so.
            try? await step(now)
            if SystemClock.milliseconds() - flushedAt > 3_000 {
                flushedAt = SystemClock.milliseconds()
                _ = try? await sessions.touches.flush(to: store, now: now, everything: true)
            }
        }
        _ = try? await sessions.touches.flush(to: store, now: SystemClock.now(), everything: true)
    }

    private func step(_ now: Timestamp) async throws(StoreError) {
        guard let index = visitors.indices.randomElement(using: &random) else { return }
        let chance = Int.random(in: 0..<100, using: &random)
        if visitors[index].isLoggedIn {
            let act: DemoVisitor.Act = chance < 70 ? .visit : chance < 85 ? .logOut : .reopen
            try await perform(act, index, now)
        } else {
            try await perform(.logIn(remember: chance < 45, password: chance > 94 ? "wrong" : Self.password), index, now)
        }
    }

    private func perform(_ act: DemoVisitor.Act, _ index: Int, _ now: Timestamp) async throws(StoreError) {
        // A copy, as another call may run while this one waits for the store.
        var visitor = visitors[index]
        try await visitor.perform(act, on: application, users: users, now: now)
        visitors[index] = visitor
    }
}

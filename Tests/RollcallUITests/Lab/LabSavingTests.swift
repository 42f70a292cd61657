import LoginFlows
import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("Saving and replaying in the Lab")
struct LabSavingTests {
    /// Every kind of step that the forms make, in an order that a seed decides.
    static func steps(seed: UInt64) -> [FlowStep] {
        var random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ count: Int) -> Int {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Int(random % UInt64(count))
        }
        func login(_ email: String, _ password: String, _ fields: [FlowRequest.Field] = []) -> FlowStep {
            .request(FlowRequest(.post, "/login?next=%2Fwhoami", form: [.init("email", email), .init("password", password)] + fields))
        }
        func get(_ target: String) -> FlowStep { LabTests.get(target) }
        let kinds: [FlowStep] = [
            login("ada@example.test", LabState.testPassword), login("ada@example.test", LabState.testPassword, [.init("remember", "1")]),
            login("ada@example.test", "typed canary-passw0rd"), login("eve@example.test", LabState.testPassword),
            login("new@example.test", LabState.testPassword, [.init("fresh", "0")]), login("nobody@example.test", "canary-passw0rd"),
            get("/protected"), get("/fresh"), get("/whoami"), get("/confirm"), get("/logout"), get("/put?key=k&value=v"), get("/flashes"),
            get("/permanent"), get("/clear"), .request(FlowRequest(.options, "/protected")), .request(FlowRequest(.head, "/open")),
            .request(FlowRequest(.get, "/whoami", headers: [.init("X-Api-Key", "canary-api-key")])),
            .closeBrowser, .browser("phone"), .browser("main"), .stealCookies(from: "main"), .advance(seconds: 3_600),
            .client(ClientChange(ip: "203.0.113.\(next(200))")), .client(ClientChange(userAgent: .value("other/1"))),
            .tamper(cookie: "session", edit: .flipLast), .dropCookies(.all), .setCookie(name: "session", value: "x y"),
            .signSession(data: ["_fresh": .bool(true), "_user_id": .string("ada")], key: nil),
            .signSession(data: ["_user_id": .string("ada")], key: "another-key"), .signRemember(payload: "ada", key: nil),
            .rotateKey(secretKey: "lab-key-2", fallbacks: ["lab-key-1"]), .setUser(MockUser(id: "ada", active: true)),
            .setUser(MockUser(id: "ada", active: false)), .setUser(MockUser(id: "bob", getID: "b-2")), .deleteUser("bob"),
            .setUser(MockUser(id: "new", email: "new@example.test", password: LabState.testPassword, active: true)),
        ]
        return [kinds[0]] + (0..<40).map { _ in kinds[next(kinds.count)] }
    }

    @Test("a saved run, written to a file and read back, replays identically", arguments: [UInt64(1), 2, 3, 4, 5, 6], [false, true])
    func replaysIdentically(seed: UInt64, registry: Bool) async throws {
        var settings = ApplicationSettings(secretKey: LabState.key(1))
        if registry { (settings.sessions, settings.remember) = (.registry, .series) }
        let users = ["ada", "bob", "eve"].map {
            MockUser(id: $0, email: "\($0)@example.test", passwordHash: PasswordSample.hash, active: $0 != "eve")
        }
        var run = try FlowRun(Flow(name: "lab", app: settings, users: users))
        for step in Self.steps(seed: seed) { try await run.perform(step) }
        let saved = SavedRun.flow(recorded: run.recorded, history: run.history, name: "saved \(seed)")
        let yaml = FlowWriter.yaml([saved])
        #expect(!yaml.contains("canary") && !yaml.contains("pbkdf2"))
        let document = try #require(try FlowReader.flows(yaml: yaml, file: "saved.yaml").first)
        let result = await FlowRunner.run(document)
        #expect(result.passed, "\(result.error.map(\.description) ?? ""), \(result.outcomes.flatMap(\.failures))")
        let before = run.history.compactMap(\.observation)
        #expect(result.trace.count == before.count)
        for (old, new) in zip(before, result.trace) {
            var (old, new) = (old, new)
            if registry {
                // Another run's secrets: names and attributes are the same.
                old.setCookie = old.setCookie.map(CookieMask.setCookie)
                new.setCookie = new.setCookie.map(CookieMask.setCookie)
            }
            #expect(old == new)
        }
    }

    @Test("after saving, the cursor of the list is on the new file")
    func savedFile() async throws {
        var driver = try await LabTests.driver(flows: [LabTests.entry])
        await driver.press(.character("p"), .character("w"), .enter)
        #expect(driver.model.lab.savedFile == nil)
        driver.flows.append(LabFlow(origin: .saved, file: "my-flow.yaml", flow: driver.saved.first))
        await driver.press(.character("w"), .enter)
        #expect(driver.model.lab.selectedFlow?.file == "my-flow.yaml")
        await driver.press(.character("h"), .character("R"))
        #expect(driver.model.lab.run?.verdict == .passed)
    }
}

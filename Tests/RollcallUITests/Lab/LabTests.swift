import LoginFlows
import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("Lab tab")
struct LabTests {
    static func driver(size: Size = Size(columns: 120, rows: 40), flows: [LabFlow] = []) async throws -> TabDriver {
        var driver = TabDriver(size: size)
        try await driver.addUsers()
        driver.flows = flows
        await driver.show(.lab)
        return driver
    }

    static func get(_ target: String, _ expect: LoginFlows.Expectation? = nil) -> FlowStep {
        .request(FlowRequest(.get, target, expect: expect))
    }

    /// Its third step expects what does not happen.
    static let flow = Flow(
        name: "protected pages", users: [MockUser(id: "ada", email: "ada@example.test", password: "correct horse")],
        steps: [
            get("/protected", LoginFlows.Expectation(status: 302)),
            .request(
                FlowRequest(
                    .post, "/login", form: [.init("email", "ada@example.test"), .init("password", "correct horse")],
                    expect: LoginFlows.Expectation(status: 302, user: .text("ada")))),
            get("/protected", LoginFlows.Expectation(status: 404)),
            get("/logout", LoginFlows.Expectation(status: 200, user: .null)),
        ])
    static let entry = LabFlow(origin: .example, file: "protected.yaml", flow: flow)

    /// Opens the first flow of the list.
    static func opened() async throws -> TabDriver {
        var driver = try await driver(flows: [entry])
        await driver.press(.character("h"), .character("G"), .enter)
        return driver
    }

    @Test("the store's mock users are listed, the inactive one marked")
    func users() async throws {
        let driver = try await Self.driver()
        #expect(driver.has("ada@example.test"))
        #expect(driver.has("inactive"))
        #expect(!driver.has("pbkdf2"), "no password hash is drawn")
    }

    @Test("a login with the test password, the protected page, and logging out")
    func loginByHand() async throws {
        var driver = try await Self.driver()
        await driver.press(.character("L"), .enter)
        #expect(driver.has("log in ada@example.test"))
        #expect(driver.has("user_logged_in"))
        #expect(driver.has("_user_id"))
        await driver.press(.character("p"))
        #expect(driver.has("Logged in as: ada"))
        await driver.press(.character("O"))
        #expect(driver.has("Logged out"))
        #expect(driver.model.lab.run?.steps.compactMap { $0.outcome?.observation?.status } == [302, 200, 200])
    }

    @Test("the session before and after is compared, what changed is marked")
    func diff() async throws {
        var driver = try await Self.driver()
        await driver.press(.character("L"), .enter)
        #expect(driver.has("SESSION  begins"))
        #expect(driver.has("+ _user_id"))
        await driver.press(.character("O"))
        #expect(driver.has("- _user_id"))
    }

    @Test("a typed password is never drawn, kept or saved")
    func typedPassword() async throws {
        var driver = try await Self.driver()
        await driver.press(.character("L"), .tab, .tab)
        await driver.type("canary-passw0rd")
        #expect(!driver.has("canary"))
        await driver.press(.enter)
        #expect(driver.has("Bad login"))
        #expect(!"\(String(describing: driver.model.lab))".contains("canary"))
        await driver.press(.character("w"), .enter)
        #expect(driver.saved.count == 1)
        #expect(!"\(driver.saved)".contains("canary"))
        #expect(!"\(driver.saved)".contains("pbkdf2"))
    }

    @Test("a saved run replays with stand-ins for passwords and passes", arguments: [false, true])
    func replay(registry: Bool) async throws {
        var driver = try await Self.driver()
        if registry {
            await driver.press(.character("N"), .right, .down, .right, .enter)
            #expect(driver.model.lab.run?.settings.sessions == .registry)
            #expect(driver.model.lab.run?.settings.remember == .series)
        }
        await driver.press(
            .character("L"), .tab, .tab, .tab, .character(" "), .enter, .character("p"), .character("B"), .character("p"),
            .character("f"), .character("C"), .character("O"))
        await driver.press(.character("w"), .enter)
        let saved = try #require(driver.saved.first)
        #expect(saved.users.map(\.id) == ["ada"], "only whom the run is about")
        var run = try FlowRun(saved)
        var failures: [ExpectationFailure] = []
        for step in saved.steps { failures += try await run.perform(step).failures }
        #expect(failures.isEmpty, "\(failures)")
        #expect(saved.steps.count == 7)
    }

    @Test("registry secrets and remember verifiers in cookies are not drawn")
    func secrets() async throws {
        var driver = try await Self.driver()
        await driver.press(
            .character("N"), .right, .down, .right, .enter, .character("L"), .tab, .tab, .tab, .character(" "), .enter)
        let cookies = driver.model.lab.run?.snapshot?.cookies ?? []
        #expect(cookies.count == 2)
        for cookie in cookies {
            for part in cookie.value.split(whereSeparator: { "|.".contains($0) }) where part.count > 16 {
                #expect(!driver.text.contains(part.prefix(16)), "\(cookie.name) shows")
            }
        }
    }

    @Test("R runs a flow to its end, counts what failed and selects the first")
    func runs() async throws {
        var driver = try await Self.opened()
        #expect(driver.has("protected pages"))
        await driver.press(.character("R"))
        #expect(driver.model.lab.run?.verdict == .failed(1))
        #expect(driver.model.lab.run?.selection == 2)
        #expect(driver.has("NOT AS EXPECTED"))
        #expect(driver.has("expected"))
        #expect(driver.has("404"))
    }

    @Test("R at the end begins again, with its breaks")
    func again() async throws {
        var driver = try await Self.opened()
        await driver.press(.character("R"))
        let first = driver.model.lab.run?.number
        await driver.press(.character("g"), .character("j"), .character("b"), .character("R"))
        #expect(driver.model.lab.run?.number != first)
        #expect(driver.model.lab.run?.next == 1, "stopped before the second step")
        await driver.press(.character("R"))
        #expect(driver.model.lab.run?.hasMore == false)
    }

    @Test("t does one step at a time; a step by hand goes in between")
    func steps() async throws {
        var driver = try await Self.opened()
        await driver.press(.character("t"))
        #expect(driver.model.lab.run?.next == 1)
        await driver.press(.character("i"))
        #expect(driver.model.lab.run?.steps.count == 5)
        #expect(driver.has("anonymous"))
        await driver.press(.character("t"), .character("t"), .character("t"), .character("t"))
        #expect(driver.model.lab.run?.next == 5)
        #expect(driver.has("The flow is at its end") || driver.model.lab.run?.hasMore == false)
    }

    @Test("Esc stops a running flow; the answer under way still counts")
    func stopping() async throws {
        var driver = try await Self.opened()
        driver.holding = true
        await driver.press(.character("R"), .escape)
        #expect(driver.model.lab.run?.runs == false)
        await driver.release()
        #expect(driver.model.lab.run?.next == 1)
    }

    @Test("answers for a run that was replaced are dropped")
    func late() async throws {
        var driver = try await Self.opened()
        driver.holding = true
        await driver.press(.character("t"), .character("N"), .enter)
        await driver.release()
        #expect(driver.model.lab.run?.flow == nil)
        #expect(driver.model.lab.run?.steps.isEmpty == true)
        #expect(driver.model.lab.run?.isReady == true)
    }

    @Test("a file that is no flow says why")
    func notAFlow() async throws {
        let broken = LabFlow(
            origin: .saved, file: "broken.yaml", flow: nil, problem: "broken.yaml:3: document 1, steps[0]: unknown key.")
        var driver = try await Self.driver(flows: [broken])
        #expect(driver.has("not a flow"))
        await driver.press(.character("h"), .character("G"), .enter)
        #expect(driver.has("broken.yaml:3: document 1, steps[0]: unknown key."))
    }

    @Test("every entry of the menu is reached by its letter, and no letter twice")
    func menu() async throws {
        #expect(Set(LabMenu.entries.map(\.letter)).count == LabMenu.entries.count)
        for entry in LabMenu.entries {
            var driver = try await Self.driver()
            await driver.press(.character("a"), .character(entry.letter))
            switch entry.choice {
            case .form(let kind):
                guard case .form(_, kind)? = driver.model.lab.dialog else {
                    Issue.record("\(entry.label) opens nothing")
                    continue
                }
            case .step: #expect(driver.model.lab.run?.next == 1, "\(entry.label)")
            }
        }
    }

    @Test("the forms make the steps that they promise")
    func forms() async throws {
        var driver = try await Self.driver()
        await driver.press(.character("I"))
        await driver.press(.control("u"))
        await driver.type("203.0.113.7")
        await driver.press(
            .enter, .character("T"), .enter, .character("n"), .enter, .character("S"), .enter, .character("K"), .enter)
        let state = driver.model.lab.run?.snapshot
        #expect(state?.client.ip == "203.0.113.7")
        #expect(state?.clock == TabDriver.start.advanced(bySeconds: 3600))
        #expect(state?.browsers == ["main", "phone"])
        #expect(state?.browser == "phone")
        #expect(driver.model.lab.run?.steps.map(\.step).last == .rotateKey(secretKey: "lab-key-2", fallbacks: ["lab-key-1"]))
    }

    @Test(
        "answers that make no step are refused with a sentence",
        arguments: [
            (LabForms.Kind.advance, "by", "soon"), (.open, "target", "//evil.test"), (.browser, "name", "  "),
            (.open, "form", "a=1"), (.open, "header", "Cookie: a=1"), (.open, "header", "nothing"), (.signSession, "data", "{"),
            (.signSession, "data", "[1]"), (.signRemember, "payload", ""), (.addUser, "email", " "),
            (.newRun, "config", "SESSION_COOKIE_SECURE: maybe"), (.newRun, "config", "NO_SUCH: 1"), (.newRun, "config", "{"),
            (.save, "name", "../etc"), (.login, "email", ""),
            (.login, "duration", "long"), (.client, "ip", ""),
        ])
    func refusals(kind: LabForms.Kind, key: String, text: String) async throws {
        let driver = try await Self.driver()
        var form = LabForms.form(kind, driver.model.lab)
        let index = try #require(form.fields.firstIndex { $0.key == key })
        form.fields[index].content = .text(TextField(text))
        guard case .problem(let sentence) = LabForms.result(kind, form, driver.model.lab) else {
            Issue.record("accepted")
            return
        }
        #expect(sentence.hasSuffix("."))
    }

    @Test("c takes the browser's cookies to the Cookies tab")
    func inspect() async throws {
        var driver = try await Self.driver()
        await driver.press(.character("L"), .enter, .character("c"))
        #expect(driver.model.tab == .cookies)
        #expect(driver.model.cookies.selected?.origin == .lab)
        #expect(driver.has("From the Lab"))
    }

    @Test("a step that cannot be done says why and the run goes on")
    func refusedStep() async throws {
        var driver = try await Self.driver()
        await driver.press(.character("a"), .character("r"), .enter)
        #expect(driver.model.lab.run?.steps.first?.problem != nil)
        await driver.press(.character("i"))
        #expect(driver.model.lab.run?.steps.last?.outcome?.observation?.status == 200)
    }

    @Test("keys of one tab do not contradict each other")
    func conflicts() {
        let mine = Keymap(CookiesScreen.bindings + LabScreen.bindings + AuditScreen.bindings + HealthScreen.bindings)
        #expect(mine.conflicts.isEmpty, "\(mine.conflicts)")
        for binding in mine.bindings { #expect(binding.about.hasSuffix(".") && !binding.name.isEmpty, "\(binding.id)") }
    }

    // MARK: Stepping back

    @Test("U takes steps back one by one, and doing them again shows the same", arguments: [false, true])
    func stepBack(registry: Bool) async throws {
        var driver = try await Self.driver()
        if registry { await driver.press(.character("N"), .right, .down, .right, .enter) }
        await driver.press(.character("L"), .tab, .tab, .tab, .character(" "), .enter)
        let login = try #require(driver.model.lab.run?.snapshot)
        await driver.press(.character("p"), .character("T"), .enter, .character("O"))
        let outcomes = driver.model.lab.run?.steps.compactMap(\.outcome)
        await driver.press(.character("U"), .character("U"), .character("U"))
        #expect(driver.model.lab.run?.next == 1)
        #expect(driver.model.lab.run?.steps.count == 1, "steps by hand are gone when they are taken back")
        #expect(driver.model.lab.run?.snapshot?.cookies == login.cookies)
        #expect(driver.model.lab.run?.snapshot?.clock == login.clock)
        #expect(driver.model.lab.run?.snapshot?.session == login.session)
        if !registry {
            await driver.press(.character("p"), .character("T"), .enter, .character("O"))
            #expect(driver.model.lab.run?.steps.compactMap(\.outcome) == outcomes)
        }
        for _ in 0..<9 { await driver.press(.character("U")) }
        #expect(driver.model.lab.run?.steps.isEmpty == true)
        #expect(driver.model.lab.run?.snapshot?.cookies.isEmpty == true)
    }

    @Test("a flow's step that is taken back is to be done again, with the password of the file")
    func stepBackInFlow() async throws {
        var driver = try await Self.opened()
        await driver.press(.character("t"), .character("t"), .character("i"), .character("t"))
        #expect(driver.model.lab.run?.next == 4)
        await driver.press(.character("U"), .character("U"), .character("U"))
        #expect(driver.model.lab.run?.next == 1)
        #expect(driver.model.lab.run?.steps.map(\.step) == Self.flow.steps.enumerated().map { $0.offset == 0 ? StepText.withoutSecrets($0.element) : $0.element })
        await driver.press(.character("t"))
        #expect(driver.model.lab.run?.steps[1].outcome?.observation?.user == "ada")
    }

    // MARK: Files

    static let file = """
        flow: first
        steps:
          - get: /open
        ---
        flow: second
        users:
          - {id: "1", email: a@example.test, password: x}
        steps:
          - get: /open
            expect: {status: 200}
          - get: /protected
            expect:
              status: 200
              body: "Logged in as: 1"
              set_cookie_has: ["session=eyJrVoovLU4tis9MUbJSSkxJVNJRik8rSi3OULIqKSpN", "; HttpOnly"]
        """

    @Test("what is not as expected is shown against what was seen, with file, document, step and line")
    func place() async throws {
        let entries = LabFlow.entries(bytes: Array(Self.file.utf8), file: "two.yaml", origin: .saved)
        #expect(entries.map(\.document) == [1, 2])
        var driver = try await Self.driver(flows: entries)
        await driver.press(.character("h"), .character("G"))
        #expect(driver.has("two.yaml, document 2 of 2, line 5"))
        await driver.press(.character("R"))
        #expect(driver.model.lab.run?.verdict == .failed(1))
        for words in [
            "two.yaml, document 2, step 2, line 11", "NOT AS EXPECTED", "status", "200", "302", "\"Logged in as: 1\"", "null",
        ] { #expect(driver.has(words), "\(words) is missing") }
        #expect(!driver.has("RoovLU4tis9MUbJSSkxJVNJRik8rSi3OULIqKSpN"), "a cookie's value is masked in expectations, too")
    }

    @Test("the error of a file that is no flow has its path and line, where the cursor is on it")
    func errorPlace() async throws {
        let text = "flow: a\nsteps:\n  - get: /open\n    expect: {status: ok}\n"
        let entries = LabFlow.entries(bytes: Array(text.utf8), file: "bad.yaml", origin: .saved)
        var driver = try await Self.driver(size: Size(columns: 160, rows: 40), flows: entries)
        await driver.press(.character("h"), .character("G"))
        #expect(driver.has("bad.yaml:4: document 1, step 1 (steps[0].expect.status)"))
    }

    @Test("A runs every flow and marks how each ended")
    func runAll() async throws {
        let entries = LabFlow.entries(bytes: Array(Self.file.utf8), file: "two.yaml", origin: .saved) + [Self.entry]
        var driver = try await Self.driver(flows: entries)
        await driver.press(.character("A"))
        #expect(driver.model.messages.last?.text == "2 of 3 flows failed; they are marked in the list.")
        #expect(driver.model.lab.verdicts.count == 3)
        #expect(driver.model.lab.verdicts[entries[0].place] == .passed)
        #expect(driver.model.lab.queue.isEmpty && driver.model.lab.batch.isEmpty)
    }

    @Test("a user's settings for a new run are read as in a flow file")
    func settings() async throws {
        var driver = try await Self.driver()
        await driver.press(.character("N"), .tab, .tab, .tab)
        await driver.type("SESSION_COOKIE_SECURE: true, SESSION_COOKIE_NAME: sid")
        await driver.press(.enter, .character("I"), .tab, .tab, .right, .enter, .character("L"), .enter)
        #expect(driver.model.lab.run?.snapshot?.cookies.map(\.name) == ["sid"])
        #expect(driver.has("Secure"))
    }
}

@Suite struct TwinNameTests {
    @Test(
        "names that would look alike once they are cut keep what tells them apart",
        arguments: [
            ("remember me, signed", ["remember me, series"], 12, "rem…, signed"),
            ("remember me, series", ["remember me, signed"], 12, "rem…, series"),
            ("remember me in a registry", ["remember me in a cookie"], 14, "reme… registry"),
            // The part that differs is long: from where it begins.
            ("pages: alpha and much more behind it", ["pages: alpha beside"], 10, "pag…and much more behind it"),
            ("protected pages of all", ["sign in"], 12, "protected pages of all"), ("short", ["short too"], 12, "short"),
            ("the same", ["the same"], 6, "the same"),
        ])
    func twins(name: String, others: [String], columns: Int, expected: String) {
        #expect(TwinName.shortened(name, among: others, columns: columns, ellipsis: "…") == expected)
    }
}

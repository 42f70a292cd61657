import CookieInspector
import LoginFlows
import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("Hostile text and random keys in the Cookies, Lab, Audit and Health tabs")
struct LabHostileTests {
    static let texts = [
        "\u{1B}]52;c;aGVsbG8=\u{07}", "\u{9B}31m\u{85}", "a\u{202E}b\u{2066}c", "line\r\nline\tend",
        "\u{FEFF}\u{200B}\u{200D}\u{E0041}",
        "e" + String(repeating: "\u{301}", count: 500), "👩‍👩‍👧‍👦🏳️‍🌈中文", "\u{2039}U+0041\u{203A}", String(repeating: "x", count: 10_000),
        "\u{0}\u{7F}\u{AD}",
    ]
    static let sizes = [
        Size(columns: 60, rows: 15), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 1, rows: 1),
    ]

    /// No cell holds what a terminal could obey or reorder by.
    static func check(_ driver: TabDriver, _ what: String) {
        for size in sizes {
            let frame = view(driver.model, size: size)
            #expect(frame.cells.count == size.columns * size.rows)
            for cell in frame.cells {
                for scalar in cell.text.unicodeScalars {
                    let category = scalar.properties.generalCategory
                    let harmful = [.control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse]
                        .contains(category)
                    #expect(!harmful, "\(what): U+\(String(scalar.value, radix: 16)) at \(size)")
                }
            }
        }
    }

    @Test("hostile cookies, names and payloads", arguments: texts)
    func cookies(text: String) async {
        var driver = TabDriver()
        await driver.show(.cookies)
        var map = SessionMap()
        map[text] = .list([.string(text), .markup(text), .map(["k": .string(text)])])
        let finding = CookieReport.Finding(id: text, severity: .high, text: text, reference: text)
        let report = CookieReport(
            name: text, format: .flaskSession, verdict: .malformed, payload: .json(.map(map)), userID: text,
            layers: [text, "json"], findings: [finding],
            problem: text)
        driver.model.cookies.add([report], origin: .given, keys: 1, at: driver.now)
        driver.model.cookies.keyProblem = text
        Self.check(driver, "cookies")
        await driver.press(.enter, .character("G"))
        Self.check(driver, "cookies, detail")
        await driver.paste("name=\(text)")
        await driver.press(.character("i"))
        await driver.paste(text)
        Self.check(driver, "cookies, typing")
    }

    @Test("hostile operators, reasons, users and filters", arguments: texts)
    func audit(text: String) async {
        var driver = TabDriver()
        driver.auditEvents = [
            AuditEvent(
                id: 2, at: TabDriver.start, operatorName: text, action: .revoke,
                subject: .many(sessions: 1, tokens: 1, chosenBy: text), userID: text,
                reason: text, revocation: RevocationID(1), hash: Sample.id(1).digest),
            AuditEvent(
                id: 1, at: TabDriver.start, operatorName: text, action: .userAdded, subject: .user(text), userID: nil,
                reason: nil, revocation: nil,
                hash: Sample.id(2).digest),
        ]
        await driver.show(.audit)
        Self.check(driver, "audit")
        await driver.press(.enter)
        Self.check(driver, "audit, detail")
        await driver.press(.escape, .character("j"), .enter, .escape, .character("/"))
        await driver.paste(text)
        Self.check(driver, "audit, filter")
        driver.failing = StoreError(.unavailable, text)
        await driver.press(.enter, .character("v"), .control("r"))
        Self.check(driver, "audit, failure")
    }

    @Test("hostile users, flows, answers and sessions", arguments: texts)
    func lab(text: String) async throws {
        var driver = TabDriver()
        let flow = Flow(
            name: text, users: [MockUser(id: text, email: text, password: text)],
            steps: [
                .client(ClientChange(ip: text, userAgent: .value(text), host: text)), .browser(text),
                .setCookie(name: "session", value: text),
                .setUser(MockUser(id: text, active: false)),
            ])
        driver.flows = [
            LabFlow(origin: .example, file: text, flow: flow), LabFlow(origin: .saved, file: text, flow: nil, problem: text),
        ]
        await driver.show(.lab)
        let users = [LabUser(id: text, email: text, active: false)]
        driver.model.lab.setLibrary(users: users, flows: driver.flows)
        var map = SessionMap()
        map[text] = .string(text)
        let seen = Observation(
            step: 1, status: 200, location: text, body: text, setCookie: ["\(text)=\(text); Path=\(text)"], user: text,
            session: map, signals: [text])
        let outcome = StepOutcome(
            number: 1, step: .request(FlowRequest(.get, text)), observation: seen, summary: text, body: text, sessionBefore: map,
            sessionAfter: map,
            failures: [ExpectationFailure(key: text, expected: text, seen: text)])
        let cookie = StoredCookie(name: text, value: text, domain: text, path: text, expires: nil, secure: true, hostOnly: true)
        let snapshot = LabSnapshot(
            clock: TabDriver.start, client: FlowClient(ip: text, userAgent: text, scheme: text, host: text), browser: text,
            browsers: [text, text],
            cookies: [cookie], session: map, users: users)
        driver.model.lab.run?.insert(.request(FlowRequest(.get, text)))
        driver.model.lab.run?.record(outcome, snapshot)
        for pane in LabState.Pane.allCases {
            driver.model.lab.pane = pane
            Self.check(driver, "lab \(pane)")
        }
        for kind in LabForms.Kind.allCases {
            driver.model.lab.dialog = .form(LabForms.form(kind, driver.model.lab), kind)
            Self.check(driver, "lab form \(kind)")
            await driver.paste(text)
            await driver.press(.enter)
            Self.check(driver, "lab form \(kind) answered")
        }
        driver.model.lab.dialog = nil
        await driver.press(.character("h"), .character("G"), .enter, .character("R"))
        Self.check(driver, "lab flow")
    }

    @Test("hostile store names and findings", arguments: texts)
    func health(text: String) async {
        var driver = await HealthTests.driver()
        driver.findings = [CookieReport.Finding(id: text, severity: .low, text: text, reference: text)]
        driver.model.store.url = text
        await driver.pass(seconds: 20)
        await driver.press(.control("r"))
        Self.check(driver, "health")
        driver.failing = StoreError(.unreadable, text)
        await driver.press(.control("r"))
        Self.check(driver, "health, failure")
    }

    @Test(
        "no sequence of keys breaks a tab, and every frame is whole", arguments: [Tab.cookies, .lab, .audit, .health],
        [UInt64(1), 2, 3, 4])
    func randomKeys(tab: Tab, seed: UInt64) async throws {
        var random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ count: Int) -> Int {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Int(random % UInt64(max(1, count)))
        }
        var driver = TabDriver()
        try await driver.addUsers()
        driver.auditEvents = AuditTests.events(250)
        driver.keys = ["k1"]
        driver.flows = [LabTests.entry]
        for (number, days) in [100, 40].enumerated() {
            let ended = TabDriver.start.advanced(bySeconds: -Int64(days) * 86_400)
            try await driver.store.insert(
                SessionRecord(
                    id: Sample.id(number), userID: "ada", createdAt: ended, lastSeenAt: ended, expiresAt: ended, ip: nil, userAgent: nil,
                    device: nil, fresh: true, permanent: false, remembered: false), payload: [:])
        }
        await driver.show(tab)
        var confirmed = 0
        let letters = Array("jkghlGaLOpfwiocCBnSITEKRtbNdDuUvyPPre/+- ihax0123456789éz中")
        let special: [Key] = [
            .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .backspace, .delete,
            .control("d"), .control("u"), .control("r"), .control("c"), .control("w"),
        ]
        for turn in 0..<250 {
            let asked = driver.requests.count
            var dialog: ActDialog?
            if case .act(let open)? = driver.model.overlay { dialog = open }
            defer {
                // Whatever changes the store was confirmed as its dialog wants it, by the key before.
                for request in driver.requests[asked...] {
                    switch request {
                    case .revoke, .restore, .health(.purge):
                        confirmed += 1
                        #expect(dialog?.ready == true, "\(request)")
                        if case .typed(let word)? = dialog?.confirmation { #expect(dialog?.typed.text == word) }
                    case .record(let action, _, _, _): #expect(action == .reveal)
                    default: break
                    }
                }
            }
            // Now and then someone types what the dialog asks for.
            if case .typed(let word)? = dialog?.confirmation, next(4) == 0 {
                await driver.press(.control("u"))
                await driver.type(word)
                if case .act(let open)? = driver.model.overlay { dialog = open }
                await driver.press(.enter)
                continue
            }
            switch next(12) {
            case 0:
                await driver.paste(
                    ["session=\(CookiesTests.session)", "", "a\nb", "203.0.113.9", Self.texts[next(Self.texts.count)]][next(5)])
            case 1: await driver.send(.input(.resize(Self.sizes[next(Self.sizes.count)]), at: driver.now))
            case 2:
                await driver.send(
                    .input(
                        .mouse(
                            MouseEvent(
                                [.press, .wheelDown, .wheelUp, .doubleClick][next(4)], at: Point(column: next(120), row: next(40))
                            )), at: driver.now))
            case 3...6: await driver.press(special[next(special.count)])
            case 7: await driver.pass(seconds: Int64(next(20)))
            default: await driver.press(.character(letters[next(letters.count)]))
            }
            // Other tabs have tests of their own.
            if driver.model.tab != tab, driver.model.overlay == nil { driver.model.show(tab) }
            if turn % 5 == 0 {
                let frame = driver.frame
                #expect(frame.cells.count == driver.model.size.columns * driver.model.size.rows)
            }
            if let run = driver.model.lab.run {
                #expect(run.next <= run.steps.count && (run.steps.isEmpty || run.steps.indices.contains(run.selection)))
            }
            if driver.model.audit.selection != nil, !driver.model.audit.events.isEmpty {
                #expect(driver.model.audit.selectedIndex != nil)
            }
        }
    }
}

import CookieInspector
import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("Health tab")
struct HealthTests {
    static let sample = StoreHealth(
        activeSessions: 12_345, expiredSessions: 1_203, revokedSessions: 41, activeTokens: 800, users: 9, auditEvents: 77,
        sizeInBytes: 98_562_048,
        loginsPerMinute: (0..<60).map { $0 % 7 == 0 ? 12 : $0 % 5 }, sessionsByAge: [400, 2_000, 6_000, 3_000, 945])

    static func driver(_ health: StoreHealth = sample, size: Size = Size(columns: 120, rows: 40), theme: Theme = .dark) async
        -> TabDriver
    {
        var driver = TabDriver(size: size, theme: theme)
        driver.health = health
        driver.keys = ["k1"]
        driver.findings = [
            CookieReport.Finding(
                id: "cookie-not-secure", severity: .medium,
                text: "SESSION_COOKIE_SECURE is off: the cookie also travels over http.", reference: "OWASP ASVS 5.0, 3.3.1"),
            CookieReport.Finding(
                id: "weak-key", severity: .high, text: "Key 0 is on a list of known keys: anyone can sign cookies with it.",
                reference: "OWASP ASVS 5.0, 11.1.2"),
        ]
        await driver.show(.health)
        return driver
    }

    @Test("size, latency, sessions, logins, what waits, and findings are there")
    func everything() async {
        let driver = await Self.driver()
        for words in [
            "94 MiB", "0.4 ms", "12,345", "1,203 expired sessions wait", "rollcall sessions purge --expired-for 30d", "HIGH",
            "weak-key", "MEDIUM", "1 key configured", "Make a new SECRET_KEY", "COOKIE FLAGS  not known",
        ] {
            #expect(driver.has(words), "\(words) is missing")
        }
    }

    @Test("the worst finding comes first")
    func order() async {
        let lines = await Self.driver().frame.lines
        let high = lines.firstIndex { $0.contains("weak-key") } ?? .max
        let medium = lines.firstIndex { $0.contains("cookie-not-secure") } ?? 0
        #expect(high < medium)
    }

    @Test("in ASCII no bar or sparkline needs another character")
    func ascii() async {
        let driver = await Self.driver(theme: Theme.dark.withASCII())
        for line in driver.frame.lines { #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "\(line)") }
        #expect(driver.has("####"))
    }

    @Test("an empty store shows zeros and calm words")
    func empty() async {
        var driver = TabDriver()
        driver.health = StoreHealth(
            activeSessions: 0, expiredSessions: 0, revokedSessions: 0, activeTokens: 0, users: 0, auditEvents: 0,
            sizeInBytes: nil, loginsPerMinute: [],
            sessionsByAge: [])
        await driver.show(.health)
        #expect(driver.has("no expired session waits"))
        #expect(driver.has("in memory"))
        #expect(driver.has("none; without a key there is none to judge"))
    }

    @Test("changes of the store do not ask more than every ten seconds")
    func calm() async {
        var driver = await Self.driver()
        func asked() -> Int { driver.requests.count { $0 == .health(.read) } }
        #expect(asked() == 1)
        HealthScreen.storeChanged(&driver.model)
        await driver.pass(seconds: 1)
        #expect(asked() == 1)
        await driver.pass(seconds: 10)
        HealthScreen.storeChanged(&driver.model)
        await driver.pass(seconds: 1)
        #expect(asked() == 2)
        #expect(driver.model.health.latencies == [420, 420])
    }

    @Test("a failure is told and the last report stays")
    func failure() async {
        var driver = await Self.driver()
        driver.failing = StoreError(.unavailable, "The store is locked by another process.")
        await driver.press(.control("r"))
        #expect(driver.has("locked by another process"))
        #expect(driver.has("12,345"))
    }

    @Test("numbers beyond all measure do not trap", arguments: [Int.max, Int.min, -1, 0])
    func extremes(number: Int) async {
        let health = StoreHealth(
            activeSessions: number, expiredSessions: number, revokedSessions: number, activeTokens: number, users: number,
            auditEvents: number,
            sizeInBytes: Int64(number), loginsPerMinute: [number, number, 3],
            sessionsByAge: [number, number, number, number, number, number])
        for columns in [1, 60, 80, 120] {
            let driver = await Self.driver(health, size: Size(columns: columns, rows: columns == 1 ? 1 : 24))
            #expect(driver.frame.cells.count == columns * (columns == 1 ? 1 : 24))
        }
    }

    @Test(
        "sizes are read as people read them",
        arguments: [
            (Int64(0), "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (65_536, "64 KiB"), (10_444, "10 KiB"),
            (2_097_152, "2.0 MiB"), (98_562_048, "94 MiB"), (.max, "8388608 TiB"), (-5, "0 B"),
        ])
    func sizes(bytes: Int64, text: String) { #expect(ByteCount.text(bytes) == text) }

    @Test(
        "a sparkline's tallest value has the tallest sign, and zero none",
        arguments: [
            ([0, 1, 8], false, " ▁█"), ([0, 0, 0], false, "   "), ([5], false, "█"), ([0, 1, 8], true, " .@"),
        ])
    func sparkline(values: [Int], ascii: Bool, text: String) { #expect(Sparkline.text(values, width: 10, ascii: ascii) == text) }

    @Test(
        "a bar is never longer than its place and never missing for a count",
        arguments: [(1, 1_000_000, 10, 1), (1_000_000, 1_000_000, 10, 10), (0, 5, 10, 0), (5, 5, 0, 0), (7, 3, 4, 4)])
    func bars(value: Int, top: Int, width: Int, cells: Int) {
        #expect(Bar.text(value, of: top, width: width, ascii: false).count == cells)
        #expect(Bar.text(value, of: top, width: width, ascii: true).count == cells)
    }

    // MARK: Latency

    @Test("after some answers shortest, middle and longest are told, with a curve")
    func latencies() {
        var state = HealthState()
        for latency in [900, 100, 400, 2_000, 300] as [Int64] {
            state.receive(
                HealthReport(
                    store: Self.sample, latency: latency, description: StoreDescription(url: "demo", readOnly: false, canRestore: true),
                    keyCount: 0, findings: []), at: TabDriver.start)
        }
        #expect(state.latencySummary?.minimum == 100)
        #expect(state.latencySummary?.median == 400)
        #expect(state.latencySummary?.maximum == 2_000)
        var driver = TabDriver()
        driver.model.tab = .health
        driver.model.health = state
        for words in ["min 0.1 ms", "median 0.4 ms", "max 2.0 ms", "▄▁▂█▂"] { #expect(driver.has(words), "\(words) is missing") }
    }

    // MARK: Purging

    /// A store with sessions that ended 100, 40 and 1 days ago, and one that is active.
    static func purging(size: Size = Size(columns: 120, rows: 40), readOnly: Bool = false) async throws -> TabDriver {
        var driver = TabDriver(size: size, readOnly: readOnly)
        for (number, days) in [100, 40, 1, -1].enumerated() {
            let ended = TabDriver.start.advanced(bySeconds: -Int64(days) * 86_400)
            try await driver.store.insert(
                SessionRecord(
                    id: Sample.id(number), userID: "ada", createdAt: ended, lastSeenAt: ended, expiresAt: ended, ip: nil, userAgent: nil,
                    device: nil, fresh: true, permanent: false, remembered: false), payload: [:])
        }
        await driver.show(.health)
        return driver
    }

    static func purged(_ driver: TabDriver) -> [Request] {
        driver.requests.filter { if case .health(.purge) = $0 { true } else { false } }
    }

    @Test("a purge asks for how long, counts, asks again, and deletes what it named only when the count is typed")
    func purge() async throws {
        var driver = try await Self.purging()
        await driver.press(.character("P"))
        #expect(driver.has("Purge what ended long ago"))
        await driver.press(.enter)
        #expect(driver.has("this cannot be taken back"))
        #expect(driver.has("2 sessions"))
        #expect(driver.has("ended before 2025-12-02 00:00:00Z"))
        #expect(Self.purged(driver).isEmpty)
        await driver.press(.enter)
        #expect(driver.model.overlay == nil, "Cancel has the focus")
        #expect(Self.purged(driver).isEmpty)
        await driver.press(.character("P"), .enter, .character("y"), .enter)
        #expect(Self.purged(driver).isEmpty, "y is not the count")
        await driver.press(.control("u"), .character("2"), .tab)
        await driver.type("spring clean")
        await driver.press(.enter)
        #expect(Self.purged(driver).count == 1)
        #expect(driver.model.messages.last?.text == "Purged 2 sessions for good.")
        #expect(try await driver.store.sessions(SessionQuery(now: driver.now)).elements.count == 2)
        let event = try await driver.store.auditEvents(AuditQuery()).first
        #expect(event?.action == .purge)
        #expect(event?.operatorName == "ops")
        #expect(event?.reason == "spring clean")
    }

    @Test("the span is the one that was typed; what is no span is refused where it stands")
    func span() async throws {
        var driver = try await Self.purging()
        await driver.press(.character("P"), .control("u"))
        await driver.type("soon")
        await driver.press(.enter)
        #expect(driver.has("A span is"))
        await driver.press(.control("u"))
        await driver.type("90d")
        await driver.press(.enter)
        #expect(driver.has("1 session"))
        await driver.press(.character("1"), .enter)
        #expect(try await driver.store.sessions(SessionQuery(now: driver.now)).elements.count == 3)
    }

    @Test("with nothing to purge no dialog opens")
    func nothing() async throws {
        var driver = try await Self.purging()
        await driver.press(.character("P"), .control("u"))
        await driver.type("300d")
        await driver.press(.enter)
        #expect(driver.model.overlay == nil)
        #expect(driver.model.messages.last?.text.hasPrefix("Nothing expired or was revoked before") == true)
    }

    @Test("a count that comes while one is elsewhere opens nothing")
    func elsewhere() async throws {
        var driver = try await Self.purging()
        await driver.press(.character("P"))
        driver.holding = true
        await driver.press(.enter, .character("5"))
        await driver.release()
        #expect(driver.model.overlay == nil)
        #expect(driver.model.messages.contains { $0.text.contains("Ask again") })
        #expect(Self.purged(driver).isEmpty)
    }

    @Test("keys typed ahead and pastes confirm nothing")
    func typedAhead() async throws {
        var driver = try await Self.purging()
        await driver.press(.character("P"))
        driver.holding = true
        await driver.press(.enter, .character("2"), .enter)
        await driver.release()
        await driver.paste("2\n")
        await driver.press(.enter)
        #expect(Self.purged(driver).isEmpty)
    }

    @Test("read-only takes the purge away")
    func readOnly() async throws {
        var driver = try await Self.purging(readOnly: true)
        await driver.press(.character("P"))
        #expect(driver.model.health.form == nil && driver.model.overlay == nil)
        #expect(!driver.has("asks, counts"))
    }

    // MARK: Cookie flags

    @Test("flags of inspected Set-Cookie lines are judged, each fault once with what to do")
    func flags() async throws {
        var driver = TabDriver()
        await driver.show(.cookies)
        await driver.paste(
            "Set-Cookie: session=abc; Path=/; HttpOnly\nSet-Cookie: remember_token=ada|0; Expires=Fri, 01 Jan 2027 00:00:00 GMT; Path=/; Domain=example.test\n"
        )
        await driver.paste("Cookie: plain=1; other=2")
        await driver.press(.character("6"))
        for words in [
            "COOKIE FLAGS  of the Set-Cookie lines", "session  no Secure  HttpOnly  no SameSite  until the browser closes",
            "remember_token  no Secure  no HttpOnly  no SameSite  Domain=example.test  lives 1y", "missing-secure  of session, remember_token",
            "long-lifetime", "Shorten REMEMBER_COOKIE_DURATION", "missing-httponly  of remember_token  ",
        ] { #expect(driver.has(words), "\(words) is missing in\n\(driver.text)") }
        #expect(!driver.has("plain"), "a Cookie line says nothing of flags")
    }
}

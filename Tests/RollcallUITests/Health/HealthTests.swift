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
            "weak-key", "MEDIUM", "1 key configured",
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
}

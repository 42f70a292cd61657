import LoginFlows
import RollcallUI
import Screen
import SessionRegistry
import Testing

@Suite("Frames of the Cookies, Lab, Audit and Health tabs")
struct LabGoldenTests {
    static let sizes = GoldenFrameTests.sizes

    private func name(_ what: String, _ size: Size) -> String { "\(what)-\(size.columns)x\(size.rows)" }

    @Test("cookies of several kinds, the first with its detail", arguments: sizes)
    func cookies(size: Size) async {
        var driver = await CookiesTests.driver(size: size)
        let forged = CookiesTests.session.dropLast() + "A"
        await driver.paste(
            "session=\(CookiesTests.session)\nremember_token=\(CookiesTests.remember)\nsession=\(forged)\nsid=mB0x2v7Qk9sT4uWyZ1aB3cD5eF7gH9iJ0kL2mN4oP6q"
        )
        Golden.check(driver.frame, name("cookies", size))
    }

    @Test("no cookie yet", arguments: sizes)
    func noCookies(size: Size) async {
        Golden.check(await CookiesTests.driver(keys: [], size: size).frame, name("cookies-empty", size))
    }

    @Test("a login by hand and what came of it", arguments: sizes)
    func lab(size: Size) async throws {
        var driver = try await LabTests.driver(size: size, flows: [LabTests.entry])
        await driver.press(
            .character("p"), .character("L"), .tab, .tab, .tab, .character(" "), .enter, .character("p"), .character("T"), .enter)
        await driver.press(.character("k"), .character("k"))
        await driver.pass(seconds: 30)
        Golden.check(driver.frame, name("lab", size))
    }

    @Test("a flow that failed, with a break", arguments: sizes)
    func flow(size: Size) async throws {
        var driver = try await LabTests.driver(size: size, flows: [LabTests.entry])
        await driver.press(
            .character("h"), .character("G"), .enter, .character("R"), .character("j"), .character("b"), .character("k"))
        await driver.pass(seconds: 30)
        Golden.check(driver.frame, name("lab-flow", size))
    }

    @Test("the login form", arguments: sizes)
    func form(size: Size) async throws {
        var driver = try await LabTests.driver(size: size)
        await driver.press(.character("L"), .tab, .tab)
        await driver.type("secret")
        Golden.check(driver.frame, name("lab-login", size))
    }

    @Test("everything one can do", arguments: sizes)
    func menu(size: Size) async throws {
        var driver = try await LabTests.driver(size: size)
        await driver.press(.character("a"), .down, .down)
        Golden.check(driver.frame, name("lab-menu", size))
    }

    @Test("the audit log with an intact chain", arguments: sizes)
    func audit(size: Size) async {
        var driver = await AuditTests.driver(60, size: size)
        driver.verdict = .intact(events: 60)
        await driver.press(.character("v"), .character("j"), .character("j"))
        Golden.check(driver.frame, name("audit", size))
    }

    @Test("health with findings", arguments: sizes)
    func health(size: Size) async { Golden.check(await HealthTests.driver(size: size).frame, name("health", size)) }

    @Test("the audit log with a broken chain", arguments: sizes)
    func auditBroken(size: Size) async {
        var driver = TabDriver(size: size)
        var events = AuditTests.chain(40)
        if let index = events.firstIndex(where: { $0.id == 37 }) { events[index].reason = "nothing happened" }
        driver.auditEvents = events
        driver.verdict = .broken(at: 37, events: 40)
        await driver.show(.audit)
        await driver.press(.character("v"), .character("b"))
        await driver.pass(seconds: 30)
        Golden.check(driver.frame, name("audit-broken", size))
    }

    @Test("what a flow is, before it is run", arguments: sizes)
    func preview(size: Size) async throws {
        var driver = try await LabTests.driver(
            size: size, flows: LabFlow.entries(bytes: Array(LabTests.file.utf8), file: "two.yaml", origin: .saved))
        await driver.press(.character("h"), .character("G"))
        Golden.check(driver.frame, name("lab-preview", size))
    }

    @Test("a purge, asked for and named", arguments: sizes)
    func purge(size: Size) async throws {
        var driver = try await HealthTests.purging(size: size)
        await driver.press(.character("P"))
        Golden.check(driver.frame, name("health-purge-form", size))
        await driver.press(.enter)
        Golden.check(driver.frame, name("health-purge", size))
    }

    @Test("health with the flags of inspected cookies", arguments: sizes)
    func flags(size: Size) async throws {
        var driver = TabDriver(size: size)
        driver.health = HealthTests.sample
        await driver.show(.cookies)
        await driver.paste(
            "Set-Cookie: session=abc; Path=/; HttpOnly\nSet-Cookie: remember_token=ada|0; Expires=Fri, 01 Jan 2027 00:00:00 GMT; Path=/")
        await driver.press(.character("6"), .character("G"))
        Golden.check(driver.frame, name("health-flags", size))
    }

    @Test("health without box characters")
    func healthASCII() async {
        Golden.check(
            await HealthTests.driver(size: Size(columns: 80, rows: 24), theme: Theme.dark.withASCII()).frame, "health-ascii-80x24"
        )
    }
}

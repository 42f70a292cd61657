import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct OverlayGoldenTests {
    private func list(_ size: Size) async throws -> Driver {
        var driver = try await Driver.started(sessions: 60, size: size)
        await driver.press(.down)
        await driver.rest()
        return driver
    }

    @Test("the palette, its options and a complaint", arguments: GoldenFrameTests.sizes)
    func palette(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character(":"))
        await driver.type("re")
        await driver.press(.down, .down)
        Golden.check(driver.frame, "palette-\(size.columns)x\(size.rows)")
        await driver.press(.escape, .character(":"))
        await driver.type("sessions revoke --")
        Golden.check(driver.frame, "palette-options-\(size.columns)x\(size.rows)")
        await driver.press(.escape, .character(":"))
        await driver.type("sessions lst")
        await driver.press(.enter)
        Golden.check(driver.frame, "palette-complaint-\(size.columns)x\(size.rows)")
    }

    @Test("the dialog before many come back", arguments: GoldenFrameTests.sizes)
    func restoring(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character("V"), .character("x"))
        await driver.type("60")
        await driver.press(.tab)
        await driver.type("stolen laptop")
        await driver.press(.enter)
        await driver.pass(seconds: 300)
        await driver.press(.character("U"))
        Golden.check(driver.frame, "dialog-restore-\(size.columns)x\(size.rows)")
    }

    @Test("the question before many come back says how many of them opened nothing any more", arguments: [
        (0, nil), (1, "1 of them has expired meanwhile"), (7, "7 of them have expired meanwhile"),
        (60, "all of them have expired meanwhile and open nothing"),
    ] as [(Int, String?)])
    func expiredMeanwhile(expired: Int, text: String?) async throws {
        var driver = Driver()
        for index in 0..<60 {
            var record = Sample.session(index)
            record.expiresAt = index < expired ? driver.now.advanced(bySeconds: 100) : nil
            try await driver.store.insert(record, payload: [:])
        }
        await driver.send(.started(at: driver.now))
        await driver.press(.character("V"), .character("x"))
        await driver.type("60")
        await driver.press(.enter)
        await driver.pass(seconds: 300)
        await driver.press(.character("U"))
        #expect(driver.text.contains("expired meanwhile") == (text != nil))
        if let text { #expect(driver.text.contains(text)) }
    }

    @Test("the help, searched, with something that is not possible", arguments: GoldenFrameTests.sizes)
    func help(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character("?"))
        await driver.type("undo")
        Golden.check(driver.frame, "help-search-\(size.columns)x\(size.rows)")
    }

    @Test("the menu of actions", arguments: GoldenFrameTests.sizes)
    func menu(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character("a"))
        Golden.check(driver.frame, "menu-\(size.columns)x\(size.rows)")
    }
}

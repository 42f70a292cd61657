import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct ListGoldenTests {
    private func name(_ what: String, _ size: Size) -> String { "\(what)-\(size.columns)x\(size.rows)" }

    private func tokens(_ size: Size) async throws -> Driver {
        var driver = Driver(size: size)
        for index in 0..<24 {
            let created = driver.now.advanced(bySeconds: -86_400 * Int64(index + 1) * 3)
            let used = index % 5 == 4 ? nil : driver.now.advanced(bySeconds: -Int64(index * index) * 400 - 40)
            let record = TokenRecord(
                id: TokenID(Sample.id(index).digest), userID: Sample.users[index % Sample.users.count], createdAt: created, lastUsedAt: used,
                expiresAt: driver.now.advanced(bySeconds: 86_400 * Int64(365 - index * 15)), uses: used == nil ? 0 : index * 37 + 1,
                ip: "192.168.\(index).\(index + 7)", userAgent: "Mozilla/5.0", device: Sample.devices[index % Sample.devices.count],
                theftDetectedAt: index == 2 ? driver.now.advanced(bySeconds: -7_200) : nil,
                revocation: index == 2 ? RevocationMark(id: RevocationID(1), at: driver.now.advanced(bySeconds: -7_200), by: "rollcall", reason: "an outdated verifier of this remember token was used: its cookie was copied") : nil)
            try await driver.store.insert(TokenSecretRecord(
                record: record, verifier: Sample.id(index).digest, previousVerifier: nil, rotatedAt: nil))
        }
        await driver.send(.started(at: driver.now))
        await driver.press(.character("2"), .down, .down)
        await driver.rest()
        return driver
    }

    @Test("the list of remember tokens, one of them stolen", arguments: GoldenFrameTests.sizes)
    func tokenList(size: Size) async throws { Golden.check(try await tokens(size).frame, name("tokens", size)) }

    @Test("the detail of a stolen token", arguments: GoldenFrameTests.sizes)
    func tokenDetail(size: Size) async throws {
        var driver = try await tokens(size)
        await driver.press(.character("z"))
        Golden.check(driver.frame, name("token-detail", size))
    }

    @Test("the menu of columns, the cursor on one of them", arguments: GoldenFrameTests.sizes)
    func columns(size: Size) async throws {
        var driver = try await Driver.started(sessions: 30, size: size)
        await driver.press(.character("l"), .character("l"), .character("l"), .character("+"), .character("C"))
        Golden.check(driver.frame, name("columns", size))
    }

    @Test("a filter with its words marked, the cursor over the columns", arguments: GoldenFrameTests.sizes)
    func matches(size: Size) async throws {
        var driver = try await Driver.started(sessions: 60, size: size)
        await driver.press(.character("l"), .character("l"), .character("l"), .character("l"), .character("l"), .character("l"))
        await driver.press(.character("/"))
        await driver.type("fire 10.")
        await driver.press(.enter)
        await driver.rest()
        Golden.check(driver.frame, name("matches", size))
    }

    @Test("the dialog for all that match", arguments: GoldenFrameTests.sizes)
    func dialog(size: Size) async throws {
        var driver = try await Driver.started(sessions: 60, size: size)
        await driver.press(.character("/"))
        await driver.type("ip:10.0.0.0/8 -agent:curl")
        driver.counted = 1_234_567
        await driver.press(.enter, .control("r"), .character("V"), .character("x"))
        Golden.check(driver.frame, name("dialog-all", size))
    }

    @Test("where to export to", arguments: GoldenFrameTests.sizes)
    func export(size: Size) async throws {
        var driver = try await Driver.started(sessions: 60, size: size)
        await driver.press(.character("e"))
        Golden.check(driver.frame, name("export", size))
    }
}

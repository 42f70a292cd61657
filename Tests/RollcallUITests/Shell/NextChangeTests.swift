import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("When the screen changes by itself")
struct NextChangeTests {
    private static func driver(seenSecondsAgo seconds: Int64) async throws -> Driver {
        var driver = Driver(size: Size(columns: 120, rows: 40))
        var record = Sample.session(1, seen: 0)
        record.createdAt = driver.now.advanced(bySeconds: -86_400 * 400)
        record.lastSeenAt = driver.now.advanced(bySeconds: -seconds)
        record.expiresAt = nil
        try await driver.store.insert(record, payload: [:])
        await driver.send(.started(at: driver.now))
        await driver.rest()
        driver.model.connection.isWatched = true
        // Coming to rest took a moment.
        driver.model.now = Driver.start
        return driver
    }

    private static func next(_ driver: Driver, while goOn: () -> Bool = { true }) -> Int64? {
        let shown = view(driver.model, size: driver.model.size)
        return NextChange.after(driver.model, size: driver.model.size, shown: shown, while: goOn)?.seconds(since: driver.model.now)
    }

    @Test(
        "an age of seconds moves in a second, one of minutes with the minute, one of hours with the hour",
        arguments: [(5, 1), (59, 1), (60, 60), (61, 59), (119, 1), (3_000, 60), (3_600 * 5 + 2_000, 1_600)] as [(Int64, Int64)])
    func ages(seen: Int64, expected: Int64) async throws {
        let driver = try await Self.driver(seenSecondsAgo: seen)
        #expect(Self.next(driver) == expected)
        // The frame of that second differs, the one of the second before does not.
        let shown = view(driver.model, size: driver.model.size)
        var later = driver.model
        later.now = driver.model.now.advanced(bySeconds: expected - 1)
        #expect(view(later, size: later.size) == shown)
        later.now = driver.model.now.advanced(bySeconds: expected)
        #expect(view(later, size: later.size) != shown)
    }

    @Test("days do not move within the hour")
    func days() async throws {
        #expect(Self.next(try await Self.driver(seenSecondsAgo: 86_400 * 3 + 3_600)) == nil)
    }

    @Test("who is interrupted looks again within a second")
    func interrupted() async throws {
        let driver = try await Self.driver(seenSecondsAgo: 3_000)
        #expect(Self.next(driver, while: { false }) == 1)
        var views = 0
        let soon = Self.next(driver, while: { views += 1; return views < 4 })
        #expect(soon ?? .max <= 60)
    }

    @Test("a store that is watched is asked when it was touched, twice a second at most, and else rarely")
    func watched() async throws {
        var driver = try await Driver.started(sessions: 3)
        driver.model.connection.isWatched = true
        await driver.pass(seconds: 1)
        func polls() -> Int { driver.requests.filter { $0 == .changeToken }.count }
        let before = polls()
        await driver.pass(seconds: 20)
        #expect(polls() - before <= 1)
        #expect(driver.text.contains("live"), "nothing was heard of it, so it is as it was")
        #expect(driver.model.listensToStore)
        let rested = polls()
        for _ in 0..<5 { await driver.send(.storeTouched(at: driver.model.now)) }
        await driver.pass(seconds: 1)
        #expect((1...2).contains(polls() - rested))
        await driver.press(.character("p"))
        #expect(!driver.model.listensToStore)
    }
}

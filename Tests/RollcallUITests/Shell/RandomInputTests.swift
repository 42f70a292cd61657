import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

/// SplitMix64: the same events at every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct RandomInputTests {
    static let keys: [Key] = [
        .enter, .tab, .backTab, .escape, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .function(1),
        .control("c"), .control("d"), .control("u"), .control("r"), .control("l"), .control("w"), .control("a"), .alt("b"), .insert,
    ] + "jkghGlqzxXUyYauivVMsSpc/:?@<> m123456nNfFCer+=-0d\"é中\u{301}".map { .character($0) }
    // Ctrl-Z and Q end or stop the program; the rest of the alphabet comes through pastes.

    @Test("thousands of random events never trap, and every frame is whole and clean", arguments: 1...6 as ClosedRange<UInt64>)
    func random(seed: UInt64) async throws {
        var random = SeededGenerator(state: seed)
        var driver = try await Driver.started(sessions: 150, size: Size(columns: 100, rows: 30))
        for step in 0..<700 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<70: await driver.press(Self.keys.randomElement(using: &random) ?? .enter)
            case 70..<75: await driver.send(.input(.paste("user:\u{1B}[2J\u{202E}bob\n"), at: driver.now))
            case 75..<85:
                let kinds: [MouseEvent.Kind] = [.press, .release, .drag, .doubleClick, .wheelUp, .wheelDown]
                let at = Point(column: Int.random(in: -2...130, using: &random), row: Int.random(in: -2...45, using: &random))
                await driver.send(.input(.mouse(MouseEvent(kinds.randomElement(using: &random) ?? .press, at: at)), at: driver.now))
            case 85..<90:
                let sizes = [(1, 1), (2, 1), (1, 40), (59, 15), (60, 14), (60, 15), (61, 16), (80, 24), (99, 23), (100, 15), (120, 40), (300, 100), (0, 0)]
                let (columns, rows) = sizes.randomElement(using: &random) ?? (80, 24)
                await driver.send(.input(.resize(Size(columns: columns, rows: rows)), at: driver.now))
            case 90..<94: await driver.pass(seconds: Int64.random(in: 0...90, using: &random))
            case 94..<96: driver.broken.toggle()
            case 96..<98: try await driver.store.insert(Sample.session(1_000 + step, user: "new", seen: -Int64(step)), payload: [:])
            default: await driver.send(.input(.resumed, at: driver.now))
            }
            if step % 5 == 0 {
                let frame = driver.frame
                #expect(frame.size == driver.model.size)
                expectClean(frame)
            }
        }
    }

    @Test("any size from 1×1 up gives a frame of that size", arguments: [.dark, Theme.monochrome.withASCII()])
    func sizes(theme: Theme) async throws {
        var driver = try await Driver.started(sessions: 40, theme: theme)
        for overlay in [nil, Key.character("?"), .character(":"), .character("x"), .character("s"), .character("@"), .character("/"), .character("C"), .character("f")] as [Key?] {
            if let overlay { await driver.press(overlay) }
            for columns in [1, 2, 3, 7, 30, 59, 60, 61, 79, 80, 99, 100, 101, 150, 300] {
                for rows in [1, 2, 5, 14, 15, 16, 23, 24, 25, 60, 100] {
                    let frame = view(driver.model, size: Size(columns: columns, rows: rows))
                    #expect(frame.cells.count == columns * rows)
                }
            }
            await driver.press(.escape)
        }
    }
}

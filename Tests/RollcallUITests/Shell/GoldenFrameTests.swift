import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite struct GoldenFrameTests {
    static let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 60, rows: 15)]

    private func name(_ what: String, _ size: Size) -> String { "\(what)-\(size.columns)x\(size.rows)" }

    private func list(_ size: Size, theme: Theme = .dark) async throws -> Driver {
        var driver = try await Driver.started(sessions: 60, size: size, theme: theme)
        await driver.press(.down, .down)
        await driver.rest()
        return driver
    }

    @Test("the list of sessions", arguments: sizes)
    func sessions(size: Size) async throws { Golden.check(try await list(size).frame, name("sessions", size)) }

    @Test("the detail of a session", arguments: sizes)
    func detail(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.enter, .down, .down)
        Golden.check(driver.frame, name("detail", size))
    }

    @Test("a filter being typed, with a mistake in it", arguments: sizes)
    func filter(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character("/"))
        await driver.type("user:bob fresh:maybe")
        Golden.check(driver.frame, name("filter", size))
    }

    @Test("the dialog for one session", arguments: sizes)
    func dialogForOne(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character("x"))
        Golden.check(driver.frame, name("dialog-one", size))
    }

    @Test("the dialog for several sessions, the confirmation half typed", arguments: sizes)
    func dialogForSeveral(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character(" "), .character(" "), .character(" "), .character("x"), .character("4"), .enter)
        Golden.check(driver.frame, name("dialog-several", size))
    }

    @Test("the help", arguments: sizes)
    func help(size: Size) async throws {
        var driver = try await list(size)
        await driver.press(.character("?"))
        Golden.check(driver.frame, name("help", size))
    }

    @Test("an empty store", arguments: sizes)
    func empty(size: Size) async throws {
        Golden.check(try await Driver.started(sessions: 0, size: size).frame, name("empty", size))
    }

    @Test("a store that no longer answers", arguments: sizes)
    func offline(size: Size) async throws {
        var driver = try await list(size)
        driver.broken = true
        await driver.pass(seconds: 2)
        await driver.pass(seconds: 12)
        Golden.check(driver.frame, name("offline", size))
    }

    @Test("read-only, without colour, in ASCII")
    func plain() async throws {
        let size = Size(columns: 80, rows: 24)
        var driver = try await Driver.started(sessions: 60, size: size, readOnly: true, theme: Theme.monochrome.withASCII())
        await driver.press(.down)
        await driver.rest()
        Golden.check(driver.frame, name("read-only-ascii", size))
    }

    @Test("hostile text in every field shows as visible code points")
    func hostile() async throws {
        var driver = Driver(size: Size(columns: 120, rows: 40))
        let evil = "\u{1B}]52;c;QUJD\u{07}\u{9B}31m\u{202E}x\u{200B}\u{2028}\n"
        var session = Sample.session(0)
        session.userID = evil
        session.ip = evil
        session.device = evil
        session.userAgent = evil
        try await driver.store.insert(session, payload: [evil: .string(evil), "list": .list([.string(evil)])])
        await driver.send(.started(at: driver.now))
        await driver.rest()
        Golden.check(driver.frame, "hostile-120x40")
        expectClean(driver.frame)
    }

    @Test("too small a screen says so, and q works")
    func tooSmall() async throws {
        var driver = try await Driver.started(sessions: 3, size: Size(columns: 59, rows: 40))
        #expect(driver.frame.lines.first == "need 60x15, have 59x40")
        await driver.press(.character("x"))
        #expect(driver.model.overlay == nil)
        await driver.press(.character("q"))
        #expect(driver.quit == 0)
    }
}

/// No cell holds anything that could act on a terminal.
func expectClean(_ frame: Frame, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(frame.cells.count == frame.size.columns * frame.size.rows, sourceLocation: sourceLocation)
    for cell in frame.cells {
        #expect(Int(cell.style) < frame.styles.count, sourceLocation: sourceLocation)
        for (index, scalar) in cell.text.unicodeScalars.enumerated() where scalar.value < 0x20 || scalar.value > 0x7E {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                Issue.record("a cell holds U+\(String(scalar.value, radix: 16))", sourceLocation: sourceLocation)
            case .nonspacingMark, .enclosingMark:
                if index == 0 { Issue.record("a cell begins with a combining mark", sourceLocation: sourceLocation) }
            default: break
            }
        }
    }
}

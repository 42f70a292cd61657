import RollcallUI
import Screen
import SessionCore
import SessionRegistry
import Testing

@Suite("No meaning by colour alone")
struct ThemeFrameTests {
    static let size = Size(columns: 120, rows: 40)

    static let scenes: [(String, [Key])] = [
        ("the list", []), ("the detail", [.enter, .down]),
        ("a mistaken filter", [.character("/"), .character("u"), .character(":")]),
        ("the dialog", [.character("x")]), ("marks", [.character(" "), .character(" "), .character("x"), .character("2")]),
        ("the menu", [.character("a")]), ("the help", [.character("?")]), ("the palette", [.character(":"), .character("t")]),
        ("tokens", [.character("2")]), ("the columns to sort by", [.character("s")]),
    ]

    /// The frame in every theme, with the same words and signs at the same places; only how they look differs.
    private func check(_ model: Model, _ what: String) {
        var model = model
        model.theme = .dark
        let dark = view(model, size: model.size)
        #expect(dark.lines.contains { !$0.isEmpty })
        for theme in Theme.all where theme.name != "dark" {
            model.theme = theme
            let frame = view(model, size: model.size)
            #expect(frame.lines == dark.lines, "\(what) in \(theme.name)")
            #expect(frame.cursor == dark.cursor)
        }
        model.theme = .monochrome
        for style in view(model, size: model.size).styles {
            #expect(style.foreground == .terminal && style.background == .terminal, "\(what) without colour has \(style)")
        }
    }

    @Test("Sessions, Tokens and what opens over them say the same in every theme and without colour", arguments: scenes)
    func lists(what: String, keys: [Key]) async throws {
        var driver = try await Driver.started(sessions: 60, size: Self.size)
        for key in keys { await driver.press(key) }
        check(driver.model, what)
    }

    @Test("states, OFFLINE and read-only are words")
    func states() async throws {
        var driver = try await Driver.started(sessions: 12, size: Self.size, readOnly: true, theme: .monochrome)
        #expect(driver.text.contains("active"))
        #expect(driver.text.lowercased().contains("read-only"))
        driver.broken = true
        await driver.pass(seconds: 2)
        await driver.pass(seconds: 12)
        #expect(driver.text.contains("OFFLINE"))
        check(driver.model, "offline")
    }

    @Test("Cookies, Lab, Audit and Health say the same in every theme and without colour")
    func tabs() async throws {
        var cookies = await CookiesTests.driver(size: Self.size)
        await cookies.paste(
            "session=\(CookiesTests.session)\nremember_token=\(CookiesTests.remember)\nsession=\(CookiesTests.session.dropLast())A"
        )
        check(cookies.model, "cookies")
        #expect(cookies.frame.lines.joined().contains("bad-signature"))
        var lab = try await LabTests.driver(size: Self.size, flows: [LabTests.entry])
        await lab.press(.character("p"), .character("L"), .enter)
        check(lab.model, "lab")
        check(await HealthTests.driver(size: Self.size).model, "health")
    }
}

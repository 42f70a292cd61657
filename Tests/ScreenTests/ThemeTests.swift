import Screen
import Testing

@Suite("Themes can be read by everybody")
struct ThemeTests {
    /// The terminal's own ground and text that a theme is made for.
    private func ground(_ theme: Theme) -> (ground: Shade, text: Shade) {
        theme.name == "light" ? (.white, .black) : (.black, .white)
    }

    /// Lines and what is not possible now are no text that has to be read (WCAG 2.2, 1.4.3: "incidental", "inactive").
    private static let withoutText: Set<Role> = [.border, .borderFocused, .hintOff]

    private func contrast(_ style: Style, _ theme: Theme) -> Double {
        let (ground, text) = ground(theme)
        let front = Shade(style.foreground, terminal: text)
        let back = Shade(style.background, terminal: ground)
        return style.attributes.contains(.dim) ? 0 : front.contrast(to: back)
    }

    @Test(
        "text stands out from its ground: 4.5 to 1, in the high-contrast theme 7 to 1",
        arguments: [Theme.dark, .light, .highContrast, .colourBlind])
    func contrast(theme: Theme) {
        let enough = theme.name == "high-contrast" ? 7.0 : 4.5
        for role in Role.allCases where !Self.withoutText.contains(role) {
            let style = theme[role]
            for (place, style) in [
                ("alone", style), ("selected", theme.selected(style)),
                ("selected in the other pane", theme.selected(style, focused: false)),
            ] {
                let ratio = contrast(style, theme)
                #expect(ratio >= enough, "\(theme.name), \(role) \(place): \(style) has only \(ratio)")
            }
        }
    }

    @Test("the measure is right: black on white is 21, grey 767676 on white just passes")
    func measure() {
        #expect((Shade.black.contrast(to: .white) - 21).magnitude < 0.01)
        let grey = Shade(118.0 / 255, 118.0 / 255, 118.0 / 255)
        #expect(grey.contrast(to: .white) >= 4.5)
        #expect(Shade(119.0 / 255, 119.0 / 255, 119.0 / 255).contrast(to: .white) < 4.5)
    }

    @Test("good, warning and danger stay apart for those who see two colours", arguments: Shade.Deficiency.allCases)
    func states(deficiency: Shade.Deficiency) {
        let theme = Theme.colourBlind
        let roles: [Role] = [.good, .warning, .danger, .text]
        for (index, first) in roles.enumerated() {
            for second in roles.dropFirst(index + 1) {
                let shades = [first, second].map { Shade(theme[$0].foreground, terminal: .white).seen(with: deficiency) }
                let distance = shades[0].distance(to: shades[1])
                #expect(distance >= 20, "\(first) and \(second) are \(distance) apart with \(deficiency): \(shades)")
            }
        }
    }

    @Test("red and green as other themes use them would not do: the simulation tells them from the safe ones")
    func simulation() {
        let red = Shade(0.9, 0.2, 0.2)
        let green = Shade(0.45, 0.55, 0.1)
        #expect(red.distance(to: green) > 60)
        #expect(red.seen(with: .deuteranopia).distance(to: green.seen(with: .deuteranopia)) < red.distance(to: green) / 2)
    }

    @Test("states and signs differ without colour", arguments: [Symbols.unicode, .ascii])
    func signs(symbols: Symbols) {
        #expect(Set([symbols.active, symbols.expired, symbols.revoked]).count == 3)
        #expect(Set([symbols.yes, symbols.no, symbols.unknown]).count == 3)
        #expect(Set([symbols.live, symbols.paused, symbols.offline, symbols.warning]).count == 4)
        #expect(symbols.ascending != symbols.descending)
        #expect(symbols.folded != symbols.unfolded)
    }

    @Test("the monochrome theme has no colour at all")
    func monochrome() {
        let theme = Theme.monochrome
        for role in Role.allCases {
            for style in [theme[role], theme.selected(theme[role]), theme.selected(theme[role], focused: false)] {
                #expect(style.foreground == .terminal && style.background == .terminal)
            }
        }
    }
}

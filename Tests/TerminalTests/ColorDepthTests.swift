import Screen
import Terminal
import Testing

@Suite("Reducing a theme's colours to what the terminal has")
struct ColorDepthTests {
    @Test(
        "terminfo's colour count decides the depth",
        arguments: [
            (-1, false, ColorDepth.none), (0, false, .none), (2, false, .none), (8, false, .eight), (16, false, .sixteen),
            (88, false, .sixteen), (256, false, .palette), (1 << 24, true, .direct), (1 << 24, false, .palette),
        ])
    func depth(colors: Int, direct: Bool, expected: ColorDepth) {
        #expect(ColorDepth(colors: colors, isDirect: direct) == expected)
    }

    @Test(
        "without colours everything is the terminal's own", arguments: [Color.ansi(1), .palette(200), .rgb(1, 2, 3), .terminal])
    func none(color: Color) {
        #expect(ColorDepth.none.reduce(color) == .terminal)
    }

    @Test("eight colours: the bright half becomes bold")
    func eight() {
        #expect(ColorDepth.eight.reduce(.ansi(3)) == .init(3))
        #expect(ColorDepth.eight.reduce(.ansi(11)) == .init(3, bright: true))
        #expect(ColorDepth.eight.reduce(.rgb(255, 0, 0)) == .init(1, bright: true))
        #expect(ColorDepth.eight.reduce(.rgb(200, 5, 5)) == .init(1))
        #expect(ColorDepth.eight.reduce(.palette(16)) == .init(0))
    }

    @Test("with eight colours no grey becomes black on black", arguments: [Color.ansi(8), .palette(244), .rgb(128, 128, 128)])
    func grey(color: Color) {
        #expect(ColorDepth.eight.reduce(color) == .terminal)
    }

    @Test("sixteen colours: the nearest of xterm's sixteen")
    func sixteen() {
        #expect(ColorDepth.sixteen.reduce(.ansi(11)) == .init(11))
        #expect(ColorDepth.sixteen.reduce(.rgb(250, 250, 250)) == .init(15))
        #expect(ColorDepth.sixteen.reduce(.palette(196)) == .init(9))
    }

    @Test("the palette: cube and greys come out exactly", arguments: UInt8(16)...255)
    func palette(index: UInt8) {
        #expect(ColorDepth.palette.reduce(.palette(index)) == .init(Int32(index)))
        guard index >= 16 else { return }
        // A palette colour given by its components finds an entry with the same components.
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        let (red, green, blue): (UInt8, UInt8, UInt8)
        if index >= 232 {
            red = 8 + 10 * (index - 232)
            green = red
            blue = red
        } else {
            let cube = Int(index) - 16
            (red, green, blue) = (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
        }
        let found = ColorDepth.palette.reduce(.rgb(red, green, blue))
        #expect(ColorDepth.direct.reduce(.palette(UInt8(found.number))) == ColorDepth.direct.reduce(.rgb(red, green, blue)))
    }

    @Test("direct colour never collides with the first eight palette entries")
    func direct() {
        #expect(ColorDepth.direct.reduce(.rgb(0x12, 0x34, 0x56)) == .init(0x123456))
        #expect(ColorDepth.direct.reduce(.ansi(5)) == .init(5))
        for blue in UInt8(0)...8 {
            let number = ColorDepth.direct.reduce(.rgb(0, 0, blue)).number
            #expect(number == 0 || number >= 8)
        }
    }
}

package import Screen

/// How many colours a terminal shows, and what a theme's colour becomes there.
package enum ColorDepth: Hashable, Sendable {
    /// No colours: attributes only.
    case none
    case eight, sixteen, palette
    /// Each colour number is 0xRRGGBB, except that the first eight are the palette's (as in xterm-direct).
    case direct

    /// From what terminfo says: `colors`, and whether its numbers are red, green and blue (`RGB`).
    package init(colors: Int, isDirect: Bool) {
        switch colors {
        case ..<8: self = .none
        case ..<16: self = .eight
        case ..<256: self = .sixteen
        case (1 << 24)... where isDirect: self = .direct
        default: self = .palette
        }
    }

    /// A terminal's colour number, and whether bold stands in for the brightness that eight colours lack.
    package struct Reduced: Hashable, Sendable {
        /// -1: the terminal's own.
        package var number: Int32
        package var bright: Bool
        package init(_ number: Int32, bright: Bool = false) {
            self.number = number
            self.bright = bright
        }
        package static let terminal = Reduced(-1)
    }

    package func reduce(_ color: Color) -> Reduced {
        if self == .none { return .terminal }
        switch color {
        case .terminal:
            return .terminal
        case .ansi(let index):
            return reduceANSI(index & 15)
        case .palette(let index):
            if index < 16 { return reduceANSI(index) }
            if self == .palette { return Reduced(Int32(index)) }
            let (red, green, blue) = Self.components(ofPalette: index)
            return reduceRGB(red, green, blue)
        case .rgb(let red, let green, let blue):
            return reduceRGB(red, green, blue)
        }
    }

    private func reduceANSI(_ index: UInt8) -> Reduced {
        switch self {
        case .none: return .terminal
        // Grey would be bold black, which many a terminal draws as black, on black: text in the terminal's own colour can be read.
        case .eight: return index == 8 ? .terminal : Reduced(Int32(index & 7), bright: index > 7)
        case .sixteen, .palette: return Reduced(Int32(index))
        case .direct:
            if index < 8 { return Reduced(Int32(index)) }
            let (red, green, blue) = Self.ansi[Int(index)]
            return Reduced(Self.direct(red, green, blue))
        }
    }

    private func reduceRGB(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Reduced {
        switch self {
        case .none: return .terminal
        case .direct: return Reduced(Self.direct(red, green, blue))
        case .palette: return Reduced(Int32(Self.nearestPalette(red, green, blue)))
        case .eight, .sixteen: return reduceANSI(Self.nearestANSI(red, green, blue))
        }
    }

    /// The eight darkest blues share their numbers with the palette, so they become black or the ninth.
    private static func direct(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
        let number = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        return (1..<8).contains(number) ? (number < 4 ? 0 : 8) : number
    }

    /// xterm's sixteen.
    private static let ansi: [(UInt8, UInt8, UInt8)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]

    /// The levels of the 6×6×6 cube, 16…231.
    private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

    static func components(ofPalette index: UInt8) -> (UInt8, UInt8, UInt8) {
        if index < 16 { return ansi[Int(index)] }
        if index >= 232 {
            let grey = 8 + 10 * (index - 232)
            return (grey, grey, grey)
        }
        let cube = Int(index) - 16
        return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    }

    private static func nearestPalette(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
        func step(_ value: UInt8) -> Int { value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40 }
        let cube = UInt8(16 + 36 * step(red) + 6 * step(green) + step(blue))
        let mean = (Int(red) + Int(green) + Int(blue)) / 3
        let grey = UInt8(232 + max(0, min(23, (mean - 3) / 10)))
        let target = (red, green, blue)
        return distance(components(ofPalette: grey), target) < distance(components(ofPalette: cube), target) ? grey : cube
    }

    private static func nearestANSI(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
        var best = 0
        for index in ansi.indices where distance(ansi[index], (red, green, blue)) < distance(ansi[best], (red, green, blue)) {
            best = index
        }
        return UInt8(best)
    }

    private static func distance(_ a: (UInt8, UInt8, UInt8), _ b: (UInt8, UInt8, UInt8)) -> Int {
        let (red, green, blue) = (Int(a.0) - Int(b.0), Int(a.1) - Int(b.1), Int(a.2) - Int(b.2))
        return red * red + green * green + blue * blue
    }
}

import Glibc
import Screen

/// Colours as a screen shows them, for tests: xterm's palette, contrast as WCAG 2.2 defines it, and the colours as somebody
/// without one kind of cones sees them.
struct Shade: Hashable, CustomStringConvertible {
    /// 0…1, with the display's gamma (sRGB).
    var red: Double
    var green: Double
    var blue: Double

    init(_ red: Double, _ green: Double, _ blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// - Parameter ground: What the terminal's own colour is taken for.
    init(_ color: Color, terminal ground: Shade) {
        switch color {
        case .terminal: self = ground
        case .ansi(let index): self.init(palette: index)
        case .palette(let index): self.init(palette: index)
        case .rgb(let red, let green, let blue): self.init(Double(red) / 255, Double(green) / 255, Double(blue) / 255)
        }
    }

    private static let first: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127),
        (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]

    private init(palette index: UInt8) {
        let index = Int(index)
        let value: (Int, Int, Int)
        switch index {
        case ..<16: value = Self.first[index]
        case 232...: value = (8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232))
        default:
            let levels = [0, 95, 135, 175, 215, 255]
            value = (levels[(index - 16) / 36], levels[(index - 16) / 6 % 6], levels[(index - 16) % 6])
        }
        self.init(Double(value.0) / 255, Double(value.1) / 255, Double(value.2) / 255)
    }

    static let black = Shade(0, 0, 0)
    static let white = Shade(1, 1, 1)

    var description: String {
        "#"
            + [red, green, blue].map { value in
                let digits = String(Int((value * 255).rounded()), radix: 16)
                return digits.count < 2 ? "0" + digits : digits
            }.joined()
    }

    /// Light, without gamma.
    var linear: [Double] {
        [red, green, blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    }

    private init(linear: [Double]) {
        let values = linear.map { value in
            let value = min(1, max(0, value))
            return value <= 0.003_130_8 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
        }
        self.init(values[0], values[1], values[2])
    }

    private var luminance: Double { 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] }

    /// WCAG 2.2, "contrast ratio": 1…21.
    func contrast(to other: Shade) -> Double {
        (max(luminance, other.luminance) + 0.05) / (min(luminance, other.luminance) + 0.05)
    }

    /// Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.
    enum Deficiency: String, CaseIterable {
        case protanopia, deuteranopia, tritanopia

        fileprivate var matrix: [[Double]] {
            switch self {
            case .protanopia:
                [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
            case .deuteranopia:
                [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
            case .tritanopia:
                [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
            }
        }
    }

    func seen(with deficiency: Deficiency) -> Shade {
        let linear = linear
        return Shade(linear: deficiency.matrix.map { row in zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 } })
    }

    /// The distance that people see: CIE 1976, in L*a*b* under D65. 2.3 is just noticeable, 20 is plain.
    func distance(to other: Shade) -> Double {
        let (a, b) = (lab, other.lab)
        return sqrt(zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) })
    }

    private var lab: [Double] {
        let l = linear
        let x = (0.4124 * l[0] + 0.3576 * l[1] + 0.1805 * l[2]) / 0.95047
        let y = 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]
        let z = (0.0193 * l[0] + 0.1192 * l[1] + 0.9505 * l[2]) / 1.08883
        let f = [x, y, z].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16 / 116 }
        return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
    }
}

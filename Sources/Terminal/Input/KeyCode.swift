internal import Screen

/// What the numbers and letters in a key's control sequence mean.
enum KeyCode {
    /// The last byte of `ESC [ …` and `ESC O …`.
    static func key(final: UInt8) -> Key? {
        switch final {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P"): .function(1)
        case UInt8(ascii: "Q"): .function(2)
        case UInt8(ascii: "R"): .function(3)
        case UInt8(ascii: "S"): .function(4)
        default: nil
        }
    }

    /// The number in `ESC [ … ~`, as VT220 and xterm have them.
    static func key(tilde number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23, 24: .function(number - 12)
        default: nil
        }
    }

    /// xterm's modifyOtherKeys and the `CSI u` form: a code point, and 1 plus shift 1, alt 2, control 4.
    static func modified(_ code: Int, modifiers: Int) -> Key? {
        guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { return nil }
        let bits = max(0, modifiers - 1)
        switch code {
        case 9: return bits & 1 != 0 ? .backTab : .tab
        case 13: return .enter
        case 27: return .escape
        case 8, 127: return .backspace
        case ..<0x20, 0x80...0x9F: return nil
        default: break
        }
        if bits & 4 != 0 { return Character(scalar).lowercased().first.map { .control($0) } }
        return bits & 2 != 0 ? .alt(Character(scalar)) : .character(Character(scalar))
    }
}

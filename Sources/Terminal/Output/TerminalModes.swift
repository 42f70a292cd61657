internal import Glibc

/// What curses does not switch: bracketed paste, mouse reports, the clipboard. Sent only to terminals of the ANSI family.
struct TerminalModes {
    let output: Int32
    let understood: Bool

    /// Whether the terminal that curses was started on takes ECMA-48 control sequences.
    static func areUnderstood() -> Bool { TerminalCapability.string("cup")?.starts(with: [0x1B, 0x5B]) ?? false }

    func enter() { send("\u{1B}[?2004h") }

    func leave(mouse: Bool) {
        if mouse { setMouse(false) }
        send("\u{1B}[?2004l")
    }

    /// Presses, releases, drags and the wheel, as SGR reports.
    func setMouse(_ on: Bool) {
        send(on ? "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h" : "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l")
    }

    func copy(_ text: String) {
        var bytes: [UInt8] = []
        for character in text {
            // What separates the columns of a copied row; in their texts it has become visible.
            if character == "\t" {
                bytes.append(0x09)
                continue
            }
            let content = CellGuard.content(of: String(character))
            for scalar in content.scalars {
                bytes += Array(String(Unicode.Scalar(scalar).map(Character.init) ?? "\u{FFFD}").utf8)
            }
            // Terminals refuse long ones; nobody copies that much by one key.
            if bytes.count > 1 << 16 { return }
        }
        if !bytes.isEmpty { send("\u{1B}]52;c;\(Self.base64(bytes))\u{07}") }
    }

    private func send(_ text: String) {
        if understood { DescriptorOutput.write(text, to: output) }
    }

    /// RFC 4648, section 4.
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let group = bytes[place...].prefix(3)
            let value = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for digit in 0..<4 {
                result.append(digit <= group.count ? alphabet[Int(value >> UInt32(18 - 6 * digit)) & 63] : UInt8(ascii: "="))
            }
            place += 3
        }
        return String(decoding: result, as: UTF8.self)
    }
}

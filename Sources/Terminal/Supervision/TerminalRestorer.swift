internal import CNcurses
internal import Glibc

/// Puts a terminal back after a program that could not do it itself.
enum TerminalRestorer {
    /// - Parameter discardInput: throw away what was typed (or reported by the mouse) for the program that is gone.
    static func restore(_ settings: termios, output: Int32, discardInput: Bool) {
        guard isatty(output) == 1 else { return }
        var sequence: [UInt8] = []
        var result: Int32 = 0
        if setupterm(nil, output, &result) == OK {
            // Keypad mode, attributes, cursor, and the alternate screen last.
            for name in ["rmkx", "sgr0", "cnorm", "rmcup"] {
                if let bytes = TerminalCapability.string(name) { sequence += withoutPadding(bytes) }
            }
            if TerminalModes.areUnderstood() {
                sequence = Array("\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l\u{1B}[?2004l".utf8) + sequence + Array("\r".utf8)
            }
        }
        DescriptorOutput.write(String(decoding: sequence, as: UTF8.self), to: output)
        var settings = settings
        tcsetattr(0, discardInput ? TCSAFLUSH : TCSADRAIN, &settings)
    }

    /// Only the line settings, and only if they are not as they were.
    static func restoreSettings(_ settings: termios) {
        var now = termios()
        guard tcgetattr(0, &now) == 0 else { return }
        var settings = settings
        if now.c_lflag != settings.c_lflag || now.c_iflag != settings.c_iflag || now.c_oflag != settings.c_oflag
            || now.c_cflag != settings.c_cflag
        {
            tcsetattr(0, TCSADRAIN, &settings)
        }
    }

    /// terminfo(5) writes delays as `$<5/>`: they mean nothing to a terminal emulator.
    static func withoutPadding(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "$"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "<"),
                let end = bytes[place...].firstIndex(of: UInt8(ascii: ">"))
            {
                place = end + 1
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }
}

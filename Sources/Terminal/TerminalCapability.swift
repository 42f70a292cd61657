internal import CNcurses

/// What terminfo says of the terminal that curses was started on.
enum TerminalCapability {
    /// `nil` if the terminal lacks it.
    static func string(_ name: String) -> [UInt8]? {
        guard let value = tigetstr(name), Int(bitPattern: value) != -1 else { return nil }
        var bytes: [UInt8] = []
        var place = 0
        while value[place] != 0 {
            bytes.append(UInt8(bitPattern: value[place]))
            place += 1
        }
        return bytes.isEmpty ? nil : bytes
    }

    static func number(_ name: String) -> Int { Int(tigetnum(name)) }
    static func flag(_ name: String) -> Bool { tigetflag(name) > 0 }
}

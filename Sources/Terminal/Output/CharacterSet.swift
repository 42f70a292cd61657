internal import Glibc

/// The C library's idea of characters, which curses goes by.
package enum CharacterSet {
    /// The environment's locale if it is UTF-8, else one that is: without it curses writes question marks.
    package static func useUTF8() {
        setlocale(LC_CTYPE, "")
        for name in ["C.UTF-8", "C.utf8", "en_US.UTF-8"] {
            if isUTF8 { return }
            setlocale(LC_CTYPE, name)
        }
    }

    static var isUTF8: Bool {
        guard let name = nl_langinfo(Int32(CODESET)) else { return false }
        return String(cString: name) == "UTF-8"
    }
}

import Glibc
import Screen

/// Messages for the person, on standard error, one line each. Whatever they quote has passed the sanitiser.
enum Messages {
    static func error(_ text: String) { write("rollcall: " + text) }
    static func warning(_ text: String) { write("rollcall: warning: " + text) }
    static func note(_ text: String) { write(text) }

    /// Text in which only these lines are the program's own; each is sanitised.
    static func lines(_ text: String) { for line in text.split(separator: "\n") { write(String(line)) } }

    /// The same with its empty lines.
    static func text(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { write(String(line)) }
    }

    private static func write(_ text: String) {
        FileDescriptor.write(STDERR_FILENO, Sanitizer.visible(text) + "\n")
    }
}

/// Writing whole texts to a descriptor.
enum FileDescriptor {
    static func write(_ descriptor: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                if count < 0 {
                    if errno == EINTR { continue }
                    return
                }
                start += count
            }
        }
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}

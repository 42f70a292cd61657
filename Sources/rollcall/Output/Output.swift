import Glibc
import RollcallSupport
import Screen
import SessionCore

/// Where results go: standard output, as text for people or as one JSON object a line.
struct Output: Sendable {
    enum Paint: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    let format: Configuration.Format
    private let usesColor: Bool

    init(format: Configuration.Format, color: Configuration.Color) {
        self.format = format
        usesColor = color == .auto && FileDescriptor.isTerminal(STDOUT_FILENO)
    }

    var isJSON: Bool { format == .json }

    /// A line of text that holds nothing from outside, or has passed the sanitiser.
    func line(_ text: String) { FileDescriptor.write(STDOUT_FILENO, text + "\n") }

    /// Bytes as they are: for formats that are defined to the byte.
    func raw(_ text: String) { FileDescriptor.write(STDOUT_FILENO, text) }

    func json(_ value: SessionMap) { line(JSONLine.text(.map(value))) }

    func painted(_ text: String, _ paint: Paint) -> String { usesColor ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text }
}

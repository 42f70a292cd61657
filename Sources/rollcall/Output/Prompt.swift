import Glibc
import RollcallSupport
import Screen

/// Questions to the person at the terminal.
enum Prompt {
    /// Whether a question can be asked and answered.
    static var canAsk: Bool { FileDescriptor.isTerminal(STDIN_FILENO) && FileDescriptor.isTerminal(STDERR_FILENO) }

    /// Asks a question whose answer is no unless `y` or `yes` is typed.
    static func confirm(_ question: String) -> Bool {
        FileDescriptor.write(STDERR_FILENO, Sanitizer.visible(question) + " [y/N] ")
        guard let answer = readLine(strippingNewline: true)?.lowercased() else { return false }
        return answer == "y" || answer == "yes"
    }

    /// A new password, typed twice without echo.
    static func newPassword(for user: String) throws(Failure) -> String {
        guard canAsk else {
            throw Failure(.usage, "no terminal to ask for a password on; give it on standard input with --password-stdin")
        }
        let first = try hidden("Password for \(user): ")
        let second = try hidden("Again: ")
        guard first == second else { throw Failure(.negative, "the two passwords differ; nothing was changed") }
        guard !first.isEmpty else { throw Failure(.negative, "the password is empty; nothing was changed") }
        return first
    }

    /// One line from the terminal without echo. The terminal is put back also where the person interrupts.
    private static func hidden(_ question: String) throws(Failure) -> String {
        FileDescriptor.write(STDERR_FILENO, Sanitizer.visible(question))
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw Failure(.outside, "the terminal cannot be told to hide a password; give it with --password-stdin")
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        // Signals wait until the echo is back.
        var waiting = sigset_t()
        var old = sigset_t()
        sigemptyset(&waiting)
        for number in [SIGINT, SIGTERM, SIGHUP, SIGTSTP] { sigaddset(&waiting, number) }
        sigprocmask(SIG_BLOCK, &waiting, &old)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileDescriptor.write(STDERR_FILENO, "\n")
            sigprocmask(SIG_SETMASK, &old, nil)
        }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        guard let line = readLine(strippingNewline: true) else {
            throw Failure(.negative, "no password was typed; nothing was changed")
        }
        return line
    }

    /// The first line of standard input, for `--password-stdin` and `--api-key-stdin`.
    static func lineOfStandardInput(_ what: String) throws(Failure) -> String {
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw Failure(.usage, "standard input holds no \(what); expected one line")
        }
        guard line.utf8.count <= 4_096 else {
            throw Failure(.usage, "the \(what) has more than 4096 bytes; expected a shorter one")
        }
        return line
    }
}

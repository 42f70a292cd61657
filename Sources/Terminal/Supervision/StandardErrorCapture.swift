internal import Glibc

/// While it lives, what is written to standard error goes to a file instead of the screen: the last words of the Swift
/// runtime above all. Where standard error is no terminal, nothing is changed.
package final class StandardErrorCapture {
    private let path: String
    private var saved: Int32

    /// - Parameter path: made with mode 0600, and removed at the end if nothing was written.
    package init?(path: String) {
        guard isatty(2) == 1 else { return nil }
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        defer { close(file) }
        saved = fcntl(2, F_DUPFD_CLOEXEC, 3)
        self.path = path
        guard saved >= 0 else { return nil }
        if dup2(file, 2) < 0 {
            close(saved)
            return nil
        }
    }

    deinit { end() }

    /// Gives standard error back. A second call does nothing.
    package func end() {
        guard saved >= 0 else { return }
        dup2(saved, 2)
        close(saved)
        saved = -1
        CrashReport(path: path).removeIfEmpty()
    }
}

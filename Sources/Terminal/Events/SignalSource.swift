internal import CNcurses
internal import Glibc

/// Signals as something to poll: while it lives they are blocked in this thread, and in every thread started after it, and
/// queue up in a descriptor. So there are no handlers, and nothing can happen inside one.
///
/// Make it before the first thread, and use it on the thread that made it.
package final class SignalSource {
    static let watched: [Int32] = [SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT, SIGQUIT]

    package let descriptor: Int32
    private var previousMask = sigset_t()

    package init() throws(TerminalError) {
        var set = Self.set(Self.watched)
        Self.useDefaults()
        guard pthread_sigmask(SIG_BLOCK, &set, &previousMask) == 0 else { throw .system("pthread_sigmask", code: errno) }
        descriptor = rollcall_signal_descriptor(&set)
        guard descriptor >= 0 else {
            let code = errno
            pthread_sigmask(SIG_SETMASK, &previousMask, nil)
            throw .system("signalfd", code: code)
        }
    }

    deinit {
        close(descriptor)
        pthread_sigmask(SIG_SETMASK, &previousMask, nil)
    }

    /// Takes away other handlers, which curses installs when it starts: its own for SIGTSTP would leave the screen a second time.
    static func useDefaults() {
        // An ignored SIGHUP (nohup) stays ignored; the others would never be queued.
        for number in watched where number != SIGHUP { signal(number, SIG_DFL) }
    }

    /// The next signal that is waiting, if any.
    package func next() -> Int32? {
        let number = rollcall_next_signal(descriptor)
        return number > 0 ? number : nil
    }

    /// Stops this process as Ctrl-Z would, and returns when it goes on. Where nobody could continue it (an orphaned process
    /// group) the kernel does not stop it, and this returns at once.
    package func stopProcess() {
        var stop = Self.set([SIGTSTP])
        raise(SIGTSTP)
        pthread_sigmask(SIG_UNBLOCK, &stop, nil)
        pthread_sigmask(SIG_BLOCK, &stop, nil)
        // The caller knows that it goes on; the signal that made it is no news.
        var go = Self.set([SIGCONT])
        var now = timespec()
        sigtimedwait(&go, nil, &now)
    }

    static func set(_ numbers: [Int32]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers { sigaddset(&set, number) }
        return set
    }
}

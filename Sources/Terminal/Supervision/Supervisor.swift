internal import CNcurses
internal import Glibc

/// Keeps the terminal safe from the program that draws on it.
///
/// The screen runs in a process of its own. This one, its parent, does nothing but wait, so that whatever ends the child (a
/// trap, SIGKILL, running out of memory), somebody is left who knows how the terminal was and puts it back.
package enum Supervisor {
    /// How long the child may take to leave after SIGTERM or SIGHUP, in seconds, before it is killed.
    private static let patience: Int = 5

    /// Call it first of all, before any thread exists; calling it again changes nothing.
    ///
    /// In the process that a person started it starts the program again, with the same arguments, waits for it, and returns the
    /// exit status to end with. In that second process it returns `nil` at once: go on. It also returns `nil` where a
    /// second process cannot be had; the screen then runs without this safety.
    ///
    /// - Parameter program: what messages begin with.
    package static func supervise(program: String) -> Int32? {
        if isSupervised { return nil }
        return Parent(program: program)?.run()
    }

    /// Asked once: the answer takes its variable out of the environment.
    private static let isSupervised = SupervisedProcess.isCurrent()

    private struct Parent {
        let program: String
        let saved: termios
        let report: CrashReport?
        let child: pid_t
        let waited: sigset_t

        /// Starts the child. `nil`: it could not be started, and nothing has changed.
        init?(program: String) {
            var saved = termios()
            guard tcgetattr(0, &saved) == 0 else { return nil }
            self.program = program
            self.saved = saved
            report = CrashReport.inStateDirectory()
            var waited = SignalSource.set([SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])
            var before = sigset_t()
            guard sigprocmask(SIG_BLOCK, &waited, &before) == 0 else { return nil }
            self.waited = waited
            guard let child = SupervisedProcess.spawn(report: report, mask: before) else {
                sigprocmask(SIG_SETMASK, &before, nil)
                return nil
            }
            self.child = child
        }

        func run() -> Int32 {
            var deadline: Int?
            // Which signal the child was to end by, and the same once it has not done so in time.
            var asked: Int32?
            var overdue: Int32?
            while true {
                var waited = waited
                let number: Int32
                if let left = deadline {
                    var time = timespec(tv_sec: left, tv_nsec: 0)
                    number = sigtimedwait(&waited, nil, &time)
                    if number < 0, errno == EAGAIN {
                        kill(child, SIGKILL)
                        deadline = nil
                        overdue = asked
                        continue
                    }
                } else {
                    number = sigwaitinfo(&waited, nil)
                }
                switch number {
                case SIGCHLD:
                    if let status = look(overdue: overdue) { return status }
                case SIGCONT, SIGTSTP, SIGINT, SIGQUIT:
                    kill(child, number)
                case SIGTERM, SIGHUP:
                    kill(child, number)
                    // A stopped process takes no signal but these.
                    kill(child, SIGCONT)
                    asked = asked ?? number
                    deadline = deadline ?? Supervisor.patience
                default:
                    break  // EINTR
                }
            }
        }

        /// What has become of the child; the exit status once it is gone.
        /// - Parameter overdue: the signal that the child was to end by, if it had to be killed.
        private func look(overdue: Int32?) -> Int32? {
            var status: Int32 = 0
            while true {
                let result = waitpid(child, &status, WNOHANG | WUNTRACED)
                if result < 0, errno == EINTR { continue }
                if result < 0 { return ended(bySignal: nil, status: 1) }
                if result == 0 { return nil }
                // The macros of <sys/wait.h>, which are not imported.
                let low = status & 0x7F
                if status & 0xFF == 0x7F {
                    stopped(by: (status >> 8) & 0xFF)
                } else if low == 0 {
                    return ended(bySignal: nil, status: (status >> 8) & 0xFF)
                } else {
                    // Whoever sent a signal is told of that one.
                    return ended(bySignal: low, status: 128 + (low == SIGKILL ? overdue ?? low : low))
                }
            }
        }

        /// The child has stopped: stop with it, so that the shell takes the terminal, and go on with it.
        private func stopped(by number: Int32) {
            // With SIGTSTP it has left the screen itself; anything else caught it in the middle.
            if number != SIGTSTP { TerminalRestorer.restore(saved, output: 1, discardInput: false) }
            var stop = SignalSource.set([SIGTSTP])
            kill(0, SIGTSTP)
            sigprocmask(SIG_UNBLOCK, &stop, nil)
            sigprocmask(SIG_BLOCK, &stop, nil)
            kill(child, SIGCONT)
        }

        private func ended(bySignal number: Int32?, status: Int32) -> Int32 {
            guard let number else {
                TerminalRestorer.restoreSettings(saved)
                report?.removeIfEmpty()
                return status
            }
            TerminalRestorer.restore(saved, output: 1, discardInput: true)
            DescriptorOutput.write("\(program): \(sentence(number))\n", to: 2)
            return status
        }

        private func sentence(_ number: Int32) -> String {
            let what =
                switch number {
                case SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS:
                    "the screen was ended by a fault in the program (signal \(number)), and the terminal is as it was before"
                case SIGKILL:
                    "the screen's process was killed (signal 9), and the terminal is as it was before"
                default:
                    "the screen's process was ended by signal \(number), and the terminal is as it was before"
                }
            if let path = report?.pathIfWritten() { return "\(what); the crash report is in \(path)" }
            return "\(what)."
        }
    }
}

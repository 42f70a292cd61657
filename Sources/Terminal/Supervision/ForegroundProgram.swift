internal import CNcurses
internal import Glibc

/// Another program that has the terminal for a while, in a process group of its own: Ctrl-C reaches it alone, as under a shell.
///
/// Ctrl-Z does nothing there: whoever is stopped goes on at once, since nobody would be left to continue it.
package enum ForegroundProgram {
    package enum Ending: Equatable, Sendable {
        case status(Int32)
        case signal(Int32)
        /// It could not be started; the system's error.
        case notStarted(Int32)
    }

    /// How long it may take to leave after it was told to, in milliseconds, before it is killed.
    private static let patience: Int32 = 3000

    /// Runs this program again with other arguments, and waits for its end. Call it on the screen's thread while the screen has
    /// left the terminal.
    ///
    /// - Parameters:
    ///   - environment: variables to set, or with `nil` to leave out, in what is inherited.
    ///   - signals: a signal that ends this process ends the other one first.
    /// - Returns: its ending, and the signal that came meanwhile for this process, if one did.
    static func run(
        _ arguments: [String], environment: [String: String?], terminal: Int32, signals: SignalSource
    ) -> (ending: Ending, interruption: Int32?) {
        let child: pid_t
        switch spawn(arguments, environment, terminal) {
        case .success(let started): child = started
        case .failure(let error): return (.notStarted(error.code), nil)
        }
        // Without the block, taking the terminal back from the background would stop this process.
        var stop = SignalSource.set([SIGTTOU])
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &stop, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        tcsetpgrp(terminal, child)
        defer { tcsetpgrp(terminal, getpgrp()) }
        guard let watcher = Watcher(child) else {
            return (ending(waiting(for: child)), nil)
        }
        return watch(watcher, child, signals)
    }

    private static func watch(_ watcher: Watcher, _ child: pid_t, _ signals: SignalSource) -> (Ending, Int32?) {
        var interruption: Int32?
        var isKilled = false
        while true {
            var polled = [
                pollfd(fd: watcher.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&polled, nfds_t(polled.count), interruption == nil || isKilled ? -1 : patience)
            if count == 0 {
                kill(-child, SIGKILL)
                isKilled = true
            }
            while let number = signals.next() {
                // The window's size is asked for anyhow afterwards; a stop or a continuation was not meant for the screen.
                guard number == SIGTERM || number == SIGHUP else { continue }
                interruption = number
                kill(-child, number)
                kill(-child, SIGCONT)
            }
            if polled[0].revents != 0 { return (ending(watcher.finish()), interruption) }
        }
    }

    /// As in <sys/wait.h>, whose macros are not imported.
    private static func ending(_ status: Int32?) -> Ending {
        guard let status else { return .notStarted(ECHILD) }
        return status & 0x7F == 0 ? .status((status >> 8) & 0xFF) : .signal(status & 0x7F)
    }

    private static func waiting(for child: pid_t) -> Int32? {
        var status: Int32 = 0
        while true {
            let result = waitpid(child, &status, WUNTRACED)
            if result < 0, errno == EINTR { continue }
            if result < 0 { return nil }
            guard status & 0xFF == 0x7F else { return status }
            kill(-child, SIGCONT)
        }
    }

    // MARK: - Starting

    private struct SystemError: Error { var code: Int32 }

    private static func spawn(_ arguments: [String], _ changes: [String: String?], _ terminal: Int32) -> Result<
        pid_t, SystemError
    > {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        guard posix_spawnattr_init(&attributes) == 0, posix_spawn_file_actions_init(&actions) == 0 else {
            return .failure(SystemError(code: ENOMEM))
        }
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        // This process's own standard error goes elsewhere while the screen is up.
        posix_spawn_file_actions_adddup2(&actions, terminal, 2)

        var environment: [String] = changes.compactMap { name, value in value.map { "\(name)=\($0)" } }
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if changes[String(text.prefix { $0 != "=" })] == nil { environment.append(text) }
            place += 1
        }
        var child: pid_t = 0
        let result = CStrings.with([CommandLine.arguments.first ?? "rollcall"] + arguments) { arguments in
            CStrings.with(environment) { environment in
                posix_spawn(&child, "/proc/self/exe", &actions, &attributes, arguments, environment)
            }
        }
        return result == 0 ? .success(child) : .failure(SystemError(code: result))
    }

    // MARK: - Waiting

    /// A thread that waits for the program, since nothing that can be polled tells of a stop, and a pipe that tells of its end.
    private final class Watcher {
        let readEnd: Int32
        private let thread: pthread_t
        private let work: UnsafeMutablePointer<Work>

        private struct Work {
            var child: pid_t
            var writeEnd: Int32
            var status: Int32?
        }

        init?(_ child: pid_t) {
            var ends: (Int32, Int32) = (-1, -1)
            let made = withUnsafeMutableBytes(of: &ends) { raw in
                pipe2(raw.assumingMemoryBound(to: Int32.self).baseAddress, O_CLOEXEC)
            }
            guard made == 0 else { return nil }
            let work = UnsafeMutablePointer<Work>.allocate(capacity: 1)
            work.initialize(to: Work(child: child, writeEnd: ends.1, status: nil))
            var thread = pthread_t()
            let started = pthread_create(
                &thread, nil,
                { argument in
                    guard let work = argument?.assumingMemoryBound(to: Work.self) else { return nil }
                    work.pointee.status = ForegroundProgram.waiting(for: work.pointee.child)
                    close(work.pointee.writeEnd)
                    return nil
                }, work)
            guard started == 0 else {
                close(ends.0)
                close(ends.1)
                work.deallocate()
                return nil
            }
            self.thread = thread
            self.work = work
            readEnd = ends.0
        }

        /// Once `readEnd` is at its end: the status, and nothing is left of this.
        func finish() -> Int32? {
            // The thread ends right after it has closed its end.
            pthread_join(thread, nil)
            let status = work.pointee.status
            close(readEnd)
            work.deallocate()
            return status
        }
    }
}

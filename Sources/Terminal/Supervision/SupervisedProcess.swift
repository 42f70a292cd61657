internal import CNcurses
internal import Glibc

/// The process that draws the screen, as its supervisor starts it and as it knows itself.
package enum SupervisedProcess {
    /// Holds the supervisor's process id, so that a variable inherited from elsewhere means nothing.
    private static let marker = "ROLLCALL_SUPERVISOR"
    private static let reportVariable = "ROLLCALL_CRASH_REPORT"

    /// Whether this process was started by a supervisor. If so, it will not outlive it, leaves no core file, and keeps its
    /// files to its user.
    static func isCurrent() -> Bool {
        guard let value = getenv(marker) else { return false }
        let supervisor = pid_t(String(cString: value))
        unsetenv(marker)
        guard let supervisor, supervisor == getppid() else { return false }
        // SIGTERM, not SIGKILL: it can then give the terminal back itself.
        _ = rollcall_die_with_parent(SIGTERM)
        // The parent may have gone before that took effect.
        if getppid() != supervisor { raise(SIGTERM) }
        umask(0o077)
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        return true
    }

    /// Where a fault is to be written, if this process is supervised; asked once.
    package static func takeReportPath() -> String? {
        guard let value = getenv(reportVariable) else { return nil }
        defer { unsetenv(reportVariable) }
        return String(cString: value)
    }

    /// Starts this program again, with the same arguments. `nil` if the system refuses.
    static func spawn(report: CrashReport?, mask: sigset_t) -> pid_t? {
        var environment = inheritedEnvironment()
        environment.append("\(marker)=\(getpid())")
        if let report {
            environment.append("\(reportVariable)=\(report.path)")
            environment.append("SWIFT_BACKTRACE=\(backtraceSettings(report))")
        }

        var attributes = posix_spawnattr_t()
        guard posix_spawnattr_init(&attributes) == 0 else { return nil }
        defer { posix_spawnattr_destroy(&attributes) }
        var mask = mask
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        var child: pid_t = 0
        let arguments = CommandLine.arguments
        let result = CStrings.with(arguments) { arguments in
            CStrings.with(environment) { environment in
                posix_spawn(&child, "/proc/self/exe", nil, &attributes, arguments, environment)
            }
        }
        return result == 0 ? child : nil
    }

    private static func inheritedEnvironment() -> [String] {
        var result: [String] = []
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if !["\(marker)=", "\(reportVariable)=", "SWIFT_BACKTRACE="].contains(where: text.hasPrefix) { result.append(text) }
            place += 1
        }
        return result
    }

    /// The backtracer's defaults would draw over the screen, wait half a minute for a key, and print what registers point at,
    /// which may be a secret.
    private static func backtraceSettings(_ report: CrashReport) -> String {
        // While the screen is up, a standard error that would be the terminal goes to the report (`StandardErrorCapture`),
        // which then also holds the sentence that Swift prints before it traps.
        let target = isatty(2) == 1 ? "stderr" : report.path
        return "enable=yes,interactive=no,color=no,registers=none,images=none,warnings=suppressed,output-to=\(target)"
    }
}

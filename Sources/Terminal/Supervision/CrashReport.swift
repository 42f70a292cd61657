internal import CNcurses
internal import Glibc

/// The file into which a fault is written: below the user's state directory (XDG Base Directory Specification 0.8), readable
/// by that user alone. It comes into being with its first line.
struct CrashReport {
    let path: String

    /// `nil` if there is no place for it.
    static func inStateDirectory() -> CrashReport? {
        guard let directory = stateDirectory() else { return nil }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return CrashReport(path: "\(directory)/crash-\(time.tv_sec)-\(getpid()).txt")
    }

    private static func stateDirectory() -> String? {
        func variable(_ name: String) -> String? {
            guard let value = getenv(name), value.pointee == UInt8(ascii: "/") else { return nil }
            let text = String(cString: value)
            // Commas separate the backtracer's settings.
            return text.utf8.contains(UInt8(ascii: ",")) ? nil : text
        }
        var base = variable("XDG_STATE_HOME")
        if base == nil, let home = variable("HOME") {
            mkdir("\(home)/.local", 0o700)
            base = "\(home)/.local/state"
        }
        guard let base else { return nil }
        let directory = "\(base)/rollcall"
        if access(directory, W_OK) == 0 { return directory }
        mkdir(base, 0o700)
        mkdir(directory, 0o700)
        return access(directory, W_OK) == 0 ? directory : nil
    }

    /// The file's path, if a report is in it. An empty file is removed.
    func pathIfWritten() -> String? {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        if information.st_size > 0 { return path }
        unlink(path)
        return nil
    }

    func removeIfEmpty() { _ = pathIfWritten() }
}

import Glibc
import RollcallSupport

/// Private directories `rollcall-demo-PID-XXXXXX`. Their names tell whose they are, so that what a killed demo left behind is
/// found and removed by the next.
enum DemoDirectory {
    private static let prefix = "rollcall-demo-"

    static func make(in parent: String) throws(Failure) -> String {
        try File.makeTemporaryDirectory(in: parent, prefix: prefix + String(getpid()) + "-")
    }

    /// Removes those of this user whose process is gone.
    static func removeStale(in parent: String) {
        guard let directory = opendir(parent) else { return }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(prefix) { names.append(name) }
        }
        closedir(directory)
        for name in names {
            guard let process = Int32(name.dropFirst(prefix.count).prefix { $0 != "-" }), kill(process, 0) != 0, errno == ESRCH
            else { continue }
            var status = stat()
            let path = parent + "/" + name
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid() else { continue }
            File.removeFlatDirectory(path)
        }
    }
}

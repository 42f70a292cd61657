internal import CNcurses
internal import Glibc

/// Tells when files change, without anybody asking: a descriptor to poll.
///
/// It tells nothing about a file that another has taken the place of: watch again when it says that something has happened.
package final class FileWatch {
    let descriptor: Int32

    /// `nil` if one of them cannot be watched: it is not there, or the system has no more watches.
    package init?(paths: [String]) {
        guard !paths.isEmpty else { return nil }
        descriptor = rollcall_watch_descriptor()
        guard descriptor >= 0 else { return nil }
        for path in paths where rollcall_watch(descriptor, path) < 0 {
            // `deinit` closes: all properties are set.
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Takes what was told so far. `false`: nothing.
    package func drain() -> Bool {
        var any = false
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                any = true
            }
        }
        return any
    }
}

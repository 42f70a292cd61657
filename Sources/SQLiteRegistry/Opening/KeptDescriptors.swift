import Glibc
import Synchronization

/// The descriptors through which this process has looked at stores' files, which stay open.
///
/// Closing any descriptor of a file drops every lock that the process holds on it (POSIX advisory locks), SQLite's among them: another
/// process could then take the file for unused under the feet of connections that are open (sqlite.org/howtocorrupt.html, section 2.2).
/// SQLite keeps its own descriptors for the same reason.
enum KeptDescriptors {
    private static let kept = Mutex<[StoreFile.Identity: [Int32]]>([:])

    /// One that reads this file.
    static func descriptor(of file: StoreFile.Identity) -> Int32? { kept.withLock { $0[file]?.first } }

    /// Takes over a descriptor. Those of files that have no name any more are closed: no other process can come to them.
    static func keep(_ descriptor: Int32) {
        kept.withLock { kept in
            for (file, descriptors) in kept {
                var status = stat()
                guard let first = descriptors.first, fstat(first, &status) == 0, status.st_nlink == 0 else { continue }
                for descriptor in descriptors { close(descriptor) }
                kept[file] = nil
            }
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return }
            kept[StoreFile.Identity(status), default: []].append(descriptor)
        }
    }
}

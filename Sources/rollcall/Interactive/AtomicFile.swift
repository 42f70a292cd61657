import Glibc
import RollcallSupport

/// A file that appears whole or not at all: written beside its place, for its owner alone (`mkstemp`), and moved there at the end.
final class AtomicFile {
    private let path: String
    private let temporary: String
    private let what: String
    private let descriptor: Int32
    private var isPlaced = false

    /// - Parameter what: What the file is to the person: "export file".
    init(path: String, what: String) throws(Failure) {
        self.path = path
        self.what = what
        var name = Array((path + ".XXXXXX").utf8CString)
        let opened = mkstemp(&name)
        let code = errno
        descriptor = opened
        temporary = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard opened >= 0 else { throw Self.failure(what, path, code) }
        _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isPlaced { unlink(temporary) }
    }

    func write(_ text: String) throws(Failure) {
        var text = text
        let code: Int32 = text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return count == 0 ? EIO : errno }
                start += count
            }
            return 0
        }
        if code != 0 { throw Self.failure(what, path, code) }
    }

    /// Moves it to its place.
    /// - Returns: `false` if another file is there and may not be replaced.
    func place(replacing: Bool) throws(Failure) -> Bool {
        guard fsync(descriptor) == 0 else { throw Self.failure(what, path, errno) }
        if replacing {
            guard rename(temporary, path) == 0 else { throw Self.failure(what, path, errno) }
            isPlaced = true
            return true
        }
        // Unlike a look beforehand, this cannot be overtaken.
        if link(temporary, path) == 0 { return true }
        if errno == EEXIST { return false }
        // A file system without second names.
        guard !File.exists(path) else { return false }
        guard rename(temporary, path) == 0 else { throw Self.failure(what, path, errno) }
        isPlaced = true
        return true
    }

    private static func failure(_ what: String, _ path: String, _ code: Int32) -> Failure {
        Failure(.outside, "\(what) \(path): \(File.reason(code)); expected to be able to write it")
    }
}

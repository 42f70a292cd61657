import Glibc

/// The lock that keeps all others out of an SQLite file (file format 3, “the locking page”), held by this process until it is
/// released: for the tests of a store that does not answer.
final class FileLock {
    private var descriptor: Int32

    init?(_ path: String) {
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        if fcntl(descriptor, F_SETLK, &lock) != 0 { return nil }
    }

    func release() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    deinit { release() }
}

/// A file system of its own, in memory, of so little room that a test can fill it.
final class SmallDisk {
    let path: String

    static let isPossible: Bool = {
        guard getuid() == 0, let scratch = try? Scratch() else { return false }
        return SmallDisk(in: scratch.path, kibibytes: 64) != nil
    }()

    init?(in directory: String, kibibytes: Int) {
        path = directory + "/disk"
        guard mkdir(path, 0o700) == 0 else { return nil }
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
            rmdir(path)
            return nil
        }
    }

    private var ballast: String { path + "/ballast" }

    /// Leaves no byte.
    func fill() {
        let descriptor = open(ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let block = [UInt8](repeating: 0x55, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
        close(descriptor)
    }

    func makeRoom() { unlink(ballast) }

    deinit {
        // Whoever still has a file open there keeps it until then.
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}

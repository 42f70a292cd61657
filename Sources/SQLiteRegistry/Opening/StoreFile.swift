import Glibc
import SessionRegistry

/// The store's file before SQLite sees it: what it is, and a new one where there is none. What is not ours is not written to.
struct StoreFile {
    var path: String

    static let magic = Array("SQLite format 3".utf8) + [0]
    private static let headerSize = 100

    /// What lies at the path.
    enum Finding: Equatable {
        case missing
        /// No bytes yet: as good as missing.
        case empty
        case store
    }

    /// - Throws: if something lies there that is not a store, or it cannot be read (or, for `writing`, not be written).
    func find(writing: Bool) throws(StoreError) -> Finding {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .missing }
            throw Self.refusal(of: path, errno, writing: writing)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw StoreError(.unreadable, "\(path) is a directory, not a Rollcall store; give the path of a file in it")
        default: throw StoreError(.unreadable, "\(path) is not a regular file; give the path of a Rollcall store")
        }
        let descriptor: Int32
        if let kept = KeptDescriptors.descriptor(of: Identity(status)) {
            guard faccessat(AT_FDCWD, path, writing ? R_OK | W_OK : R_OK, AT_EACCESS) == 0 else {
                throw Self.refusal(of: path, errno, writing: writing)
            }
            descriptor = kept
        } else {
            descriptor = open(path, (writing ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY)
            guard descriptor >= 0 else { throw Self.refusal(of: path, errno, writing: writing) }
            KeptDescriptors.keep(descriptor)
        }
        let header = try read(descriptor)
        if header.isEmpty { return .empty }
        // Only now, and of this very file: another process may be making or growing it, and was smaller before.
        guard fstat(descriptor, &status) == 0 else { throw Self.refusal(of: path, errno, writing: writing) }
        try check(header: header, size: Int64(status.st_size))
        return .store
    }

    /// Which file it is, whatever its name becomes.
    struct Identity: Hashable {
        private var device: UInt64
        private var number: UInt64

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// The file that the path leads to; `nil`: none, or it cannot be told.
    func identity() -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(status)
    }

    /// Makes the directories above (mode 0700) and the file (mode 0600), as an empty database that says whose it is.
    func create() throws(StoreError) {
        try makeDirectories()
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else { throw Self.refusal(of: path, errno, writing: true) }
        KeptDescriptors.keep(descriptor)
        guard fchmod(descriptor, 0o600) == 0 else { throw Self.refusal(of: path, errno, writing: true) }
    }

    private func makeDirectories() throws(StoreError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        var directory = path.hasPrefix("/") ? "" : "."
        for part in parts {
            directory += "/" + part
            if mkdir(directory, 0o700) != 0, errno != EEXIST {
                // On the way down an existing directory may refuse for other reasons; what counts is whether it is there.
                let code = errno
                var status = stat()
                guard stat(directory, &status) == 0 else { throw Self.refusal(of: directory, code, writing: true) }
            }
        }
    }

    private func read(_ descriptor: Int32) throws(StoreError) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: Self.headerSize)
        let count = header.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw Self.refusal(of: path, errno, writing: false) }
        return Array(header.prefix(count))
    }

    /// The header as the SQLite file format has it (section 1.3).
    func check(header: [UInt8], size: Int64) throws(StoreError) {
        guard header.starts(with: Self.magic) else {
            throw StoreError(
                .unreadable, "\(path) is not an SQLite database; nothing was changed: give the path of a Rollcall store")
        }
        let damaged = StoreError(
            .unreadable, "\(path) is damaged (it is shorter than it says); nothing was changed: restore a backup")
        guard header.count == Self.headerSize else { throw damaged }
        func bigEndian(_ at: Int, _ count: Int) -> Int64 { header[at..<at + count].reduce(0) { $0 << 8 | Int64($1) } }
        guard bigEndian(68, 4) == Int64(Schema.applicationID) else {
            throw StoreError(
                .unreadable,
                "\(path) is an SQLite database of another program, not a Rollcall store; nothing was changed: give another path")
        }
        // With a log beside it the file may rightly be short for a moment.
        let pageSize = bigEndian(16, 2) == 1 ? 65_536 : bigEndian(16, 2)
        var log = stat()
        let hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
        if !hasLog, bigEndian(28, 4) * pageSize > size { throw damaged }
    }

    /// A refusal of the operating system as a sentence.
    static func refusal(of path: String, _ code: Int32, writing: Bool) -> StoreError {
        switch code {
        case EACCES, EPERM:
            writing
                ? StoreError(
                    .readOnly, "\(path) cannot be written: permission denied; open it read-only, or as the user it belongs to")
                : StoreError(.unreadable, "\(path) cannot be read: permission denied; open it as the user it belongs to")
        case EROFS: StoreError(.readOnly, "\(path) is on a file system that can only be read; open it read-only")
        case ENOSPC, EDQUOT: StoreError(.full, "there is no space left on the disk of \(path); free some space and try again")
        case ENOTDIR: StoreError(.unreadable, "\(path) cannot be a store: a part of its path is a file, not a directory")
        case ENOENT: StoreError(.unreadable, "\(path) cannot be made: its directory does not exist and cannot be created")
        default: StoreError(.unavailable, "\(path) cannot be opened: \(String(cString: strerror(code)))")
        }
    }
}

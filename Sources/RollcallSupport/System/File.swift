import Glibc

/// Reading and making files by POSIX calls, with errors that a person can act on.
package enum File {
    /// The operating system's words for an error number.
    package static func reason(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The whole file.
    ///
    /// - Parameters:
    ///   - what: What the file is to the person: "key file", "configuration file".
    ///   - limit: Bytes; a larger file is refused.
    package static func read(_ path: String, what: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.outside, "\(what) \(path): \(reason(errno)); expected a readable file")
        }
        defer { close(descriptor) }
        return try readAll(descriptor, name: "\(what) \(path)", limit: limit)
    }

    /// Standard input to its end.
    package static func readStandardInput(what: String, limit: Int) throws(Failure) -> [UInt8] {
        try readAll(STDIN_FILENO, name: "\(what) on standard input", limit: limit)
    }

    private static func readAll(_ descriptor: Int32, name: String, limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(.outside, "\(name): \(reason(errno)); expected a readable file")
            }
            bytes.append(contentsOf: buffer.prefix(count))
            guard bytes.count <= limit else {
                throw Failure(.outside, "\(name): more than \(limit) bytes; expected a smaller file")
            }
        }
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Bytes, or `nil` if there is no such file.
    package static func size(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// The permission bits, or `nil` if there is no such file.
    package static func mode(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : nil
    }

    /// Makes a directory and those above it that are missing, each for the owner alone.
    package static func makeDirectories(_ path: String) throws(Failure) {
        guard !path.isEmpty, !exists(path) else { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeDirectories(String(path[..<slash])) }
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw Failure(.outside, "directory \(path): \(reason(errno)); expected to be able to make it")
        }
    }

    /// A new directory for the owner alone, whose name begins with `prefix`.
    package static func makeTemporaryDirectory(in parent: String, prefix: String) throws(Failure) -> String {
        var template = Array((parent + "/" + prefix + "XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw Failure(
                .outside, "directory \(parent): \(reason(errno)); expected to be able to make a directory in it (set TMPDIR)")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a directory and the plain files directly in it; deeper ones are left, and then the directory too.
    package static func removeFlatDirectory(_ path: String) {
        guard let directory = opendir(path) else { return }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        closedir(directory)
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }

    /// The part of a path before its last component: "." where there is none.
    package static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

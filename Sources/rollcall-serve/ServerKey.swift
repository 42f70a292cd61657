import Glibc
import RollcallSupport
import SessionCore

/// The key that signs cookies where none is configured: made once, kept for the owner alone, so that remember cookies outlive the server.
enum ServerKey {
    /// `server.key` beside the default store.
    static func load(environment: ProcessEnvironment) throws(Failure) -> String {
        guard let store = environment.storePath else {
            throw Failure(.outside, "no home directory to keep a signing key in: set HOME, or give a key with --key-file")
        }
        let directory = File.directory(of: store)
        let path = directory + "/server.key"
        if !File.exists(path) {
            try File.makeDirectories(directory)
            try create(path)
        }
        // Another server may have made it in between; whoever was first made the key for all.
        let keys = try KeyRing.read(files: [path], environment: environment)
        guard let key = keys.keys.first else { throw Failure(.outside, "key file \(path) is empty; expected a key: remove it to have a new one made") }
        return key
    }

    private static func create(_ path: String) throws(Failure) {
        // Under another name first: no server may read half a key.
        let temporary = path + ".\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.outside, "key file \(temporary): \(File.reason(errno)); expected to be able to make it, or give a key with --key-file")
        }
        defer { unlink(temporary) }
        let bytes = Array((random() + "\n").utf8)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count, fsync(descriptor) == 0, close(descriptor) == 0 else {
            throw Failure(.outside, "key file \(temporary): \(File.reason(errno)); expected to be able to write it")
        }
        // Fails if there is one by now, which is then the one to use.
        if link(temporary, path) != 0, errno != EEXIST {
            throw Failure(.outside, "key file \(path): \(File.reason(errno)); expected to be able to make it")
        }
    }

    /// 256 bits from the operating system, as 64 hexadecimal digits.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: (0..<64).map { _ in digits[Int.random(in: 0..<16, using: &generator)] }, as: UTF8.self)
    }
}

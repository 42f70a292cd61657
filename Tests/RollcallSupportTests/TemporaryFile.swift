import Glibc

/// A file for one test, in the temporary directory.
struct TemporaryFile {
    let path: String

    init(_ text: String, mode: UInt32 = 0o600, suffix: String = ".toml") throws {
        var template = Array(("/tmp/rollcall-test-XXXXXX" + suffix).utf8CString)
        let descriptor = mkstemps(&template, Int32(suffix.utf8.count))
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else { throw Unusable() }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fchmod(descriptor, mode) == 0 else { throw Unusable() }
    }

    func remove() { unlink(path) }

    struct Unusable: Error {}
}

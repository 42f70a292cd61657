import Glibc
import Terminal
import Testing

@Suite("Watching files", .timeLimit(.minutes(1)))
struct FileWatchTests {
    private let path: String

    init() throws {
        var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/rollcall-watch-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        close(descriptor)
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func write(_ path: String) {
        guard let file = fopen(path, "a") else { return }
        fputs("x", file)
        fclose(file)
    }

    @Test("what is written, moved and removed is told, reading is not")
    func changes() throws {
        defer { unlink(path) }
        let watch = try #require(FileWatch(paths: [path]))
        #expect(!watch.drain())
        write(path)
        #expect(watch.drain())
        #expect(!watch.drain())
        let file = try #require(fopen(path, "r"))
        _ = fgetc(file)
        fclose(file)
        #expect(!watch.drain())
        rename(path, path + ".moved")
        #expect(watch.drain())
        unlink(path + ".moved")
        #expect(watch.drain())
    }

    @Test("a file that is not there cannot be watched")
    func missing() {
        unlink(path)
        #expect(FileWatch(paths: [path]) == nil)
        #expect(FileWatch(paths: []) == nil)
    }
}

import Glibc

/// Where the built program is, and a place for its files.
enum Program {
    /// `rollcall`, beside the test bundle that this code is in; `ROLLCALL_PROGRAM` names another.
    static let path: String = {
        if let named = getenv("ROLLCALL_PROGRAM") { return String(cString: named) }
        var candidates = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        if length > 0 { candidates.append(String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)) }
        for candidate in candidates {
            guard let slash = candidate.lastIndex(of: "/") else { continue }
            let program = candidate[..<slash] + "/rollcall"
            if access(String(program), X_OK) == 0 { return String(program) }
        }
        return ".build/debug/rollcall"
    }()
}

/// A directory for one test, removed with it.
final class Scratch {
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/rollcall-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HarnessError(what: "mkdtemp in \(base)", code: errno) }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    var store: String { "\(path)/store.db" }

    private static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        for name in names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// The beginning of a file, 64 KiB at most; empty if it cannot be read.
    static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    /// What a program that fell has left behind, if one has.
    var crashReports: String {
        let directory = path + "/state/rollcall"
        return Self.names(in: directory).filter { $0.hasPrefix("crash") }.map { Self.text(directory + "/" + $0) }.joined(separator: "\n")
    }

    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

struct HarnessError: Error, CustomStringConvertible {
    var what: String
    var code: Int32
    var description: String { "\(what) failed: error \(code)" }
}

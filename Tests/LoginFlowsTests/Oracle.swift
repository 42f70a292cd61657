import Foundation

/// The reference, run with a Python that has its four packages.
enum Oracle {
    static let program = ProjectFiles.sharedFlows.appending(path: "oracle.py")

    /// A Python that can run it: `$ROLLCALL_ORACLE_PYTHON`, else the `python3` on the path; `nil` if neither can.
    static let python: String? = {
        guard ProjectFiles.exists(program) else { return nil }
        let named = ProcessInfo.processInfo.environment["ROLLCALL_ORACLE_PYTHON"]
        return [named, "/usr/bin/python3", "/usr/local/bin/python3"].compactMap(\.self).first { path in
            let check = Process()
            check.executableURL = URL(filePath: path)
            check.arguments = ["-c", "import flask, flask_login, yaml, time_machine"]
            check.standardOutput = FileHandle.nullDevice
            check.standardError = FileHandle.nullDevice
            guard (try? check.run()) != nil else { return false }
            check.waitUntilExit()
            return check.terminationStatus == 0
        }
    }()

    /// Its trace lines for flows given as JSON lines, and what it said on standard error.
    static func traces(_ jsonLines: [String]) throws -> (lines: [Substring], errors: String) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "rollcall-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (input, output, errors) = (
            directory.appending(path: "in"), directory.appending(path: "out"), directory.appending(path: "err")
        )
        try Data((jsonLines.joined(separator: "\n") + "\n").utf8).write(to: input)
        try Data().write(to: output)
        try Data().write(to: errors)
        let process = Process()
        process.executableURL = URL(filePath: python ?? "/usr/bin/python3")
        process.arguments = [program.path, "-"]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"]) {
            $1
        }
        try process.run()
        process.waitUntilExit()
        return (try ProjectFiles.text(output).split(separator: "\n"), try ProjectFiles.text(errors))
    }
}

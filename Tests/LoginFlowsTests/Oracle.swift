import Foundation
import SessionCore

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

    /// A number from the environment: how many random flows, from which seed on.
    static func setting(_ name: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }

    /// Its trace lines for flows given as JSON lines, and what it said on standard error.
    static func traces(_ jsonLines: [String]) throws -> (lines: [Substring], errors: String) {
        try run([program.path, "-"], input: jsonLines.joined(separator: "\n") + "\n")
    }

    /// Its trace lines for a flow file.
    static func traces(yaml: String) throws -> (lines: [Substring], errors: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "rollcall-flows-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(yaml.utf8).write(to: file)
        return try run([program.path, file.path], input: "")
    }

    /// What PyYAML makes of each text: its documents as Flask's tagged JSON, or `refused`.
    static func yaml(_ texts: [String]) throws -> [String] {
        let program = """
            import json, sys, yaml
            from flask.sessions import session_json_serializer as serializer
            for line in sys.stdin:
                try:
                    print(serializer.dumps(list(yaml.safe_load_all(json.loads(line)))))
                except Exception:
                    print("refused")
            """
        let lines = try texts.map { try PythonJSON.text(.string($0), .compact) }
        return try run(["-c", program], input: lines.joined(separator: "\n") + "\n").lines.map { String($0) }
    }

    private static func run(_ arguments: [String], input text: String) throws -> (lines: [Substring], errors: String) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "rollcall-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (input, output, errors) = (
            directory.appending(path: "in"), directory.appending(path: "out"), directory.appending(path: "err")
        )
        try Data(text.utf8).write(to: input)
        try Data().write(to: output)
        try Data().write(to: errors)
        let process = Process()
        process.executableURL = URL(filePath: python ?? "/usr/bin/python3")
        process.arguments = arguments
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

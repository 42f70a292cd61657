import Foundation

/// A running `rollcall-serve` on a free port, with a store and a key of its own.
final class Server {
    let address: String
    let directory: URL
    private let process = Process()

    struct Failure: Error, CustomStringConvertible { var description: String }

    /// Where the built programs are: beside the test bundle that this code is in.
    static let products: URL = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent()
    }()

    init(_ options: [String] = [], key: String = "served-key") throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("rollcall-serve-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let keyFile = directory.appendingPathComponent("key")
        try Data("\(key)\n".utf8).write(to: keyFile)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: keyFile.path)

        process.executableURL = Self.products.appendingPathComponent("rollcall-serve")
        process.arguments = ["--port", "0", "--store", "sqlite:\(directory.path)/store.db", "--key-file", keyFile.path] + options
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory.path]
        let messages = Pipe()
        process.standardError = messages
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // It says where it listens, on standard error, once it does.
        var said = ""
        while !said.contains("\n") || !said.contains("http://") {
            let data = messages.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure(description: "rollcall-serve ended: \(said)") }
            said += String(decoding: data, as: UTF8.self)
        }
        guard let start = said.range(of: "http://"), let end = said[start.lowerBound...].firstIndex(where: { $0 == " " || $0 == "\n" }) else {
            throw Failure(description: "rollcall-serve said: \(said)")
        }
        address = String(said[start.lowerBound..<end])
    }

    var store: String { "\(directory.path)/store.db" }

    deinit {
        // Not SIGTERM: a child inherits the signals that the starting thread blocks, and would never hear of it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    /// A browser of this server: `curl` with a cookie jar.
    func browser(_ name: String = "jar") -> Curl { Curl(server: address, jar: directory.appendingPathComponent(name).path) }
}

struct Curl {
    let server: String
    let jar: String

    struct Answer {
        var status: Int
        var headers: String
        var body: String
        var location: String? {
            headers.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("location: ") }.map { String($0.dropFirst(10)) }
        }
    }

    func get(_ path: String, _ options: [String] = []) throws -> Answer { try run(path, options) }

    func logIn(_ email: String, password: String = "correct horse", remember: Bool = false, next: String? = nil) throws -> Answer {
        var options = ["--data-urlencode", "email=\(email)", "--data-urlencode", "password=\(password)"]
        if remember { options += ["-d", "remember=1"] }
        return try run("/login" + (next.map { "?next=\($0)" } ?? ""), options)
    }

    private func run(_ path: String, _ options: [String]) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["curl", "-s", "-i", "--max-time", "20", "-b", jar, "-c", jar] + options + [server + path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let blank = text.range(of: "\r\n\r\n"), let status = Int(text.split(separator: " ").dropFirst().first ?? "") else {
            throw Server.Failure(description: "curl \(path): exit \(process.terminationStatus), \(text)")
        }
        return Answer(status: status, headers: String(text[..<blank.lowerBound]), body: String(text[blank.upperBound...]))
    }

    /// Copies this browser's cookies, as a thief would.
    func copy(_ name: String) throws -> Curl {
        let path = jar + "-" + name
        try FileManager.default.copyItem(atPath: jar, toPath: path)
        return Curl(server: server, jar: path)
    }

    /// Forgets the cookies of this name.
    func forget(_ name: String) throws {
        let lines = try String(contentsOfFile: jar, encoding: .utf8).split(separator: "\n").filter { !$0.contains("\t\(name)\t") }
        try (lines.joined(separator: "\n") + "\n").write(toFile: jar, atomically: true, encoding: .utf8)
    }
}

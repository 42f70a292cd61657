import Foundation

/// A running Flask application with the real Flask-Login (`Fixtures/flask_application.py`), on a free port of the loopback
/// address.
final class FlaskServer {
    let address: String
    private let directory: URL
    private let process = Process()
    /// It ends when this is closed, by `deinit` or with the test's process.
    private let input = Pipe()

    /// A Python with flask 3.1.3 and flask-login 0.6.3; `nil` if the environment names none.
    static let python: String? = ProcessInfo.processInfo.environment["ROLLCALL_ORACLE_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

    private static let program = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Fixtures/flask_application.py")

    /// - Parameter key: the key; older ones follow on lines of their own, as with `Server`.
    init(key: String) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "rollcall-flask-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let keyFile = directory.appending(path: "key")
        try Data("\(key)\n".utf8).write(to: keyFile)
        let messages = directory.appending(path: "messages")
        try Data().write(to: messages)

        process.executableURL = URL(filePath: Self.python ?? "/usr/bin/python3")
        process.arguments = ["-X", "utf8", "-B", Self.program.path, keyFile.path]
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory.path]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: messages)
        try process.run()
        var said = ""
        while !said.contains("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else {
                process.waitUntilExit()
                throw Server.Failure(
                    description: "The Flask application ended: \((try? String(contentsOf: messages, encoding: .utf8)) ?? "")")
            }
            said += String(decoding: data, as: UTF8.self)
        }
        address = String(said.prefix { $0 != "\n" })
    }

    deinit {
        // Not `terminate`: Foundation starts processes with the signals blocked that the starting thread blocks, and Python,
        // unlike rollcall-serve, does not unblock SIGTERM.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    /// A browser of this application with cookies of its own.
    func browser() -> FlaskBrowser { FlaskBrowser(Curl(server: address, jar: directory.appending(path: UUID().uuidString).path)) }
}

/// A browser at the Flask application, whose form asks for nothing but who to be.
struct FlaskBrowser {
    let curl: Curl

    init(_ curl: Curl) { self.curl = curl }

    func logIn(_ user: String, remember: Bool = false) throws {
        let answer = try curl.get("/login", ["--data-urlencode", "user=\(user)"] + (remember ? ["-d", "remember=1"] : []))
        guard answer.status == 200 else {
            throw Server.Failure(description: "Flask's /login answered \(answer.status): \(answer.body)")
        }
    }
}

/// What both applications' `/whoami` says.
struct WhoAmI: Decodable, Equatable {
    var active: Bool
    var anonymous: Bool
    var authenticated: Bool
    var fresh: Bool
    var remembered: Bool
    var user_id: String?

    static let stranger = WhoAmI(
        active: false, anonymous: true, authenticated: false, fresh: false, remembered: false, user_id: nil)

    static func user(_ id: String, fresh: Bool = true, remembered: Bool = false) -> WhoAmI {
        WhoAmI(active: true, anonymous: false, authenticated: true, fresh: fresh, remembered: remembered, user_id: id)
    }
}

extension Curl {
    /// The same browser, cookies and all, at another server of this host.
    func at(_ server: String) -> Curl { Curl(server: server, jar: jar) }

    func whoAmI(_ options: [String] = []) throws -> WhoAmI {
        let answer = try get("/whoami", options)
        guard answer.status == 200 else {
            throw Server.Failure(description: "\(server)/whoami answered \(answer.status): \(answer.body)")
        }
        return try JSONDecoder().decode(WhoAmI.self, from: Data(answer.body.utf8))
    }

    /// Puts a value into the session; both applications have this route.
    func put(_ key: String, _ value: String) throws -> Int {
        // Encoded here: curl would write a space as a plus sign, which is one of a form's rules, not of every query's.
        func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
        return try get("/put?key=\(encoded(key))&value=\(encoded(value))").status
    }

    func value(_ key: String) throws -> String { try get("/value", ["-G", "--data-urlencode", "key=\(key)"]).body }

    /// Categories and texts of the messages that wait.
    func flashes() throws -> [[String]] { try JSONDecoder().decode([[String]].self, from: Data(get("/flashes").body.utf8)) }

    /// A cookie's value as it stands in the jar; `nil` if there is none.
    func cookie(_ name: String) throws -> String? {
        // Netscape's format: seven fields between tabs, the last two being name and value.
        for line in try String(contentsOfFile: jar, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: "\t")
            if fields.count == 7, fields[5] == name { return String(fields[6]) }
        }
        return nil
    }
}

import Glibc

/// The variables that the programs look at, as a value, so that tests can hand in their own.
package struct ProcessEnvironment: Sendable {
    private let variables: [String: String]
    private let userID: UInt32?

    package init(_ variables: [String: String]) {
        self.variables = variables
        userID = nil
    }

    private init(variables: [String: String], userID: UInt32) {
        self.variables = variables
        self.userID = userID
    }

    /// The environment of this process.
    package static func current() -> ProcessEnvironment {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                variables[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            entry += 1
        }
        return ProcessEnvironment(variables: variables, userID: getuid())
    }

    /// A variable's value; `nil` also where it is empty, as most tools take it.
    package subscript(name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }

    /// `$HOME`, else the home directory of the password database.
    package var home: String? {
        if let home = self["HOME"], home.hasPrefix("/") { return home }
        guard let userID, let entry = getpwuid(userID), let directory = entry.pointee.pw_dir else { return nil }
        return String(cString: directory)
    }

    /// `$USER`, else `$LOGNAME`, else the login name of the password database.
    package var userName: String? {
        if let name = self["USER"] ?? self["LOGNAME"] { return name }
        guard let userID, let entry = getpwuid(userID), let name = entry.pointee.pw_name else { return nil }
        return String(cString: name)
    }

    /// The XDG base directory of this variable, which counts only if it is absolute (XDG Base Directory Specification 0.8).
    private func baseDirectory(_ variable: String, fallback: String) -> String? {
        if let directory = self[variable], directory.hasPrefix("/") { return directory }
        return home.map { $0 + "/" + fallback }
    }

    /// `rollcall/config.toml` in the XDG configuration directory.
    package var configurationPath: String? {
        baseDirectory("XDG_CONFIG_HOME", fallback: ".config").map { $0 + "/rollcall/config.toml" }
    }

    /// `rollcall/rollcall.db` in the XDG data directory.
    package var storePath: String? {
        baseDirectory("XDG_DATA_HOME", fallback: ".local/share").map { $0 + "/rollcall/rollcall.db" }
    }

    /// `rollcall/ui.json` in the XDG state directory: what the screen keeps between runs.
    package var screenMemoryPath: String? {
        baseDirectory("XDG_STATE_HOME", fallback: ".local/state").map { $0 + "/rollcall/ui.json" }
    }

    /// Where throw-away directories go.
    package var temporaryDirectory: String {
        guard let directory = self["TMPDIR"], directory.hasPrefix("/") else { return "/tmp" }
        return directory
    }

    /// A path as a person writes it: `~/` is the home directory.
    package func expandingHome(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home else { return path }
        return home + path.dropFirst()
    }
}

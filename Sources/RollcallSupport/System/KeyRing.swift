/// The signing keys of an application, the current one first. Never printed: the type has no description of them.
package struct KeyRing: Sendable, CustomStringConvertible, CustomReflectable {
    package var keys: [String]
    /// What the person should know: a key file that others may read.
    package var warnings: [String]

    package init(keys: [String] = [], warnings: [String] = []) {
        self.keys = keys
        self.warnings = warnings
    }

    package var description: String { "\(keys.count) keys" }
    package var customMirror: Mirror { Mirror(self, children: ["count": keys.count]) }

    /// Bytes of a key file.
    private static let sizeLimit = 1_048_576

    /// Reads keys, one a line, from files and then from variables, in the order given. Empty lines are passed over; everything
    /// else in a line belongs to the key.
    ///
    /// - Throws: `Failure` for a file that cannot be read, is not UTF-8 or holds no key, and for a variable that is not set.
    package static func read(
        files: [String], variables: [String] = [], environment: ProcessEnvironment
    ) throws(Failure) -> KeyRing {
        var ring = KeyRing()
        for file in files {
            let path = environment.expandingHome(file)
            let bytes = try File.read(path, what: "key file", limit: sizeLimit)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Failure(.outside, "key file \(path): not UTF-8 text; expected one key a line")
            }
            let keys = lines(text)
            guard !keys.isEmpty else {
                throw Failure(.outside, "key file \(path): holds no key; expected one key a line, the current one first")
            }
            ring.keys += keys
            if let mode = File.mode(path), mode & 0o077 != 0 {
                ring.warnings.append("key file \(path): others may read or write it (mode \(octal(mode))); run chmod 600 \(path)")
            }
        }
        for name in variables {
            guard let value = environment[name] else {
                throw Failure(.outside, "variable \(name): not set; expected a key in it")
            }
            ring.keys += lines(value)
        }
        return ring
    }

    private static func lines(_ text: String) -> [String] {
        text.unicodeScalars.split { $0 == "\n" }.compactMap { line in
            let line = line.last == "\r" ? line.dropLast() : line
            return line.isEmpty ? nil : String(line)
        }
    }

    private static func octal(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

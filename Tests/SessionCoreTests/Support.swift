import Glibc
import SessionCore

/// Reads test data beside the sources, and beside the checkout where it is there.
enum TestData {
    private static var testsFolder: String { parent(of: #filePath) }
    private static var packageRoot: String { parent(of: parent(of: testsFolder)) }

    private static func parent(of path: String) -> String {
        String(path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
    }

    static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// The lines of a JSON Lines file, each a map.
    static func lines(_ path: String) -> [SessionMap] {
        guard let bytes = read(path) else { return [] }
        return bytes.split(separator: 0x0A).compactMap { line in
            if case .map(let map)? = try? PythonJSON.parse(Array(line)) { map } else { nil }
        }
    }

    /// The committed vectors of a kind.
    static func vectors(_ kind: String) -> [SessionMap] {
        lines(testsFolder + "/Vectors/flask.jsonl").filter { $0["kind"]?.text == kind }
    }

    /// A file of the folder beside the checkout, which holds what is shared between projects; it need not be there.
    static func shared(_ name: String) -> [SessionMap] { lines(packageRoot + "/../shared/" + name) }
}

extension SessionMap {
    func text(_ key: String) -> String? { self[key]?.text }

    func required(_ key: String) throws -> String {
        guard let text = text(key) else { throw MissingField(name: key) }
        return text
    }

    func integer(_ key: String) -> Int? { if case .integer(let value)? = self[key] { value } else { nil } }

    func bool(_ key: String) -> Bool { self[key] == .bool(true) }

    func double(_ key: String) -> Double? {
        switch self[key] {
        case .double(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    func map(_ key: String) -> SessionMap { if case .map(let value)? = self[key] { value } else { SessionMap() } }

    func list(_ key: String) -> [SessionValue] { if case .list(let value)? = self[key] { value } else { [] } }
}

/// A vector lacks what its kind should have.
struct MissingField: Error {
    let name: String
}

/// Text compared code point by code point: Swift's `==` would take different spellings for equal.
func scalars(_ text: String?) -> [UInt32]? { text?.unicodeScalars.map { $0.value } }

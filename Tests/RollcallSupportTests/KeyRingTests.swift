import RollcallSupport
import Testing

@Suite("Key files")
struct KeyRingTests {
    private static let environment = ProcessEnvironment(["SECRET_KEY": "from the variable"])

    @Test("keys are the lines of the files, then the variables, in order")
    func order() throws {
        let file = try TemporaryFile("current\n\nolder \r\nclé")
        defer { file.remove() }
        let ring = try KeyRing.read(files: [file.path], variables: ["SECRET_KEY"], environment: Self.environment)
        #expect(ring.keys == ["current", "older ", "clé", "from the variable"])
        #expect(ring.warnings.isEmpty)
    }

    @Test("a key file that others may read is warned of, without its keys")
    func mode() throws {
        let file = try TemporaryFile("hunter2", mode: 0o644)
        defer { file.remove() }
        let ring = try KeyRing.read(files: [file.path], environment: Self.environment)
        #expect(ring.warnings == ["key file \(file.path): others may read or write it (mode 0644); run chmod 600 \(file.path)"])
        #expect(!"\(ring)".contains("hunter2"))
        #expect(!String(reflecting: ring).contains("hunter2"))
    }

    @Test("an empty file, a missing file and a missing variable are refused")
    func refusals() throws {
        let file = try TemporaryFile("\n\n")
        defer { file.remove() }
        #expect(throws: Failure(.outside, "key file \(file.path): holds no key; expected one key a line, the current one first"))
        {
            try KeyRing.read(files: [file.path], environment: Self.environment)
        }
        #expect(throws: Failure(.outside, "key file /nowhere: No such file or directory; expected a readable file")) {
            try KeyRing.read(files: ["/nowhere"], environment: Self.environment)
        }
        #expect(throws: Failure(.outside, "variable NOT_SET: not set; expected a key in it")) {
            try KeyRing.read(files: [], variables: ["NOT_SET"], environment: Self.environment)
        }
    }
}

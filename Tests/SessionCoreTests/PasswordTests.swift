import SessionCore
import Testing

@Suite("Password hashes, against Werkzeug")
struct PasswordTests {
    @Test("hashes that Werkzeug made match, and are made again", arguments: TestData.vectors("password"))
    func werkzeug(vector: SessionMap) throws {
        let (hash, password) = (try vector.required("hash"), try vector.required("password"))
        #expect(PasswordHash.check(hash, password) == .matches)
        #expect(PasswordHash.check(hash, password + "x") == .differs)
        #expect(PasswordHash.check(String(hash.dropLast()), password) == .differs)
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false).map { String($0) }
        let method = parts[0].split(separator: ":").map { String($0) }
        let made =
            method[0] == "scrypt"
            ? PasswordHash.scrypt(
                password, salt: parts[1], cost: .init(n: Int(method[1])!, r: Int(method[2])!, p: Int(method[3])!))
            : PasswordHash.pbkdf2(password, salt: parts[1], hash: method[1], iterations: Int(method[2])!)
        #expect(made == hash)
    }

    @Test(
        "what is not a hash does not match, and does not trap",
        arguments: [
            "", "$", "$$", "plain$x", "scrypt$$", "scrypt:1$a$b", "scrypt:0:8:1$a$b", "scrypt:3:8:1$a$b", "scrypt:-2:8:1$a$b",
            "scrypt:2:0:1$a$b",
            "pbkdf2:sha256:0$a$b", "pbkdf2:sha256:-1$a$b", "pbkdf2:md9:1$a$b", "pbkdf2:sha256:x$a$b", "pbkdf2:a:b:c$d$e",
            "nothing", ":$a$b",
        ])
    func malformed(hash: String) {
        #expect(PasswordHash.check(hash, "x") != .matches)
        #expect(!PasswordHash.matches(hash, ""))
    }

    @Test(
        "a hash that asks for too much is not computed",
        arguments: [
            "scrypt:1048576:1024:64$a$00", "scrypt:4194304:8:1$a$b", "scrypt:16384:8:65535$a$b",
            "scrypt:4611686018427387904:4611686018427387904:2$a$b", "scrypt:2:256:65535$a$00", "scrypt:2:1:5000000$a$00",
            "scrypt:2:9000000000000000000:1$a$00",
            "pbkdf2:sha256:4000000000$a$b",
        ])
    func tooCostly(hash: String) { #expect(PasswordHash.check(hash, "x") == .tooCostly) }

    @Test("a salt with the separator is refused")
    func salt() {
        #expect(PasswordHash.scrypt("x", salt: "a$b") == nil)
        #expect(PasswordHash.pbkdf2("x", salt: "$") == nil)
    }

    /// Skipped where the shared vectors are not beside the checkout.
    @Test("every shared vector is right", .enabled(if: !TestData.shared("vectors/passwords.jsonl").isEmpty))
    func sharedVectors() throws {
        for vector in TestData.shared("vectors/passwords.jsonl") {
            let hash = try vector.required("hash")
            #expect(try PasswordHash.matches(hash, vector.required("password")) == vector.bool("matches"), "\(hash)")
        }
    }
}

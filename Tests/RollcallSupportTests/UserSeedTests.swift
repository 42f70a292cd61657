import RollcallSupport
import SessionCore
import SessionRegistry
import Testing

@Suite("Mock users and resources")
struct UserSeedTests {
    @Test("everybody shipped has the documented password, and an email of their own")
    func password() throws {
        let users = try UserSeed.shipped()
        #expect(users.count >= 10)
        #expect(Set(users.map(\.email)).count == users.count)
        #expect(Set(users.map(\.id)).count == users.count)
        #expect(users.contains { !$0.active } && users.contains { $0.apiKeyDigest != nil })
        for user in users { #expect(PasswordHash.matches(user.passwordHash, "correct horse"), "\(user.id)") }
        #expect(users.first.map { PasswordHash.matches($0.passwordHash, "correct  horse") } == false)
    }

    @Test("the API key of the documentation is ada's")
    func apiKey() throws {
        let ada = try UserSeed.shipped().first { $0.id == "ada" }
        #expect(ada?.apiKeyDigest == UserSeed.digest(ofAPIKey: "ada-demo-key-7f3a1c"))
    }

    @Test("a new password is hashed in Werkzeug's default format")
    func hashing() throws {
        let hash = try UserSeed.hashed("battery staple") { count in (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
        #expect(hash.hasPrefix("scrypt:32768:8:1$abcdefghijklmnop$"))
        #expect(PasswordHash.matches(hash, "battery staple"))
        #expect(throws: Failure.self) { try UserSeed.hashed("") { _ in [] } }
    }

    @Test("resources are embedded in the order of their names, and weak keys are lines without comments")
    func resources() throws {
        let names = Resource.all.map(\.name)
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(!Resource.flows.isEmpty && Resource.flows.allSatisfy { !$0.bytes.isEmpty })
        let weak = Resource.weakKeys()
        #expect(Set(weak).isSuperset(of: ["secret", "dev", "changeme", "hard to guess string"]))
        #expect(Set(weak).count == weak.count)
        #expect(weak.allSatisfy { !$0.hasPrefix("#") && !$0.isEmpty })
    }
}

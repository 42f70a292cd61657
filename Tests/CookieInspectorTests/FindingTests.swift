import CookieInspector
import SessionCore
import Testing

@Suite("Findings and bounds")
struct FindingTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    private func report(_ cookie: String, keys: [String] = [], weak: [String] = []) throws -> CookieReport {
        try #require(CookieInspector.inspect(cookie, keys: keys, weakKeys: weak, now: Self.now).first)
    }

    private func session(_ value: SessionMap, key: String) throws -> String {
        "session=" + (try #require(SessionCookieSigner(keys: [key]).sign(value, at: Self.now)))
    }

    @Test("a key that everybody guesses is found, given or not, and never shown")
    func weakKey() throws {
        let cookie = try session(["_user_id": .string("ann")], key: "changeme")
        let given = try report(cookie, keys: ["changeme"], weak: ["changeme"])
        #expect(given.verdict == .valid && given.findings.map(\.id).contains("weak-key"))
        let guessed = try report(cookie, weak: ["secret", "changeme"])
        #expect(guessed.verdict == .unverified && guessed.keyIndex == nil && guessed.findings.map(\.id).contains("weak-key"))
        for finding in given.findings + guessed.findings { #expect(!finding.text.contains("changeme")) }
        let strong = try report(try session([:], key: "0c5a90b54c19de4a3f4b"), keys: ["0c5a90b54c19de4a3f4b"], weak: ["changeme"])
        #expect(strong.findings.isEmpty)
    }

    @Test("a short key is remarked on")
    func shortKey() throws {
        #expect(try report(try session([:], key: "k9#x"), keys: ["k9#x"]).findings.map(\.id) == ["short-key"])
    }

    @Test("fields that hold secrets are named by their path, without the value")
    func secrets() throws {
        let payload: SessionMap = ["form": .list([.map(["New-Password": .string("hunter2")])])]
        let finding = try #require(try report(try session(payload, key: "k")).findings.first { $0.id == "secret-in-payload" })
        #expect(finding.text.contains("form[0].New-Password") && !finding.text.contains("hunter2"))
        #expect(finding.severity == .high)
        #expect(try report(try session(["password_reset": .null], key: "k")).findings.allSatisfy { $0.id != "secret-in-payload" })
    }

    @Test("the path to a secret goes through lists in lists and fields without a name")
    func secretPaths() throws {
        let payload: SessionMap = ["": .list([.integer(1), .list([.map(["a": .list([]), "b": .map(["cvv": .integer(7)])])])])]
        let finding = try #require(try report(try session(payload, key: "k")).findings.first { $0.id == "secret-in-payload" })
        #expect(finding.text.contains(" [1][0].b.cvv"))
    }

    @Test("looking for secrets takes no longer below a name of 260 kB")
    func longNames() throws {
        let name = String(repeating: "n", count: 260_000)
        let items = "[" + String(repeating: "0,", count: 380_000) + "0]"
        func duration(_ json: String) throws -> Duration {
            let packed = PythonBase64.encodeURLSafe(try #require(Zlib.compress(Array(json.utf8))))
            let cookie = "session=.\(String(decoding: packed, as: UTF8.self)).ZcX0AA." + String(repeating: "A", count: 27)
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try report(cookie).payload != nil)
            return start.duration(to: clock.now)
        }
        // As many bytes, fields and items either way; only what lies within what differs. Copying the name for each item
        // would take eight times as long.
        let beside = "{\"\(name)\":0,\"\":\(items)}"
        let below = "{\"\(name)\":\(items)}"
        let (first, second) = (try duration(beside), try duration(below))
        let (third, fourth) = (try duration(beside), try duration(below))
        #expect(min(second, fourth) < min(first, third) * 3)
    }

    @Test("users named by small numbers are guessable", arguments: [("42", true), ("b1c2", false), ("1234567890", false)])
    func guessable(id: String, found: Bool) throws {
        #expect(
            try report(try session(["_user_id": .string(id)], key: "k")).findings.contains { $0.id == "guessable-user-id" }
                == found)
    }

    @Test("a token that says it is not signed is found, and not valid")
    func algNone() throws {
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9."
        let unverified = try report(token)
        #expect(unverified.format == .jwt && unverified.verdict == .unverified && unverified.userID == "42")
        #expect(unverified.findings.map(\.id) == ["alg-none", "no-expiry"])
        #expect(try report(token, keys: ["k"]).verdict == .badSignature)
    }

    @Test("a pickle is named, never loaded")
    func pickle() throws {
        // pickle.dumps({"_auth_user_id": "1"}, 2) in Django's signed form; the signature is of no account.
        let report = try report(
            "sessionid=gAJ9cQBYDQAAAF9hdXRoX3VzZXJfaWRxAVgBAAAAMXECcy4:1sJkWx:" + String(repeating: "A", count: 43))
        #expect(report.format == .djangoSigned && report.payload == nil && report.layers.contains("pickle"))
        #expect(report.findings.map(\.id) == ["pickle"])
    }

    @Test("a payload that inflates beyond 1 MiB is not decoded")
    func bomb() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: 1_500_000)
        let packed = String(decoding: PythonBase64.encodeURLSafe(try #require(Zlib.compress(bytes))), as: UTF8.self)
        let report = try report("session=.\(packed).ZcX0AA." + String(repeating: "A", count: 27))
        #expect(report.verdict == .malformed && report.findings.map(\.id).contains("compression-bomb"))
        #expect(report.problem == "the payload inflates to more than 1048576 bytes; it was not decoded")
    }

    @Test("a payload that nests too deep is not decoded", arguments: [(64, true), (65, false)])
    func nesting(depth: Int, isRead: Bool) throws {
        let json = String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1)
        let text = String(decoding: PythonBase64.encodeURLSafe(Array("{\"a\":\(json)}".utf8)), as: UTF8.self)
        let report = try report("session=\(text).ZcX0AA." + String(repeating: "A", count: 27))
        #expect((report.payload != nil) == isRead)
        #expect((report.verdict == .malformed) != isRead)
    }

    @Test("a cookie of 2 MiB is answered with a sentence")
    func huge() throws {
        let report = try report("session=" + String(repeating: "a", count: 2_097_152))
        #expect(report.verdict == .malformed)
        #expect(report.problem == "the cookie has 2097152 bytes; expected at most 1048576 (browsers keep some 4,096)")
    }

    @Test("a registry's remember cookie shows neither its verifier nor a user")
    func series() throws {
        let verifier = String(repeating: "v", count: 43)
        let payload = String(repeating: "s", count: 43) + "." + verifier
        let cookie = RememberCookie.encode(payload, key: Array("k".utf8))
        let report = try report("remember_token=" + cookie, keys: ["k"])
        #expect(report.verdict == .valid && report.userID == nil)
        #expect(report.payload == .text(String(repeating: "s", count: 43) + ".…"))
    }

    @Test("every reference names a document and a place")
    func references() throws {
        let cookies = [
            "Set-Cookie: s=7|\(String(repeating: "0", count: 128)); Domain=x", "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiJ9.",
        ]
        for finding in try cookies.flatMap({ try report($0).findings }) {
            #expect(finding.reference.hasPrefix("OWASP ASVS 5.0, ") || finding.reference.hasPrefix("RFC "))
            #expect(!finding.text.isEmpty && finding.id.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D })
        }
    }

    @Test("any bytes are answered", arguments: 0..<200)
    func anything(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let pieces = [
            ".", ":", "|", "=", "--", "s:", "s%3A", "eyJ", "\"", "\\", "%", "Set-Cookie: ", ";", "A", "ü", "\u{202E}", "gAJ9",
            "-", "0", "\n",
        ]
        let text = (0..<(1 + next(40))).map { _ in pieces[next(pieces.count)] }.joined()
        for report in CookieInspector.inspect(text, keys: ["k", "clé", "日本"], weakKeys: ["w"], maxAge: 5, now: Self.now) {
            #expect(report.verdict != .valid)
        }
    }
}

import SessionCore
import Testing

@Suite("Compression")
struct CompressionTests {
    @Test("what was compressed comes out again, up to the limit and not beyond", arguments: [0, 1, 255, 5_000, 100_000])
    func roundTrip(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        let packed = try #require(Zlib.compress(bytes))
        #expect(Zlib.inflate(packed, limit: size) == .bytes(bytes))
        #expect(Zlib.inflate(packed + [1, 2, 3], limit: size) == .bytes(bytes))
        if size > 0 { #expect(Zlib.inflate(packed, limit: size - 1) == .tooBig) }
        #expect(Zlib.inflate(Array(packed.dropLast()), limit: size + 10) == .corrupt)
    }

    @Test(
        "what is not a zlib stream is corrupt",
        arguments: [[], [0x78], [0x78, 0x9C], [1, 2, 3, 4], [UInt8](repeating: 0xFF, count: 1_000)] as [[UInt8]])
    func corrupt(bytes: [UInt8]) { #expect(Zlib.inflate(bytes, limit: 100) == .corrupt) }
}

@Suite("Shared cookie vectors")
struct SharedCookieTests {
    /// Skipped where the shared vectors are not beside the checkout.
    @Test("every session and remember cookie is judged right", .enabled(if: !TestData.shared("vectors/cookies.jsonl").isEmpty))
    func vectors() throws {
        var judged = 0
        for vector in TestData.shared("vectors/cookies.jsonl") {
            let expected = vector.map("expect")
            guard let cookie = vector.text("cookie"), let verdict = expected.text("verdict"), let format = expected.text("format")
            else { continue }
            let keys = vector.list("keys").compactMap { $0.text }
            guard !keys.isEmpty, verdict == "valid" || verdict == "bad-signature" || verdict == "expired" else { continue }
            let own: String
            if format == "flask-session" {
                let now = try #require(Timestamp(iso8601: vector.text("now") ?? ""))
                switch SessionCookieSigner(keys: keys).verify(
                    cookie, now: now, maxAge: vector.integer("max_age").map { Int64($0) })
                {
                case .valid(let value, let index, let signedAt):
                    own = "valid"
                    #expect(TaggedJSON.tagged(value) == expected["payload"], "\(vector.text("id") ?? "")")
                    #expect(index == expected.integer("key_index"))
                    #expect(signedAt.iso8601 == expected.text("signed_at"))
                case .expired: own = "expired"
                case .badSignature, .badPayload: own = "bad-signature"
                }
            } else if format == "flask-login-remember" {
                let verdicts = keys.compactMap { RememberCookie.latin1Key($0) }.map { RememberCookie.decode(cookie, key: $0) }
                own = verdicts.contains { if case .valid = $0 { true } else { false } } ? "valid" : "bad-signature"
            } else {
                continue
            }
            judged += 1
            #expect(own == verdict, "\(vector.text("id") ?? "")")
        }
        #expect(judged > 20)
    }
}

import SessionCore
import Testing

@Suite("Cookies, against Flask and Flask-Login")
struct CookieTests {
    static let now = Timestamp(seconds: 1_767_225_600)

    @Test("a session that Flask signed is verified, and signed again to the byte", arguments: TestData.vectors("session"))
    func sessions(vector: SessionMap) throws {
        let signer = try SessionCookieSigner(keys: ["newer", vector.required("key")])
        let cookie = try vector.required("cookie")
        guard case .valid(let value, let keyIndex, let signedAt) = signer.verify(cookie, now: Self.now, maxAge: 0) else {
            Issue.record("not valid")
            return
        }
        #expect(keyIndex == 1)
        #expect(signedAt == Self.now)
        #expect(String(decoding: TaggedJSON.encode(value), as: UTF8.self) == vector.text("json"))
        let again = try SessionCookieSigner(keys: [vector.required("key")])
        guard case .map(let map) = value else {
            Issue.record("not a map")
            return
        }
        let own = try #require(again.sign(map, at: Self.now))
        if cookie.hasPrefix(".") {
            // Another zlib may compress otherwise.
            guard case .valid(let ownValue, 0, _) = again.verify(own, now: Self.now, maxAge: 0) else {
                Issue.record("own cookie not valid")
                return
            }
            #expect(ownValue == value || String(decoding: TaggedJSON.encode(ownValue), as: UTF8.self) == vector.text("json"))
        } else {
            #expect(own == cookie)
        }
    }

    @Test("no character of a signed session can be changed", arguments: [0, 9])
    func tampering(which: Int) throws {
        let vector = TestData.vectors("session")[which]
        let cookie = Array(try vector.required("cookie").utf8)
        let signer = try SessionCookieSigner(keys: [vector.required("key")])
        for place in cookie.indices {
            var changed = cookie
            changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let verdict = signer.verify(String(decoding: changed, as: UTF8.self), now: Self.now, maxAge: 60)
            // The signature's last character carries two bits that mean nothing, so that some changes of it change nothing.
            if place == cookie.count - 1, case .valid = verdict { continue }
            #expect(verdict == .badSignature, "character \(place)")
        }
        for length in 0..<cookie.count {
            #expect(signer.verify(String(decoding: cookie[..<length], as: UTF8.self), now: Self.now, maxAge: 60) == .badSignature)
        }
    }

    @Test("the signature is read as leniently as Python reads base64")
    func lenientSignature() throws {
        let signer = SessionCookieSigner(keys: ["k"])
        let cookie = try #require(signer.sign(["a": .integer(1)], at: Self.now))
        // Characters outside the alphabet are skipped, but count when the padding is completed.
        #expect(signer.verify(cookie + "!", now: Self.now, maxAge: nil) == .badSignature)
        for spelling in [cookie + "=", cookie + "!!!!", cookie + "=é"] {
            let verdict = signer.verify(spelling, now: Self.now, maxAge: nil)
            #expect(verdict == .valid(.map(["a": .integer(1)]), keyIndex: 0, signedAt: Self.now), "\(spelling)")
        }
    }

    @Test(
        "a session expires after its greatest age, and is not accepted from the future",
        arguments: [(0, true), (60, true), (61, false), (-1, false)] as [(Int64, Bool)])
    func age(seconds: Int64, accepted: Bool) throws {
        let signer = SessionCookieSigner(keys: ["k"])
        let cookie = try #require(signer.sign([:], at: Self.now))
        let verdict = signer.verify(cookie, now: Self.now.advanced(bySeconds: seconds), maxAge: 60)
        #expect(
            verdict == (accepted ? .valid(.map([:]), keyIndex: 0, signedAt: Self.now) : .expired(keyIndex: 0, signedAt: Self.now))
        )
    }

    @Test("a genuine signature over something that is not a session is told apart")
    func badPayload() throws {
        let signer = SessionCookieSigner(keys: ["k"])
        for payload in ["", "{", "[[", "{\" b\":\"Q\"}"] {
            let cookie = try #require(signer.sign(payload: Array(payload.utf8), at: Self.now))
            #expect(
                signer.verify(cookie, now: Self.now, maxAge: nil) == .badPayload(keyIndex: 0, signedAt: Self.now), "\(payload)")
        }
    }

    @Test("a payload that inflates beyond a mebibyte is not inflated")
    func bomb() throws {
        let signer = SessionCookieSigner(keys: ["k"])
        let cookie = try #require(signer.sign(payload: [0x22] + [UInt8](repeating: 0x61, count: 5 << 20) + [0x22], at: Self.now))
        #expect(cookie.utf8.count < 10_000)
        #expect(signer.verify(cookie, now: Self.now, maxAge: nil) == .badPayload(keyIndex: 0, signedAt: Self.now))
        #expect(SessionCookieSigner.unwrap(cookie)?.problem?.contains("1048576") == true)
    }

    @Test("nothing can be signed before 1970 or without a key")
    func unsignable() {
        #expect(SessionCookieSigner(keys: ["k"]).sign([:], at: Timestamp(seconds: -1)) == nil)
        #expect(SessionCookieSigner(keys: []).sign([:], at: Self.now) == nil)
    }

    @Test("a cookie is taken apart without its key")
    func unwrap() throws {
        let cookie = try #require(SessionCookieSigner(keys: ["k"]).sign(["t": .tuple([])], at: Self.now))
        let parts = try #require(SessionCookieSigner.unwrap(cookie))
        #expect(parts.value == .map(["t": .tuple([])]))
        #expect(parts.json == Array(#"{"t":{" t":[]}}"#.utf8))
        #expect(parts.signedAt == Self.now)
        #expect(SessionCookieSigner.unwrap("a.b") == nil)
    }

    @Test("remember cookies are Flask-Login's, both ways", arguments: TestData.vectors("remember"))
    func remember(vector: SessionMap) throws {
        let keyText = try vector.required("key")
        let key = try #require(RememberCookie.latin1Key(keyText))
        let (payload, cookie) = (try vector.required("payload"), try vector.required("cookie"))
        #expect(scalars(RememberCookie.encode(payload, key: key)) == scalars(cookie))
        #expect(RememberCookie.decode(cookie, key: key) == .valid(payload: payload))
        #expect(RememberCookie.decode(cookie, key: key + [0x61]) == .badSignature)
        #expect(RememberCookie.decode("x" + cookie, key: key) == .badSignature)
        #expect(RememberCookie.decode(cookie + "0", key: key) == .badSignature)
        #expect(RememberCookie.decode(cookie.uppercased(), key: key) == .badSignature)
    }

    @Test("what is no remember cookie")
    func notRemember() {
        #expect(RememberCookie.decode("", key: [1]) == .malformed)
        #expect(RememberCookie.decode("abc", key: [1]) == .malformed)
        #expect(RememberCookie.decode("1|é", key: [1]) == .notASCII)
        #expect(RememberCookie.latin1Key("ключ") == nil)
        #expect(RememberCookie.latin1Key("clé") == [0x63, 0x6C, 0xE9])
    }

    @Test("odd values are quoted as Werkzeug quotes them, and read back", arguments: TestData.vectors("quote"))
    func quoting(vector: SessionMap) throws {
        let value = try vector.required("value")
        let header = "n=" + SetCookie.quoted(value)
        #expect(scalars(header) == scalars(vector.text("header")))
        #expect(scalars(RequestCookies(header: header)["n"]) == scalars(value))
    }

    @Test("attributes are written as Werkzeug writes them", arguments: TestData.vectors("dump"))
    func attributes(vector: SessionMap) throws {
        let given = vector.map("args")
        var settings = CookieSettings(name: "n", httpOnly: given.bool("httponly"))
        settings.domain = given.text("domain")
        settings.sameSite = given.text("samesite")
        settings.secure = given.bool("secure")
        settings.partitioned = given.bool("partitioned")
        if let path = given["path"] { settings.path = path.text }
        let cookie = SetCookie(value: "v", lifetime: .browserSession, settings: settings)
        #expect(try cookie.headerValue() == vector.text("header"))
    }

    @Test("lifetimes are written as Flask writes them")
    func lifetimes() throws {
        let settings = CookieSettings(name: "n")
        #expect(
            try SetCookie(value: "v", lifetime: .until(Self.now), settings: settings).headerValue()
                == "n=v; Expires=Thu, 01 Jan 2026 00:00:00 GMT; HttpOnly; Path=/")
        #expect(
            try SetCookie(value: "", lifetime: .deleted, settings: settings).headerValue()
                == "n=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/")
    }

    @Test("settings that cannot be written are refused")
    func refusedSettings() {
        #expect(throws: SetCookie.Problem.sameSite) {
            try SetCookie(value: "", lifetime: .deleted, settings: CookieSettings(name: "n", sameSite: "")).headerValue()
        }
        #expect(throws: SetCookie.Problem.domain) {
            try SetCookie(value: "", lifetime: .deleted, settings: CookieSettings(name: "n", domain: "a..b")).headerValue()
        }
    }

    @Test("a Cookie header is read as Werkzeug reads it", arguments: TestData.vectors("parse"))
    func parsing(vector: SessionMap) throws {
        let pairs = try RequestCookies(header: vector.required("header")).pairs
        let expected = vector.list("pairs").map { pair -> [String] in
            if case .list(let items) = pair { items.compactMap { $0.text } } else { [] }
        }
        #expect(pairs.map { [$0.name, $0.value] } == expected)
    }

    @Test("a Cookie header of nothing but separators, or hugely long, is read in time")
    func hostileHeaders() {
        #expect(RequestCookies(header: String(repeating: ";", count: 100_000)).pairs.isEmpty)
        #expect(RequestCookies(header: String(repeating: "\"", count: 100_000)).pairs.isEmpty)
        #expect(RequestCookies(header: String(repeating: "a=\"\\", count: 50_000)).pairs.count < 2)
    }
}

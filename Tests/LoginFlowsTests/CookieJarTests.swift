import LoginFlows
import SessionCore
import Testing

@Suite("The mock browser's cookie jar")
struct CookieJarTests {
    private let now = Timestamp(seconds: 1_767_225_600)

    @Test(
        "a cookie goes along only where its attributes allow",
        arguments: [
            ("a=1", "localhost", "http://localhost/", true),
            ("a=1", "localhost", "http://sub.localhost/", false),
            ("a=1; Domain=.Example.test", "www.example.test", "http://example.test/x", true),
            ("a=1; Domain=example.test", "www.example.test", "http://notexample.test/", false),
            ("a=1; Domain=other.test", "example.test", "http://other.test/", false),
            ("a=1; Path=/admin", "h", "http://h/admin", true),
            ("a=1; Path=/admin", "h", "http://h/admin/x", true),
            ("a=1; Path=/admin", "h", "http://h/administrator", false),
            ("a=1; Path=/admin/", "h", "http://h/admin", false),
            ("a=1; Path=", "h", "http://h/x", true),
            ("a=1; Secure", "h", "http://h/", false),
            ("a=1; Secure", "h", "https://h/", true),
            ("a=1; Max-Age=0", "h", "http://h/", false),
            ("a=1; Max-Age=1", "h", "http://h/", true),
            ("a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "h", "http://h/", false),
            ("a=1; Expires=Thu, 01 Jan 2026 00:00:01 GMT", "h", "http://h/", true),
            ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5", "h", "http://h/", true),
        ])
    func sending(header: String, from: String, url: String, isSent: Bool) {
        var jar = CookieJar()
        jar.store(header, from: from, now: now)
        let parts = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        let scheme = String(parts[0].dropLast())
        let rest = parts[2].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let sent = jar.sent(host: String(rest[0]), path: "/" + (rest.count > 1 ? rest[1] : ""), scheme: scheme, now: now)
        #expect(sent.map(\.value) == (isSent ? ["1"] : []))
    }

    @Test("a longer path goes first, then the name decides")
    func order() {
        var jar = CookieJar()
        for header in ["b=1", "a=2", "c=3; Path=/x/y", "d=4; Path=/x"] { jar.store(header, from: "h", now: now) }
        #expect(jar.sent(host: "h", path: "/x/y", scheme: "http", now: now).map(\.name) == ["c", "d", "a", "b"])
    }

    @Test("storing reports what lives on, and an expired cookie takes the stored one away")
    func clearing() {
        var jar = CookieJar()
        #expect(jar.store("a=1; Max-Age=10", from: "h", now: now) == ("a", true))
        #expect(jar.store("a=; Max-Age=0", from: "h", now: now) == ("a", false))
        #expect(jar.cookies.isEmpty)
    }

    @Test("closing the browser keeps what has an expiry; putting replaces every cookie of the name")
    func closingAndPutting() {
        var jar = CookieJar()
        jar.store("a=1; Max-Age=10", from: "h", now: now)
        jar.store("a=2; Path=/x", from: "h", now: now)
        jar.close()
        #expect(jar.cookies.map(\.value) == ["1"])
        jar.put(name: "a", value: "3", host: "h")
        #expect(jar.cookies.map(\.value) == ["3"])
        jar.drop(.named(["b"]))
        #expect(jar.cookies.count == 1)
        jar.drop(.all)
        #expect(jar.cookies.isEmpty)
    }

    @Test(
        "tampering edits characters, not bytes",
        arguments: [
            ("Axé", .flipFirst, "Bxé"), ("xA", .flipLast, "xB"), ("ab🐍", .flipLast, "abA"), ("abcde", .truncate, "ab"),
            ("é", .truncate, ""), ("", .flipFirst, ""),
            ("", .flipLast, ""), ("abc", .empty, ""),
        ] as [(String, CookieEdit, String)])
    func tampering(value: String, edit: CookieEdit, result: String) {
        #expect(edit.apply(to: value) == result)
    }
}

import SessionCore
import Testing

@Suite("URLs and addresses, against Werkzeug and Flask-Login")
struct AddressTests {
    @Test("a Location header is encoded as Werkzeug encodes it", arguments: TestData.vectors("iri"))
    func locations(vector: SessionMap) throws {
        #expect(try LocationHeader.encode(vector.required("iri")) == vector.text("uri"))
    }

    @Test(
        "what is not a URL has no Location",
        arguments: ["http://[x/", "http://]/", "http://h:99999/", "http://h:x/", "http://a..b/"])
    func noLocation(iri: String) { #expect(LocationHeader.encode(iri) == nil) }

    @Test("the request's address is Werkzeug's", arguments: TestData.vectors("url"))
    func currentURL(vector: SessionMap) throws {
        let request = try LoginRequest(
            host: vector.text("host"), path: vector.required("path"), query: vector.required("query"))
        #expect(scalars(request.currentURL) == scalars(vector.text("url")))
    }

    @Test("a login URL is Flask-Login's", arguments: TestData.vectors("loginurl"))
    func loginURL(vector: SessionMap) throws {
        var settings = LoginSettings(secretKey: "k")
        settings.forceHostForRedirects = vector.text("force")
        let url = try LoginManager(settings).loginURL(vector.required("view"), next: vector.text("next"))
        #expect(url == vector.text("url"))
    }

    @Test("endpoints become paths, also relative to the route group")
    func endpoints() throws {
        var settings = LoginSettings(secretKey: "k")
        settings.endpoints = ["login": "/login", "admin.login": "/admin/login"]
        let manager = LoginManager(settings)
        #expect(try manager.expandLoginView("login") == "/login")
        #expect(try manager.expandLoginView(".login") == "/login")
        #expect(try manager.expandLoginView(".login", blueprint: "admin") == "/admin/login")
        #expect(throws: LoginFailure.unknownEndpoint("nowhere")) { try manager.expandLoginView("nowhere") }
    }

    @Test("a session's identifier is Flask-Login's", arguments: TestData.vectors("identifier"))
    func identifiers(vector: SessionMap) {
        let request = LoginRequest(userAgent: vector.text("agent"), remoteAddress: vector.text("ip"))
        #expect(SessionMap.loggedIn(userID: "1", from: request)["_id"]?.text == vector.text("id"))
    }

    @Test(
        "X-Forwarded-For is believed of trusted proxies only",
        arguments: [
            ("192.0.2.1", "203.0.113.7", "192.0.2.1"),
            ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
            ("10.0.0.1", "198.51.100.9, 203.0.113.7, 10.2.3.4", "203.0.113.7"),
            ("10.0.0.1", "10.1.1.1", "10.1.1.1"),
            ("10.0.0.1", "203.0.113.7, <script>", "10.0.0.1"),
            ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
            ("10.0.0.1", nil, "10.0.0.1"),
        ] as [(String, String?, String)])
    func forwarded(peer: String, header: String?, expected: String) throws {
        let proxies = try #require(TrustedProxies(["10.0.0.0/8"]))
        #expect(proxies.clientAddress(peer: peer, forwardedFor: header) == expected)
        #expect(TrustedProxies().clientAddress(peer: peer, forwardedFor: header) == peer)
    }

    @Test(
        "what is not an address or block is refused",
        arguments: ["", "x", "10.0.0.0/33", "10.0.0/8", "::1/129", "1.2.3.4/", "01.2.3.4", ":::", "1::2::3", "10.0.0.1/8/9"])
    func refusedNetworks(text: String) { #expect(TrustedProxies([text]) == nil) }

    @Test(
        "a block holds what it should",
        arguments: [
            ("0.0.0.0/0", "255.1.2.3", true), ("::/0", "::1", true), ("::/0", "1.2.3.4", false),
            ("2001:db8::/32", "2001:db8:ffff::", true),
            ("2001:db8::/32", "2001:db9::", false), ("192.0.2.128/25", "192.0.2.127", false), ("::1", "::1", true),
            ("::ffff:10.0.0.0/104", "10.1.2.3", true), ("::ffff:10.0.0.0/104", "11.1.2.3", false), ("::ffff:10.0.0.1", "::ffff:10.0.0.1", true),
        ])
    func networks(network: String, address: String, contained: Bool) throws {
        let block = try #require(TrustedProxies([network]))
        #expect(block.contains(address) == contained)
    }
}

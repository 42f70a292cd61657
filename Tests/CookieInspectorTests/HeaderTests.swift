import CookieInspector
import SessionCore
import Testing

@Suite("What people paste")
struct HeaderTests {
    private static let now = Timestamp(seconds: 1_800_000_000)
    private static let digits = String(repeating: "0a", count: 64)

    private func inspect(_ input: String, name: String? = nil) -> [CookieReport] {
        CookieInspector.inspect(input, name: name, keys: [], now: Self.now)
    }

    @Test(
        "names and values are found",
        arguments: [
            ("remember_token=7|\(digits)", ["remember_token"], ["7"]),
            ("Cookie: a=1; remember_token=7|\(digits); b", ["a", "remember_token"], [nil, "7"]),
            ("cookie:remember_token=\"7\\054\\303\\274|\(digits)\"", ["remember_token"], ["7,ü"]),
            ("Set-Cookie: remember_token=7|\(digits); Path=/; HttpOnly", ["remember_token"], ["7"]),
            ("remember_token=7|\(digits); Max-Age=5; Path=/", ["remember_token"], ["7"]),
            ("a=1; b=2", ["a", "b"], [nil, nil]),
            ("7|\(digits)", [nil], ["7"]),
            ("  7|\(digits)\r\n\r\nx=8|\(digits)\n", [nil, "x"], ["7", "8"]),
            ("\"7|\(digits)\"", [nil], ["7"]),
            ("", [], []),
            ("\n \n", [], []),
        ] as [(String, [String?], [String?])])
    func parsing(input: String, names: [String?], users: [String?]) {
        let reports = inspect(input)
        #expect(reports.map(\.name) == names)
        #expect(reports.map(\.userID) == users)
    }

    @Test("a name given picks from headers, and names bare values")
    func named() {
        #expect(inspect("Cookie: a=1; b=2", name: "b").map(\.name) == ["b"])
        #expect(inspect("Cookie: a=1", name: "b").isEmpty)
        #expect(inspect("eyJhIjoxfQ==", name: "b").map(\.name) == ["b"])
        #expect(inspect("b=7|\(Self.digits)", name: "b").map(\.userID) == ["7"])
    }

    @Test("padding is not the end of a name")
    func padding() {
        let starlette = "eyJ1c2VyIjogIiIsICJuIjogNn0=.ZHMFjw.t5fgEeN4cDQpN8kq-45KPt1uSO8"
        #expect(inspect(starlette).map(\.name) == [nil])
        #expect(inspect(starlette).map(\.format) == [.starletteSession])
        #expect(inspect("session=" + starlette).map(\.name) == ["session"])
    }

    @Test(
        "flags that are missing are found",
        arguments: [
            ("s=x; Path=/", ["missing-httponly", "missing-secure", "missing-samesite"]),
            ("s=x; Secure; HttpOnly; SameSite=Lax", []),
            ("s=x; secure; httponly; samesite=none", ["samesite-none"]),
            (
                "s=x; Secure; HttpOnly; SameSite=Strict; Domain=example.test; Max-Age=99999999",
                ["long-lifetime", "shared-domain"]
            ),
            ("__Host-s=x; Secure; HttpOnly; SameSite=Lax", ["broken-prefix"]),
            ("__Host-s=x; Secure; HttpOnly; SameSite=Lax; Path=/", []),
            ("__Secure-s=x; HttpOnly; SameSite=Lax", ["broken-prefix", "missing-secure"]),
        ])
    func flags(header: String, findings: [String]) {
        #expect(inspect("Set-Cookie: " + header).flatMap(\.findings).map(\.id) == findings)
    }
}

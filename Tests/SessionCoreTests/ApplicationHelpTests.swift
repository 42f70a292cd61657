import SessionCore
import Testing

@Suite("What applications are helped with")
struct ApplicationHelpTests {
    @Test(
        "only a path of this site is a local target",
        arguments: [
            ("/", "/"), ("/a?b=c#d", "/a?b=c#d"), ("/é ü", "/%C3%A9%20%C3%BC"), ("/a//b", "/a//b"), ("/a\\b", "/a%5Cb"),
            ("", nil), ("a", nil), ("//evil.test", nil), ("/\\evil.test", nil), ("///evil.test", nil),
            ("https://evil.test/", nil),
            ("/\t/evil.test", nil), ("/a\nb", nil), ("/a\u{7F}", nil), (" /a", nil), ("\\/evil.test", nil),
        ] as [(String, String?)])
    func localTarget(target: String, location: String?) {
        #expect(LocationHeader.localTarget(target) == location)
    }

    @Test(
        "a query's values are read as Flask reads them",
        arguments: [
            ("a=1&b=2", "1"), ("a=1+2%2B3", "1 2+3"), ("b=2&a=&a=3", ""), ("a", ""), ("%61=x", "x"), ("a=%C3%A9", "é"),
            ("a=b=c", "b=c"),
            ("", nil), ("b=1", nil), ("A=1", nil), ("&&", nil),
        ] as [(String, String?)])
    func queryValue(query: String, value: String?) {
        #expect(LoginRequest(query: query).queryValue("a") == value)
    }

    @Test("spans of minutes, hours and days are seconds, up to the range of Python's timedelta")
    func spans() {
        #expect(TimeSpan.minutes(90) == .seconds(5_400))
        #expect(TimeSpan.hours(-2) == .seconds(-7_200))
        #expect(TimeSpan.days(1) == .hours(24))
        #expect(TimeSpan.hours(.max) == .seconds(.max))
        #expect(TimeSpan.minutes(.min) == .seconds(.min))
        #expect(TimeSpan.days(1_000_000_000) == .seconds(.max))
    }

    @Test("literals are session values")
    func literals() {
        let value: SessionValue = ["text": "x", "number": 1, "fraction": 0.5, "flag": true, "list": [1, "two"], "text": "y"]
        let expected: SessionMap = [
            "text": .string("y"), "number": .integer(1), "fraction": .double(0.5), "flag": .bool(true),
            "list": .list([.integer(1), .string("two")]),
        ]
        #expect(value == .map(expected))
    }
}

import SessionCore
import Testing

/// What Python 3.11 makes of texts; every expectation was printed by it.
@Suite("Texts that Python reads")
struct PythonReadingTests {
    @Test(
        "datetime.fromisoformat's dates and times",
        arguments: [
            ("2026-01-01", "2026-01-01T00:00:00Z"), ("20260101T000000", "2026-01-01T00:00:00Z"),
            ("2026-W01-1", "2025-12-29T00:00:00Z"), ("2026W011", "2025-12-29T00:00:00Z"), ("2026-W01", "2025-12-29T00:00:00Z"),
            ("2026-W53-7", "2027-01-03T00:00:00Z"), ("2020W537T10", "2021-01-03T10:00:00Z"), ("0001-W01-1", "0001-01-01T00:00:00Z"),
            ("2026-W01-10", "2025-12-29T10:00:00Z"), ("2026W011010", "2025-12-29T10:00:00Z"), ("2026W0111010", "2025-12-29T10:10:00Z"),
            ("2026-01-01T10", "2026-01-01T10:00:00Z"), ("2026-01-01x1020", "2026-01-01T10:20:00Z"),
            ("2026-01-01\u{E9}10:20", "2026-01-01T10:20:00Z"), ("2026-01-01\u{1F40D}10:20", "2026-01-01T10:20:00Z"),
            ("2026-01-01T10:20:30,5", "2026-01-01T10:20:30.5Z"), ("2026-01-01T10.5", "2026-01-01T10:00:00.5Z"),
            ("2026-01-01T10:20:30.1234567", "2026-01-01T10:20:30.123456Z"), ("2026-01-01T102030.1", "2026-01-01T10:20:30.1Z"),
            ("2026-01-01T10:20+02:00:30.5", "2026-01-01T08:19:29.5Z"), ("2026-01-01T10:20-0230", "2026-01-01T12:50:00Z"),
            ("2026-01-01T10:20+00:00:00.5", "2026-01-01T10:20:00Z"), ("2026-01-01T10:20:30 +01", "2026-01-01T09:20:30Z"),
            ("2026-01-01T10:20+01:60", "2026-01-01T08:20:00Z"),
            ("", nil), ("2026", nil), ("2026-01-01T", nil), ("2026-1-1", nil), ("2026-W54-1", nil), ("2025-W53-1", nil),
            ("2026-W01-8", nil), ("2026-W00-1", nil), ("0000-W01-1", nil), ("9999-W53-1", nil), ("2026-02-29", nil), ("2026-01-01T24", nil),
            ("2026-01-01T10:2", nil), ("2026-01-01T10:20:30.", nil), ("2026-01-01T10:20 ", nil), ("2026-01-01T10:20+24:00", nil),
            ("2026-01-01T10:20+", nil), ("2026-0101", nil), ("\u{1F40D}\u{1F40D}\u{1F40D}\u{1F40D}\u{1F40D}\u{1F40D}\u{1F40D}", nil),
            ("2026-W01-", nil), ("2026-01-01T1020301", nil), ("\u{661}026-01-01", nil),
        ] as [(String, String?)])
    func isoDates(text: String, expected: String?) { #expect(PythonISODate.moment(text)?.iso8601 == expected) }

    @Test(
        "int()'s numbers",
        arguments: [
            ("12", .small(12)), (" 3\n", .small(3)), ("+0_3", .small(3)), ("-1", .small(-1)), ("\u{663}", .small(3)), ("\u{A0}3\u{2028}", .small(3)),
            ("\u{1D7D5}", .small(7)), ("-9223372036854775808", .small(.min)), ("9223372036854775808", .big(isNegative: false)),
            ("-9223372036854775809", .big(isNegative: true)), (String(repeating: "0", count: 4_299) + "7", .small(7)),
            (String(repeating: "0", count: 4_301), nil), ("", nil), ("+", nil), ("_1", nil), ("1_", nil), ("1__0", nil), ("1.0", nil), ("0x1", nil),
            ("\u{1C}3", nil), ("\u{B2}", nil), ("\u{200B}3", nil), ("- 3", nil), ("\u{11F55}", nil),
        ] as [(String, PythonInteger?)])
    func integers(text: String, expected: PythonInteger?) { #expect(PythonInteger(text) == expected, "\(text.prefix(40))") }

    @Test(
        "dates of e-mails keep their offset, and numbers too large are no dates",
        arguments: [
            ("Thu, 01 Jan 2026 00:00:00 +0530", .date(EmailDate(moment: Timestamp(seconds: 1_767_205_800), offset: 330))),
            ("Thu, 01 Jan 2026 00:00:00 EST", .date(EmailDate(moment: Timestamp(seconds: 1_767_243_600), offset: -300))),
            ("Thu, 01 Jan 2026 00:00:00 -0000", .date(EmailDate(moment: Timestamp(seconds: 1_767_225_600), offset: 0))),
            ("Thu, 01 Jan 2026 00:00:00 +2400", .none), ("Thu, 32 Jan 2026 00:00:00", .none),
            ("Thu, 01 Jan 2026 00:00:00 +99999999999999999", .overflow), ("Thu, 01 Jan 2147483648 00:00:00", .overflow),
            ("Thu, 01 Jan 2147483648 00:00:00 +2400", .none), ("Thu, 01 Jan 2147483647 00:00:00", .none),
        ] as [(String, EmailDate.Reading)])
    func emailDates(text: String, expected: EmailDate.Reading) { #expect(EmailDate.read(text) == expected) }

    @Test(
        "a date with an offset is printed as Python prints it",
        arguments: [
            (330, "2026-01-01 05:30:00+05:30", "datetime.datetime(2026, 1, 1, 5, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))"),
            (-1, "2025-12-31 23:59:00-00:01", "datetime.datetime(2025, 12, 31, 23, 59, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=86340)))"),
        ])
    func zonedDates(offset: Int, text: String, repr: String) {
        let date = SessionValue.zonedDate(Timestamp(seconds: 1_767_225_600), offset: offset)
        #expect(PythonText.str(date) == text)
        #expect(PythonText.repr(date) == repr)
        #expect(TaggedJSON.tagged(date) == .map([" d": "Thu, 01 Jan 2026 00:00:00 GMT"]))
    }

    @Test("what came after Unicode 14 is neither printable, nor a digit, nor somebody's upper case")
    func unicode() {
        #expect(PythonText.repr("\u{88F}\u{870}") == "'\\u088f\u{870}'")
        #expect(PythonUnicode.uppercased("\u{19B}\u{DF}\u{149}a") == "\u{19B}SS\u{2BC}NA")
        #expect(PythonUnicode.digit("\u{11F55}") == nil)
        #expect(PythonUnicode.digit("\u{FF17}") == 7)
    }

    @Test(
        "a host name that is no IDNA name has no URL",
        arguments: [
            ("xn--mnchen-3ya.test", "http://m\u{FC}nchen.test/"), ("localhost", "http://localhost/"), ("xn--zzzz-.test", nil), ("xn--.test", nil),
            ("a.xn--b.c", nil), ("xn--strae-oqa.test", nil), ("xn--99999999.test", nil),
        ] as [(String, String?)])
    func hosts(host: String, url: String?) { #expect(LoginRequest(host: host, path: "/", query: "").currentURL == url) }

    @Test(
        "a host name is prepared and encoded as Python's idna codec does",
        arguments: [
            ("\u{1E9E}.test", "ss.test"), ("mu\u{308}nchen.test", "xn--mnchen-3ya.test"), ("e\u{302}\u{323}.test", "xn--qlg.test"),
            ("e\u{323}\u{302}.test", "xn--qlg.test"), ("\u{FF21}\u{FF22}.test", "ab.test"), ("a\u{AD}b.test", "ab.test"),
            ("a\u{200D}b.test", "ab.test"), ("\u{1112}\u{1161}\u{11AB}.test", "xn--6q8b.test"),
            ("a\u{3000}b.test", "a b.test"), ("\u{5D0}\u{5D1}.test", "xn--4dbc.test"), ("a\u{5D0}.test", nil),
            ("\u{5D0}1.test", nil), ("a\u{80}b.test", nil), ("a\u{E000}b.test", nil), ("\u{AD}.test", nil),
            ("xn--\u{E9}.test", nil), ("\u{304B}\u{3099}.test", "xn--v8j.test"),
            ("x\u{301}\u{327}.test", "xn--x-xbb7i.test"), ("fa\u{DF}.test", "fass.test"),
            ("a\u{3002}b\u{FF0E}c.test", "a.b.c.test"), ("\u{212A}.test", "k.test"),
            ("\u{2460}.test", "1.test"), ("\u{FB01}x.test", "fix.test"), ("\u{AA}\u{BA}.test", "ao.test"), ("\u{2163}.test", "iv.test"),
            ("\u{33C7}.test", "co..test"), ("\u{1E9B}\u{323}.test", "xn--1ig.test"), ("\u{958}.test", "xn--11b2f.test"),
            ("\u{928}\u{93C}.test", "xn--m2b.test"), ("\u{9C7}\u{9BE}.test", "xn--86b.test"), ("\u{915}\u{93C}.test", "xn--11b2f.test"),
            ("\u{2126}.test", "xn--bya.test"), ("\u{F900}.test", "xn--oh3a.test"), ("\u{1D400}\u{1D7D9}.test", "a1.test"),
            ("\u{2025}a.test", "..a.test"), ("\u{E9}\u{323}.test", "xn--lsa503l.test"),
            ("\u{FDFA}.test", "xn--   -oze6dh5a3fcaccnvdrg0a.test"), ("\u{6DD}\u{627}.test", nil),
            ("\u{5D0}\u{2800}\u{5D1}.test", "xn--4dbc663x.test"), ("\u{5D0}\u{905}\u{5D1}.test", nil),
            ("\u{1B05}\u{1B35}.test", "xn--9sf.test"), ("\u{11099}\u{110BA}.test", "xn--i40d.test"),
            ("\u{FF21}\u{200B}\u{C4}.test", "xn--a-0fa.test"), ("\u{3250}.test", "xn--mok.test"), ("A\u{308}B.test", "xn--b-zfa.test"),
            ("\u{2024}\u{E9}.test", "xn--.-bga.test"), ("\u{BD}.test", "xn--12-c6t.test"),
        ] as [(String, String?)])
    func preparedHosts(name: String, encoded: String?) { #expect(HostName.encode(name) == encoded) }
}

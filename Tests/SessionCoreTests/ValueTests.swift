import SessionCore
import Testing

@Suite("Values, against Python")
struct ValueTests {
    @Test("JSON with tags is read and written again as Flask does", arguments: TestData.vectors("json"))
    func json(vector: SessionMap) throws {
        let text = try vector.required("text")
        let value = try? TaggedJSON.decode(Array(text.utf8))
        #expect(value.map { String(decoding: TaggedJSON.encode($0), as: UTF8.self) } == vector.text("result"), "\(text)")
    }

    @Test("a value of every tag survives being written and read")
    func tags() throws {
        let value: SessionValue = .map([
            "t": .tuple([.integer(1), .tuple([])]), "b": .bytes([0, 255]), "m": .markup("<b>"),
            "u": .uuid("12345678123456781234567812345678"), "d": .date(Timestamp(seconds: 1_709_251_198)),
            "di": .map([" t": .map([" di": .null])]), "big": .bigInteger("123456789012345678901234567890"),
        ])
        #expect(try TaggedJSON.decode(TaggedJSON.encode(value)) == value.sortedByKeys)
    }

    @Test("JSON nested beyond the limit is refused, up to it is read")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try TaggedJSON.decode(nested(64))
        #expect(throws: JSONError.tooDeep(limit: 64)) { try TaggedJSON.decode(nested(65)) }
        #expect(throws: JSONError.tooDeep(limit: 64)) { try TaggedJSON.decode(nested(100_000)) }
    }

    @Test("JSON longer than a mebibyte is refused")
    func length() {
        let text = [UInt8](repeating: 0x20, count: 1 << 20) + [0x31]
        #expect(throws: JSONError.tooLong(limit: 1 << 20)) { try TaggedJSON.decode(text) }
    }

    @Test("markup of lists is Python's text of them, level by level")
    func nestedMarkup() throws {
        let json = #"{" m":[{" m":[{" m":["\\",1]}]},{" m":{"k":null}}]}"#
        // What Flask 3.1.3 makes of it.
        let expected = #"[Markup('[Markup("[\'\\\\\\\\\', 1]")]'), Markup("{'k': None}")]"#
        #expect(try TaggedJSON.decode(Array(json.utf8)) == .markup(expected))
    }

    @Test("markup within markup, which doubles its backslashes at each level, is refused beyond a mebibyte", arguments: [20, 31])
    func markupBudget(levels: Int) throws {
        var json = #""\\""#
        for _ in 0..<levels { json = #"{" m":["# + json + "]}" }
        #expect(throws: JSONError.badTag(" m")) { try TaggedJSON.decode(Array(json.utf8)) }
        let token = String(decoding: PythonBase64.encodeURLSafe(json.utf8), as: UTF8.self)
        let unwrapped = try #require(SessionCookieSigner.unwrap(token + ".ZcX0AA.AAAA"))
        #expect(unwrapped.value == nil)
        #expect(unwrapped.problem == #"The payload is the tag " m" has a value that it cannot have."#)
    }

    @Test("all markup of a document that is made of other values is a mebibyte together, and not a byte more")
    func markupBudgetEdge() throws {
        // One byte in JSON, four as Python writes it: \x7f.
        func list(_ count: Int) -> String { #"{" m":[""# + String(repeating: "\u{7F}", count: count) + #""]}"# }
        func decode(_ json: String) throws(JSONError) -> SessionValue { try TaggedJSON.decode(Array(json.utf8)) }
        let most = ((1 << 20) - "['']".utf8.count) / 4
        #expect(try decode(list(most)).text?.utf8.count == 1 << 20)
        #expect(throws: JSONError.badTag(" m")) { try decode(list(most + 1)) }
        #expect(throws: JSONError.badTag(" m")) { try decode("[" + list(most / 2) + "," + list(most / 2 + 1) + "]") }
        // Text that becomes markup stays the same text, however often.
        let text = String(repeating: "a", count: 900_000)
        var json = "\"\(text)\""
        for _ in 0..<60 { json = #"{" m":"# + json + "}" }
        #expect(try decode(json) == .markup(text))
    }

    // CPython 3.11: `uuid.UUID("\x1c" + 31 * "1")` raises, while U+0085 and U+00A0 are passed over.
    @Test(
        "a UUID may stand among the blanks that int() knows, and no others",
        arguments: [("\u{1C}", false), ("\u{1F}", false), ("\u{85}", true), ("\u{A0}", true), ("\t", true), ("\u{200B}", false)])
    func uuidBlanks(blank: String, isRead: Bool) throws {
        let digits = String(repeating: "1", count: 31)
        for text in [blank + digits, digits + blank] {
            let json = try PythonJSON.text(.map([" u": .string(text)]))
            #expect((try? TaggedJSON.decode(Array(json.utf8))) == (isRead ? .uuid("0" + digits) : nil))
        }
    }

    @Test(
        "a lone surrogate becomes a replacement character",
        arguments: [#""\ud800""#, #""\udc00x""#, #""\ud800\ud800""#, #""\ud800\u0041""#])
    func surrogates(text: String) throws {
        let value = try PythonJSON.parse(Array(text.utf8))
        #expect(value.text?.unicodeScalars.first == "\u{FFFD}")
    }

    @Test("invalid UTF-8 is not JSON")
    func invalidUTF8() {
        #expect(throws: JSONError.self) { try PythonJSON.parse([0x22, 0xC3, 0x22]) }
        #expect(throws: JSONError.self) { try PythonJSON.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test("bytes, UUIDs and dates are not plain JSON")
    func unrepresentable() {
        #expect(throws: JSONError.unrepresentable("bytes")) { try PythonJSON.text(.list([.bytes([])])) }
        #expect(throws: JSONError.unrepresentable("UUID")) { try PythonJSON.text(.uuid("")) }
        #expect(throws: JSONError.unrepresentable("datetime")) { try PythonJSON.text(.date(Timestamp(seconds: 0))) }
    }

    @Test("JSON in Python's default layout")
    func spaced() throws {
        let value: SessionValue = .map(["b": .tuple([.integer(1), .string("é")]), "a": .markup("x")])
        #expect(try PythonJSON.text(value, .spaced) == #"{"b": [1, "\u00e9"], "a": "x"}"#)
        #expect(try PythonJSON.text(value, .spacedSorted, ascii: false) == #"{"a": "x", "b": [1, "é"]}"#)
    }

    @Test("text of a value is Python's str()", arguments: TestData.vectors("str"))
    func str(vector: SessionMap) throws {
        #expect(scalars(PythonText.str(vector["value"] ?? .null)) == scalars(vector.text("text")))
    }

    @Test("seconds become a time span as timedelta rounds them", arguments: TestData.vectors("span"))
    func spans(vector: SessionMap) throws {
        let span = try #require(TimeSpan(pythonSeconds: vector.double("seconds") ?? .nan))
        let days = try #require(vector.integer("days"))
        #expect(span.wholeSeconds == Int64(days * 86_400 + (vector.integer("secs") ?? -1)))
        #expect(span.microseconds == Int64(vector.integer("micros") ?? -1))
        #expect(span.totalSeconds == vector.double("total"))
    }

    @Test("what timedelta cannot hold is no time span", arguments: [Double.nan, .infinity, -.infinity, 1e300, 8.64e13, -8.64e13])
    func impossibleSpans(seconds: Double) {
        #expect(TimeSpan(pythonSeconds: seconds) == nil)
    }

    @Test("dates are read as Werkzeug reads them", arguments: TestData.vectors("date"))
    func dates(vector: SessionMap) throws {
        #expect(
            try Timestamp(httpDate: vector.required("text"))?.seconds == vector.integer("seconds").map { Int64($0) }, "\(vector)")
    }

    @Test(
        "ISO 8601 is written and read again",
        arguments: [
            ("2026-01-01T00:00:00Z", 1_767_225_600_000_000), ("1969-12-31T23:59:59.5Z", -500_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("2024-02-29T12:30:01.000001Z", 1_709_209_801_000_001), ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
        ] as [(String, Int64)])
    func iso(text: String, microseconds: Int64) {
        #expect(Timestamp(iso8601: text) == Timestamp(microseconds: microseconds))
        #expect(Timestamp(microseconds: microseconds).iso8601 == text)
    }

    @Test(
        "other spellings of ISO 8601 are read",
        arguments: [
            ("2026-01-01", 1_767_225_600), ("2026-01-01 01:00:00+01:00", 1_767_225_600), ("2026-01-01T00:00", 1_767_225_600),
            ("2025-12-31T18:30:00-0530", 1_767_225_600),
        ] as [(String, Int64)])
    func isoSpellings(text: String, seconds: Int64) {
        #expect(Timestamp(iso8601: text)?.seconds == seconds)
    }

    @Test(
        "what is not a date is refused",
        arguments: [
            "", "2026", "2026-13-01", "2026-02-29", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00ZZ", "2026-01-01T",
            "2026-01-01T00:00:00.Z", "é",
        ])
    func isoRefused(text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test("formatting the farthest times does not trap", arguments: [Int64.min, .max, 0])
    func farTimes(microseconds: Int64) {
        #expect(!Timestamp(microseconds: microseconds).iso8601.isEmpty)
        #expect(Timestamp(microseconds: microseconds).httpDate.hasSuffix(" GMT"))
    }

    @Test("a map keeps order and tells code points apart, small or large")
    func maps() {
        var map: SessionMap = ["e\u{301}": .integer(1), "\u{E9}": .integer(2)]
        #expect(map.count == 2)
        for number in 0..<100 { map["k\(number)"] = .integer(number) }
        map["k50"] = nil
        map["k0"] = .null
        #expect(map.count == 101)
        #expect(map["k51"] == .integer(51))
        #expect(map["\u{E9}"] == .integer(2))
        #expect(map["k50"] == nil)
        #expect(Array(map.keys.prefix(3)).map { scalars($0) } == ["e\u{301}", "\u{E9}", "k0"].map { scalars($0) })
        for key in map.keys { map[key] = nil }
        #expect(map.isEmpty)
    }

    @Test(
        "truth is Python's",
        arguments: [
            (.null, false), (.integer(0), false), (.double(-0.0), false), (.double(.nan), true), (.string(""), false),
            (.string("0"), true),
            (.list([]), false), (.map([:]), false), (.map(["": .null]), true), (.bytes([0]), true), (.tuple([]), false),
            (.bool(false), false),
            (.markup(""), false), (.date(Timestamp(seconds: 0)), true),
        ] as [(SessionValue, Bool)])
    func truth(value: SessionValue, expected: Bool) { #expect(value.isTruthy == expected) }

    @Test("base64 is read as leniently as Python reads it", arguments: TestData.vectors("base64"))
    func base64(vector: SessionMap) throws {
        let text = try vector.required("text")
        func hex(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: Hex.encode($0), as: UTF8.self) } }
        #expect(hex(PythonBase64.decodeURLSafe(text.utf8)) == vector.text("urlsafe"), "\(text)")
        #expect(hex(PythonBase64.decodeStandard(text.utf8)) == vector.text("standard"), "\(text)")
    }
}

extension SessionValue {
    /// The value with the keys of all maps in order, as reading a signed session gives it.
    fileprivate var sortedByKeys: SessionValue {
        switch self {
        case .map(let map):
            var sorted = SessionMap()
            for pair in map.pairs.sorted(by: { $0.key < $1.key }) { sorted[pair.key] = pair.value.sortedByKeys }
            return .map(sorted)
        default: return self
        }
    }
}

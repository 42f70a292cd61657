import Foundation
import LoginFlows
import SessionCore
import Testing

@Suite("YAML as the reference reads it")
struct YAMLTests {
    @Test(
        "a plain scalar has the type that PyYAML gives it",
        arguments: [
            ("yes", .bool(true)), ("No", .bool(false)), ("ON", .bool(true)), ("off", .bool(false)), ("TRUE", .bool(true)),
            ("y", .string("y")), ("oN", .string("oN")), ("~", .null), ("", .null), ("Null", .null), ("nULL", .string("nULL")),
            ("0", .integer(0)), ("-0", .integer(0)), ("+12", .integer(12)), ("1_000", .integer(1000)), ("017", .integer(15)),
            ("08", .string("08")), ("0o17", .string("0o17")), ("0x1F", .integer(31)), ("-0xf_f", .integer(-255)),
            ("0b1010_1", .integer(21)), ("1:30", .integer(90)), ("-1:30:05", .integer(-5405)), ("1:60", .string("1:60")),
            ("190:20:30", .integer(685_230)), ("1:30.5", .double(90.5)), ("1e3", .string("1e3")), ("1e+22", .string("1e+22")),
            ("1.0e+22", .double(1e22)), ("1.5e3", .string("1.5e3")), ("1.E-2", .double(0.01)), ("5.", .double(5)),
            (".5", .double(0.5)),
            ("-.5", .string("-.5")), ("._5", .string("._5")), ("1_0.5_0", .double(10.5)), (".inf", .double(.infinity)),
            ("-.INF", .double(-.infinity)), ("-.nan", .string("-.nan")), ("1.2.3", .string("1.2.3")),
            ("-00123456789012345678901234567890", .string("-00123456789012345678901234567890")),
            ("-123456789012345678901234567890", .bigInteger("-123456789012345678901234567890")),
            ("0xFFFFFFFFFFFFFFFFFF", .bigInteger("4722366482869645213695")), ("9223372036854775807", .integer(.max)),
            ("2026-01-02", .string("Fri, 02 Jan 2026 00:00:00 GMT")), ("2026-1-2", .string("2026-1-2")),
            ("2026-01-02T03:04:05Z", .date(Timestamp(seconds: 1_767_323_045))),
            ("2026-1-2 3:04:05.75 +1:30", .date(Timestamp(microseconds: 1_767_317_645_750_000))),
            ("2026-01-02 03:04:05", .date(Timestamp(seconds: 1_767_323_045))), ("2026-01-02 03:04", .string("2026-01-02 03:04")),
            ("\"yes\"", .string("yes")), ("'1'", .string("1")), ("!!str 5", .string("5")), ("!!float 1e3", .double(1000)),
            ("!!int \"010\"", .integer(8)), ("!!binary aGk=", .bytes([0x68, 0x69])),
            ("!!null x", .null), ("! 5", .integer(5)), ("! '5'", .integer(5)), ("! x", .string("x")), ("! ", .null),
            ("\"\\ud83d\\ude00\\x41\\/\\_\"", .string("😀A/\u{A0}")), ("a?b", .string("a?b")),
            ("\"\\ufeffx\"", .string("\u{FEFF}x")), ("\"\\uFEFF\\uFEFF\"", .string("\u{FEFF}\u{FEFF}")),
        ] as [(String, SessionValue)])
    func types(text: String, value: SessionValue) throws {
        #expect(try YAMLDocuments.values(of: "{v: \(text)}") == [.map(["v": value])])
    }

    @Test(
        "what PyYAML cannot construct is refused, and says what to do",
        arguments: [
            ("2026-02-30", "looks like a time but is none: put it in quotes if it is text."),
            ("0b_", "looks like a whole number but is none: put it in quotes if it is text."),
            ("<<", "<< has a meaning of its own in YAML: put it in quotes."),
            ("=", "= has a meaning of its own in YAML: put it in quotes."),
            ("!!int x", "the tag tag:yaml.org,2002:int does not fit its value, or is none that a flow can use."),
            (
                "!!python/name:os.system x",
                "the tag tag:yaml.org,2002:python/name:os.system does not fit its value, or is none that a flow can use."
            ),
            ("*gone", "is not YAML: found undefined alias."),
            ("@x", "is not YAML: while scanning for the next token in line 2, found character that cannot start any token."),
            (
                "\"\\ud800\"",
                "is not YAML: while parsing a quoted scalar in line 2, found invalid Unicode character escape code."
            ),
        ])
    func refusals(text: String, problem: String) {
        let error = #expect(throws: FlowError.self) { try YAMLDocuments.values(of: "a: 1\nv: \(text)\n") }
        #expect(error?.problem == problem)
        #expect(error?.line == 2)
    }

    @Test("a merge key brings in what the map does not have; of several maps the last counts, unless its key is the same object to Python")
    func mergeKeys() throws {
        let yaml = """
            base: &base {a: 1, b: 2}
            other: &other {b: 3, c: 4}
            one: {b: 5, <<: *base, z: 0}
            two:
              <<: [*base, *other]
              c: 6
            long: {<<: [{name: 1}, {name: 2}]}
            """
        guard case .map(let map)? = try YAMLDocuments.values(of: yaml).first else { return #expect(Bool(false)) }
        #expect(map["one"] == .map(["a": .integer(1), "b": .integer(5), "z": .integer(0)]))
        #expect(map["two"] == .map(["a": .integer(1), "b": .integer(2), "c": .integer(6)]))
        #expect(map["long"] == .map(["name": .integer(2)]))
        #expect(throws: FlowError.self) { try YAMLDocuments.values(of: "{<<: 5}") }
    }

    @Test("texts over several lines are folded, kept and chomped")
    func blocks() throws {
        let yaml = """
            folded: >-
              one
              two

              three
            kept: |+
              a
               b

            plain: one
              two
            quoted: "one
              two\\
              three"
            list:
            - a
            - - b
              - c
            ? key
            : value
            """
        #expect(
            try YAMLDocuments.values(of: yaml) == [
                .map([
                    "folded": .string("one two\nthree"), "kept": .string("a\n b\n\n"), "plain": .string("one two"),
                    "quoted": .string("one twothree"),
                    "list": .list([.string("a"), .list([.string("b"), .string("c")])]), "key": .string("value"),
                ])
            ])
    }

    @Test(
        "directives of other names, and later versions of YAML 1, are passed over",
        arguments: [
            ("%FOO bar\n---\na: 1\n", [1]), ("%YAML 1.3\n---\na: 1\n", [1]), ("%YAML\t 01.7 # x\n---\na: 1\n", [1]),
            ("%YAMLX 1.3\n---\na: 1\n", [1]), ("a: 1\r\n...\r\n%FOO\r\n%BAR\r\n---\r\na: 2\r\n", [1, 2]),
            ("%TAG !e! tag:e,1:\n%FOO\n%YAML 1.9\n---\na: 1\n", [1]), ("%FOO bar\na: 1\n", nil), ("%YAML 2.0\n---\na: 1\n", nil),
            ("%YAML 1.3\n%YAML 1.3\n---\na: 1\n", nil), ("%YAML 1.3 x\n---\na: 1\n", nil), ("% FOO\n---\na: 1\n", nil),
        ] as [(String, [Int]?)])
    func directives(yaml: String, values: [Int]?) throws {
        if let values {
            #expect(try YAMLDocuments.values(of: yaml) == values.map { .map(["a": .integer($0)]) })
        } else {
            #expect(throws: FlowError.self) { try YAMLDocuments.values(of: yaml) }
        }
    }

    // Each value is what PyYAML 6.0.4's `safe_load` makes of it.
    @Test(
        "what YAML allows and libyaml refuses is read all the same",
        arguments: [
            ("{a:,b: 1}", .map(["a": .null, "b": .integer(1)])), ("{a::,b}", .map(["a:": .null, "b": .null])), ("[a:, {b:[1], c:{}}]", .list([
                .map(["a": .null]), .map(["b": .list([.integer(1)]), "c": .map([:])]),
            ])),
            ("a: |\n  \tx\n   y\n", .map(["a": .string("\tx\n y\n")])), ("- - a: >-\n\n      \tx\n      y\n", .list([
                .list([.map(["a": .string("\n\tx\ny")])]),
            ])),
            ("- |+\n \tx\n\n- é: !!str |\n    \tz\n  b: 2\n", .list([
                .string("\tx\n\n"), .map(["\u{E9}": .string("\tz\n"), "b": .integer(2)]),
            ])),
            ("x: {é:[1], b:,c: 2}\ny: |\n \t1\nz: [q:,]\n", .map([
                "x": .map(["\u{E9}": .list([.integer(1)]), "b": .null, "c": .integer(2)]), "y": .string("\t1\n"),
                "z": .list([.map(["q": .null])]),
            ])),
        ] as [(String, SessionValue)])
    func gaps(yaml: String, value: SessionValue) throws {
        #expect(try YAMLDocuments.values(of: yaml) == [value])
    }

    @Test("a colon within a word, and a tab where there is no text, are refused as before", arguments: ["{a:?b}", "a: |\n\tx\n"])
    func refusedColons(yaml: String) { #expect(throws: FlowError.self) { try YAMLDocuments.values(of: yaml) } }

    @Test("JSON is read with tabs, and without a space after a colon")
    func json() throws {
        #expect(
            try YAMLDocuments.values(of: "{\n\t\"a\":[1,2.5e+3],\n\t\"b\": {\"c\":null}\t}\n")
                == [.map(["a": .list([.integer(1), .double(2500)]), "b": .map(["c": .null])])])
    }

    @Test("a key that stands twice is refused, with its line")
    func keys() {
        let error = #expect(throws: FlowError.self) { try YAMLDocuments.values(of: "b: 1\na: 2\na: 3\n") }
        #expect(error?.problem == "the key a stands twice in the map.")
    }

    @Test("many aliases are no reason to refuse a file whose keys are text, nor are a few beside other keys")
    func manyAliases() throws {
        let many = "base: &base {a: 1}\n" + (1...60).map { "m\($0): {<<: *base, b: \"why? so: [x]\"}\n" }.joined()
        #expect(try YAMLDocuments.values(of: many).count == 1)
        #expect(throws: FlowError.self) { try YAMLDocuments.values(of: many + "? *base\n: 1\n") }
        #expect(throws: FlowError.self) { try YAMLDocuments.values(of: many + "*base : 1\n") }
        #expect(throws: FlowError.self) { try YAMLDocuments.values(of: many + "[*base]: 1\n") }
        #expect(try YAMLDocuments.values(of: "a: &a b\n*a : c\n") == [.map(["a": .string("b"), "b": .string("c")])])
    }

    @Test(
        "what would grow beyond measure is refused at once",
        arguments: [
            // Lists of lists of lists …, as a value and as a key.
            (1...9).map {
                "a\($0): &a\($0) [\(Array(repeating: $0 == 1 ? "x" : "*a\($0 - 1)", count: 10).joined(separator: ", "))]\n"
            }.joined(),
            (1...9).map {
                "a\($0): &a\($0) [\(Array(repeating: $0 == 1 ? "x" : "*a\($0 - 1)", count: 10).joined(separator: ", "))]\n"
            }.joined()
                + "? *a9\n: 1\n",
            "a0: &a0 {k: x}\n"
                + (1...40).map { "a\($0): &a\($0) {<<: [*a\($0 - 1), *a\($0 - 1)], k\($0): *a\($0 - 1)}\n" }.joined(),
            String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
            String(repeating: "- ", count: 100_000),
            String(repeating: "? ", count: 100_000),
            String(repeating: "&a ", count: 3) + String(repeating: "!!seq [", count: 1000),
        ])
    func bombs(yaml: String) {
        let start = ContinuousClock.now
        #expect(throws: FlowError.self) { try YAMLDocuments.values(of: yaml) }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    // MARK: Against PyYAML itself

    private static let scalarParts = [
        "0", "1", "9", "12", "60", "0x", "0b", "0o", "_", "-", "+", ".", ":", "e", "E", "e+3", ".inf", ".nan", "yes", "No", "on",
        "OFF", "true",
        "null", "~", "2026", "-01", "-1-2", "T", " ", "03:04:05", "Z", "+1", "<<", "=", "a", "F", "é", "x",
    ]

    @Test(
        "random plain scalars are what PyYAML takes them for",
        .enabled(if: Oracle.python != nil, "no Python with the reference's packages: set ROLLCALL_ORACLE_PYTHON"))
    func randomScalars() throws {
        var random = SeededGenerator(seed: UInt64(Oracle.setting("ROLLCALL_RANDOM_SEED", 1)))
        var documents: [String] = []
        for _ in 0..<(Oracle.setting("ROLLCALL_RANDOM_FLOWS", 300) * 20) {
            var text = ""
            for _ in 0..<Int.random(in: 1...5, using: &random) { text += Self.scalarParts.randomElement(using: &random) ?? "" }
            documents.append("v: \(text)\n")
        }
        try compare(documents)
    }

    @Test(
        "documents with random changes are read as PyYAML reads them, or refused",
        .enabled(if: Oracle.python != nil, "no Python with the reference's packages: set ROLLCALL_ORACLE_PYTHON"))
    func randomDocuments() throws {
        var random = SeededGenerator(seed: UInt64(Oracle.setting("ROLLCALL_RANDOM_SEED", 1)))
        let pieces = [
            "\n", "\n\n", " ", "  ", "- ", "? ", ": ", ", ", "[", "]", "{", "}", "'", "\"", "\\", "#", " # c", "|", ">", "|-\n",
            ">+\n", "&a ", "*a",
            "!!str ", "<<: ", "a", "1", "é", "\u{2028}", "---\n", "...\n", "\t", "key: ", "%",
        ]
        var documents: [String] = []
        for _ in 0..<(Oracle.setting("ROLLCALL_RANDOM_FLOWS", 300) * 8) {
            var text = Array((Self.samples.randomElement(using: &random) ?? "").unicodeScalars)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                if Bool.random(using: &random), place < text.count {
                    text.removeSubrange(place..<min(text.count, place + Int.random(in: 1...4, using: &random)))
                } else {
                    text.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").unicodeScalars, at: place)
                }
            }
            var changed = String.UnicodeScalarView()
            changed.append(contentsOf: text)
            documents.append(String(changed))
        }
        try compare(documents, mayRefuse: true)
    }

    private static let samples = [
        "flow: a\nsteps:\n  - get: /x\n  - post: /login\n    form: {a: b, c: \"d e\"}\nusers:\n- {id: '1', n: 5}\n- id: \"x\"\n  b: [1, 2.5, [x]]\n",
        "about: >-\n  one two\n  three\n\n   four\nkept: |\n  a\n   b\n\n  c\nnext: plain text\n  goes on\n# comment\nlast: 'it''s'\n",
        "{\"flow\": \"x\", \"steps\": [{\"get\": \"/a?b=c\"}, {\"n\": [1, -2, 3.5, null, true]}], \"s\": \"\\u00e9\\n\\\"q\\\"\"}\n",
        "--- # first\na: &x {p: 1, q: [y, z]}\nb: *x\nc: {<<: *x, q: 2}\n---\n- 1\n- - 2\n  - 3\n-\n  k: v\n...\n",
        "? a\n: b\n? [c, d]\n: e\nf:\n- g\n- h: i\n  j: k\n!!str l: !!int \"5\"\n\"m\": 'n'\n",
        "a: \"x\n  y\n\n  z\\\n   w\"\nb: 'p\n\n  q'\nc:   \nd: [a: b, c]\ne: {f, g: , h: i}\n",
    ]

    /// - Parameter mayRefuse: libyaml is stricter than PyYAML here and there, and a key that stands twice is refused.
    private func compare(_ documents: [String], mayRefuse: Bool = false) throws {
        let answers = try Oracle.yaml(documents)
        try #require(answers.count == documents.count)
        var differences = 0
        for (yaml, answer) in zip(documents, answers) where answer != "refused" {
            var ours: String
            do {
                let values = try YAMLDocuments.values(of: yaml)
                ours = try PythonJSON.text(.list(values.map(TaggedJSON.tagged)), .compact)
            } catch {
                if mayRefuse { continue }
                ours = "\(error)"
            }
            guard ours != answer else { continue }
            differences += 1
            if differences <= 10 { Issue.record("\(yaml.debugDescription)\nours:   \(ours)\nPyYAML: \(answer)") }
        }
        #expect(differences == 0, "\(differences) of \(documents.count) differ")
    }
}

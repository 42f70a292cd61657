import SessionCore
import SessionRegistry
import Testing

@Suite("Reading filters")
struct FilterParsingTests {
    @Test(
        "each form is read as its terms",
        arguments: [
            ("", []),
            ("   \t\n ", []),
            ("ann", [.init(.anywhere("ann"))]),
            ("-ann", [.init(.anywhere("ann"), negated: true)]),
            ("\"two words\"", [.init(.anywhere("two words"))]),
            ("-\"two words\"", [.init(.anywhere("two words"), negated: true)]),
            ("\"-x\" \"user:ann\"", [.init(.anywhere("-x")), .init(.anywhere("user:ann"))]),
            ("a\"b c\"d", [.init(.anywhere("ab cd"))]),
            ("\"say \\\"hi\\\" \\\\ \\n\"", [.init(.anywhere("say \"hi\" \\ \\n"))]),
            ("fe80::1 ::", [.init(.anywhere("fe80::1")), .init(.anywhere("::"))]),
            ("user:Ann", [.init(.user("Ann"))]),
            ("USER:Ann", [.init(.user("Ann"))]),
            ("user:\"Ann B.\"", [.init(.user("Ann B."))]),
            ("user:\"\"", [.init(.user(""))]),
            ("user:a:b", [.init(.user("a:b"))]),
            ("-user:ann", [.init(.user("ann"), negated: true)]),
            ("ip:10.0.", [.init(.ipPrefix("10.0."))]),
            ("ip:2001:DB8:", [.init(.ipPrefix("2001:DB8:"))]),
            ("ip:10.1.2.3/8", [.init(.ipNetwork(bytes: [10, 0, 0, 0], prefixLength: 8))]),
            ("ip:::ffff:10.1.2.3/104", [.init(.ipNetwork(bytes: [10, 0, 0, 0], prefixLength: 8))]),
            ("ip:::/0", [.init(.ipNetwork(bytes: Array(repeating: 0, count: 16), prefixLength: 0))]),
            ("agent:Firefox", [.init(.agent("Firefox"))]),
            ("state:Revoked", [.init(.state(.revoked))]),
            ("fresh:yes -fresh:NO", [.init(.fresh(true)), .init(.fresh(false), negated: true)]),
            ("remembered:no", [.init(.remembered(false))]),
            ("older:30d seen:5m", [.init(.notSeenFor(seconds: 2_592_000)), .init(.seenWithin(seconds: 300))]),
            ("id:ABCdef", [.init(.id("abcdef"))]),
        ] as [(String, [Filter.Term])])
    func reads(_ text: String, _ terms: [Filter.Term]) throws {
        let filter = try Filter(parsing: text)
        #expect(filter.terms == terms)
        #expect(try Filter(parsing: filter.description) == filter)
    }

    @Test(
        "what cannot be read is pointed at",
        arguments: [
            ("ann \"two", 4, 4, "this quote is not closed"),
            ("-", 0, 1, "a word to exclude must follow '-'"),
            ("ann - bob", 4, 1, "a word to exclude must follow '-'"),
            ("\"\"", 0, 2, "an empty word matches everything: leave it out"),
            ("user:ann fresh:maybe", 15, 5, "fresh: is yes or no"),
            ("user:", 5, 1, "user: needs a value"),
            ("agent:\"\"", 6, 2, "agent: needs a value"),
            ("-state:gone", 7, 4, "state: is active, expired or revoked"),
            ("remembered:1", 11, 1, "remembered: is yes or no"),
            ("older:30y", 6, 3, "older: takes a number and a unit (s, m, h, d or w), such as 30d or 5m, or plain seconds"),
            ("seen:-5m", 5, 3, "seen: takes a number and a unit (s, m, h, d or w), such as 30d or 5m, or plain seconds"),
            ("ip:10.0.0.0/33", 3, 11, "this is not a CIDR block (expected for example 10.0.0.0/8 or 2001:db8::/32)"),
            ("ip:10.0/8", 3, 6, "this is not a CIDR block (expected for example 10.0.0.0/8 or 2001:db8::/32)"),
            ("ip:home", 3, 4, "this is not the beginning of an IP address (expected for example 10.0. or 2001:db8:)"),
            ("id:xyz", 3, 3, "id: takes the beginning of an id, which has only the digits 0-9 and a-f"),
            (
                "ünï device:x", 4, 7,
                "there is no field 'device:' (expected user, ip, agent, state, fresh, remembered, older, seen or id); "
                    + "quote the word to search for it as it is"
            ),
        ])
    func refuses(_ text: String, offset: Int, length: Int, message: String) {
        let error = #expect(throws: FilterSyntaxError.self) { try Filter(parsing: text) }
        #expect(error?.offset == offset)
        #expect(error?.length == length)
        #expect(error?.message == message)
        #expect(error?.text == text)
    }

    @Test("the caret line stands under the place")
    func pointer() {
        let error = #expect(throws: FilterSyntaxError.self) { try Filter(parsing: "user:ann fresh:maybe") }
        #expect(error?.pointer == "user:ann fresh:maybe\n               ^^^^^")
        #expect(error?.description == "fresh: is yes or no (at character 16)")
        let atEnd = #expect(throws: FilterSyntaxError.self) { try Filter(parsing: "ip:") }
        #expect(atEnd?.pointer == "ip:\n   ^")
    }

    @Test("the caret line holds no control character, and a long filter is cut around the place")
    func hostilePointer() {
        let error = #expect(throws: FilterSyntaxError.self) { try Filter(parsing: "\u{1B}]52;c\u{7} fresh:\u{9B}x") }
        #expect(error?.pointer.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" } == false)
        let long = #expect(throws: FilterSyntaxError.self) {
            try Filter(parsing: String(repeating: "word ", count: 40) + "fresh:x " + String(repeating: "word ", count: 20))
        }
        let lines = (long?.pointer ?? "").split(separator: "\n").map(Array.init)
        #expect(lines.count == 2 && lines[0].count < 130 && lines[1].last == "^")
        if lines.count == 2, lines[1].count <= lines[0].count { #expect(lines[0][lines[1].count - 1] == "x") }
    }

    @Test("a filter is bounded in length and in words")
    func bounds() {
        #expect(throws: FilterSyntaxError.self) { try Filter(parsing: String(repeating: "a", count: 4_097)) }
        #expect(throws: FilterSyntaxError.self) { try Filter(parsing: String(repeating: "a ", count: 65)) }
        #expect(throws: Never.self) { try Filter(parsing: String(repeating: "a ", count: 64)) }
    }

    @Test("the text of any filter parses back to the same filter", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pieces = [
            "a", "Z", "\"", "\\", ":", "-", " ", "user:", "\u{0}", "\u{1B}", "é", "e\u{301}", "\u{1F600}", "\n", "/", "%",
            "\u{2028}", "fe80::1", "\r\n", "\u{200D}",
        ]
        func text() -> String {
            (0...Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "a" }.joined()
        }
        let terms = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            let test: Filter.Test =
                switch Int.random(in: 0...8, using: &random) {
                case 0: .anywhere(text())
                case 1: .user(text())
                case 2: .agent(text())
                case 3: .ipPrefix(["10.", "fe80::", "1", "2001:DB8"].randomElement(using: &random) ?? "1")
                case 4:
                    if let network = IPNetwork(
                        bytes: (0..<16).map { _ in
                            Bool.random(using: &random) ? 0 : UInt8.random(in: .min ... .max, using: &random)
                        },
                        prefixLength: Int.random(in: 97...128, using: &random)), network.bytes[0] != 0
                    {
                        .ipNetwork(bytes: network.bytes, prefixLength: network.prefixLength)
                    } else {
                        .ipNetwork(bytes: [192, 0, 2, 0], prefixLength: 24)
                    }
                case 5: .state(RecordState.allCases.randomElement(using: &random) ?? .active)
                case 6: .notSeenFor(seconds: Int64.random(in: 0...10_000_000, using: &random))
                case 7: .seenWithin(seconds: Int64.random(in: 0...100, using: &random) * 86_400)
                default: .id(String(Int.random(in: 0...1 << 40, using: &random), radix: 16))
                }
            return Filter.Term(test, negated: Bool.random(using: &random))
        }
        let filter = Filter(terms: terms)
        #expect(try Filter(parsing: filter.description) == filter, "\(filter)")
    }
}

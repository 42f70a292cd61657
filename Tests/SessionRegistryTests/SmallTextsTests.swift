import SessionCore
import SessionRegistry
import Testing

@Suite("Durations, cursors, ids and hashes as text")
struct SmallTextsTests {
    @Test(
        "a duration is read as seconds",
        arguments: [
            ("0", 0), ("90", 90), ("90s", 90), ("5m", 300), ("2h", 7_200), ("30d", 2_592_000), ("2w", 1_209_600), ("5M", 300),
            ("007m", 420),
            ("9223372036854", 9_223_372_036_854),
        ] as [(String, Int64)])
    func durations(_ text: String, _ seconds: Int64) {
        #expect(DurationText.seconds(parsing: text) == seconds)
    }

    @Test(
        "what is not a duration is refused",
        arguments: [
            "", "m", "-5m", "+5m", "5 m", " 5m", "1.5h", "5mm", "5y", "1h30m", "٥m", "9223372036855", "9223372036854775807d",
            "99999999999999999999",
        ])
    func badDurations(_ text: String) {
        #expect(DurationText.seconds(parsing: text) == nil)
    }

    @Test(
        "a duration is written in its largest whole unit",
        arguments: [
            (0, "0s"), (59, "59s"), (60, "1m"), (61, "61s"), (7_200, "2h"), (86_400, "1d"), (2_592_000, "30d"),
        ] as [(Int64, String)])
    func writesDurations(_ seconds: Int64, _ text: String) {
        #expect(DurationText.text(seconds: seconds) == text)
        #expect(DurationText.seconds(parsing: text) == seconds)
    }

    @Test(
        "a cursor survives its text, which is safe in a URL",
        arguments: [
            PageCursor.Value.null, .integer(0), .integer(-1), .integer(.min), .integer(.max), .text(""), .text("ann"),
            .text("\u{0}\u{1B}\u{1F600}"),
            .text(String(repeating: "x", count: 10_000)),
        ])
    func cursors(_ value: PageCursor.Value) {
        let cursor = PageCursor(value: value, id: Digest256(sha256Of: "id"))
        #expect(PageCursor(text: cursor.text) == cursor)
        #expect(
            cursor.text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                    || byte == 0x5F
            })
    }

    @Test("a cursor that was cut, lengthened or changed to another version is refused")
    func badCursors() {
        let text = PageCursor(value: .integer(5), id: Digest256(sha256Of: "id")).text
        for length in 0..<text.count { #expect(PageCursor(text: text.prefix(length)) == nil) }
        for bad in [
            text + "A", text + "=", "2" + text.dropFirst(), text.replacing("1", with: " ", maxReplacements: 1),
            "1" + String(repeating: "A", count: 70_000),
        ] {
            #expect(PageCursor(text: bad) == nil)
        }
        // Text that is not UTF-8: 33 bytes of which the last says "text", and one byte 0xFF.
        let notText = PageCursor(value: .text("\u{7F}"), id: Digest256(sha256Of: "id")).text
        #expect(
            PageCursor(text: notText.dropLast() + "8") == nil
                || PageCursor(text: notText.dropLast() + "8")?.value != .text("\u{7F}"))
    }

    @Test("the order of sort values is missing, numbers, texts by bytes")
    func sortValues() {
        let ordered: [PageCursor.Value] = [
            .null, .integer(-1), .integer(0), .integer(1), .text(""), .text("B"), .text("a"), .text("e\u{301}"), .text("\u{E9}"),
        ]
        #expect(ordered.shuffled().sorted() == ordered)
        #expect(PageCursor.Value.text("\u{E9}") != .text("e\u{301}"))
    }

    @Test("a hash is the one of FIPS 180-4's examples")
    func hashes() {
        #expect(Digest256(sha256Of: "").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(Digest256(sha256Of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let digest = Digest256(sha256Of: "abc")
        #expect(digest.isEqualInConstantTime(to: digest))
        for index in 0..<32 {
            var bytes = digest.bytes
            bytes[index] ^= 1
            #expect(Digest256(bytes: bytes)?.isEqualInConstantTime(to: digest) == false)
        }
    }

    @Test("the beginning of an id stands for none, one or several")
    func prefixes() async throws {
        let store = MemoryRegistry()
        var ids: [SessionID] = []
        for digits in ["abcdef00", "abcdef01", "abcd1234"] {
            let id = try #require(SessionID(hex: digits + String(repeating: "0", count: 56)))
            ids.append(id)
            try await store.insert(Sample.session(id: id), payload: [:])
        }
        #expect(try await IDPrefix.session("abcdef", in: store) == .several([ids[0], ids[1]]))
        #expect(try await IDPrefix.session("ABCDEF01", in: store) == .one(ids[1]))
        #expect(try await IDPrefix.session(ids[2].hex, in: store) == .one(ids[2]))
        #expect(try await IDPrefix.session("abcdee", in: store) == .none)
        #expect(try await IDPrefix.session("abcde", in: store) == .malformed("the beginning of an id needs at least 6 digits"))
        #expect(try await IDPrefix.session("abcdeg", in: store) == .malformed("an id has only the digits 0-9 and a-f"))
        #expect(try await IDPrefix.session(ids[0].hex + "0", in: store) == .malformed("an id has 64 digits, this has 65"))
        #expect(try await IDPrefix.token("abcdef", in: store) == .none)
    }

    @Test("the system's secrets are 43 characters and differ")
    func secrets() {
        let secrets = (0..<50).map { _ in SecretSource.system.secret() }
        #expect(Set(secrets).count == 50)
        #expect(secrets.allSatisfy { $0.utf8.count == 43 })
        let known = SecretSource { Array(repeating: 0xFF, count: $0) }
        #expect(known.secret() == String(repeating: "_", count: 42) + "8")
    }
}

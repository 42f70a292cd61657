import SessionCore
import SessionRegistry
import Testing
import rollcall

@Suite("What a line of the plain mode means")
struct PlainLinesTests {
    @Test(
        "every command, with what stands behind it",
        arguments: [
            ("", .nothing), ("   ", .nothing), ("list", .list("")), ("list user:ada  -curl ", .list("user:ada  -curl")),
            ("LIST x", .list("x")), ("tokens", .tokens("")), ("next", .next), ("show 3f9a1c", .show("3f9a1c")),
            ("revoke 3f9a1c\t77abcd", .revoke(["3f9a1c", "77abcd"])), ("revoke user ada", .revokeUser("ada")),
            ("revoke user  two words ", .revokeUser("two words")), ("undo", .undo), ("audit", .audit),
            ("filter", .filter("")), ("filter ip:10.0.0.0/8", .filter("ip:10.0.0.0/8")), ("status", .status),
            ("pause", .pause), ("resume", .resume), ("help", .help), ("?", .help), ("help me", .help), ("quit", .quit),
            ("q", .quit),
        ] as [(String, PlainCommand)])
    func understood(line: String, command: PlainCommand) { #expect(PlainCommand(line) == command) }

    @Test(
        "a line that is not clear does nothing, and says so",
        arguments: [
            ("revok ada", "revok is no command."), ("revoke", "Nothing was revoked."), ("revoke user", "Nothing was revoked."),
            ("show", "show takes one id"), ("show a b", "show takes one id"), ("quit now", "quit stands alone"),
            ("undo 3", "undo stands alone"), ("list\u{2028}x", "is no command"),
        ])
    func unclear(line: String, message: String) {
        guard case .unclear(let complaint) = PlainCommand(line) else {
            Issue.record("\(line) was understood")
            return
        }
        #expect(complaint.contains(message))
    }

    @Test("lines come out however the bytes are cut, with and without a last end of line")
    func lines() {
        let bytes = Array("one\r\ntwo\n\nlast".utf8)
        for cut in 0...bytes.count {
            var buffer = LineBuffer()
            buffer.append(bytes[..<cut])
            buffer.append(bytes[cut...])
            buffer.end()
            var lines: [LineBuffer.Line] = []
            while let line = buffer.next() { lines.append(line) }
            #expect(lines == [.text("one"), .text("two"), .text(""), .text("last")])
        }
    }

    @Test("a line without end is thrown away once, and what follows counts")
    func longLine() {
        var buffer = LineBuffer(limit: 8)
        buffer.append(Array("123456789012345678901234567890\nok\n".utf8))
        let lines = [buffer.next(), buffer.next(), buffer.next()]
        #expect(lines == [.tooLong, .text("ok"), nil])
    }

    @Test("what is dropped does not come out later, the beginning of a line included")
    func dropped() {
        var buffer = LineBuffer()
        buffer.append(Array("y\ny".utf8))
        let had = [buffer.drop(), buffer.drop()]
        #expect(had == [true, false])
        buffer.append(Array("es\n".utf8))
        let line = buffer.next()
        #expect(line == .text("es"))
    }
}

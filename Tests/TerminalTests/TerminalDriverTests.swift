import Glibc
import Screen
import Terminal
import Testing

/// The driver on a pseudo-terminal of this process. One at a time, as curses has but one current screen.
@Suite("The driver on a pseudo-terminal", .serialized)
struct TerminalDriverTests {
    /// Both ends of a pseudo-terminal.
    private final class Pair {
        let outside: Int32
        let inside: Int32

        init?(columns: UInt16, rows: UInt16) {
            var outside: Int32 = -1
            var inside: Int32 = -1
            // struct winsize: rows, columns, and pixels of both. Written raw, because curses' module claims its members.
            var size: [UInt16] = [rows, columns, 0, 0]
            let result = size.withUnsafeMutableBytes { raw in
                openpty(&outside, &inside, nil, nil, raw.assumingMemoryBound(to: winsize.self).baseAddress)
            }
            guard result == 0 else { return nil }
            self.outside = outside
            self.inside = inside
        }

        deinit {
            close(outside)
            close(inside)
        }

        func send(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { write(outside, $0.baseAddress, $0.count) } }

        /// What has been written to the terminal and not been read yet: the driver writes before it returns.
        func written() -> [UInt8] {
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var polled = pollfd(fd: outside, events: Int16(POLLIN), revents: 0)
            while poll(&polled, 1, 50) > 0, polled.revents & Int16(POLLIN) != 0 {
                let count = read(outside, &buffer, buffer.count)
                if count <= 0 { break }
                all += buffer.prefix(count)
            }
            return all
        }
    }

    private func frame(_ rows: [String], columns: Int, styles: [Style] = [.plain], style: UInt16 = 0, cursor: Point? = nil)
        -> Frame
    {
        var cells: [Cell] = []
        for row in rows {
            var line = row.map { Cell(text: String($0), style: style) }
            while line.count < columns { line.append(Cell(text: " ", style: 0)) }
            cells += line.prefix(columns)
        }
        return Frame(size: Size(columns: columns, rows: rows.count), cells: cells, styles: styles, cursor: cursor, mouse: false)
    }

    private func withDriver(
        columns: UInt16 = 20, rows: UInt16 = 4, term: String = "xterm-256color", options: TerminalOptions = TerminalOptions(),
        _ body: (TerminalDriver, Pair, Waker) throws -> Void
    ) throws {
        setenv("TERM", term, 1)
        unsetenv("NO_COLOR")
        let pair = try #require(Pair(columns: columns, rows: rows))
        let waker = try Waker()
        let signals = try SignalSource()
        let driver = try TerminalDriver.start(options, signals: signals, waker: waker, input: pair.inside, output: pair.inside)
        defer { driver.stop() }
        try body(driver, pair, waker)
    }

    @Test("starting enters the alternate screen and paste brackets; stopping leaves both and restores the line settings")
    func startAndStop() throws {
        setenv("TERM", "xterm-256color", 1)
        let pair = try #require(Pair(columns: 20, rows: 4))
        var before = termios()
        tcgetattr(pair.inside, &before)
        let driver = try TerminalDriver.start(
            signals: try SignalSource(), waker: try Waker(), input: pair.inside, output: pair.inside)
        driver.paint(frame(["hello", "", "", ""], columns: 20))
        var during = termios()
        tcgetattr(pair.inside, &during)
        #expect(during.c_lflag & tcflag_t(ICANON | ECHO | ISIG) == 0)
        let shown = String(decoding: pair.written(), as: UTF8.self)
        #expect(shown.contains("\u{1B}[?1049h"))
        #expect(shown.contains("\u{1B}[?2004h"))
        #expect(shown.contains("hello"))
        #expect(shown.contains("\u{1B}[?25l"))
        driver.stop()
        let left = String(decoding: pair.written(), as: UTF8.self)
        #expect(left.contains("\u{1B}[?1049l"))
        #expect(left.contains("\u{1B}[?2004l"))
        #expect(left.contains("\u{1B}[?25h") || left.contains("\u{1B}[?12l\u{1B}[?25h"))
        var after = termios()
        tcgetattr(pair.inside, &after)
        #expect(after.c_lflag == before.c_lflag)
        #expect(after.c_iflag == before.c_iflag)
        #expect(after.c_oflag == before.c_oflag)
    }

    @Test("a frame that has not changed writes nothing; a changed cell writes few bytes and never clears the screen")
    func differences() throws {
        try withDriver { driver, pair, _ in
            driver.paint(frame(["one", "two", "three", "four"], columns: 20))
            _ = pair.written()
            driver.paint(frame(["one", "two", "three", "four"], columns: 20))
            #expect(pair.written() == [])
            driver.paint(frame(["one", "twX", "three", "four"], columns: 20))
            let change = pair.written()
            #expect(change.contains(UInt8(ascii: "X")))
            #expect(change.count < 20)
            driver.repaintAll()
            driver.paint(frame(["one", "twX", "three", "four"], columns: 20))
            #expect(String(decoding: pair.written(), as: UTF8.self).contains("three"))
        }
    }

    @Test("no control or format character in a cell reaches the terminal")
    func hostileCells() throws {
        try withDriver { driver, pair, _ in
            driver.paint(frame(["", "", "", ""], columns: 20))
            _ = pair.written()
            let hostile = ["\u{1B}", "\u{7}", "\u{9D}", "\u{202E}", "\u{200B}", "\u{E0041}", "\r", "\n", "\u{2028}", "漢"]
            var shown = frame(["", "", "", ""], columns: 20)
            for (index, text) in hostile.enumerated() { shown.cells[index].text = text }
            driver.paint(shown)
            let text = String(decoding: pair.written(), as: UTF8.self)
            // The wide character has no second cell here, so it may not stand either.
            #expect(text.unicodeScalars.filter { $0 == "\u{FFFD}" }.count == hostile.count || text.contains("\u{FFFD}\u{1B}["))
            for bad in ["\u{202E}", "\u{200B}", "\u{E0041}", "\u{9D}", "\u{7}", "\u{2028}", "漢"] { #expect(!text.contains(bad)) }
        }
    }

    @Test("wide characters take two cells")
    func wide() throws {
        try withDriver { driver, pair, _ in
            var shown = frame(["", "", "", ""], columns: 20)
            shown.cells[0].text = "漢"
            shown.cells[1].text = ""
            shown.cells[2].text = "|"
            driver.paint(shown)
            #expect(String(decoding: pair.written(), as: UTF8.self).contains("漢|"))
        }
    }

    @Test("colours are used as far as the terminal has them, and not at all when they are off")
    func colors() throws {
        let styles = [Style.plain, Style(.rgb(255, 0, 0), on: .palette(17), [.bold])]
        func output(_ term: String, _ options: TerminalOptions = TerminalOptions()) throws -> String {
            var result = ""
            try withDriver(term: term, options: options) { driver, pair, _ in
                driver.paint(frame(["red", "", "", ""], columns: 20, styles: styles, style: 1))
                result = String(decoding: pair.written(), as: UTF8.self)
            }
            return result
        }
        let palette = try output("xterm-256color")
        #expect(palette.contains("38;5;196") && palette.contains("48;5;17"))
        let eight = try output("xterm-color")
        #expect(eight.contains("[31m") || eight.contains(";31"))
        #expect(!eight.contains("38;5"))
        let none = try output("xterm-256color", TerminalOptions(color: .never))
        #expect(!none.contains("38;5") && !none.contains("[31m") && none.contains("red"))
    }

    @Test("frames larger or smaller than the terminal, or broken, are painted as far as they go")
    func sizes() throws {
        try withDriver { driver, pair, _ in
            driver.paint(frame(["abc"], columns: 3))
            driver.paint(frame([String](repeating: "wide enough for every column there is", count: 9), columns: 37))
            driver.paint(
                Frame(size: Size(columns: 9, rows: 9), cells: [], styles: [], cursor: Point(column: 99, row: -1), mouse: true))
            driver.paint(Frame(size: Size(columns: 0, rows: 0), cells: [], styles: [], cursor: nil, mouse: false))
            driver.paint(
                Frame(size: Size(columns: 1, rows: 1), cells: [Cell(text: "x", style: 77)], styles: [], cursor: nil, mouse: false)
            )
            #expect(String(decoding: pair.written(), as: UTF8.self).contains("abc"))
        }
    }

    @Test("keys, the end of a held Escape, and the waker come out of one wait")
    func events() throws {
        try withDriver { driver, pair, waker in
            pair.send(Array("j\u{1B}[A\u{1B}[200~p\u{1B}[201~".utf8))
            #expect(driver.waitForEvents(timeout: 5000) == [.key(.character("j")), .key(.up), .paste("p")])
            pair.send([0x1B])
            #expect(driver.waitForEvents(timeout: 5000) == [])
            #expect(driver.waitForEvents(timeout: 5000) == [.key(.escape)])
            waker.wake()
            waker.wake()
            #expect(driver.waitForEvents(timeout: 5000) == [])
            #expect(driver.waitForEvents(timeout: 0) == [])
            pair.send(Array("yyy".utf8))
            var polled = pollfd(fd: pair.inside, events: Int16(POLLIN), revents: 0)
            poll(&polled, 1, 5000)
            driver.discardInput()
            #expect(driver.waitForEvents(timeout: 0) == [])
        }
    }

    @Test("a mailbox keeps the order, and wakes the wait once for many messages")
    func mailbox() async throws {
        let waker = try Waker()
        let mailbox = Mailbox<Int>(waking: waker)
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<8 { group.addTask { for number in 0..<500 { mailbox.post(sender * 1000 + number) } } }
        }
        let all = mailbox.drain()
        #expect(all.count == 4000)
        for sender in 0..<8 { #expect(all.filter { $0 / 1000 == sender } == (0..<500).map { sender * 1000 + $0 }) }
        #expect(mailbox.drain() == [])
    }

    @Test("a copied text goes out as OSC 52 in base64, without anything that could act when pasted")
    func clipboard() throws {
        try withDriver { driver, pair, _ in
            _ = pair.written()
            driver.copy("ab12")
            #expect(String(decoding: pair.written(), as: UTF8.self) == "\u{1B}]52;c;YWIxMg==\u{7}")
            driver.copy("a\tb")
            #expect(String(decoding: pair.written(), as: UTF8.self) == "\u{1B}]52;c;YQli\u{7}", "a row's columns stay apart")
            driver.copy("a\u{1B}\rb")
            #expect(String(decoding: pair.written(), as: UTF8.self) == "\u{1B}]52;c;Ye+/ve+/vWI=\u{7}")
        }
    }

    @Test("an unable, unknown or missing kind of terminal, and no terminal at all, are clear errors")
    func refusals() throws {
        let pair = try #require(Pair(columns: 20, rows: 4))
        func start(input: Int32, output: Int32) -> TerminalError? {
            do throws(TerminalError) {
                let driver = try TerminalDriver.start(
                    signals: try SignalSource(), waker: try Waker(), input: input, output: output)
                driver.stop()
                return nil
            } catch {
                return error
            }
        }
        setenv("TERM", "dumb", 1)
        #expect(start(input: pair.inside, output: pair.inside) == .typeUnable("dumb"))
        setenv("TERM", "no-such-terminal", 1)
        #expect(start(input: pair.inside, output: pair.inside) == .typeUnknown("no-such-terminal"))
        unsetenv("TERM")
        #expect(start(input: pair.inside, output: pair.inside) == .typeMissing)
        setenv("TERM", "xterm-256color", 1)
        let null = open("/dev/null", O_RDWR)
        defer { close(null) }
        #expect(start(input: null, output: pair.inside) == .notATerminal("standard input"))
        #expect(start(input: pair.inside, output: null) == .notATerminal("standard output"))
        #expect(!TerminalError.typeUnknown("a\u{1B}]0;x").description.contains("\u{1B}"))
    }
}

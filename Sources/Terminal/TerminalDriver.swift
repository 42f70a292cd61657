internal import CNcurses
internal import Glibc
package import Screen

package struct TerminalOptions: Sendable {
    /// Whether colours are used. `automatic`: what the terminal has, unless `NO_COLOR` is set and not empty.
    package enum ColorUse: Sendable { case automatic, never }
    package var color: ColorUse
    package init(color: ColorUse = .automatic) { self.color = color }
}

/// The terminal while a screen is on it: frames go in, events come out. One thread makes and uses it.
///
/// Painting is curses'; input is decoded here, because curses reads pastes key by key and waits where it must not.
package final class TerminalDriver {
    private let input: Int32
    private let output: Int32
    private let signals: SignalSource
    private let waker: Waker
    private let screen: OpaquePointer
    private var decoder: InputDecoder
    private var painter: FramePainter
    private let modes: TerminalModes
    private var mouse = false
    private var cursorShown = true
    private var running = true

    /// What the terminal has now.
    package private(set) var size: Size
    /// The signal behind the last `.terminate`; `nil`: the terminal is gone.
    package private(set) var endingSignal: Int32?
    /// How many colours are used.
    package let depth: ColorDepth

    private init(
        input: Int32, output: Int32, signals: SignalSource, waker: Waker, screen: OpaquePointer, size: Size, depth: ColorDepth
    ) {
        self.input = input
        self.output = output
        self.signals = signals
        self.waker = waker
        self.screen = screen
        self.size = size
        self.depth = depth
        decoder = InputDecoder(keys: .ofCurrentTerminal())
        painter = FramePainter(depth: depth, pairs: max(1, TerminalCapability.number("pairs")))
        modes = TerminalModes(output: output, understood: TerminalModes.areUnderstood())
    }

    /// Whether both ends are terminals and `TERM` says which: the cheap part of what `start` demands.
    package static func check(input: Int32 = 0, output: Int32 = 1) throws(TerminalError) {
        guard isatty(input) == 1 else { throw .notATerminal("standard input") }
        guard isatty(output) == 1 else { throw .notATerminal("standard output") }
        guard let name = getenv("TERM"), name.pointee != 0 else { throw .typeMissing }
    }

    /// Takes over the terminal.
    package static func start(
        _ options: TerminalOptions = TerminalOptions(), signals: SignalSource, waker: Waker, input: Int32 = 0, output: Int32 = 1
    ) throws(TerminalError) -> TerminalDriver {
        try check(input: input, output: output)
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        CharacterSet.useUTF8()

        // The size comes from the terminal, not from LINES and COLUMNS, which stay behind when a window changes.
        use_env(false)
        use_tioctl(true)
        guard let outputFile = fdopen(output, "w"), let inputFile = fdopen(input, "r") else {
            throw .system("fdopen", code: errno)
        }
        let started = newterm(nil, outputFile, inputFile)
        SignalSource.useDefaults()
        guard let screen = started else { throw .typeUnknown(name) }
        guard TerminalCapability.string("cup") != nil, let window = rollcall_stdscr() else {
            endwin()
            delscreen(screen)
            throw .typeUnable(name)
        }
        raw()
        noecho()
        nonl()
        set_escdelay(25)
        keypad(window, true)
        // A frame is written to its end, even if a key has come meanwhile; and scrolled lines may move in one piece.
        typeahead(-1)
        idlok(window, true)
        scrollok(window, false)

        var depth = ColorDepth.none
        if options.color == .automatic, getenv("NO_COLOR").map({ $0.pointee == 0 }) ?? true, has_colors() {
            start_color()
            use_default_colors()
            depth = ColorDepth(colors: TerminalCapability.number("colors"), isDirect: TerminalCapability.flag("RGB"))
        }
        let driver = TerminalDriver(
            input: input, output: output, signals: signals, waker: waker, screen: screen,
            size: windowSize(of: output) ?? Size(columns: Int(getmaxx(window)), rows: Int(getmaxy(window))), depth: depth)
        driver.modes.enter()
        return driver
    }

    deinit { stop() }

    /// Gives the terminal back as it was. A second call does nothing.
    package func stop() {
        guard running else { return }
        running = false
        leave()
        delscreen(screen)
    }

    private func leave() {
        if !cursorShown { curs_set(1) }
        cursorShown = true
        modes.leave(mouse: mouse)
        endwin()
    }

    // MARK: - Out

    /// Shows the frame: one write to the terminal, or none if nothing has changed.
    package func paint(_ frame: Frame) {
        guard running, let window = rollcall_stdscr() else { return }
        setMouse(frame.mouse)
        guard painter.write(frame, into: window, size: size) else { return }
        let cursor = frame.cursor.flatMap { point in
            (0..<size.columns).contains(point.column) && (0..<size.rows).contains(point.row) ? point : nil
        }
        if let cursor {
            leaveok(window, false)
            wmove(window, Int32(cursor.row), Int32(cursor.column))
        } else {
            leaveok(window, true)
        }
        if cursorShown != (cursor != nil) {
            cursorShown = cursor != nil
            curs_set(cursorShown ? 1 : 0)
        }
        wnoutrefresh(window)
        doupdate()
    }

    /// The next `paint` writes every cell: what the terminal shows is not known.
    package func repaintAll() {
        painter.forget()
        if let current = rollcall_curscr() { clearok(current, true) }
    }

    package func setMouse(_ on: Bool) {
        guard on != mouse else { return }
        mouse = on
        modes.setMouse(on)
    }

    package func bell() { beep() }

    /// Puts one line of text into the clipboard of the person's own terminal, over any number of SSH hops (OSC 52). Control
    /// and format characters in it become U+FFFD: what is pasted later must not act.
    package func copy(_ text: String) { modes.copy(text) }

    /// Gives the terminal back, stops this process as Ctrl-Z does, and takes the terminal again when it goes on. What follows
    /// should be a `paint`.
    package func suspend() {
        guard running else { return }
        leave()
        signals.stopProcess()
        resume()
    }

    /// Gives the terminal to this program with other arguments, waits for its end and for a key, and takes the terminal back.
    /// What follows should be a `paint`.
    ///
    /// - Parameters:
    ///   - environment: variables to set, or with `nil` to leave out, in what is inherited.
    ///   - title: what the person is told is running; printable text.
    /// - Returns: how it ended. If a signal wants this process to end, the next `waitForEvents` says so.
    package func run(_ arguments: [String], environment: [String: String?], title: String) -> ForegroundProgram.Ending {
        guard running else { return .notStarted(EIO) }
        leave()
        DescriptorOutput.write("$ \(title)\n", to: output)
        var (ending, signal) = ForegroundProgram.run(arguments, environment: environment, terminal: output, signals: signals)
        if signal == nil { signal = ReturnPrompt.wait(after: ending, input: input, output: output, signals: signals) }
        // It was taken off the queue, and is still to be heeded.
        if let signal { kill(getpid(), signal) }
        resume()
        discardInput()
        return ending
    }

    private func resume() {
        modes.enter()
        if mouse { modes.setMouse(true) }
        // The first update after endwin() takes the terminal again.
        if let window = rollcall_stdscr() { keypad(window, true) }
        measure()
        repaintAll()
    }

    // MARK: - In

    /// Waits for something to happen: keys, a signal, the waker, or the end of the timeout. May return nothing.
    ///
    /// - Parameters:
    ///   - timeout: milliseconds; `nil` waits for ever.
    ///   - watch: news of it ends the waiting too; the caller drains it.
    package func waitForEvents(timeout: Int?, or watch: FileWatch? = nil) -> [InputEvent] {
        var wait = timeout.map { Int32(clamping: max(0, $0)) } ?? -1
        var holding = false
        if let held = decoder.timeoutMilliseconds, wait < 0 || held <= Int(wait) {
            wait = Int32(clamping: held)
            holding = true
        }
        var polled = [
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: waker.readEnd, events: Int16(POLLIN), revents: 0),
            // A negative descriptor is passed over.
            pollfd(fd: watch?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let count = poll(&polled, nfds_t(polled.count), wait)
        if count < 0 { return [] }  // Interrupted: the caller waits again.
        if count == 0 { return holding ? decoder.flush(at: Self.milliseconds()) : [] }

        var events: [InputEvent] = []
        if polled[2].revents != 0 { waker.drain() }
        if polled[0].revents != 0 { readInput(hungUp: polled[0].revents & Int16(POLLIN) == 0, into: &events) }
        if polled[1].revents != 0 { readSignals(into: &events) }
        return events
    }

    /// Whether waiting would end at once.
    package var hasNews: Bool {
        var polled = [
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: waker.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        return poll(&polled, nfds_t(polled.count), 0) != 0
    }

    /// Throws away what has been typed until now. Signals stay, and so does the knowledge that a paste is going on.
    package func discardInput() {
        var polled = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        var dropped: [InputEvent] = []
        while poll(&polled, 1, 0) > 0, polled.revents & Int16(POLLIN) != 0 {
            dropped.removeAll()
            readInput(hungUp: false, into: &dropped)
            if dropped.contains(.terminate) { return }
        }
    }

    private func readInput(hungUp: Bool, into events: inout [InputEvent]) {
        if hungUp {
            events.append(.terminate)
            return
        }
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
            // Several keys that wait are taken together; no more than a mebibyte, so that a flood still paints.
            for _ in 0..<16 {
                let count = read(input, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR || errno == EAGAIN { return }
                if count <= 0 {
                    events.append(.terminate)
                    return
                }
                events += decoder.feed(buffer.prefix(count), at: Self.milliseconds())
                var more = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
                guard poll(&more, 1, 0) > 0, more.revents & Int16(POLLIN) != 0 else { return }
            }
        }
    }

    private func readSignals(into events: inout [InputEvent]) {
        var resized = false
        while let number = signals.next() {
            switch number {
            case SIGWINCH:
                resized = true
            case SIGCONT:
                // Stopped from outside, without having given the terminal back. If somebody else has taken it since, its lines
                // are edited again.
                if isEditingLines {
                    leave()
                    resume()
                } else {
                    repaintAll()
                }
                resized = true
                events.append(.resumed)
            case SIGTSTP:
                suspend()
                events.append(.resumed)
            default:
                endingSignal = number
                events.append(.terminate)
            }
        }
        if resized, measure() { events.append(.resize(size)) }
    }

    private var isEditingLines: Bool {
        var settings = termios()
        return tcgetattr(input, &settings) == 0 && settings.c_lflag & tcflag_t(ICANON) != 0
    }

    /// Asks the terminal for its size. `true` if it has changed.
    @discardableResult private func measure() -> Bool {
        guard let now = Self.windowSize(of: output), now != size else { return false }
        size = now
        resize_term(Int32(now.rows), Int32(now.columns))
        repaintAll()
        return true
    }

    /// `nil` if the terminal does not say; never empty.
    private static func windowSize(of descriptor: Int32) -> Size? {
        var rows: UInt16 = 0
        var columns: UInt16 = 0
        guard rollcall_window_size(descriptor, &rows, &columns) == 0, rows > 0, columns > 0 else { return nil }
        return Size(columns: Int(columns), rows: Int(rows))
    }

    private static func milliseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(clamping: time.tv_sec) * 1000 + UInt64(clamping: time.tv_nsec / 1_000_000)
    }
}

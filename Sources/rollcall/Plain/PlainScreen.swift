import Glibc
import RollcallSupport
import Screen
import SessionRegistry
import Terminal

/// `--plain`: what happens, line by line, for screen readers, logs and terminals that can do nothing else. No colour, no
/// placing of the cursor, nothing that is ever overwritten.
enum PlainScreen {
    /// - Returns: The exit status: 0 after `quit` or the end of the input, 1 if that came instead of an answer, 128 and the
    ///   signal's number after a signal.
    static func run(
        _ options: InteractiveOptions, openStore: @escaping @Sendable () async throws -> any RegistryStore,
        background: (@Sendable (any RegistryStore) async -> Void)? = nil
    ) throws -> Int32 {
        let signals: SignalSource
        do throws(TerminalError) {
            // Before the first thread, so that all of them leave signals to this one.
            signals = try SignalSource()
        } catch {
            throw Failure(.outside, error.description)
        }
        let store = try Blocking.run { try await openStore() }
        let attendant = Task.detached { await background?(store) }
        defer {
            attendant.cancel()
            try? Blocking.run { await store.close() }
        }
        let ascii = options.ascii
        let conversation = PlainConversation(
            store: store, readOnly: options.readOnly, operatorName: options.operatorName, say: { write($0, ascii: ascii) })
        var loop = PlainLoop(conversation: conversation, signals: signals, ascii: ascii)
        return try loop.run()
    }

    /// A line to standard output, whatever it quotes.
    static func write(_ line: String, ascii: Bool) {
        FileDescriptor.write(STDOUT_FILENO, Sanitizer.visible(line, ascii: ascii) + "\n")
    }
}

/// The thin edge: waits for lines, signals and the time to look at the store.
private struct PlainLoop {
    let conversation: PlainConversation
    let signals: SignalSource
    let ascii: Bool
    private var input = LineBuffer()
    private var isAtEnd = false

    init(conversation: PlainConversation, signals: SignalSource, ascii: Bool) {
        self.conversation = conversation
        self.signals = signals
        self.ascii = ascii
    }

    mutating func run() throws -> Int32 {
        let conversation = conversation
        show(try Blocking.run { await conversation.begin(now: SystemClock.now()) })
        var lookAt = SystemClock.milliseconds()
        while true {
            while let line = input.next() {
                guard case .text(let text) = line else {
                    let limit = PlainCommand.maximumLength
                    PlainScreen.write("That line is longer than \(limit) bytes; nothing was done.", ascii: ascii)
                    continue
                }
                if show(try Blocking.run { await conversation.take(text, now: SystemClock.now()) }) { return 0 }
            }
            if isAtEnd {
                let reply = try Blocking.run { await conversation.end() }
                show(reply)
                return reply.lines.isEmpty ? 0 : 1
            }
            if SystemClock.milliseconds() >= lookAt {
                show(try Blocking.run { await conversation.poll(now: SystemClock.now()) })
                lookAt = SystemClock.milliseconds() + (try Blocking.run { await conversation.pause })
            }
            if let signal = wait(milliseconds: lookAt - SystemClock.milliseconds()) {
                show(try Blocking.run { await conversation.end() })
                return 128 + signal
            }
        }
    }

    /// Whether it was the last.
    @discardableResult private mutating func show(_ reply: PlainConversation.Reply) -> Bool {
        if reply.asks { dropInput() }
        for line in reply.lines { PlainScreen.write(line, ascii: ascii) }
        return reply.ends
    }

    /// What was typed before a question does not answer it: neither keys, nor a paste, nor a prepared file.
    private mutating func dropInput() {
        if FileDescriptor.isTerminal(STDIN_FILENO) { tcflush(STDIN_FILENO, TCIFLUSH) }
        while !isAtEnd, isReadable(STDIN_FILENO, milliseconds: 0) { read() }
        if input.drop() { PlainScreen.write("What was typed before this question is ignored.", ascii: ascii) }
    }

    /// Waits for input, which it reads, or the time. Answers with a signal that is to end the program.
    private mutating func wait(milliseconds: Int64) -> Int32? {
        var polled = [
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isAtEnd ? -1 : STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polled, 2, Int32(clamping: max(0, milliseconds))) > 0 else { return nil }
        while let signal = signals.next() {
            switch signal {
            case SIGTSTP: signals.stopProcess()
            case SIGINT, SIGTERM, SIGHUP, SIGQUIT: return signal
            default: break
            }
        }
        if polled[1].revents != 0 { read() }
        return nil
    }

    private func isReadable(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, milliseconds) > 0
    }

    private mutating func read() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
        if count > 0 {
            input.append(buffer.prefix(count))
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
            input.end()
            isAtEnd = true
        }
    }
}

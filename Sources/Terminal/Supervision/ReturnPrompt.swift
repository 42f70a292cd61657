internal import Glibc

/// "Press Enter": what a program has printed stays until it was read.
enum ReturnPrompt {
    /// Waits for Enter, a blank, `q`, Escape or Ctrl-C.
    ///
    /// - Returns: the signal that came for this process instead, if one did.
    static func wait(after ending: ForegroundProgram.Ending, input: Int32, output: Int32, signals: SignalSource) -> Int32? {
        var before = termios()
        guard tcgetattr(input, &before) == 0 else { return nil }
        var now = before
        // Keys one by one and unseen; Ctrl-C as a key, so that it does not end what stands behind the screen.
        now.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        tcsetattr(input, TCSAFLUSH, &now)
        defer { tcsetattr(input, TCSAFLUSH, &before) }
        DescriptorOutput.write("\n\(sentence(ending))Press Enter to return.", to: output)
        defer { DescriptorOutput.write("\n", to: output) }
        while true {
            var polled = [
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&polled, nfds_t(polled.count), -1)
            while let number = signals.next() {
                if number == SIGTERM || number == SIGHUP { return number }
            }
            guard polled[0].revents != 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = read(input, &bytes, bytes.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            // The terminal is gone.
            guard count > 0 else { return SIGHUP }
            if bytes.prefix(count).contains(where: { [0x0A, 0x0D, 0x1B, 0x03, 0x20, UInt8(ascii: "q")].contains($0) }) {
                return nil
            }
        }
    }

    private static func sentence(_ ending: ForegroundProgram.Ending) -> String {
        switch ending {
        case .status(0): ""
        case .status(let status): "[ended with status \(status)] "
        case .signal(let number): "[ended by signal \(number)] "
        case .notStarted(let code): "[could not be started: error \(code)] "
        }
    }
}

internal import CNcurses
internal import Glibc

/// Wakes the thread that waits in `TerminalDriver.waitForEvents`, from any thread: a byte through a pipe.
///
/// Many calls before the next wait cost one wake-up.
package final class Waker: Sendable {
    /// The end that is polled.
    let readEnd: Int32
    private let writeEnd: Int32

    package init() throws(TerminalError) {
        var ends: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &ends) { raw in
            pipe2(raw.assumingMemoryBound(to: Int32.self).baseAddress, O_NONBLOCK | O_CLOEXEC)
        }
        guard result == 0 else { throw .system("pipe", code: errno) }
        (readEnd, writeEnd) = ends
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    package func wake() {
        var byte: UInt8 = 1
        // A full pipe (EAGAIN) already wakes whoever waits.
        while write(writeEnd, &byte, 1) < 0, errno == EINTR {}
    }

    /// Waits for a `wake`, or for the time-out.
    ///
    /// - Parameter timeout: milliseconds.
    package func wait(timeout: Int) {
        var polled = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        if poll(&polled, 1, Int32(clamping: timeout)) > 0 { drain() }
    }

    func drain() {
        withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { buffer in
            while true {
                let count = read(readEnd, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                if count < buffer.count { return }
            }
        }
    }
}

internal import Glibc

/// Writing to a descriptor, whole.
enum DescriptorOutput {
    /// Gives up at the first error: the terminal is gone, and there is nobody to tell.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = ArraySlice(text.utf8)
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR || errno == EAGAIN else { return }
                // Someone else has made the terminal non-blocking: wait until it takes more.
                var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&polled, 1, 5000) > 0 else { return }
            } else {
                bytes = bytes.dropFirst(count)
            }
        }
    }
}

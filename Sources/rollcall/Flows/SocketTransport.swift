import Glibc
import LoginFlows
import RollcallSupport

/// Sends flows' requests over plain TCP, a connection for each. A library for this would bring its event loop and TLS into every
/// start of the program; what a flow needs of HTTP is one request and one bounded answer.
struct SocketTransport: LiveTransport {
    /// For one request with its answer, in milliseconds. Looking up a name is the system's, and has its own time-out.
    var patience: Int64 = 10_000

    func send(_ request: LiveRequest, to target: LiveTarget) async throws(FlowError) -> LiveResponse {
        let deadline = SystemClock.milliseconds() + patience
        let descriptor = try connection(to: target, by: deadline)
        defer { close(descriptor) }
        try write(request.bytes, to: descriptor, by: deadline)
        var reader = HTTPResponseReader(answerTo: request.method)
        while true {
            let bytes = try read(from: descriptor, by: deadline)
            if bytes.isEmpty { return try reader.end() }
            if let response = try reader.feed(bytes) { return response }
        }
    }

    private func connection(to target: LiveTarget, by deadline: Int64) throws(FlowError) -> CInt {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(target.host, String(target.port), &hints, &list)
        guard status == 0 else {
            throw FlowError("The host \(target.host) is not known: \(String(cString: gai_strerror(status))).")
        }
        defer { freeaddrinfo(list) }
        var problem = "it has no address"
        var next = list
        while let address = next?.pointee {
            next = address.ai_next
            let kind = address.ai_socktype | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
            let descriptor = socket(address.ai_family, kind, address.ai_protocol)
            guard descriptor >= 0 else {
                problem = Self.reason(errno)
                continue
            }
            if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return descriptor }
            var code = errno
            if code == EINPROGRESS {
                guard wait(descriptor, for: POLLOUT, by: deadline) else {
                    close(descriptor)
                    throw tooSlow
                }
                var size = socklen_t(MemoryLayout<CInt>.size)
                code = 0
                if getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0, code == 0 { return descriptor }
            }
            problem = Self.reason(code)
            close(descriptor)
        }
        throw FlowError("Cannot connect to \(target.authority): \(problem). Does the application run there?")
    }

    private var tooSlow: FlowError { FlowError("The application did not answer within \(patience / 1_000) seconds.") }

    private static func reason(_ code: CInt) -> String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }

    /// Whether the descriptor is ready before the deadline.
    private func wait(_ descriptor: CInt, for event: CInt, by deadline: Int64) -> Bool {
        while true {
            let left = deadline - SystemClock.milliseconds()
            guard left > 0 else { return false }
            var entry = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: event), revents: 0)
            let ready = poll(&entry, 1, CInt(clamping: left))
            if ready > 0 { return true }
            if ready < 0, errno != EINTR { return false }
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: CInt, by deadline: Int64) throws(FlowError) {
        var sent = 0
        while sent < bytes.count {
            guard wait(descriptor, for: POLLOUT, by: deadline) else { throw tooSlow }
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            if count > 0 {
                sent += count
            } else if count < 0, errno != EAGAIN, errno != EINTR {
                // It may have answered and closed without reading all: the answer tells more than this error.
                if errno == EPIPE || errno == ECONNRESET { return }
                throw FlowError("The request could not be sent: \(Self.reason(errno)).")
            }
        }
    }

    /// Empty: the other side has closed the connection.
    private func read(from descriptor: CInt, by deadline: Int64) throws(FlowError) -> ArraySlice<UInt8> {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            guard wait(descriptor, for: POLLIN, by: deadline) else { throw tooSlow }
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count >= 0 { return buffer[..<count] }
            guard errno == EAGAIN || errno == EINTR else {
                throw FlowError("The answer could not be read: \(Self.reason(errno)).")
            }
        }
    }
}
